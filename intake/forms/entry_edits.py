"""What a person changes of an entry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foods.models import Food
from foods.shown_units import shows_ounces
from foods.templatetags.amounts import plain_number, portion_label
from foods.unit_names import BESIDE_A_NUMBER
from foods.units import OUNCES, OUR_UNITS
from intake.diary import EntryChanges
from intake.forms.entries import EntryForm
from intake.forms.fields import AmountField, as_meant, name_field, own_mg_field
from intake.forms.measures import (
    BASIS_UNIT,
    ask_unit,
    came_with,
    measure_of,
    shown_in_ounces,
    units_of,
)
from intake.models import Entry

AS_LOGGED = "logged"


class EntryEditForm(EntryForm):
    """An entry's amount and when it was; a quick add's name and mg too."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    amount = AmountField(label=_("Amount"))
    portion = forms.ChoiceField(label=_("Portion"), required=False)
    name = name_field()

    def __init__(self, data: Any = None, *, entry: Entry) -> None:
        shown = shown_in_ounces(entry.amount, entry.portion_label) if entry.food else None
        amount, portion = shown or (entry.amount, AS_LOGGED)
        super().__init__(
            data,
            prefix=None,
            auto_id=f"id_{entry.uuid}_%s",
            initial={
                "version": entry.version,
                "date": entry.date,
                "time": entry.time,
                "meal": entry.meal,
                "amount": plain_number(amount),
                "portion": portion,
                "name": entry.name,
            },
        )
        self.entry = entry
        food = entry.food
        if food is None:
            del self.fields["amount"], self.fields["portion"]
            self.fields["magnesium_mg"] = own_mg_field(was=entry.magnesium_mg)
            return
        del self.fields["name"]
        self.portions = {str(portion.pk): portion for portion in food.portions.all()}
        self.units = units_of(food)
        if entry.portion_label in OUNCES:
            # Its own unit, whatever its food is measured in by now.
            self.units |= {AS_LOGGED: entry.portion_label}
            self.units |= {OUNCES[entry.portion_label]: OUNCES[entry.portion_label]}
        self.came_with = came_with(plain_number(amount), portion, self.units)
        if entry.label_says:
            del self.fields["portion"]
            label = gettext("How many of %(portion)s") % {
                "portion": portion_label(entry.portion_label)
            }
            self.fields["amount"].label = label
        else:
            self.fields["portion"].choices = self._portion_choices(food)  # type: ignore[attr-defined]

    def _portion_choices(self, food: Food) -> list[tuple[str, str]]:
        unit = str(BESIDE_A_NUMBER[food.basis_unit])
        logged = self.entry.portion_label or gettext("pieces")
        others = [(key, portion.label) for key, portion in self.portions.items()]
        others += [
            (ounce, str(BESIDE_A_NUMBER[ounce]))
            for ounce in OUR_UNITS
            if ounce in self.units and (shows_ounces() or self.data.get("portion") == ounce)
        ]
        others.append((BASIS_UNIT, unit))
        choices = [(AS_LOGGED, logged), *(choice for choice in others if choice[1] != logged)]
        return [(key, portion_label(label)) for key, label in choices]

    def clean(self) -> dict[str, Any]:
        if self.entry.food is not None:
            ask_unit(self, self.came_with, self.units)
        return self.cleaned_data

    def changes(self) -> EntryChanges:
        data = self.cleaned_data
        chosen = data.get("portion") or AS_LOGGED
        food, amount, measure = self.entry.food, data.get("amount"), None
        if amount is not None and chosen == OUNCES.get(self.entry.portion_label):
            amount = as_meant(amount, was=self.entry.amount, ounce=chosen)
        elif food is not None and chosen != AS_LOGGED and amount is not None:
            measure, amount = measure_of(food, self.portions, chosen, amount), None
        figure = data.get("magnesium_mg")
        is_as_it_was = figure == self.entry.magnesium_mg
        return EntryChanges(
            date=data["date"],
            time=data["time"],
            clear_time=data["time"] is None,
            meal=data["meal"],
            amount=amount,
            measure=measure,
            name=data.get("name"),
            magnesium_mg=None if is_as_it_was else figure,
            clear_magnesium=self.entry.food is None
            and "magnesium_mg" in self.data
            and figure is None,
        )
