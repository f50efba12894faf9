"""A day and a period, computed once, for page and API alike.

Sums are exact decimals in SQL. What has no figure is counted, never taken for zero: then a total
is a lower bound. Medicines count to the upper level and to nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, Count, DecimalField, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from foods.models import Kind
from intake.models import Entry, Meal, Person
from intake.reference_values import reference_value
from intake.targets import DayTarget, Situation

ZERO = Decimal(0)
DOSES = [Kind.SUPPLEMENT, Kind.MEDICINE]

# What a day is seen beside: long enough to tell a beginner from somebody who skipped a week.
RECENT_DAYS = 30

# The upper levels of every authority are one number from this age up, for every person.
ADULT_MONTHS = 30 * 12


@dataclass(frozen=True)
class Totals:
    """Sums of a day's known figures, mg. `items` counts what can add to the total: no medicines.

    So many of each kind had no figure (`unknown_food`, ...): its sum is then "at least".
    `added_mg` is what is known to count to an upper level; `added_at_most_mg` the most it can be,
    None without bound.
    """

    entries: int = 0
    items: int = 0
    unknown_food: int = 0
    unknown_water: int = 0
    unknown_supplement: int = 0
    unknown_medicine: int = 0
    food_mg: Decimal = ZERO
    water_mg: Decimal = ZERO
    supplement_mg: Decimal = ZERO
    medicine_mg: Decimal = ZERO
    added_mg: Decimal = ZERO
    added_at_most_mg: Decimal | None = ZERO

    @property
    def total_mg(self) -> Decimal:
        return self.food_mg + self.water_mg + self.supplement_mg

    @property
    def unknown_items(self) -> int:
        """Of those that can add to the total."""
        return self.unknown_food + self.unknown_water + self.unknown_supplement

    @property
    def is_lower_bound(self) -> bool:
        return self.unknown_items > 0

    @property
    def added_is_lower_bound(self) -> bool:
        return self.added_at_most_mg is None or self.added_at_most_mg > self.added_mg

    @property
    def logged(self) -> bool:
        """A day with nothing but a medicine on it says nothing about what was eaten."""
        return self.items > 0


def totals_by_day(person: Person, first: date, last: date) -> dict[date, Totals]:
    """One query; days without entries are not in it."""
    dose = Q(kind__in=DOSES)
    unknown = Q(magnesium_mg=None)
    amount = DecimalField(max_digits=30, decimal_places=10)
    added = Case(
        When(dose, then=F("magnesium_mg")), default=F("added_magnesium_mg"), output_field=amount
    )
    # Of a food nobody asked about, all of its magnesium may have been added, but no more.
    added_at_most = Coalesce(added, F("magnesium_mg"), output_field=amount)

    def of_kind(kind: Kind) -> Coalesce:
        return Coalesce(Sum("magnesium_mg", filter=Q(kind=kind)), Value(ZERO), output_field=amount)

    def unknown_of(kind: Kind) -> Count:
        return Count("id", filter=unknown & Q(kind=kind))

    rows = (
        Entry.objects.for_person(person)
        .kept()
        .between(first, last)
        .order_by()
        .values_list("date")
        .annotate(
            entry_count=Count("id"),
            item_count=Count("id", filter=~Q(kind=Kind.MEDICINE)),
            no_food=unknown_of(Kind.FOOD),
            no_water=unknown_of(Kind.WATER),
            no_supplement=unknown_of(Kind.SUPPLEMENT),
            no_medicine=unknown_of(Kind.MEDICINE),
            sum_food=of_kind(Kind.FOOD),
            sum_water=of_kind(Kind.WATER),
            sum_supplement=of_kind(Kind.SUPPLEMENT),
            sum_medicine=of_kind(Kind.MEDICINE),
            sum_added=Coalesce(Sum(added), Value(ZERO), output_field=amount),
            sum_added_at_most=Coalesce(Sum(added_at_most), Value(ZERO), output_field=amount),
            unbounded=Count("id", filter=unknown & (dose | ~Q(added_magnesium_mg=ZERO))),
        )
    )
    return {
        row[0]: Totals(
            entries=row[1],
            items=row[2],
            unknown_food=row[3],
            unknown_water=row[4],
            unknown_supplement=row[5],
            unknown_medicine=row[6],
            food_mg=row[7],
            water_mg=row[8],
            supplement_mg=row[9],
            medicine_mg=row[10],
            added_mg=row[11],
            added_at_most_mg=None if row[13] else row[12],
        )
        for row in rows
    }


@dataclass(frozen=True)
class UpperLevel:
    """`exceeded` None: it can't be told, because added magnesium is not known of everything."""

    mg: Decimal
    applies_to: str
    exceeded: bool | None
    added_mg: Decimal
    note: str


