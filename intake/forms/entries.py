"""What a person types when logging, in the shapes that `intake.diary` takes."""

from __future__ import annotations

import hashlib
import json
import uuid
from decimal import Decimal
from typing import Any

from django import forms

from foods.formatting import format_mg
from foods.models import Basis, Food, Kind
from foods.supplements import UNUSUAL_DOSE_MG
from foods.templatetags.amounts import plain_number
from intake.diary import EntryChanges, NewEntry
from intake.forms.fields import AmountField, DayField
from intake.forms.measures import BASIS_UNIT, UNIT_LABELS, ask_unit, measure_of
from intake.models import MAX_MAGNESIUM_MG, Entry, Meal
from intake.snapshots import DOSE_KINDS, InvalidEntry

AS_LOGGED = "logged"
# Of what a form says, this does not tell one entry from another.
NOT_OF_THE_ENTRY = ("once", "kidneys", "confirmed")

# Where the page shows what `intake.diary` found wrong.
FIELDS_OF_ERRORS = {
    "grams": "amount",
    "millilitres": "amount",
    "elemental_mg": "dose_mg",
    "compound_mg": "dose_mg",
}


class EntryForm(forms.Form):
    """When it was: what every way of logging asks."""

    date = DayField()
    meal = forms.ChoiceField(choices=Meal.choices)
    time = forms.TimeField(
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Write the time as in 08:30."},
    )

    def add_invalid(self, error: InvalidEntry) -> None:
        """Beside its field; above the form where the form has no such field."""
        name = FIELDS_OF_ERRORS.get(error.field, error.field)
        self.add_error(name if name in self.fields else None, error.message)


class NewEntryForm(EntryForm):
    """Each form that is shown has an id for the entry to come, so that sent twice it logs once.

    `asks_about_kidneys` puts the question before a first supplement or medicine.
    """

    once = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    kidneys = forms.ChoiceField(
        label="Do you have weak kidneys or kidney disease?",
        choices=[
            ("yes", "Yes, and I agree that Twelve keeps this to show amounts only"),
            ("no", "No"),
            ("later", "Not now: log it, and ask me again"),
        ],
        required=False,
        widget=forms.RadioSelect,
        help_text="Weak kidneys may not get rid of the magnesium in supplements and medicines.",
    )

    def __init__(self, data: Any = None, *, asks_about_kidneys: bool = False, **options: Any):
        super().__init__(data, **options)
        if not asks_about_kidneys:
            del self.fields["kidneys"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.is_dose and "kidneys" in self.fields and not data.get("kidneys"):
            self.add_error("kidneys", "Please answer, or choose “Not now”.")
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
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "That portion is of another food. Choose one of these."},
    )
    amount = AmountField()
    # The number of portions that the form came with.
    portions_shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, food: Food, **options: Any) -> None:
        super().__init__(data, **options)
        self.food = food
        if self.initial.get("portion", BASIS_UNIT) != BASIS_UNIT:
            self.initial["portions_shown"] = self.initial.get("amount")
        self.portions = {str(portion.pk): portion for portion in food.portions.all()}
        self.fields["portion"].choices = [  # type: ignore[attr-defined]
            *((key, portion.label) for key, portion in self.portions.items()),
            (BASIS_UNIT, UNIT_LABELS[Basis(food.basis)]),
        ]

    def clean(self) -> dict[str, Any]:
        ask_unit(self, self.food.basis, self.cleaned_data.get("portions_shown", ""))
        return super().clean()

    @property
    def is_dose(self) -> bool:
        return self.food.kind in DOSE_KINDS

    def new_entry(self) -> NewEntry:
        data = self.cleaned_data
        return NewEntry(
            **self.when(),
            food=self.food,
            measure=measure_of(self.food, self.portions.get(data["portion"]), data["amount"]),
        )

    @property
    def ways(self) -> list[dict[str, Any]]:
        """The choices of a portion, each with its quantity in the basis unit."""
        chosen = self["portion"].value() or BASIS_UNIT
        ways: list[dict[str, Any]] = [
            {"key": key, "label": portion.label, "quantity": portion.quantity}
            for key, portion in self.portions.items()
        ]
        ways.append(
            {"key": BASIS_UNIT, "label": UNIT_LABELS[Basis(self.food.basis)], "quantity": 1}
        )
        for way in ways:
            way["checked"] = way["key"] == chosen
        return ways


