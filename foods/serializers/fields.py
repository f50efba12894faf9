"""What every contract is made of: amounts, and bodies that refuse what they do not know."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

THREE_PLACES = Decimal("0.001")
MAX_ID = 2**63 - 1
MOST_NAMED = 20  # of the choices, in a message
WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)")

Fields = dict[str, serializers.Field[Any, Any, Any, Any]]


def is_mistyped(field: Any, value: Any) -> bool:
    """Whether DRF would make of `value` what it is not: text of 7, true of "on", 7 of "7"."""
    if value is None:
        return False
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        return any(is_mistyped(field.child, each) for each in value)
    if isinstance(field, serializers.CharField):
        return not isinstance(value, str)
    if isinstance(field, serializers.BooleanField):
        return not isinstance(value, bool)
    return isinstance(field, serializers.IntegerField) and isinstance(value, str)


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields it does not know and values of another type, beside whatever else is wrong.

    `all_optional` is for changes: with DRF's `partial` nested rows could lack fields too.
    """

    all_optional = False

    def get_fields(self) -> Fields:
        fields: Fields = super().get_fields()
        for field in fields.values():
            if self.all_optional:
                field.required = False
            if isinstance(field, serializers.ChoiceField) and len(field.choices) <= MOST_NAMED:
                choices = ", ".join(map(str, field.choices))
                field.error_messages["invalid_choice"] = _("This is none of: %(choices)s.") % {
                    "choices": choices
                }
        return fields

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        known = {name for name, field in self.fields.items() if not field.read_only}
        refused: dict[str, Any] = {
            str(name): [ErrorDetail(_("There is no such field here."), "unknown_field")]
            for name in data
            if name not in known
        } | {
            name: [ErrorDetail(_("This is of another type than it has to be."), "invalid")]
            for name in data
            if name in known and is_mistyped(self.fields[name], data[name])
        }
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            raise serializers.ValidationError({**error.detail, **refused}) from None
        if refused:
            raise serializers.ValidationError(refused)
        return value


class AmountField(serializers.DecimalField):
    """A JSON number with at most three decimals; out, the unrounded value as it is.

    `"12"` is refused: a number in quotes is most often text that nobody looked at.
    """

    default_error_messages = {
        "not_a_number": gettext_lazy("Give a number, without quotes."),
        "too_large": gettext_lazy("This number is too large."),
        "too_precise": gettext_lazy("Give at most three decimals."),
        "min_value": gettext_lazy("Give at least {min_value}."),
        "max_value": gettext_lazy("Give at most {max_value}."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=12, decimal_places=3, **kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, int | Decimal):
            self.fail("not_a_number")
        amount = Decimal(data)
        if amount.adjusted() > 12:  # before any arithmetic: JSON may say 1e999999999
            self.fail("too_large")
        rounded = amount.quantize(THREE_PLACES)
        if rounded != amount:
            self.fail("too_precise")
        return abs(rounded) if rounded.is_zero() else rounded

    def to_representation(self, value: Any) -> Any:
        return value


class NumberInAddress(serializers.IntegerField):
    """Of a query parameter: Python reads `1_0`, `+5`, blanks and digits of every script too."""

    def to_internal_value(self, data: Any) -> int:
        if not WHOLE_NUMBER.fullmatch(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class TextUUIDField(serializers.UUIDField):
    def to_internal_value(self, data: Any) -> uuid.UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class FractionField(serializers.FloatField):
    """A share of 1 with all its decimals: not an amount, so not cut to three."""
