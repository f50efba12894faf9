from django import forms

from intake.forms.fields import DayField
from intake.models import LEAST_TARGET_MG, MOST_TARGET_MG


class OwnTargetForm(forms.Form):
    starts_on = DayField(label="From")
    mg = forms.DecimalField(
        label="Magnesium a day, mg",
        min_value=LEAST_TARGET_MG,
        max_value=MOST_TARGET_MG,
        max_digits=8,
        decimal_places=3,
        widget=forms.NumberInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "step": "any"}
        ),
        error_messages={
            "invalid": "Write a number of milligrams, such as 350.",
            "min_value": "It must be 1 mg or more.",
            "max_value": "It must be 10,000 mg or less.",
        },
    )