class QuickAddForm(NewEntryForm):
    """Something the catalogue does not have: a name and its magnesium."""

    name = forms.CharField(max_length=300, error_messages={"required": "Give it a name."})
    kind = forms.ChoiceField(label="What it is", choices=Kind.choices, initial=Kind.FOOD)
    magnesium_mg = AmountField(
        label="Magnesium, mg",
        most=MAX_MAGNESIUM_MG,
        zero=True,
        required=False,
        help_text="Leave it empty if you don’t know.",
    )
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
            self.add_error(
                "magnesium_mg",
                f"{format_mg(mg)} mg of elemental magnesium is far more than usual. Is this the "
                "weight of the compound? Then find the compound by its name, and give it there.",
            )
        return data

    def new_entry(self) -> NewEntry:
        data = self.cleaned_data
        return NewEntry(
            **self.when(),
            name=data["name"],
            kind=data["kind"],
            magnesium_mg=data["magnesium_mg"],
        )


class EntryEditForm(EntryForm):
    """An entry's amount and when it was; a quick add's name and mg too."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    amount = AmountField()
    portion = forms.ChoiceField(required=False)
    name = forms.CharField(max_length=300, error_messages={"required": "Give it a name."})
    magnesium_mg = AmountField(
        label="Magnesium, mg",
        most=MAX_MAGNESIUM_MG,
        zero=True,
        required=False,
        help_text="Leave it empty if you don’t know.",
    )

    def __init__(self, data: Any = None, *, entry: Entry) -> None:
        super().__init__(
            data,
            prefix=None,
            auto_id=f"id_{entry.uuid}_%s",
            initial={
                "version": entry.version,
                "date": entry.date,
                "time": entry.time,
                "meal": entry.meal,
                "amount": plain_number(entry.amount),
                "portion": AS_LOGGED,
                "name": entry.name,
                "magnesium_mg": plain_number(_shown(entry.magnesium_mg)),
            },
        )
        self.entry = entry
        food = entry.food
        if food is None:
            del self.fields["amount"], self.fields["portion"]
            return
        del self.fields["name"], self.fields["magnesium_mg"]
        self.portions = {str(portion.pk): portion for portion in food.portions.all()}
        if entry.label_says:
            del self.fields["portion"]
            self.fields["amount"].label = f"How many of {entry.portion_label}"
        else:
            self.fields["portion"].choices = self._portion_choices(food)  # type: ignore[attr-defined]

    def _portion_choices(self, food: Food) -> list[tuple[str, str]]:
        unit = UNIT_LABELS[Basis(food.basis)]
        logged = self.entry.portion_label or "pieces"
        others = [(key, portion.label) for key, portion in self.portions.items()]
        others.append((BASIS_UNIT, unit))
        return [(AS_LOGGED, logged), *(choice for choice in others if choice[1] != logged)]

    def clean(self) -> dict[str, Any]:
        if self.entry.food is not None:
            ask_unit(self, self.entry.food.basis, plain_number(self.entry.amount))
        return self.cleaned_data

    def changes(self) -> EntryChanges:
        data = self.cleaned_data
        chosen = data.get("portion") or AS_LOGGED
        food, amount, measure = self.entry.food, data.get("amount"), None
        if food is not None and chosen != AS_LOGGED and amount is not None:
            measure, amount = measure_of(food, self.portions.get(chosen), amount), None
        figure = data.get("magnesium_mg")
        # What stands in the form as it was shown keeps its further digits.
        is_as_shown = figure is not None and figure == _shown(self.entry.magnesium_mg)
        return EntryChanges(
            date=data["date"],
            time=data["time"],
            clear_time=data["time"] is None,
            meal=data["meal"],
            amount=amount,
            measure=measure,
            name=data.get("name"),
            magnesium_mg=None if is_as_shown else figure,
            clear_magnesium=self.entry.food is None
            and "magnesium_mg" in self.data
            and figure is None,
        )


def _shown(magnesium_mg: Decimal | None) -> Decimal | None:
    """With as many decimals as the field takes: an imported figure may have more."""
    return None if magnesium_mg is None else magnesium_mg.quantize(Decimal("0.001"))
