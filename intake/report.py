"""A period on two sheets, for a clinician: put together from what other pages show.

Nothing is computed here that a page or the API computes elsewhere; lists are cut to what fits, and
say how many more there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from foods.models import Kind, Source
from intake.adequacy import Refusal
from intake.breakdowns import Breakdown, Part, breakdown_of
from intake.day_notes import DayNote, Seen, safety_notes_for
from intake.days import (
    WEEK,
    DaySummary,
    Mean,
    counted_days,
    mean_of,
    skipped_dates,
    summaries_of,
)
from intake.doses_taken import Taken, taken_between
from intake.models import Person
from intake.reference_values import AUTHORITIES, DAILY_VALUE_SOURCE
from intake.targets import DayTarget, Situation
from intake.totals import ZERO
from intake.trends import AddedMean, HowSure, added_mean_of, how_sure_of

T = TypeVar("T")

# What fits on two sheets of Letter, the shorter paper, whatever the names are.
MOST_SOURCES = 8
MOST_SUPPLEMENTS, MOST_MEDICINES = 6, 3
MOST_STRETCHES = 3
MOST_WITHOUT_A_FIGURE = 3
MOST_PUBLICATIONS = 4
MOST_LEFT_OUT = 5
# What a reason of a note, with its title, takes of the room for sources.
ROWS_OF_A_REASON = 3
# Letters of a reason: where it names many medicines, the first and the last of it stay.
LONGEST_REASON, FIRST, LAST = 300, 100, 60


@dataclass(frozen=True)
class DayCount:
    """`medicine_only`: a medicine and nothing else, so not a logged day. `left_out`: the person
    skipped a day that has entries; it is in neither."""

    in_period: int
    logged: int
    medicine_only: int
    left_out: int

    @property
    def empty(self) -> int:
        return self.in_period - self.logged - self.medicine_only - self.left_out


@dataclass(frozen=True)
class Stretch:
    """Days in a row with the same target and the same upper level (None: none set)."""

    first: date
    last: date
    target: DayTarget
    upper_level_mg: Decimal | None

    @property
    def authority_name(self) -> str:
        """The short one; empty where the Daily Value holds, which is nobody's."""
        slug = self.target.authority
        return AUTHORITIES[slug].short_name if slug else ""

    @property
    def provisional(self) -> bool:
        return self.target.provisional or self.target.limit.provisional


@dataclass(frozen=True)
class Medicines:
    """Over the whole period, on days with nothing else too."""

    mg: Decimal
    is_lower_bound: bool


@dataclass(frozen=True)
class Cut(Generic[T]):
    """The first of a list, and how many more there are."""

    shown: Sequence[T]
    more: int

    @classmethod
    def of(cls, whole: Sequence[T], most: int) -> Cut[T]:
        return cls(whole[:most], max(0, len(whole) - most))


@dataclass(frozen=True)
class Report:
    """`told` are the notes on safety as of the last day, put away or not, their reasons whole but
    where they name many medicines.

    With the kidney flag amounts only: `stretches`, `sure`, `added` and `foods` are None.

    `lowest_mg` and `highest_mg` are of single logged days, at least so much where the mean is.
    `stretches` are cut from the front: the newest stay. `publications` are where figures of foods
    are from.
    """

    days: Sequence[DaySummary]
    count: DayCount
    left_out: Cut[date]
    mean: Mean
    lowest_mg: Decimal | None
    highest_mg: Decimal | None
    medicines: Medicines
    items: int
    supplements_taken: Cut[Taken]
    medicines_taken: Cut[Taken]
    without_a_figure: Cut[Part]
    publications: Cut[Source]
    stretches: Cut[Stretch] | None
    sure: HowSure | None
    added: AddedMean | None
    foods: Cut[Part] | None
    told: Sequence[DayNote]

    @property
    def amounts_only(self) -> bool:
        return self.stretches is None

    @property
    def is_empty(self) -> bool:
        return self.count.empty == self.count.in_period

    @property
    def references(self) -> list[str]:
        """Where the values that days are held against were published, in the order of the days."""
        found = [
            stretch.target.reference.source
            if stretch.target.reference and stretch.target.authority
            else DAILY_VALUE_SOURCE
            for stretch in (self.stretches.shown if self.stretches else ())
        ]
        if self.sure and not isinstance(self.sure.answer, Refusal):
            answer = self.sure.answer
            spread = _("Spread of days: %(source)s") % {"source": _(answer.spread.source)}
            found += [answer.reference.source, spread]
        return list(dict.fromkeys(source.removesuffix(".") for source in found))


