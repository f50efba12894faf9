"""How days are called. A year of them takes long to write, and every year has the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache, wraps

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MOST_KEPT = 2500  # two years of days in three languages


def kept(say: Callable[[date], str]) -> Callable[[date], str]:
    """What was said of a day in a language is not worked out again by this process."""

    @lru_cache(MOST_KEPT)
    def said(day: date, language: str | None) -> str:
        return say(day)

    @wraps(say)
    def in_the_language_spoken(day: date) -> str:
        return said(day, get_language())

    return in_the_language_spoken


@kept
def weekday_and_day(day: date) -> str:
    """ "Fri 27 Nov" """
    return date_format(day, "WEEKDAY_SHORT_MONTH_DAY_FORMAT")


@kept
def weekday_and_date(day: date) -> str:
    """ "Fri 27 Nov 2026" """
    return _("%(weekday)s %(date)s") % {
        "weekday": date_format(day, "D"),
        "date": day_and_year(day),
    }


@kept
def short_day(day: date) -> str:
    """ "27 Nov" """
    return date_format(day, "SHORT_MONTH_DAY_FORMAT")


@kept
def day_and_year(day: date) -> str:
    """ "27 Nov 2026" """
    return date_format(day, "MEDIUM_DATE_FORMAT")
