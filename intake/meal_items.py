"""What a saved meal holds: its items checked, written, and resized."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.utils.translation import gettext as _

from foods.models import Food
from intake.diary import check_is_there
from intake.models import MAX_MAGNESIUM_MG, MAX_QUANTITY, MEASURED, SavedMeal, SavedMealItem
from intake.snapshots import KEPT, InvalidEntry, Measure, snapshot_of_food, snapshot_of_quick_add
from intake.together import InvalidItem

MOST_ITEMS = 50


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """A `food` with a `measure`, or a line of one's own by `name`, `kind` and `magnesium_mg`,
    None where that is not known."""

    food: Food | None = None
    measure: Measure = field(default_factory=Measure)
    name: str = ""
    kind: str = ""
    magnesium_mg: Decimal | None = None


def rows_of(items: Sequence[NewItem]) -> list[dict[str, Any]]:
    """The fields of each. Raises InvalidItem where one can't be had, InvalidEntry for too many."""
    check_count(items)
    rows = []
    for index, item in enumerate(items):
        try:
            rows.append(row_of(item))
        except InvalidEntry as error:
            raise InvalidItem(index, error) from None
    return rows


def row_of(item: NewItem) -> dict[str, Any]:
    """The fields of an item. Raises InvalidEntry."""
    if item.food is None:
        if item.measure.ways:
            raise InvalidEntry("food", "required", _("Choose the food that this is an amount of."))
        fields = snapshot_of_quick_add(
            name=item.name, kind=item.kind, magnesium_mg=item.magnesium_mg
        )
        del fields["confidence"]
        return fields
    if item.name or item.kind or item.magnesium_mg is not None:
        raise InvalidEntry(
            "food", "food_or_quick_add", _("Give a food, or a name with its mg, not both.")
        )
    fields = snapshot_of_food(item.food, item.measure)
    return {name: fields[name] for name in MEASURED}


def check_count(items: Sequence[Any]) -> None:
    """Raises InvalidEntry."""
    if len(items) > MOST_ITEMS:
        raise InvalidEntry(
            "items", "too_many", _("At most %(most)s foods fit in one meal.") % {"most": MOST_ITEMS}
        )


def write_items(meal: SavedMeal, rows: Sequence[dict[str, Any]]) -> None:
    """In place of all that the meal held. Raises InvalidItem where a food is no more."""
    for index, row in enumerate(rows):
        try:
            check_is_there(row["food"])
        except InvalidEntry as error:
            raise InvalidItem(index, error) from None
    SavedMealItem.objects.filter(saved_meal=meal).delete()
    SavedMealItem.objects.bulk_create(
        SavedMealItem(person_id=meal.person_id, saved_meal=meal, position=position, **row)
        for position, row in enumerate(rows)
    )


def resized(item: SavedMealItem, amount: Decimal) -> SavedMealItem:
    """Another amount of the same, not stored. Raises InvalidEntry."""
    if item.food is None or amount == item.amount:
        return item
    over, under = amount, item.amount
    if item.quantity is not None:
        item.quantity = (item.quantity * over / under).quantize(KEPT, ROUND_HALF_EVEN)
    if item.portion is not None and not item.label_says:
        item.quantity = item.portion.quantity * amount
    if item.label_dose_mg is not None:
        item.label_dose_mg = (item.label_dose_mg * over / under).quantize(Decimal("0.001"))
    item.amount = amount
    if (item.quantity or 0) > MAX_QUANTITY or (item.label_dose_mg or 0) > MAX_MAGNESIUM_MG:
        raise InvalidEntry("amount", "out_of_range", _("That is more than anybody can have."))
    return item
