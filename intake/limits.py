"""How often a person, or an address, may write or try to sign in.

Each limit is one row: the moment from which all of it is there again. One atomic statement moves
that moment on, or refuses and writes nothing, so that requests side by side can't slip past. What
is used comes back evenly: of 5 in 5 minutes, one a minute. Reading counts and writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import connection
from django.db.models import F
from django.utils import timezone
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from intake.models import LimitUse, Person

TAKE = """
INSERT INTO intake_limituse AS known (key, until, span) VALUES {rows}
ON CONFLICT (key) DO UPDATE
SET until = GREATEST(known.until, %s) + (EXCLUDED.until - %s), span = EXCLUDED.span
WHERE GREATEST(known.until, %s) + (EXCLUDED.until - %s) <= %s + EXCLUDED.span
RETURNING key
"""


@dataclass(frozen=True)
class Limit:
    """`amount` at once; each comes back after an equal part of `seconds`."""

    key: str
    amount: int
    seconds: float

    @property
    def step(self) -> timedelta:
        return timedelta(seconds=self.seconds / self.amount)


def take(*limits: Limit, now: datetime) -> bool:
    """Count once against each, in the order given; False where one of them has nothing left.

    Limits given together are to come in the same order always, or two requests could wait for
    each other.
    """
    if any(limit.amount < 1 for limit in limits):
        return False
    values: list[Any] = []
    for limit in limits:
        values += [limit.key, now + limit.step, limit.step * limit.amount]
    statement = TAKE.format(rows=", ".join(["(%s, %s, %s)"] * len(limits)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *[now] * 5])
        return len(cursor.fetchall()) == len(limits)


def give_back(limit: Limit) -> None:
    """As if it had not been counted."""
    LimitUse.objects.filter(key=limit.key).update(until=F("until") - limit.step)


def seconds_to_wait(*limits: Limit, now: datetime) -> float:
    """Until each has one left again."""
    used = dict(
        LimitUse.objects.filter(key__in=[limit.key for limit in limits]).values_list("key", "until")
    )
    waits = [
        (used.get(limit.key, now) + limit.step - limit.step * limit.amount - now).total_seconds()
        for limit in limits
        if limit.amount >= 1
    ]
    return max([0.0, *waits])


def forget_unused(now: datetime) -> None:
    """A row whose moment is over says what no row says."""
    LimitUse.objects.filter(until__lt=now).delete()


def forget_person(person_id: int) -> None:
    """What was counted under the person's number, by us and by allauth."""
    LimitUse.objects.filter(key__regex=rf":(person|user):{person_id}$").delete()


class WriteLimit(BaseThrottle):
    """`WRITES_PER_MINUTE` of one person, `WRITES_PER_MINUTE_BY_ADDRESS` from one address.

    A batch counts once.
    """

    limits: tuple[Limit, ...] = ()

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.method in SAFE_METHODS or not isinstance(request.user, Person):
            return True
        self.limits = (
            *_of_address(request),
            Limit(f"writes:person:{request.user.pk}", settings.WRITES_PER_MINUTE, 60),
        )
        return take(*self.limits, now=timezone.now())

    def wait(self) -> float:
        return max(1, seconds_to_wait(*self.limits, now=timezone.now()))


def _of_address(request: Request) -> tuple[Limit, ...]:
    """None where the server knows no address: behind a socket file, or a proxy fewer than it was
    told of."""
    try:
        address = get_ip(request._request)
    except (PermissionDenied, ImproperlyConfigured):
        return ()
    return (Limit(f"writes:address:{address}", settings.WRITES_PER_MINUTE_BY_ADDRESS, 60),)
