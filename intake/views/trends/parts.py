"""The cards below the bars, as their templates read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from intake.adequacy import Refusal
from intake.breakdowns import Breakdown, Part, breakdown_of
from intake.days import DaySummary, skipped_dates
from intake.distribution_chart import Hill, hill_of
from intake.trends import HowSure
from intake.views.asked import Diary

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
