"""The contract for what logs several foods as one act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from foods.serializers.fields import Fields, StrictSerializer, TextUUIDField
from intake.again import Again, LeftOut
from intake.models import Entry, Meal
from intake.serializers.entries import EntrySerializer, entry_body
from intake.serializers.fields import DayField

LEFT_OUT = [
    (LeftOut.MEDICINE.value, "A medicine: log it by itself"),
    (LeftOut.SUPPLEMENT.value, "A supplement, under 18 or with the kidney flag"),
    (LeftOut.REMOVED.value, "You removed this food"),
    (LeftOut.CHANGED.value, "The food isn't measured that way any more"),
]


def act_id() -> TextUUIDField:
    return TextUUIDField(
        required=False,
        allow_null=True,
        help_text="Of the act, chosen by you, so that sending twice logs once. It is the "
        "`together` of what was logged.",
    )


class CopySerializer(StrictSerializer):
    """The day in the address is where to."""

    id = act_id()
    meals = serializers.ListField(
        child=serializers.ChoiceField(Meal.choices),
        required=False,
        allow_empty=False,
        max_length=len(Meal),
        help_text="Only these; else the whole day.",
    )

    def get_fields(self) -> Fields:
        """`from` is no name in Python."""
        return {"from": DayField(help_text="The day to copy.")} | super().get_fields()


class LeftOutSerializer(serializers.Serializer[Any]):
    """Something that was not logged with the rest, and why."""

    name = serializers.CharField()
    reason = serializers.ChoiceField(LEFT_OUT)


class LoggedTogetherSerializer(serializers.Serializer[Any]):
    entries = EntrySerializer(many=True, help_text="All of them, or none was logged.")
    left_out = LeftOutSerializer(many=True, help_text="What one act never logs.")


def together_body(entries: Sequence[Entry], left_out: Sequence[Again]) -> dict[str, Any]:
    return {
        "entries": [entry_body(entry) for entry in entries],
        "left_out": [left_out_body(item) for item in left_out],
    }


def left_out_body(item: Again) -> dict[str, Any]:
    return {"name": item.said.name, "reason": item.left_out}
