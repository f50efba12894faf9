"""The contract for notes that a person put away."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foods.serializers.fields import StrictSerializer
from intake.models import GotIt
from intake.serializers.fields import DayField


class GotItSerializer(serializers.Serializer[Any]):
    """A note that the person put away."""

    note = serializers.SlugField(help_text="Its slug.")
    said_at = serializers.DateTimeField()
    hidden_until = serializers.DateTimeField(
        help_text="It comes back then, or earlier where its reason is a new one: another day above "
        "an upper level, another medicine."
    )


class GotItsSerializer(serializers.Serializer[Any]):
    results = GotItSerializer(many=True)


class GotItWriteSerializer(StrictSerializer):
    note = serializers.SlugField(help_text="Its slug.")
    date = DayField(required=False, help_text="The day that showed it; today if left out.")


def got_it_body(row: GotIt) -> dict[str, Any]:
    said = {"note": row.note, "said_at": row.said_at, "hidden_until": row.got.hidden_until}
    return dict(GotItSerializer(said).data)
