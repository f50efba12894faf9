"""Form fields that several pages share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from intake.countries import COUNTRIES
from intake.people import check_day
from intake.reference_values import AUTHORITIES, Authority
from intake.time_zones import found_time_zone

COUNTRY_CHOICES = [
    ("", "Rather not say"),
    *((country.code, country.name) for country in COUNTRIES.values()),
]


def named(table: Authority) -> str:
    return f"{table.name}, provisional" if table.provisional else table.name


AUTHORITY_CHOICES = [(table.slug, named(table)) for table in AUTHORITIES.values()]


class DayField(forms.DateField):
    """A day of a year that a diary can have."""

    def __init__(self, *, autocomplete: str = "off", **options: Any) -> None:
        options["widget"] = forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "autocomplete": autocomplete}
        )
        options["input_formats"] = ["%Y-%m-%d"]
        options["error_messages"] = {"invalid": "Write the date as in 1990-05-31."}
        super().__init__(**options)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None:
            check_day(value)


class TimeZoneField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        options["widget"] = forms.TextInput(
            attrs={"list": "time-zones", "autocomplete": "off", "spellcheck": "false"}
        )
        super().__init__(label="Time zone", max_length=64, **options)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        found = found_time_zone(typed)
        if found is None:
            raise forms.ValidationError(
                "No time zone has this name. Choose one from the list, such as Europe/Berlin.",
                code="unknown_time_zone",
            )
        return found
