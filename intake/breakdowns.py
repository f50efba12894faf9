"""Where a period's magnesium came from: its foods, groups and meals, and what came with it.

Over the same days as the means of intake.days: medicines, days that are not over and skipped days
are left out.
Shares are of what is known; how many items have no figure is said beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foods import wordings
from foods.languages import page_language
from foods.models import Food, Kind, preferred_names
from intake.models import Entry, Meal, Person
from intake.totals import ZERO

BY_NAME = {
    Kind.FOOD: _("Foods written down by name"),
    Kind.WATER: _("Waters written down by name"),
    Kind.SUPPLEMENT: _("Supplements written down by name"),
    Kind.MEDICINE: _("Medicines written down by name"),
}
WITHOUT_A_GROUP = {
    Kind.FOOD: _("Foods without a group"),
    Kind.WATER: _("Waters without a group"),
    Kind.SUPPLEMENT: _("Supplements without a group"),
    Kind.MEDICINE: _("Medicines without a group"),
}
MEAL_LABELS = dict(Meal.choices)


class Called(NamedTuple):
    """What a part is told apart by, and its name."""

    key: int | str | None
    name: str


class Row(NamedTuple):
    """The entries of one food, or of one name, in one meal. `..._with_...` sums are over the items
    that have both figures."""

    meal: str
    food_id: int | None
    kind: str
    name: str
    items: int
    known_items: int
    magnesium_mg: Decimal | None
    calcium_items: int
    calcium_mg: Decimal | None
    magnesium_with_calcium_mg: Decimal | None
    phosphorus_items: int
    phosphorus_mg: Decimal | None
    magnesium_with_phosphorus_mg: Decimal | None


@dataclass(frozen=True)
class Part:
    """`magnesium_mg` is the sum over the period of what is known; at least so much where some of
    the `items` have no figure. `share` is its percentage of all that is known, None of nothing.

    `key` is a food's id, a group's slug or a meal; None for a food written down by name, and for
    what has no group.
    """

    name: str
    kind: str
    key: int | str | None
    items: int
    unknown_items: int
    magnesium_mg: Decimal
    share: Decimal | None = None

    @property
    def is_lower_bound(self) -> bool:
        return self.unknown_items > 0

    @property
    def known_items(self) -> int:
        return self.items - self.unknown_items

    @property
    def mg_each(self) -> Decimal | None:
        """Mean of the items that have a figure; None where none has."""
        return self.magnesium_mg / self.known_items if self.known_items else None


@dataclass(frozen=True)
class Companion:
    """Another mineral over the `items` for which both figures are known, medicines apart."""

    items: int
    mg: Decimal
    magnesium_mg: Decimal

    @property
    def per_mg(self) -> Decimal | None:
        """So many mg of it for each mg of magnesium; None without any."""
        return self.mg / self.magnesium_mg if self.magnesium_mg else None


@dataclass(frozen=True)
class Breakdown:
    """Foods and groups by magnesium, most first; meals, all four, in the order of a day."""

    items: int
    unknown_items: int
    magnesium_mg: Decimal
    foods: Sequence[Part]
    groups: Sequence[Part]
    meals: Sequence[Part]
    calcium: Companion
    phosphorus: Companion


def breakdown_of(
    person: Person, first: date, last: date, *, today: date, skipped: Collection[date]
) -> Breakdown:
    """Two queries, whatever was logged, and one for names that are not English. `skipped` are the
    days that the person left out."""
    rows = _rows(person, first, min(last, today - timedelta(days=1)), skipped)
    foods = _foods(row.food_id for row in rows if row.food_id is not None)
    known_mg = sum((row.magnesium_mg or ZERO for row in rows), ZERO)

    def by_food(row: Row) -> Called:
        food = foods.get(row.food_id)
        return Called(food.id, food.name) if food else Called(None, row.name)

    def by_group(row: Row) -> Called:
        food = foods.get(row.food_id)
        if food is not None and food.group is not None:
            return Called(food.group, gettext(food.group_name))
        return Called(None, str((BY_NAME if food is None else WITHOUT_A_GROUP)[Kind(row.kind)]))

    def by_meal(row: Row) -> Called:
        return Called(row.meal, str(MEAL_LABELS[row.meal]))

    meals = {part.key: part for part in _summed(rows, by_meal, known_mg)}
    no_share = ZERO if known_mg else None
    return Breakdown(
        items=sum(row.items for row in rows),
        unknown_items=sum(row.items - row.known_items for row in rows),
        magnesium_mg=known_mg,
        foods=_summed(rows, by_food, known_mg),
        groups=_summed(rows, by_group, known_mg),
        meals=[
            meals.get(meal) or Part(str(label), "", meal, 0, 0, ZERO, no_share)
            for meal, label in MEAL_LABELS.items()
        ],
        calcium=Companion(
            sum(row.calcium_items for row in rows),
            sum((row.calcium_mg or ZERO for row in rows), ZERO),
            sum((row.magnesium_with_calcium_mg or ZERO for row in rows), ZERO),
        ),
        phosphorus=Companion(
            sum(row.phosphorus_items for row in rows),
            sum((row.phosphorus_mg or ZERO for row in rows), ZERO),
            sum((row.magnesium_with_phosphorus_mg or ZERO for row in rows), ZERO),
        ),
    )


def _rows(person: Person, first: date, last: date, skipped: Collection[date]) -> list[Row]:
    calcium = Q(magnesium_mg__isnull=False, calcium_mg__isnull=False)
    phosphorus = Q(magnesium_mg__isnull=False, phosphorus_mg__isnull=False)
    # A food is one food whatever it was called; without one, its name is all there is.
    own_name = Case(When(food=None, then=F("name")), default=Value(""))
    found = (
        Entry.objects.for_person(person)
        .kept()
        .between(first, last)
        .exclude(kind=Kind.MEDICINE)
        .exclude(date__in=skipped)
        .order_by()
        .annotate(own_name=own_name)
        .values_list("meal", "food_id", "kind", "own_name")
        .annotate(
            item_count=Count("id"),
            known_count=Count("magnesium_mg"),
            sum_magnesium=Sum("magnesium_mg"),
            calcium_count=Count("id", filter=calcium),
            sum_calcium=Sum("calcium_mg", filter=calcium),
            sum_with_calcium=Sum("magnesium_mg", filter=calcium),
            phosphorus_count=Count("id", filter=phosphorus),
            sum_phosphorus=Sum("phosphorus_mg", filter=phosphorus),
            sum_with_phosphorus=Sum("magnesium_mg", filter=phosphorus),
        )
    )
    return [Row(*row) for row in found]


class _FoodNamed(NamedTuple):
    id: int
    name: str
    group: str | None
    group_name: str


def _foods(ids: Iterable[int]) -> Mapping[int | None, _FoodNamed]:
    """By the id in the diary, the food that stands for it now."""
    own = ("id", "name", "brand", "group_id", "group__name")
    kept = tuple(f"merged_into__{field}" for field in own)
    named: dict[int | None, _FoodNamed] = {}
    rows = list(Food.objects.filter(pk__in=set(ids)).values_list(*own, *kept))
    stand = {row[0]: row[5:] if row[5] is not None else row[:5] for row in rows}
    language = page_language()
    local = preferred_names({row[0] for row in stand.values()}, language)
    for logged, (food_id, name, brand, group, group_name) in stand.items():
        full_name = str(Food(name=local.get(food_id, name), brand=brand))
        shelf = wordings.group_name(group, group_name, language) if group else ""
        named[logged] = _FoodNamed(food_id, full_name, group, shelf)
    return named


def _summed(rows: Iterable[Row], called: Callable[[Row], Called], known_mg: Decimal) -> list[Part]:
    """One part for each key, or name and kind without one, the largest first."""
    alike: dict[tuple[object, ...], list[tuple[Called, Row]]] = {}
    for row in rows:
        name = called(row)
        same = (name.key,) if name.key is not None else (None, name.name.casefold(), row.kind)
        alike.setdefault(same, []).append((name, row))
    parts = [_part(each, known_mg) for each in alike.values()]
    return sorted(parts, key=lambda part: (-part.magnesium_mg, -part.items, part.name))


def _part(alike: Sequence[tuple[Called, Row]], known_mg: Decimal) -> Part:
    """Called as most of it is."""
    name, of_most = max(alike, key=lambda pair: pair[1].items)
    items = sum(row.items for _, row in alike)
    magnesium_mg = sum((row.magnesium_mg or ZERO for _, row in alike), ZERO)
    return Part(
        name=name.name,
        kind=of_most.kind,
        key=name.key,
        items=items,
        unknown_items=items - sum(row.known_items for _, row in alike),
        magnesium_mg=magnesium_mg,
        share=magnesium_mg * 100 / known_mg if known_mg else None,
    )
