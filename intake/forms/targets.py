from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foods.formatting import format_number
from intake.forms.fields import DayField
from intake.models import LEAST_TARGET_MG, MOST_TARGET_MG


def _too_much() -> str:
    return gettext("It must be %(most)s mg or less.") % {"most": format_number(MOST_TARGET_MG)}


class OwnTargetForm(forms.Form):
    starts_on = DayField(label=_("From"))
    mg = forms.DecimalField(
        label=_("Magnesium a day, mg"),
        min_value=LEAST_TARGET_MG,
        max_value=MOST_TARGET_MG,
        max_digits=8,
        decimal_places=3,
        widget=forms.NumberInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "step": "any"}
        ),
        error_messages={
            "invalid": _("Write a number of milligrams, such as 350."),
            "min_value": _("It must be 1 mg or more."),
            "max_value": lazy(_too_much, str)(),
        },
    )
