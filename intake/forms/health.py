"""The sensitive questions: each with its consent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import DayField
from intake.models import HealthFact, LifeStage, Profile


class KidneyForm(forms.Form):
    consent = forms.BooleanField(
        label=_(
            "I have weak kidneys, kidney disease or dialysis, and agree that Twelve keeps this "
            "to show amounts only"
        ),
        error_messages={"required": _("Twelve keeps this only if you agree to it.")},
    )


class HealthFactsForm(forms.Form):
    """None ticked takes all of them back."""

    facts = forms.MultipleChoiceField(
        label=_("What of this is so?"),
        choices=HealthFact.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    consent = forms.BooleanField(
        label=_("I agree that Twelve keeps this to show me the notes that concern it"),
        required=False,
    )

    def __init__(self, data: Any = None, *, profile: Profile, has_consent: bool) -> None:
        super().__init__(data, auto_id="facts_%s", initial={"facts": profile.health_facts})
        if has_consent:
            del self.fields["consent"]

    def clean_consent(self) -> bool:
        agreed: bool = self.cleaned_data["consent"]
        if self.cleaned_data.get("facts") and not agreed:
            raise forms.ValidationError(_("Twelve keeps this only if you agree to it."))
        return agreed


class InterestsForm(forms.Form):
    """No datum of anybody's health, so no consent."""

    calcification = forms.BooleanField(
        label=_("Show me what is known of magnesium and hardening of the arteries"),
        required=False,
    )


class LifeStageForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=LifeStage.Kind.choices, widget=forms.RadioSelect
    )
    starts_on = DayField(label=_("First day"), help_text=_("About is good enough."))
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Leave it empty while it goes on.")
    )
    consent = forms.BooleanField(
        label=_("I agree that Twelve keeps this to pick the right recommendation"),
        error_messages={"required": _("Twelve keeps this only if you agree to it.")},
    )

    def __init__(self, *args: Any, has_consent: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if has_consent:
            del self.fields["consent"]


class LifeStageDatesForm(forms.Form):
    """Its first day can be put right, and its end told."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Leave it empty while it goes on.")
    )
