from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import DayField
from intake.periods import ENDS_BEFORE_IT_STARTS, is_too_long, period_asked, too_long


class PeriodForm(forms.Form):
    """Any days of a diary, from one to another; one of them alone means 30 days."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """`from` is no name in Python."""
        super().__init__(*args, **kwargs)
        self.fields["from"] = DayField(label=_("From"), required=False)
        self.fields["to"] = DayField(label=_("To, included"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last:
            if last < first:
                self.add_error("to", forms.ValidationError(ENDS_BEFORE_IT_STARTS))
            elif is_too_long(first, last):
                self.add_error("to", forms.ValidationError(too_long()))
        return cleaned

    def days(self, *, today: date) -> tuple[date, date]:
        return period_asked(self.cleaned_data.get("from"), self.cleaned_data.get("to"), today=today)
