"""A date as the contracts have it."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from intake.models import FIRST_DAY, LAST_DAY

ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
LOCAL_TIME = re.compile(r"\d\d:\d\d(:\d\d)?", re.ASCII)


class DayField(serializers.DateField):
    """A date that a diary can have, as `2026-11-23`."""

    default_error_messages = {
        "out_of_range": _("Give a date from {first} to {last}."),
    }

    def to_internal_value(self, value: Any) -> date:
        # Python reads weeks (2026-W01-1) and digits of every script too.
        if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        day = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("out_of_range", first=FIRST_DAY.year, last=LAST_DAY.year)
        return day


class LocalTimeField(serializers.TimeField):
    """`08:00` or `08:00:30`, by the clock on the person's wall: an offset would be dropped."""

    def to_internal_value(self, value: Any) -> time:
        if not isinstance(value, str) or not LOCAL_TIME.fullmatch(value):
            self.fail("invalid", format="hh:mm[:ss]")
        return super().to_internal_value(value)


class DayInAddress(serializers.Serializer[Any]):
    date = DayField()


class LowerBoundsField(serializers.ListField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            child=serializers.CharField(),
            help_text="Of `food`, `water`, `supplement`, `medicine` those of which something has "
            "no figure: their amount is at least so much, and 0 no measured zero.",
            **options,
        )
