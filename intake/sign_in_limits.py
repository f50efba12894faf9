"""allauth's limits on signing in, counted by our one statement.

allauth keeps a list of moments in the cache, behind a lock that is in the cache too: requests that
wait a second for the lock are refused, and a database cache throws rows away once there are a few
hundred, which whoever tries many addresses brings about. Its rates, keys and answers stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils import timezone

from intake.limits import Limit, give_back, seconds_to_wait, take
from intake.models import LimitUse


@dataclass
class Taken:
    """What allauth takes back after a right password."""

    limit: Limit

    def rollback(self) -> None:
        give_back(self.limit)


def consume(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    rate: ratelimit.Rate,
    key: str | None = None,
    user: Any = None,
    dry_run: bool = False,
    raise_exception: bool = False,
) -> Taken | None:
    """None where nothing is left; `dry_run` only asks. Raises RateLimited where that is wanted."""
    name = ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key, user=user)
    limit = Limit(name, rate.amount, rate.duration)
    now = timezone.now()
    left = seconds_to_wait(limit, now=now) <= 0 if dry_run else take(limit, now=now)
    if left:
        return Taken(limit)
    request.seconds_to_wait = seconds_to_wait(limit, now=now)  # type: ignore[attr-defined]
    if raise_exception:
        raise RateLimited
    return None


def clear(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    config: dict[str, str] | None = None,
    key: str | None = None,
    user: Any = None,
) -> None:
    names = [
        ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key, user=user)
        for rate in ratelimit.get_rates(app=app, action=action, config=config)
    ]
    LimitUse.objects.filter(key__in=names).delete()


def count_by_statement() -> None:
    """Put our counting in allauth's place; it has no setting for that."""
    ratelimit._consume_single_rate = consume
    ratelimit.clear = clear
