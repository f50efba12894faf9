"""Whom the reference tables are read for: anybody, children too."""

from __future__ import annotations

from typing import Any

from django import forms

from intake.models import LifeStage, Sex
from intake.serializers.reference_values import OLDEST_YEARS

FEEDING = [("", "Not said"), ("breast", "Breast milk"), ("formula", "Formula")]


class WhomForm(forms.Form):
    """Sent by GET, so that a table has an address."""

    age_years = forms.IntegerField(
        label="Age, years",
        min_value=0,
        max_value=OLDEST_YEARS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Give an age.",
            "invalid": "Write whole years, such as 36.",
            "min_value": "An age cannot be below zero.",
            "max_value": f"Give at most {OLDEST_YEARS} years.",
        },
    )
    months = forms.IntegerField(
        label="and months",
        min_value=0,
        max_value=11,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Write whole months, 0 to 11.",
            "min_value": "Write whole months, 0 to 11.",
            "max_value": "Write whole months, 0 to 11.",
        },
    )
    sex = forms.ChoiceField(
        label="Column",
        choices=[*Sex.choices, ("", "Not said")],
        required=False,
        widget=forms.RadioSelect,
    )
    life_stage = forms.MultipleChoiceField(
        label="Life stage",
        choices=LifeStage.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    feeding = forms.ChoiceField(label="An infant’s milk", choices=FEEDING, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (
            data.get("age_years") == 0
            and data.get("months") is None
            and "months" not in self.errors
        ):
            self.add_error("months", "Under a year the values change with the months: give them.")
        return data

    def in_words(self) -> str:
        """ "36 years, women's column, pregnant"."""
        data = self.cleaned_data
        years, months = data["age_years"], data["months"] or 0
        said = [f"{years} year{'' if years == 1 else 's'}"] if years or not months else []
        if months:
            said.append(f"{months} month{'' if months == 1 else 's'}")
        said = [" ".join(said)]
        if data["sex"]:
            said.append(Sex(data["sex"]).label.lower())
        said += [LifeStage.Kind(stage).label.lower() for stage in data["life_stage"]]
        return ", ".join(said)

    def question(self) -> dict[str, Any]:
        """As `compared` takes it."""
        data = self.cleaned_data
        return {
            "age_months": data["age_years"] * 12 + (data["months"] or 0),
            "sex": data["sex"] or None,
            "life_stages": frozenset(data["life_stage"]),
            "feeding": data["feeding"] or None,
        }
