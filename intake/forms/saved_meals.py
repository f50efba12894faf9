"""What a person types about a saved meal."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foods.models import Kind
from foods.templatetags.amounts import plain_number
from foods.units import OUNCES
from intake.forms.fields import (
    AmountField,
    DayField,
    KeptAmountField,
    SaysInvalid,
    name_field,
    own_mg_field,
)
from intake.forms.measures import shown_in_ounces
from intake.meal_items import NewItem, resized
from intake.models import MAX_SERVINGS, Meal, SavedMeal, SavedMealItem
from intake.snapshots import InvalidEntry


class LogSavedMealForm(SaysInvalid):
    """Which day and meal, and how much of it."""

    once = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    date = DayField(label=_("Date"))
    meal = forms.ChoiceField(label=_("Meal"), choices=Meal.choices)
    servings = AmountField(label=_("Servings"), most=MAX_SERVINGS, initial=1)


class NewSavedMealForm(forms.Form):
    once = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    name = name_field(most=120)


@dataclass(frozen=True)
class Line:
    """The field of an item: so many of its portions, or of the `ounce` ("oz", "fl oz") that whoever
    reads ounces sees in place of its grams or millilitres. It is in the field's name: no number is
    taken for one in the other unit."""

    field: str
    label: str
    ounce: str = ""

    @classmethod
    def of(cls, place: int, item: SavedMealItem) -> Line:
        if item.food and (shown := shown_in_ounces(item.amount, item.portion_label)):
            ounce = shown[1]
            return cls(f"item-{place}-{ounce.replace(' ', '-')}", ounce, ounce)
        return cls(f"item-{place}", item.portion_label)

    @property
    def is_unit(self) -> bool:
        return bool(self.ounce) or self.label in OUNCES


class SavedMealForm(SaysInvalid):
    """Name, servings, and an amount for every item; a quick add's mg too."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = name_field(most=120)
    servings = AmountField(
        label=_("Servings"),
        most=MAX_SERVINGS,
        help_text=_("How many the whole of it makes; 1 for what is eaten at once."),
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
        self.lines = [Line.of(place, item) for place, item in enumerate(items)]
        for line, item in zip(self.lines, items, strict=True):
            self.fields[line.field] = (
                own_mg_field(
                    was=item.magnesium_mg,
                    label=gettext("Magnesium of %(name)s, mg") % {"name": item.name},
                    help_text="",
                )
                if item.food is None
                else KeptAmountField(
                    was=item.amount,
                    ounce=line.ounce,
                    label=gettext("How much %(name)s") % {"name": item.name},
                )
            )

    def amount_fields(self) -> list[tuple[Line, forms.BoundField]]:
        """In the order of the items."""
        return [(line, self[line.field]) for line in self.lines]

    def edited(self, items: list[SavedMealItem]) -> list[SavedMealItem]:
        """The items with what was typed. Raises InvalidEntry, beside its field."""
        for line, item in zip(self.lines, items, strict=True):
            value: Decimal | None = self.cleaned_data[line.field]
            if item.food is None:
                item.magnesium_mg = value
            elif value is not None:
                try:
                    resized(item, value)
                except InvalidEntry as error:
                    raise InvalidEntry(line.field, error.code, error.message) from None
        return items


class OwnLineForm(forms.Form):
    """A line that no food of the catalogue stands for."""

    name = name_field()
    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices, initial=Kind.FOOD)
    magnesium_mg = own_mg_field()

    def new_item(self) -> NewItem:
        return NewItem(**self.cleaned_data)
