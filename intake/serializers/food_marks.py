"""The contract for favourites, and for what is not to be suggested."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foods.serializers.fields import MAX_ID, StrictSerializer
from intake.food_marks import MOST_MARKS
from intake.models import FoodMark


class FoodMarkSerializer(serializers.Serializer[Any]):
    """A favourite, or a food that is not to be suggested."""

    food = serializers.IntegerField(help_text="Its id; of a merged food, the one it stands for.")
    name = serializers.CharField()
    marked_at = serializers.DateTimeField()


class FoodMarksSerializer(serializers.Serializer[Any]):
    results = FoodMarkSerializer(many=True, help_text=f"The latest first; at most {MOST_MARKS:,}.")


class FoodMarkWriteSerializer(StrictSerializer):
    food = serializers.IntegerField(min_value=1, max_value=MAX_ID, help_text="A food's id.")


def food_mark_body(row: FoodMark) -> dict[str, Any]:
    food = row.food.resolved
    return {
        "food": food.pk,
        "name": str(food),
        "marked_at": row.updated_at.isoformat().replace("+00:00", "Z"),
    }