def upper_level_for(totals: Totals, target: DayTarget | None) -> UpperLevel | None:
    """Added magnesium against the authority's upper level; None where it has set none."""
    if target is None:
        return None
    reference = target.reference or reference_value(
        target.upper_level_of, age_months=ADULT_MONTHS, sex="female"
    )
    if reference.ul_mg is None or reference.ul_applies_to is None:
        return None
    if totals.added_mg > reference.ul_mg:
        exceeded: bool | None = True
    elif totals.added_at_most_mg is not None and totals.added_at_most_mg <= reference.ul_mg:
        exceeded = False
    else:
        exceeded = None
    return UpperLevel(
        mg=reference.ul_mg,
        applies_to=reference.ul_applies_to,
        exceeded=exceeded,
        added_mg=totals.added_mg,
        note=reference.ul_note,
    )


@dataclass(frozen=True)
class DaySummary:
    """A day without its entries. `target` None: the kidney flag is set, amounts only."""

    date: date
    totals: Totals
    target: DayTarget | None

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
        return any(entry.magnesium_mg is None for entry in self._counted)

    @property
    def _counted(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind != Kind.MEDICINE]


@dataclass(frozen=True)
class Day:
    """`meals` are all four, in the order of a day, empty ones too. `recent` has the totals of the
    month up to and with this day, without the days that have no entry."""

    summary: DaySummary
    meals: Sequence[MealPart]
    recent: Mapping[date, Totals]

    @property
    def entries(self) -> list[Entry]:
        return [entry for part in self.meals for entry in part.entries]


def day_of(person: Person, day: date, situation: Situation) -> Day:
    """Two queries, whatever the number of entries."""
    recent = totals_by_day(person, day - timedelta(days=RECENT_DAYS - 1), day)
    entries = list(
        Entry.objects.for_person(person).kept().on(day).order_by("id").select_related("portion")
    )
    return Day(
        summary=DaySummary(day, recent.get(day, Totals()), situation.on(day)),
        meals=[MealPart(meal, [entry for entry in entries if entry.meal == meal]) for meal in Meal],
        recent=recent,
    )


@dataclass(frozen=True)
class Mean:
    """Means over the logged days of a period, mg a day; None when there is no such day.

    `days` is the denominator: days with something logged, the running day and those to come,
    which hold plans, left out.
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

    @property
    def unknown_items(self) -> int:
        return self.unknown_food + self.unknown_water + self.unknown_supplement

    @property
    def is_lower_bound(self) -> bool:
        return self.unknown_items > 0


@dataclass(frozen=True)
class Period:
    days: Sequence[DaySummary]  # one a day, oldest first, gaps included
    mean: Mean


def period_of(
    person: Person, first: date, last: date, situation: Situation, *, today: date
) -> Period:
    """One query. `today`, not over yet, and later days are shown but in no mean."""
    by_day = totals_by_day(person, first, last)
    days = [
        DaySummary(day, by_day.get(day, Totals()), situation.on(day))
        for day in (first + timedelta(offset) for offset in range((last - first).days + 1))
    ]
    return Period(days, mean_of(days, today=today))


def mean_of(days: Sequence[DaySummary], *, today: date) -> Mean:
    counted = [day for day in days if day.logged and day.date < today]

    def mean(name: str) -> Decimal | None:
        values = [getattr(day.totals, name) for day in counted]
        return sum(values, ZERO) / len(values) if values else None

    targets = [day.target.mg for day in counted if day.target]
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
    )
