"""Supplements and medicines of a period: what was taken, how its label was read, on how many days.

Over days that are over and that the person did not skip. A dose without a figure is counted, never
taken for zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, Count, F, Sum, Value, When
from django.db.models.functions import Coalesce

from foods.models import Food, Kind
from foods.supplements import form_of
from intake.models import Entry, Person
from intake.totals import DOSES, ZERO


class Row(NamedTuple):
    """The entries of one product on one day that are alike in amount."""

    date: date
    kind: str
    food_id: int | None
    name: str
    label_says: str
    compound: str
    amount: Decimal
    portion_label: str
    doses: int
    known_doses: int
    magnesium_mg: Decimal | None
    at_most_mg: Decimal | None


class Product(NamedTuple):
    """`key` is a food's id, or a name in lower case; `compound` is empty where nobody told it."""

    key: int | str
    name: str
    compound: str


@dataclass(frozen=True)
class Taken:
    """One product by one reading of its label, over the `days` on which it was taken.

    `magnesium_mg` is the sum over the period of what is known; `least_mg` and `most_mg` are the
    smallest and the largest sum of one of its days. All three are "at least" where
    `unknown_doses` of the `doses` have no figure; None where no dose has one. `at_most_mg` is what
    the sum can be of a salt whose form is not known. `amount` of `portion_label` is the usual dose;
    there were `other_amounts` besides.
    """

    name: str
    kind: str
    form: str
    label_says: str
    amount: Decimal
    portion_label: str
    other_amounts: int
    days: int
    doses: int
    unknown_doses: int
    magnesium_mg: Decimal | None
    least_mg: Decimal | None
    most_mg: Decimal | None
    at_most_mg: Decimal | None

    @property
    def is_lower_bound(self) -> bool:
        return self.unknown_doses > 0

    @property
    def at_most_mg_a_day(self) -> Decimal | None:
        """None where the form is known, or something has no figure: then there is no bound."""
        if self.at_most_mg == self.magnesium_mg or self.at_most_mg is None or self.unknown_doses:
            return None
        return self.at_most_mg / self.days

    @property
    def mg_a_day(self) -> Decimal | None:
        """Mean of the days on which it was taken, not of the period."""
        return None if self.magnesium_mg is None else self.magnesium_mg / self.days


def taken_between(
    person: Person, first: date, last: date, *, today: date, skipped: Collection[date]
) -> list[Taken]:
    """Supplements before medicines, then by days, the most first; without `skipped` days. Two
    queries, one without any."""
    rows = _rows(person, first, min(last, today - timedelta(days=1)), skipped)
    products = _products(row.food_id for row in rows if row.food_id is not None)
    alike: dict[tuple[object, ...], list[Row]] = {}
    names: dict[object, Product] = {}
    for row in rows:
        product = products.get(row.food_id) or Product(row.name.casefold(), row.name, "")
        names.setdefault(product.key, product)
        alike.setdefault((product.key, row.kind, row.label_says, row.compound), []).append(row)
    taken = [_taken(names[key], kinds) for (key, *_), kinds in alike.items()]
    return sorted(taken, key=lambda t: (t.kind == Kind.MEDICINE, -t.days, t.name, t.label_says))


def _rows(person: Person, first: date, last: date, skipped: Collection[date]) -> list[Row]:
    found = (
        Entry.objects.for_person(person)
        .kept()
        .between(first, last)
        .filter(kind__in=DOSES)
        .exclude(date__in=skipped)
        .order_by()
        # A food is one food whatever it was called; without one, its name is all there is.
        .annotate(own_name=Case(When(food=None, then=F("name")), default=Value("")))
        .values_list(
            *("date", "kind", "food_id", "own_name", "label_says", "compound", "amount"),
            "portion_label",
        )
        .annotate(
            dose_count=Count("id"),
            known_count=Count("magnesium_mg"),
            sum_magnesium=Sum("magnesium_mg"),
            sum_at_most=Sum(Coalesce("magnesium_at_most_mg", "magnesium_mg")),
        )
    )
    return [Row(*row) for row in found]


def _products(ids: Iterable[int]) -> Mapping[int | None, Product]:
    """By the id in the diary, the food that stands for it now."""
    if not (wanted := set(ids)):
        return {}
    rows = (
        Food.objects.filter(pk__in=wanted)
        .select_related("merged_into")
        .only(
            *("name", "brand", "compound", "source_ref", "merged_into__name"),
            *("merged_into__brand", "merged_into__compound", "merged_into__source_ref"),
        )
    )
    products: dict[int | None, Product] = {}
    for row in rows:
        food = row.merged_into or row
        products[row.pk] = Product(food.pk, str(food), food.compound_named)
    return products


def _taken(product: Product, rows: Sequence[Row]) -> Taken:
    amounts: Counter[tuple[Decimal, str]] = Counter()
    by_day: dict[date, Decimal] = {}
    for row in rows:
        amounts[row.amount, row.portion_label] += row.doses
        if row.known_doses:
            by_day[row.date] = by_day.get(row.date, ZERO) + (row.magnesium_mg or ZERO)
    (amount, portion_label), _ = min(
        amounts.items(), key=lambda each: (-each[1], each[0][1], each[0][0])
    )
    doses, known = sum(row.doses for row in rows), sum(row.known_doses for row in rows)
    form = form_of(rows[0].compound or product.compound)
    return Taken(
        name=product.name,
        kind=rows[0].kind,
        form=form.name if form else "",
        label_says=rows[0].label_says,
        amount=amount,
        portion_label=portion_label,
        other_amounts=len(amounts) - 1,
        days=len({row.date for row in rows}),
        doses=doses,
        unknown_doses=doses - known,
        magnesium_mg=sum(by_day.values(), ZERO) if known else None,
        least_mg=min(by_day.values(), default=None),
        most_mg=max(by_day.values(), default=None),
        at_most_mg=sum((row.at_most_mg or ZERO for row in rows), ZERO) if known else None,
    )
