"""The sensitive questions: each with its consent."""

from __future__ import annotations

from typing import Any

from django import forms

from intake.forms.fields import DayField
from intake.models import LifeStage


class KidneyForm(forms.Form):
    consent = forms.BooleanField(
        label="I have weak kidneys, kidney disease or dialysis, and agree that Twelve keeps this "
        "to show amounts only",
        error_messages={"required": "Twelve keeps this only if you agree to it."},
    )


class LifeStageForm(forms.Form):
    kind = forms.ChoiceField(
        label="What is it?", choices=LifeStage.Kind.choices, widget=forms.RadioSelect
    )
    starts_on = DayField(label="First day", help_text="About is good enough.")
    ends_on = DayField(
        label="Last day", required=False, help_text="Leave it empty while it goes on."
    )
    consent = forms.BooleanField(
        label="I agree that Twelve keeps this to pick the right recommendation",
        error_messages={"required": "Twelve keeps this only if you agree to it."},
    )

    def __init__(self, *args: Any, has_consent: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if has_consent:
            del self.fields["consent"]


class LifeStageDatesForm(forms.Form):
    """Its first day can be put right, and its end told."""

    starts_on = DayField(label="First day")
    ends_on = DayField(
        label="Last day", required=False, help_text="Leave it empty while it goes on."
    )
