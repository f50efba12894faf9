"""A day and a period, computed once, for page and API alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from foods.models import Kind
from intake.day_marks import marks_between
from intake.models import DayMark, Entry, Meal, Person, no_mark
from intake.reference_values import SUPPLEMENTS_MEDICINES
from intake.reference_values import UpperLevel as Limit
from intake.targets import DayTarget, Situation
from intake.totals import ZERO, Totals, totals_by_day

# What a day is seen beside: long enough to tell a beginner from somebody who skipped a week.
RECENT_DAYS = 30
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class UpperLevel:
    """`counted_mg` is what is known to count to it, `at_most_mg` the most it can be, None without
    bound. `exceeded` None: it can't be told. `provisional`: see DayTarget."""

    mg: Decimal
    applies_to: str
    exceeded: bool | None
    counted_mg: Decimal
    at_most_mg: Decimal | None
    note: str
    provisional: bool

    @property
    def is_lower_bound(self) -> bool:
        return self.at_most_mg is None or self.at_most_mg > self.counted_mg


def counted_to(applies_to: str | None, totals: Totals) -> tuple[Decimal, Decimal | None]:
    """What an upper level counts, as far as known, and the most it can be, None without bound."""
    if applies_to != SUPPLEMENTS_MEDICINES:
        return totals.added_mg, totals.added_at_most_mg
    known_mg = totals.supplement_mg + totals.medicine_mg
    if totals.unknown_supplement + totals.unknown_medicine:
        return known_mg, None
    return known_mg, known_mg + totals.supplement_range_mg + totals.medicine_range_mg


def upper_level_for(totals: Totals, target: DayTarget | None) -> UpperLevel | None:
    """What counts to the authority's upper level against it; None where it has set no number."""
    if target is None:
        return None
    return held_against(target.limit, *counted_to(target.limit.applies_to, totals))


def held_against(
    limit: Limit, counted_mg: Decimal, at_most_mg: Decimal | None
) -> UpperLevel | None:
    """`at_most_mg` None: without bound. None where the authority has set no number."""
    if limit.mg is None or limit.applies_to is None:
        return None
    if counted_mg > limit.mg:
        exceeded: bool | None = True
    elif at_most_mg is not None and at_most_mg <= limit.mg:
        exceeded = False
    else:
        exceeded = None
    return UpperLevel(
        mg=limit.mg,
        applies_to=limit.applies_to,
        exceeded=exceeded,
        counted_mg=counted_mg,
        at_most_mg=at_most_mg,
        note=limit.note,
        provisional=limit.provisional,
    )


@dataclass(frozen=True)
class DaySummary:
    """A day without its entries. `target` None: the kidney flag is set, amounts only."""

    date: date
    totals: Totals
    target: DayTarget | None
    skipped: bool = False  # by the person: left out of means

    @property
    def logged(self) -> bool:
        return self.totals.logged

    @property
    def percent_of_target(self) -> Decimal | None:
        """At least so much, when the total is a lower bound."""
        return self.totals.total_mg * 100 / self.target.mg if self.target else None

    @property
    def remaining_mg(self) -> Decimal | None:
        """Never below zero; at most so much, when the total is a lower bound."""
        return max(ZERO, self.target.mg - self.totals.total_mg) if self.target else None

    @property
    def upper_level(self) -> UpperLevel | None:
        return upper_level_for(self.totals, self.target)


@dataclass(frozen=True)
class MealPart:
    """A meal's entries and what is known of their sum, medicines apart."""

    meal: Meal
    entries: Sequence[Entry]

    @property
    def magnesium_mg(self) -> Decimal:
        return sum((e.magnesium_mg for e in self._counted if e.magnesium_mg is not None), ZERO)

    @property
    def is_lower_bound(self) -> bool:
        return any(entry.is_lower_bound for entry in self._counted)

    @property
    def _counted(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind != Kind.MEDICINE]


@dataclass(frozen=True)
class Day:
    """`meals` are all four, in the order of a day, empty ones too. `recent` has the totals of the
    month up to and with this day, without the days that have no entry; `skipped` those of its days
    that are left out of means. `before` are the entries of the day before, `also` others by their
    ids, both with their foods, where they were asked for.
    """

    summary: DaySummary
    meals: Sequence[MealPart]
    recent: Mapping[date, Totals]
    mark: DayMark
    skipped: Collection[date] = ()
    before: Sequence[Entry] = ()
    also: Mapping[int, Entry] = field(default_factory=dict)

    @property
    def entries(self) -> list[Entry]:
        return [entry for part in self.meals for entry in part.entries]


