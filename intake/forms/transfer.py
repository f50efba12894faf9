"""What is asked about a file that a person brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foods.formatting import format_mg
from foods.models import Food
from foods.templatetags.amounts import plain_number
from intake.forms.entries import AmountField
from intake.models import MAX_QUANTITY, Purpose
from intake.transfer.from_cronometer import Unmatched

CONSENT_LABELS: dict[Purpose, Any] = {
    Purpose.KIDNEY: "The file says that I have weak kidneys. I agree that Twelve keeps this to "
    "show amounts only",
    Purpose.LIFE_STAGE: "The file tells of pregnancy or breastfeeding. I agree that Twelve keeps "
    "this to pick the right recommendation",
    Purpose.MEDICINES: "The file names medicines. I agree that Twelve keeps them to show the gaps "
    "that are advised between them and magnesium, and the notes that concern them",
    Purpose.HEALTH_FACTS: _(
        "The file tells other facts about my health. I agree that Twelve keeps them to show the "
        "notes that concern them"
    ),
}


class BringForm(forms.Form):
    file = forms.FileField(
        label="The file",
        help_text="Twelve’s JSON, or Cronometer’s servings.csv or dailysummary.csv.",
        widget=forms.FileInput(attrs={"accept": ".json,.csv,application/json,text/csv"}),
        error_messages={"required": "Choose a file.", "empty": "It is empty."},
    )


class ConsentForm(forms.Form):
    """A tick for each sensitive part; without it that part is left out."""

    def __init__(self, data: Any = None, *, purposes: Iterable[Purpose]) -> None:
        super().__init__(data)
        self.purposes = list(purposes)
        for purpose in self.purposes:
            self.fields[purpose.value] = forms.BooleanField(
                label=CONSENT_LABELS[purpose], required=False
            )

    def given(self) -> list[Purpose]:
        return [purpose for purpose in self.purposes if self.cleaned_data[purpose.value]]


class UnmatchedForm(forms.Form):
    """Which food a line without a figure is, and how many grams of it; or not known."""

    food = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    grams = AmountField(
        label="Grams", most=MAX_QUANTITY, required=False, help_text="Of one such line."
    )

    def __init__(
        self,
        data: Any = None,
        *,
        asked: Unmatched,
        offered: Sequence[Food],
        chosen: tuple[int, Decimal] | None,
    ) -> None:
        grams = chosen[1] if chosen else asked.grams
        initial = {"food": chosen[0] if chosen else "", "grams": plain_number(grams)}
        super().__init__(data, prefix=asked.key, initial=initial)
        self.asked = asked
        field: Any = self.fields["food"]
        field.label = f"{asked.name}, {asked.amount}" if asked.amount else asked.name
        field.choices = [
            ("", "Leave it as not known"),
            *(
                (food.pk, f"{food}: {format_mg(food.magnesium_mg_per_basis)} mg in 100 g")
                for food in offered
            ),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("food"):
            self.errors.pop("grams", None)  # what the file says of a line that nothing is asked of
        elif data.get("grams") is None and "grams" not in self.errors:
            self.add_error("grams", "Say how many grams it was.")
        return data

    def choice(self) -> tuple[int, Decimal] | None:
        food = self.cleaned_data["food"]
        return (food, self.cleaned_data["grams"]) if food else None


class RepeatsForm(forms.Form):
    drop_repeats = forms.TypedChoiceField(
        label="Lines that say the same",
        coerce=lambda value: value == "drop",
        choices=[("keep", "Keep them all: I had it twice"), ("drop", "Keep one of each")],
        widget=forms.RadioSelect,
    )


class DaysForm(forms.Form):
    """Days of a page that have entries already: ticked ones get the file's total too."""

    days = forms.MultipleChoiceField(
        label="Add to these days too",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, days: Sequence[date], chosen: Iterable[date]) -> None:
        initial = {"days": [day.isoformat() for day in chosen if day in days]}
        super().__init__(data, initial=initial)
        field: Any = self.fields["days"]
        field.choices = [(day.isoformat(), f"{day:%-d %B %Y}") for day in days]

    def clean_days(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.cleaned_data["days"]]
