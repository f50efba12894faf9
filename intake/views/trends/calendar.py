"""The year up to the last day shown: each day a link to it, and its months as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from foods.templatetags.amounts import mg_or_more
from intake.calendar_chart import STEPS_MG, CalendarDay, strips_of
from intake.days import DaySummary, mean_of
from intake.views.trends.drawing import days_of
from intake.views.trends.words import weekday_and_date

YEAR_DAYS = 365


def calendar_card(
    days: Sequence[DaySummary], today: date, first_weekday: int
) -> Mapping[str, Any] | None:
    """None where the year is empty."""
    days = [day for day in days if day.date <= today] or days[:1]
    if not any(day.logged for day in days):
        return None
    months = [list(month) for _, month in groupby(days, key=lambda day: day.date.replace(day=1))]
    strips = strips_of([_calendar_day(day, today) for day in days], first_weekday)
    return {
        "strips": [(strip, days_of(strip)) for strip in strips],
        "steps": list(enumerate((*STEPS_MG, None))),
        "skipped": any(day.logged and day.skipped for day in days),
        "months": [
            (month[0].date, month[-1].date, mean_of(month, today=today)) for month in months
        ],
    }


def _calendar_day(day: DaySummary, today: date) -> CalendarDay:
    when = weekday_and_date(day.date)
    if not day.logged:
        label = _("%(day)s: nothing logged") % {"day": when}
        return CalendarDay(day.date, None, False, label)
    totals = day.totals
    label = "%(day)s: %(mg)s"
    if day.date == today:
        label = _("%(day)s: %(mg)s so far")
    elif day.skipped:
        label = _("%(day)s: %(mg)s, left out")
    label %= {"day": when, "mg": mg_or_more(totals.total_mg, totals.is_lower_bound)}
    return CalendarDay(day.date, totals.total_mg, totals.is_lower_bound, label)
