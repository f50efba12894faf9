"""Form fields that several pages share."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from foods.templatetags.amounts import plain_number
from intake.countries import COUNTRIES
from intake.models import MAX_QUANTITY
from intake.people import check_day
from intake.reference_values import AUTHORITIES, Authority
from intake.time_zones import found_time_zone

COUNTRY_CHOICES = [
    ("", "Rather not say"),
    *((country.code, country.name) for country in COUNTRIES.values()),
]

# "1,000" and "1.000" are a thousand to some and one to others.
TWO_READINGS = re.compile(r"[1-9]\d{0,2}(,\d{3}|\.000)")


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


class AmountField(forms.DecimalField):
    """A number as people type it: a comma will do for a point, but what can be read in two ways
    is asked for again."""

    def __init__(self, *, most: Decimal = MAX_QUANTITY, zero: bool = False, **options: Any) -> None:
        between = "from 0 to" if zero else "above 0 and up to"
        wrong = f"Give a number {between} {most:,f}, such as 1.5."
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "size": 7}))
        options["widget"].attrs.setdefault("autocomplete", "off")
        super().__init__(
            max_digits=12,
            decimal_places=3,
            error_messages={
                "invalid": wrong,
                "max_digits": wrong,
                "max_whole_digits": wrong,
                "max_decimal_places": "Three decimals are enough.",
                "required": "Say how much.",
            },
            **options,
        )
        self.most, self.zero, self.wrong = most, zero, wrong

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            if TWO_READINGS.fullmatch(value.strip()):
                whole, rest = re.split("[,.]", value.strip())
                raise forms.ValidationError(
                    f"Is this {whole}{rest} or {plain_number(f'{whole}.{rest}')}? Write it so.",
                    code="two_readings",
                )
            value = value.replace(",", ".")
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        too_little = value < 0 if self.zero else value <= 0
        if too_little or value > self.most:
            raise forms.ValidationError(self.wrong, code="out_of_range")


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
