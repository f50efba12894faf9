"""What a person types when logging, in the shapes that `intake.diary` takes."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foods.formatting import format_mg
from foods.models import Food, Kind
from foods.shown_units import shows_ounces
from foods.supplements import UNUSUAL_DOSE_MG
from foods.unit_names import IN_FULL
from foods.units import OUR_UNITS, one_ounce
from intake.diary import NewEntry
from intake.forms.fields import (
    AmountField,
    DayField,
    SaysInvalid,
    WasField,
    name_field,
    own_mg_field,
)
from intake.forms.measures import (
    BASIS_UNIT,
    ask_unit,
    came_with,
    measure_of,
    units_of,
)
from intake.models import Meal
from intake.snapshots import DOSE_KINDS

# Of what a form says, this does not tell one entry from another.
NOT_OF_THE_ENTRY = ("once", "kidneys", "confirmed")


class EntryForm(SaysInvalid):
    """When it was: what every way of logging asks."""

    fields_of_errors = {
        "grams": "amount",
        "millilitres": "amount",
        "elemental_mg": "dose_mg",
        "compound_mg": "dose_mg",
    }

    date = DayField(label=_("Date"))
    meal = forms.ChoiceField(label=_("Meal"), choices=Meal.choices)
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Write the time as in 08:30.")},
    )


class NewEntryForm(EntryForm):
    """Each form that is shown has an id for the entry to come, so that sent twice it logs once.

    `asks_about_kidneys` puts the question before a first supplement or medicine.
    """

    once = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    kidneys = forms.ChoiceField(
        label=_("Do you have weak kidneys or kidney disease?"),
        choices=[
            ("yes", _("Yes, and I agree that Twelve keeps this to show amounts only")),
            ("no", _("No")),
            ("later", _("Not now: log it, and ask me again")),
        ],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Weak kidneys may not get rid of the magnesium in supplements and medicines."),
    )

    def __init__(self, data: Any = None, *, asks_about_kidneys: bool = False, **options: Any):
        super().__init__(data, **options)
        if not asks_about_kidneys:
            del self.fields["kidneys"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.is_dose and "kidneys" in self.fields and not data.get("kidneys"):
            self.add_error("kidneys", gettext("Please answer, or choose “Not now”."))
        return data

    @property
    def is_dose(self) -> bool:
        """Whether it is a supplement or a medicine that is logged."""
        raise NotImplementedError

    @property
    def answer_about_kidneys(self) -> str:
        return str(self.cleaned_data.get("kidneys", "")) if self.is_dose else ""

    def when(self) -> dict[str, Any]:
        """The fields of NewEntry that every way of logging has."""
        data = self.cleaned_data
        said = {name: str(value) for name, value in data.items() if name not in NOT_OF_THE_ENTRY}
        canonical = json.dumps(said, sort_keys=True)
        return {
            "date": data["date"],
            "meal": data["meal"],
            "time": data["time"],
            "uuid": data["once"],
            "request_hash": hashlib.sha256(canonical.encode()).hexdigest(),
        }


class LogForm(NewEntryForm):
    """An amount of a food: so many portions, or so much of its basis unit."""

    portion = forms.ChoiceField(
        label=_("Portion"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _("That portion is of another food. Choose one of these.")
        },
    )
    amount = AmountField(label=_("Amount"))
    came_with = forms.CharField(required=False, widget=forms.HiddenInput)
    was = WasField()

    def __init__(self, data: Any = None, *, food: Food, **options: Any) -> None:
        super().__init__(data, **options)
        self.food = food
        self.units = units_of(food)
        if "amount" in self.initial:
            way = self.initial.get("portion", BASIS_UNIT)
            self.initial["came_with"] = came_with(self.initial["amount"], way, self.units)
        self.portions = {str(portion.pk): portion for portion in food.portions.all()}
        self.fields["portion"].choices = [  # type: ignore[attr-defined]
            (key, key) for key in (*self.portions, *self.units, BASIS_UNIT)
        ]

    def clean(self) -> dict[str, Any]:
        ask_unit(self, self.cleaned_data.get("came_with", ""), self.units)
        return super().clean()

    @property
    def is_dose(self) -> bool:
        return self.food.kind in DOSE_KINDS

    def new_entry(self) -> NewEntry:
        data = self.cleaned_data
        return NewEntry(
            **self.when(),
            food=self.food,
            measure=measure_of(
                self.food, self.portions, data["portion"], data["amount"], was=data["was"]
            ),
        )

    @property
    def ways(self) -> list[dict[str, Any]]:
        """The choices of a portion, each with its quantity in the basis unit."""
        chosen = self["portion"].value() or BASIS_UNIT
        ways: list[dict[str, Any]] = [
            {"key": key, "label": portion.label, "quantity": portion.quantity}
            for key, portion in self.portions.items()
        ]
        ways += [
            {"key": key, "label": IN_FULL[key], "quantity": one_ounce(key), "is_unit": True}
            for key in self.units
            if key in OUR_UNITS and (shows_ounces() or key == chosen)
        ]
        label = IN_FULL[self.food.basis_unit]
        ways.append({"key": BASIS_UNIT, "label": label, "quantity": 1, "is_unit": True})
        for way in ways:
            way["checked"] = way["key"] == chosen
        return ways


class QuickAddForm(NewEntryForm):
    """Something the catalogue does not have: a name and its magnesium."""

    name = name_field()
    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices, initial=Kind.FOOD)
    magnesium_mg = own_mg_field()
    confirmed = forms.BooleanField(required=False)
    asks_dose = False

    @property
    def is_dose(self) -> bool:
        return self["kind"].value() in DOSE_KINDS

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        mg = data.get("magnesium_mg")
        if self.is_dose and mg and mg > UNUSUAL_DOSE_MG and not data.get("confirmed"):
            self.asks_dose = True
            asked = gettext(
                "%(mg)s mg of elemental magnesium is far more than usual. Is this the weight of "
                "the compound? Then find the compound by its name, and give it there."
            )
            self.add_error("magnesium_mg", asked % {"mg": format_mg(mg)})
        return data

    def new_entry(self) -> NewEntry:
        data = self.cleaned_data
        return NewEntry(
            **self.when(),
            name=data["name"],
            kind=data["kind"],
            magnesium_mg=data["magnesium_mg"],
        )
