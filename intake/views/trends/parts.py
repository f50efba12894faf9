"""The cards below the bars, as their templates read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from foods.formatting import format_mg
from intake.adequacy import Refusal
from intake.breakdowns import Breakdown, Part, breakdown_of
from intake.calendar_chart import STEPS_MG, CalendarDay, strips_of
from intake.days import DaySummary, mean_of
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


def where_from(diary: Diary, first: date, last: date, *, days: int) -> Mapping[str, Any]:
    """Of so many counted `days`. With the kidney flag the meals only: foods by magnesium are a
    ranking."""
    found = breakdown_of(diary.person, first, last, today=diary.today)
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
    companions = [("calcium", found.calcium), ("phosphorus", found.phosphorus)]
    return [(name, each) for name, each in companions if each.per_mg is not None]


def calendar_card(days: Sequence[DaySummary], today: date) -> Mapping[str, Any] | None:
    """The year up to the last day shown, and its months as a table; None where it is empty."""
    days = [day for day in days if day.date <= today] or days[:1]
    if not any(day.logged for day in days):
        return None
    return {
        "strips": strips_of([_calendar_day(day, today) for day in days]),
        "steps": list(enumerate((*STEPS_MG, None))),
        "first": days[0].date,
        "last": days[-1].date,
        "months": [
            (month, mean_of(list(each), today=today))
            for month, each in groupby(days, key=lambda day: day.date.replace(day=1))
        ],
    }


def _calendar_day(day: DaySummary, today: date) -> CalendarDay:
    when = f"{day.date:%a %-d %b %Y}"
    if not day.logged:
        return CalendarDay(day.date, None, False, f"{when}: nothing logged")
    least = "at least " if day.totals.is_lower_bound else ""
    so_far = " so far" if day.date == today else ""
    label = f"{when}: {least}{format_mg(day.totals.total_mg)} mg{so_far}"
    return CalendarDay(day.date, day.totals.total_mg, day.totals.is_lower_bound, label)
