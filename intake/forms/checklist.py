"""When and how much of a thing on the daily checklist."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foods.templatetags.amounts import portion_label
from foods.unit_names import BESIDE_A_NUMBER
from foods.units import OUNCES
from intake.checklist_items import change_dose
from intake.forms.fields import DayField, KeptAmountField, SaysInvalid, own_mg_field
from intake.forms.measures import shown_in_ounces
from intake.models import (
    MAX_MAGNESIUM_MG,
    WEEKDAY_NAMES,
    ChecklistItem,
    LabelSays,
    Meal,
    weekday_bits,
)

WEEKDAYS = list(enumerate(WEEKDAY_NAMES, start=1))


class ChecklistItemForm(SaysInvalid):
    """The plan, and before it the amount in the ways that such an item has one."""

    time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Write the time as in 21:00.")},
        help_text=_("By your clock. Reminders, if you want any, are sent at it."),
    )
    meal = forms.ChoiceField(
        label=_("Meal"), choices=Meal.choices, help_text=_("Where it is logged.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a day of the week, or all of them.")},
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Leave it empty while it goes on.")
    )

    def __init__(self, data: Any = None, *, item: ChecklistItem) -> None:
        super().__init__(
            data,
            initial={
                "time": item.time,
                "meal": item.meal,
                "weekdays": item.iso_weekdays,
                "starts_on": item.starts_on,
                "ends_on": item.ends_on,
            },
        )
        self.item = item
        fields = self._amount_fields()
        self.fields = fields | self.fields
        self.amount_names = set(fields)
        amount = "ounces" if "ounces" in fields else "amount"
        self.fields_of_errors = {
            **{"elemental_mg": "each_mg", "compound_mg": "each_mg", "magnesium_mg": "each_mg"},
            **{"doses": amount, "amount": amount, "grams": amount, "millilitres": amount},
            "servings": amount,  # of a share that is too little
        }

    def _amount_fields(self) -> dict[str, forms.Field]:
        item = self.item
        if item.food is None:
            return {"each_mg": own_mg_field(was=item.magnesium_mg)}
        if item.label_says:
            each_mg = (item.label_dose_mg or Decimal(0)) / item.amount
            of_compound = item.label_says == LabelSays.COMPOUND
            label = gettext("mg of the compound in each") if of_compound else gettext("mg in each")
            return {
                "amount": KeptAmountField(was=item.amount, label=gettext("How many")),
                "each_mg": KeptAmountField(was=each_mg, label=label, most=MAX_MAGNESIUM_MG),
            }
        if shown := shown_in_ounces(item.amount, item.portion_label):
            # Under another name: no number is taken for one in the other unit.
            label = gettext("How much, %(unit)s") % {"unit": BESIDE_A_NUMBER[shown[1]]}
            return {"ounces": KeptAmountField(was=item.amount, ounce=shown[1], label=label)}
        label = gettext("How many of %(portion)s") % {
            "portion": portion_label(item.portion_label) or gettext("pieces")
        }
        if item.portion_label in OUNCES:
            label = gettext("How much, %(unit)s") % {"unit": item.portion_label}
        return {"amount": KeptAmountField(was=item.amount, label=label)}

    def changes(self) -> dict[str, Any]:
        """Raises InvalidEntry."""
        data = self.cleaned_data
        plan = {name: data[name] for name in ("time", "meal", "starts_on", "ends_on")}
        plan["weekdays"] = weekday_bits(data["weekdays"])
        if not self.amount_names & set(self.changed_data):
            # Left alone, it stays, also where its food can't be had that way any more.
            return plan
        amount = data.get("ounces") or data.get("amount") or Decimal(1)
        return plan | change_dose(self.item, amount=amount, each_mg=data.get("each_mg"))
