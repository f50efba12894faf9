"""Whom the reference tables are read for: anybody, children too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from intake.models import LifeStage, Sex
from intake.serializers.reference_values import OLDEST_YEARS

FEEDING = [("", _("Not said")), ("breast", _("Breast milk")), ("formula", _("Formula"))]

# Not every language writes them small there.
IN_A_SENTENCE = {
    Sex.FEMALE: pgettext_lazy("in a sentence", "women's column"),
    Sex.MALE: pgettext_lazy("in a sentence", "men's column"),
    LifeStage.Kind.PREGNANT: pgettext_lazy("in a sentence", "pregnant"),
    LifeStage.Kind.LACTATING: pgettext_lazy("in a sentence", "breastfeeding"),
}


class WhomForm(forms.Form):
    """Sent by GET, so that a table has an address."""

    age_years = forms.IntegerField(
        label=_("Age, years"),
        min_value=0,
        max_value=OLDEST_YEARS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Give an age."),
            "invalid": _("Write whole years, such as 36."),
            "min_value": _("An age cannot be below zero."),
            "max_value": _("Give at most %(limit_value)s years."),
        },
    )
    months = forms.IntegerField(
        label=_("and months"),
        min_value=0,
        max_value=11,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Write whole months, 0 to 11."),
            "min_value": _("Write whole months, 0 to 11."),
            "max_value": _("Write whole months, 0 to 11."),
        },
    )
    sex = forms.ChoiceField(
        label=_("Column"),
        choices=[*Sex.choices, ("", _("Not said"))],
        required=False,
        widget=forms.RadioSelect,
    )
    life_stage = forms.MultipleChoiceField(
        label=_("Life stage"),
        choices=LifeStage.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    feeding = forms.ChoiceField(label=_("An infant’s milk"), choices=FEEDING, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (
            data.get("age_years") == 0
            and data.get("months") is None
            and "months" not in self.errors
        ):
            self.add_error(
                "months", _("Under a year the values change with the months: give them.")
            )
        return data

    def in_words(self) -> str:
        """ "36 years, women's column, pregnant"."""
        data = self.cleaned_data
        years, months = data["age_years"], data["months"] or 0
        age = []
        if years or not months:
            age.append(ngettext("%(count)d year", "%(count)d years", years) % {"count": years})
        if months:
            age.append(ngettext("%(count)d month", "%(count)d months", months) % {"count": months})
        said = [" ".join(age), *(str(IN_A_SENTENCE[stage]) for stage in data["life_stage"])]
        if data["sex"]:
            said.insert(1, str(IN_A_SENTENCE[data["sex"]]))
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
