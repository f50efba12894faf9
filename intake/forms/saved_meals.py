"""What a person types about a saved meal."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from foods.models import Kind
from foods.templatetags.amounts import plain_number
from intake.forms.fields import AmountField, DayField
from intake.meal_items import NewItem, resized
from intake.models import MAX_MAGNESIUM_MG, MAX_SERVINGS, Meal, SavedMeal, SavedMealItem
from intake.snapshots import InvalidEntry


class LogSavedMealForm(forms.Form):
    """Which day and meal, and how much of it."""

    once = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    date = DayField()
    meal = forms.ChoiceField(choices=Meal.choices)
    servings = AmountField(most=MAX_SERVINGS, initial=1)

    def add_invalid(self, error: InvalidEntry) -> None:
        self.add_error(error.field if error.field in self.fields else None, error.message)


class NewSavedMealForm(forms.Form):
    once = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    name = forms.CharField(max_length=120, error_messages={"required": "Give it a name."})


class SavedMealForm(forms.Form):
    """Name, servings, and an amount for every item; a quick add's mg too."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(max_length=120, error_messages={"required": "Give it a name."})
    servings = AmountField(
        label="Servings",
        most=MAX_SERVINGS,
        help_text="How many the whole of it makes; 1 for what is eaten at once.",
    )

    def __init__(
        self, data: Any = None, *, meal: SavedMeal, items: Sequence[SavedMealItem]
    ) -> None:
        initial = {
            "version": meal.version,
            "name": meal.name,
            "servings": plain_number(meal.servings),
        }
        super().__init__(data, initial=initial)
        for place, item in enumerate(items):
            quick = item.food is None
            self.fields[_field(place)] = (
                AmountField(
                    label=f"Magnesium of {item.name}, mg",
                    most=MAX_MAGNESIUM_MG,
                    zero=True,
                    required=False,
                    initial=plain_number(item.magnesium_mg),
                )
                if quick
                else AmountField(label=f"How much {item.name}", initial=plain_number(item.amount))
            )

    def amount_fields(self) -> list[forms.BoundField]:
        """In the order of the items."""
        return [self[name] for name in self.fields if name.startswith("item-")]

    def edited(self, items: list[SavedMealItem]) -> list[SavedMealItem]:
        """The items with what was typed. Raises InvalidEntry, beside its field."""
        for place, item in enumerate(items):
            value: Decimal | None = self.cleaned_data[_field(place)]
            if item.food is None:
                item.magnesium_mg = value
            elif value is not None:
                try:
                    resized(item, value)
                except InvalidEntry as error:
                    raise InvalidEntry(_field(place), error.code, error.message) from None
        return items

    def add_invalid(self, error: InvalidEntry) -> None:
        self.add_error(error.field if error.field in self.fields else None, error.message)


def _field(place: int) -> str:
    return f"item-{place}"


class OwnLineForm(forms.Form):
    """A line that no food of the catalogue stands for."""

    name = forms.CharField(max_length=300, error_messages={"required": "Give it a name."})
    kind = forms.ChoiceField(label="What it is", choices=Kind.choices, initial=Kind.FOOD)
    magnesium_mg = AmountField(
        label="Magnesium, mg",
        most=MAX_MAGNESIUM_MG,
        zero=True,
        required=False,
        help_text="Leave it empty if you don’t know.",
    )

    def new_item(self) -> NewItem:
        return NewItem(**self.cleaned_data)
