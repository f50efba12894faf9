from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms.period import PeriodForm
from intake.periods import period_asked

NOT_OVER_YET = _("A report is of days that are over: yesterday at the latest.")


class ReportPeriodForm(PeriodForm):
    """Days that are over; the last 30 of them without any."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("from", "to"):
            day = cleaned.get(name)
            if day is not None and day >= self.today:
                self.add_error(name, forms.ValidationError(NOT_OVER_YET))
        return cleaned

    def days(self, *, today: date) -> tuple[date, date]:
        """Up to the day before `today`."""
        yesterday = date.fromordinal(today.toordinal() - 1)
        first, last = period_asked(
            self.cleaned_data.get("from"), self.cleaned_data.get("to"), today=yesterday
        )
        return first, min(last, yesterday)
