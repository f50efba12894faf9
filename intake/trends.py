"""What a period says beyond its days and means: how sure it is, what was added, what came before.

Computed from the days that intake.days read; the page and the API ask the same functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from intake.adequacy import Answer, Logged, how_sure, spread_for
from intake.days import (
    DaySummary,
    Mean,
    UpperLevel,
    counted_days,
    counted_to,
    held_against,
    mean_of,
)
from intake.reference_values import ReferenceValue
from intake.targets import Situation
from intake.totals import ZERO


@dataclass(frozen=True)
class HowSure:
    """`reference_changed`: other days of the period had another reference value than its last,
    by which all of them are judged."""

    answer: Answer
    judged_by_day: date
    reference_changed: bool


def how_sure_of(days: Sequence[DaySummary], situation: Situation, *, today: date) -> HowSure | None:
    """Whether the intake of a period is enough, by its last day's value; None with the kidney flag.

    The last day, because the question is asked of what the person needs now. A target of their own
    changes nothing: it is no requirement.
    """
    if situation.kidney_disease or not days:
        return None
    counted = counted_days(days, today=today)
    newest = judged_by(days, today)
    reference = _reference_of(newest)
    age_years = situation.age_years(newest.date)
    spread = (
        spread_for(
            age_years=age_years,
            sex=situation.sex,
            life_stages=situation.stages(newest.date),
        )
        if age_years is not None
        else None
    )
    answer = how_sure(logged_of(counted), reference=reference, spread=spread)
    changed = any(_value_of(_reference_of(day)) != _value_of(reference) for day in counted)
    return HowSure(answer, newest.date, changed)


def logged_of(counted: Sequence[DaySummary]) -> Logged:
    totals = [day.totals for day in counted]
    supplements_mg = sum((each.supplement_mg for each in totals), ZERO)
    return Logged(
        food_and_water_mg=[each.food_mg + each.water_mg for each in totals],
        supplement_mean_mg=supplements_mg / len(totals) if totals else ZERO,
        items=sum(each.items for each in totals),
        unknown_items=sum(each.unknown_items for each in totals),
        days_without_food=sum(
            not (each.food_mg or each.water_mg or each.unknown_food or each.unknown_water)
            for each in totals
        ),
        supplement_is_range=any(each.supplement_range_mg for each in totals),
    )


def judged_by(days: Sequence[DaySummary], today: date) -> DaySummary:
    """The last day, or today where the period goes on."""
    return max((day for day in days if day.date <= today), default=days[0], key=lambda d: d.date)


def _reference_of(day: DaySummary) -> ReferenceValue | None:
    return day.target.reference if day.target else None


def _value_of(reference: ReferenceValue | None) -> tuple[str, Decimal, Decimal | None] | None:
    """What of a reference value changes the answer."""
    if reference is None:
        return None
    return reference.authority, reference.recommended_mg, reference.ear_mg


@dataclass(frozen=True)
class AddedMean:
    """Added magnesium, mg a day, over the `days` that have anything on them, medicines too, and are
    not skipped.

    It is what the upper level in force on the last day counts, or all of it where there is none.
    A day with an antacid and nothing else is no logged day, but counts here. `at_most_mg` None:
    without bound. `level` is held against the mean; None: none set. `days_over` were above their
    own day's level, of `days_open` that can't be told.
    """

    days: int
    mg: Decimal | None
    at_most_mg: Decimal | None
    level: UpperLevel | None
    days_over: int
    days_open: int

    @property
    def is_lower_bound(self) -> bool:
        return self.mg is not None and (self.at_most_mg is None or self.at_most_mg > self.mg)


def added_mean_of(days: Sequence[DaySummary], *, today: date) -> AddedMean | None:
    """None with the kidney flag: upper levels were set for healthy people."""
    target = judged_by(days, today).target if days else None
    if target is None:
        return None
    counted = days_with_added(days, today=today)
    limit = target.limit
    known, most = _mean_counted([counted_to(limit.applies_to, day.totals) for day in counted])
    levels = [day.upper_level for day in counted]
    return AddedMean(
        days=len(counted),
        mg=known,
        at_most_mg=most,
        level=held_against(limit, known or ZERO, ZERO if known is None else most),
        days_over=sum(level is not None and level.exceeded is True for level in levels),
        days_open=sum(level is not None and level.exceeded is None for level in levels),
    )


def days_with_added(days: Sequence[DaySummary], *, today: date) -> list[DaySummary]:
    """Those that the mean of AddedMean is over."""
    return [day for day in days if day.totals.entries and day.date < today and not day.skipped]


def _mean_counted(
    counted: Sequence[tuple[Decimal, Decimal | None]],
) -> tuple[Decimal | None, Decimal | None]:
    """Of what is known, and of the most it can be; no bound on one day is none on the mean."""
    if not counted:
        return None, None
    bounds = [bound for _, bound in counted if bound is not None]
    known_mg = sum((known for known, _ in counted), ZERO) / len(counted)
    most_mg = sum(bounds, ZERO) / len(counted) if len(bounds) == len(counted) else None
    return known_mg, most_mg


@dataclass(frozen=True)
class Before:
    """The period of the same length that ends the day before another begins."""

    first: date
    last: date
    mean: Mean


def span_before(first: date, last: date) -> tuple[date, date]:
    return first - ((last - first) + timedelta(days=1)), first - timedelta(days=1)


def before_of(read: Sequence[DaySummary], first: date, last: date, *, today: date) -> Before:
    """From days that were `read` from as early as `span_before` says."""
    began, ended = span_before(first, last)
    days = [day for day in read if began <= day.date <= ended]
    return Before(began, ended, mean_of(days, today=today))
