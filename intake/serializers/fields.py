"""A date as the contracts have it."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from intake.models import FIRST_DAY, LAST_DAY


class DayField(serializers.DateField):
    """A date that a diary can have, as `2026-11-23`."""

    default_error_messages = {
        "out_of_range": f"Give a date from {FIRST_DAY:%Y} to {LAST_DAY:%Y}.",
    }

    def to_internal_value(self, value: Any) -> date:
        day = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("out_of_range")
        return day


class DayInAddress(serializers.Serializer[Any]):
    date = DayField()
