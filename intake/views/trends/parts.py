"""The cards below the bars, as their templates read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foods.templatetags.amounts import mg_or_more
from intake.adequacy import Refusal
from intake.breakdowns import Breakdown, Part, breakdown_of
from intake.calendar_chart import STEPS_MG, CalendarDay, strips_of
from intake.days import DaySummary, mean_of, skipped_dates
from intake.distribution_chart import Hill, hill_of
from intake.trends import HowSure
from intake.views.asked import Diary

YEAR_DAYS = 365
MOST_FOODS, MOST_GROUPS = 10, 8


def hill(sure: HowSure | None) -> Hill | None:
    if sure is None or isinstance(sure.answer, Refusal):
        return None
    answer = sure.answer
    return hill_of(mean_mg=float(answer.mean_mg), sd_mg=answer.sd_mg, line_mg=float(answer.line_mg))


def where_from(diary: Diary, shown: Sequence[DaySummary], *, days: int) -> Mapping[str, Any]:
    """Of so many counted `days`. With the kidney flag the meals only: foods by magnesium are a
    ranking."""
    found = breakdown_of(
        diary.person,
        shown[0].date,
        shown[-1].date,
        today=diary.today,
        skipped=skipped_dates(shown),
    )
    meals = {
        "breakdown": found,
        "meals": [(part, part.magnesium_mg / days) for part in found.meals],
    }
    if diary.amounts_only:
        return meals
    return meals | {
        "foods": _with_widths(found.foods[:MOST_FOODS]),
        "more_foods": len(found.foods[MOST_FOODS:]),
        "groups": _with_widths(found.groups[:MOST_GROUPS]),
        "more_groups": len(found.groups[MOST_GROUPS:]),
        "companions": _companions(found),
    }


def _with_widths(parts: Sequence[Part]) -> list[tuple[Part, str]]:
    """Each with the width of its bar in percent of the longest."""
    longest = max((part.magnesium_mg for part in parts), default=None)
    return [
        (part, f"{part.magnesium_mg * 100 / longest:.1f}" if longest else "0") for part in parts
    ]


def _companions(found: Breakdown) -> list[tuple[str, Any]]:
    companions = [(_("Calcium"), found.calcium), (_("Phosphorus"), found.phosphorus)]
    return [(name, each) for name, each in companions if each.per_mg is not None]


def calendar_card(
    days: Sequence[DaySummary], today: date, first_weekday: int
) -> Mapping[str, Any] | None:
    """The year up to the last day shown, and its months as a table; None where it is empty."""
    days = [day for day in days if day.date <= today] or days[:1]
    if not any(day.logged for day in days):
        return None
    return {
        "strips": strips_of([_calendar_day(day, today) for day in days], first_weekday),
        "steps": list(enumerate((*STEPS_MG, None))),
        "first": days[0].date,
        "last": days[-1].date,
        "skipped": any(day.logged and day.skipped for day in days),
        "months": [
            (month, mean_of(list(each), today=today))
            for month, each in groupby(days, key=lambda day: day.date.replace(day=1))
        ],
    }


def _calendar_day(day: DaySummary, today: date) -> CalendarDay:
    when = _("%(weekday)s %(date)s") % {
        "weekday": date_format(day.date, "D"),
        "date": date_format(day.date, "MEDIUM_DATE_FORMAT"),
    }
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