def day_of(
    person: Person,
    day: date,
    situation: Situation,
    *,
    with_day_before: bool = False,
    also: Collection[int] = (),
) -> Day:
    """Three queries, whatever the number of entries, also with those of the day before and with
    others of the person's by their ids."""
    month = day - timedelta(days=RECENT_DAYS - 1)
    recent = totals_by_day(person, month, day)
    marks = marks_between(person, month, day)
    mark = marks.get(day) or no_mark(person, day)
    first = day - timedelta(days=1) if with_day_before else day
    wanted = Q(date__gte=first, date__lte=day)
    if also:
        wanted |= Q(pk__in=also)
    found = Entry.objects.for_person(person).kept().filter(wanted).order_by("id")
    found = found.with_foods() if with_day_before or also else found.select_related("portion")
    entries = [entry for entry in found if entry.date == day]
    return Day(
        summary=DaySummary(day, recent.get(day, Totals()), situation.on(day), mark.skipped),
        meals=[MealPart(meal, [entry for entry in entries if entry.meal == meal]) for meal in Meal],
        recent=recent,
        mark=mark,
        before=[entry for entry in found if first <= entry.date < day],
        also={entry.pk: entry for entry in found if entry.pk in also},
        skipped={each for each, said in marks.items() if said.skipped},
    )


@dataclass(frozen=True)
class Mean:
    """Means over the logged days of a period, mg a day; None when there is no such day.

    `days` is the denominator: days with something logged, the running day and those to come,
    which hold plans, left out, as are `skipped` days, which the person took out.
    """

    days: int
    total_mg: Decimal | None
    food_mg: Decimal | None
    water_mg: Decimal | None
    supplement_mg: Decimal | None
    medicine_mg: Decimal | None
    added_mg: Decimal | None
    target_mg: Decimal | None
    percent_of_target: Decimal | None
    unknown_food: int
    unknown_water: int
    unknown_supplement: int
    supplement_range_mg: Decimal | None = None
    lower_bounds: Sequence[str] = ()

    @property
    def supplement_is_lower_bound(self) -> bool:
        return self.unknown_supplement > 0 or bool(self.supplement_range_mg)

    skipped: int = 0

    @property
    def unknown_items(self) -> int:
        return self.unknown_food + self.unknown_water + self.unknown_supplement

    @property
    def is_lower_bound(self) -> bool:
        return self.unknown_items > 0 or bool(self.supplement_range_mg)


@dataclass(frozen=True)
class Period:
    days: Sequence[DaySummary]  # one a day, oldest first, gaps included
    mean: Mean


def period_of(
    person: Person, first: date, last: date, situation: Situation, *, today: date
) -> Period:
    """Two queries. `today`, not over yet, and later and skipped days are shown but in no mean."""
    days = summaries_of(person, first, last, situation)
    return Period(days, mean_of(days, today=today))


def summaries_of(person: Person, first: date, last: date, situation: Situation) -> list[DaySummary]:
    """One a day, oldest first, gaps included. Two queries."""
    by_day = totals_by_day(person, first, last)
    marks = marks_between(person, first, last)
    return [
        DaySummary(
            day,
            by_day.get(day, Totals()),
            situation.on(day),
            skipped=day in marks and marks[day].skipped,
        )
        for day in (first + timedelta(offset) for offset in range((last - first).days + 1))
    ]


def counted_days(days: Sequence[DaySummary], *, today: date) -> list[DaySummary]:
    """Those that means are over: logged, over themselves, and not skipped by the person."""
    return [day for day in days if day.logged and day.date < today and not day.skipped]


def skipped_dates(days: Sequence[DaySummary]) -> set[date]:
    return {day.date for day in days if day.skipped}


def mean_of(days: Sequence[DaySummary], *, today: date) -> Mean:
    counted = counted_days(days, today=today)

    def mean(name: str) -> Decimal | None:
        values = [getattr(day.totals, name) for day in counted]
        return sum(values, ZERO) / len(values) if values else None

    targets = [day.target.mg for day in counted if day.target]
    at_least = {kind for day in counted for kind in day.totals.lower_bounds}
    total_mg = mean("total_mg")
    target_mg = sum(targets, ZERO) / len(targets) if targets else None
    return Mean(
        days=len(counted),
        total_mg=total_mg,
        food_mg=mean("food_mg"),
        water_mg=mean("water_mg"),
        supplement_mg=mean("supplement_mg"),
        medicine_mg=mean("medicine_mg"),
        added_mg=mean("added_mg"),
        target_mg=target_mg,
        percent_of_target=total_mg * 100 / target_mg
        if total_mg is not None and target_mg
        else None,
        unknown_food=sum(day.totals.unknown_food for day in counted),
        unknown_water=sum(day.totals.unknown_water for day in counted),
        unknown_supplement=sum(day.totals.unknown_supplement for day in counted),
        skipped=sum(day.logged and day.skipped and day.date < today for day in days),
        supplement_range_mg=mean("supplement_range_mg"),
        lower_bounds=[kind for kind in Kind.values if kind in at_least],
    )
