"""Which days somebody asks for, by page or API."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext, gettext_lazy

LONGEST_PERIOD_DAYS = 400
DEFAULT_PERIOD_DAYS = 30

ENDS_BEFORE_IT_STARTS = gettext_lazy("The last day can't come before the first.")


def too_long() -> str:
    return gettext("At most %(days)d days at once.") % {"days": LONGEST_PERIOD_DAYS}


def is_too_long(first: date, last: date) -> bool:
    return (last - first).days >= LONGEST_PERIOD_DAYS


def period_asked(first: date | None, last: date | None, *, today: date) -> tuple[date, date]:
    """Without dates the last 30 days; with one of them, 30 days from or to it."""
    span = timedelta(DEFAULT_PERIOD_DAYS - 1)
    if first is not None:
        return first, last or first + span
    last = last or today
    return last - span, last
