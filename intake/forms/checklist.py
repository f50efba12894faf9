"""When and how much of a thing on the daily checklist."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from foods.templatetags.amounts import plain_number
from intake.checklist_items import change_dose
from intake.forms.fields import AmountField, DayField
from intake.models import (
    MAX_MAGNESIUM_MG,
    WEEKDAY_NAMES,
    ChecklistItem,
    LabelSays,
    Meal,
    weekday_bits,
)
from intake.snapshots import InvalidEntry

WEEKDAYS = list(enumerate(WEEKDAY_NAMES, start=1))


class ChecklistItemForm(forms.Form):
    amount = AmountField()
    each_mg = AmountField(label="mg in each", most=MAX_MAGNESIUM_MG)
    time = forms.TimeField(
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Write the time as in 21:00."},
        help_text="By your clock. Reminders, if you want any, are sent at it.",
    )
    meal = forms.ChoiceField(choices=Meal.choices, help_text="Where it is logged.")
    weekdays = forms.TypedMultipleChoiceField(
        label="On these days",
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose a day of the week, or all of them."},
    )
    starts_on = DayField(label="First day")
    ends_on = DayField(
        label="Last day", required=False, help_text="Leave it empty while it goes on."
    )

    def __init__(self, data: Any = None, *, item: ChecklistItem) -> None:
        amount = item.amount
        each_mg = item.magnesium_mg
        if item.label_dose_mg is not None:
            each_mg = (item.label_dose_mg / amount).quantize(Decimal("0.001"))
        super().__init__(
            data,
            initial={
                "amount": plain_number(amount),
                "each_mg": plain_number(each_mg),
                "time": item.time,
                "meal": item.meal,
                "weekdays": item.iso_weekdays,
                "starts_on": item.starts_on,
                "ends_on": item.ends_on,
            },
        )
        self.item = item
        if item.food is None:
            del self.fields["amount"]
            self.fields["each_mg"] = AmountField(
                label="Magnesium, mg",
                most=MAX_MAGNESIUM_MG,
                zero=True,
                required=False,
                help_text="Leave it empty if you don’t know.",
            )
            self.order_fields(["each_mg"])
        elif item.label_says:
            self.fields["amount"].label = "How many"
            if item.label_says == LabelSays.COMPOUND:
                self.fields["each_mg"].label = "mg of the compound in each"
        else:
            del self.fields["each_mg"]
            self.fields["amount"].label = f"How many of {item.portion_label or 'pieces'}"
            if item.portion_label in ("g", "ml"):
                self.fields["amount"].label = f"How much, {item.portion_label}"

    def changes(self) -> dict[str, Any]:
        """Raises InvalidEntry."""
        data = self.cleaned_data
        plan = {name: data[name] for name in ("time", "meal", "starts_on", "ends_on")}
        plan["weekdays"] = weekday_bits(data["weekdays"])
        if not {"amount", "each_mg"} & set(self.changed_data):
            # Left alone, it stays, also where its food can't be had that way any more.
            return plan
        amount = data.get("amount") or Decimal(1)
        return plan | change_dose(self.item, amount=amount, each_mg=data.get("each_mg"))

    def add_invalid(self, error: InvalidEntry) -> None:
        names = {"elemental_mg": "each_mg", "compound_mg": "each_mg", "doses": "amount"}
        name = names.get(error.field, error.field)
        self.add_error(name if name in self.fields else None, error.message)
