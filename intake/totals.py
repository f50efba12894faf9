"""A day's sums, exact decimals in SQL.

What has no figure is counted, never taken for zero: then a sum is a lower bound. Medicines count
to the upper level and to nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, DecimalField, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from foods.models import Kind
from intake.models import Entry, Person

ZERO = Decimal(0)
DOSES = [Kind.SUPPLEMENT, Kind.MEDICINE]


@dataclass(frozen=True)
class Totals:
    """Sums of a day's known figures, mg. `items` counts what can add to the total: no medicines.

    So many of each kind had no figure (`unknown_food`, ...): its sum is then "at least". Of a salt
    whose form is not known the sum holds the least; `supplement_range_mg` and
    `medicine_range_mg` are what may come on top of it.
    `unknown_at_most_mg` is what all that has no figure can hold together, None without bound.
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
    supplement_range_mg: Decimal = ZERO
    medicine_range_mg: Decimal = ZERO
    unknown_at_most_mg: Decimal | None = ZERO
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
        return self.unknown_items > 0 or self.supplement_range_mg > 0

    @property
    def total_at_most_mg(self) -> Decimal | None:
        """None without bound: something has no figure, and nobody knows what it can hold."""
        if self.unknown_at_most_mg is None:
            return None
        return self.total_mg + self.supplement_range_mg + self.unknown_at_most_mg

    @property
    def supplement_is_lower_bound(self) -> bool:
        return self.unknown_supplement > 0 or self.supplement_range_mg > 0

    @property
    def medicine_is_lower_bound(self) -> bool:
        return self.unknown_medicine > 0 or self.medicine_range_mg > 0

    @property
    def lower_bounds(self) -> list[str]:
        """The kinds whose sum is at least so much; the other sums are known."""
        at_least = {
            Kind.FOOD: self.unknown_food > 0,
            Kind.WATER: self.unknown_water > 0,
            Kind.SUPPLEMENT: self.supplement_is_lower_bound,
            Kind.MEDICINE: self.medicine_is_lower_bound,
        }
        return [kind.value for kind, holds in at_least.items() if holds]

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
    without_bound = unknown & Q(magnesium_at_most_mg=None)
    counted = ~Q(kind=Kind.MEDICINE)
    amount = DecimalField(max_digits=30, decimal_places=10)
    added = Case(
        When(dose, then=F("magnesium_mg")), default=F("added_magnesium_mg"), output_field=amount
    )
    # Of a food nobody asked about, all of its magnesium may have been added, but no more.
    # What water holds by nature is none of it: there nothing was added.
    added_at_most = Coalesce(
        Case(When(dose, then=F("magnesium_at_most_mg")), output_field=amount),
        added,
        F("magnesium_mg"),
        F("magnesium_at_most_mg"),
        output_field=amount,
    )
    width = F("magnesium_at_most_mg") - F("magnesium_mg")

    def of_kind(kind: Kind) -> Coalesce:
        return Coalesce(Sum("magnesium_mg", filter=Q(kind=kind)), Value(ZERO), output_field=amount)

    def range_of(kind: Kind) -> Coalesce:
        return Coalesce(Sum(width, filter=Q(kind=kind)), Value(ZERO), output_field=amount)

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
            item_count=Count("id", filter=counted),
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
            range_supplement=range_of(Kind.SUPPLEMENT),
            range_medicine=range_of(Kind.MEDICINE),
            unbounded=Count("id", filter=without_bound & (dose | ~Q(added_magnesium_mg=ZERO))),
            unknown_unbounded=Count("id", filter=without_bound & counted),
            unknown_at_most=Coalesce(
                Sum("magnesium_at_most_mg", filter=unknown & counted),
                Value(ZERO),
                output_field=amount,
            ),
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
            added_at_most_mg=None if row[15] else row[12],
            supplement_range_mg=row[13],
            medicine_range_mg=row[14],
            unknown_at_most_mg=None if row[16] else row[17],
        )
        for row in rows
    }