def report_of(
    person: Person, first: date, last: date, situation: Situation, *, today: date
) -> Report:
    """Nine queries at most, whatever the length: two for the days, two for their parts, two for
    what was taken, two for the notes, one for the publications. Days that the person skipped are
    named, and in no figure."""
    # Notes speak of a week, however short the period.
    read = summaries_of(person, min(first, last - WEEK), last, situation)
    days = [day for day in read if day.date >= first]
    skipped = skipped_dates(days)
    breakdown = breakdown_of(person, first, last, today=today, skipped=skipped)
    taken = taken_between(person, first, last, today=today, skipped=skipped)
    totals = [day.totals.total_mg for day in counted_days(days, today=today)]
    told = safety_notes_for(Seen.last_of(person, read), situation, today=today)
    amounts_only = situation.kidney_disease
    return Report(
        days=days,
        count=_count_of(days),
        left_out=Cut.of([day.date for day in days if _left_out(day)], MOST_LEFT_OUT),
        mean=mean_of(days, today=today),
        lowest_mg=min(totals, default=None),
        highest_mg=max(totals, default=None),
        medicines=Medicines(
            mg=sum((day.totals.medicine_mg for day in days if not day.skipped), ZERO),
            is_lower_bound=any(
                day.totals.medicine_is_lower_bound for day in days if not day.skipped
            ),
        ),
        items=breakdown.items,
        supplements_taken=Cut.of([t for t in taken if t.kind != Kind.MEDICINE], MOST_SUPPLEMENTS),
        medicines_taken=Cut.of([t for t in taken if t.kind == Kind.MEDICINE], MOST_MEDICINES),
        without_a_figure=_without_a_figure(breakdown),
        publications=_publications(breakdown),
        stretches=None if amounts_only else _stretches(days),
        sure=how_sure_of(days, situation, today=today),
        added=added_mean_of(days, today=today),
        foods=None
        if amounts_only
        else Cut.of(
            [part for part in breakdown.foods if part.magnesium_mg],
            MOST_SOURCES - ROWS_OF_A_REASON * len(told),
        ),
        told=[replace(note, reason=_shortened(note.reason)) for note in told],
    )


def _shortened(reason: str) -> str:
    if len(reason) <= LONGEST_REASON:
        return reason
    return f"{reason[:FIRST].rstrip()} … {reason[-LAST:].lstrip()}"


def _count_of(days: Sequence[DaySummary]) -> DayCount:
    return DayCount(
        in_period=len(days),
        logged=sum(day.logged and not day.skipped for day in days),
        medicine_only=sum(
            not day.logged and day.totals.entries > 0 and not day.skipped for day in days
        ),
        left_out=sum(_left_out(day) for day in days),
    )


def _left_out(day: DaySummary) -> bool:
    """An empty day that is skipped is an empty day."""
    return day.skipped and day.totals.entries > 0


def _stretches(days: Sequence[DaySummary]) -> Cut[Stretch]:
    def held(day: DaySummary) -> tuple[object, ...]:
        target, level = day.target, day.upper_level
        reference = target.reference if target else None
        return (
            (target.mg, target.kind, target.authority) if target else None,
            (reference.recommended_mg, reference.kind) if reference else None,
            level.mg if level else None,
        )

    stretches = []
    for _held, each in groupby(days, key=held):
        alike = list(each)
        newest = alike[-1]
        if newest.target is not None:
            level = newest.upper_level
            level_mg = level.mg if level else None
            stretches.append(Stretch(alike[0].date, newest.date, newest.target, level_mg))
    return Cut(stretches[-MOST_STRETCHES:], max(0, len(stretches) - MOST_STRETCHES))


def _without_a_figure(breakdown: Breakdown) -> Cut[Part]:
    """What most often has none comes first."""
    parts = [part for part in breakdown.foods if part.unknown_items]
    parts.sort(key=lambda part: (-part.unknown_items, part.name))
    return Cut.of(parts, MOST_WITHOUT_A_FIGURE)


def _publications(breakdown: Breakdown) -> Cut[Source]:
    known = [
        part.key
        for part in breakdown.foods
        if part.items > part.unknown_items and isinstance(part.key, int)
    ]
    found = list(Source.objects.filter(foods__in=known).distinct()) if known else []
    return Cut.of(found, MOST_PUBLICATIONS)
