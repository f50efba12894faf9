"""The contract for means over a period."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foods.serializers.fields import AmountField
from intake.days import Mean
from intake.serializers.fields import LowerBoundsField


class MeanSerializer(serializers.Serializer[Any]):
    """Mg of magnesium a day, each as in a day's `intake`."""

    total_mg = AmountField()
    food_mg = AmountField()
    water_mg = AmountField()
    supplement_mg = AmountField()
    medicine_mg = AmountField()
    added_mg = AmountField()


class TrendsSummarySerializer(serializers.Serializer[Any]):
    days = serializers.IntegerField(help_text="In the period.")
    logged_days = serializers.IntegerField(
        help_text="What the means are over: logged days before today, which is not over."
    )
    skipped_days = serializers.IntegerField(
        help_text="Logged days before today that you left out; not in `logged_days`."
    )
    mean = MeanSerializer(allow_null=True, help_text="A day; null: no logged day.")
    mean_target_mg = AmountField(
        allow_null=True, help_text="Over the same days. Null: none, or the kidney flag."
    )
    percent_of_target = AmountField(allow_null=True, help_text="Mean total of mean target.")
    unknown_items = serializers.IntegerField(help_text="Items of these days without a figure.")
    is_lower_bound = serializers.BooleanField(help_text='Say "at least" with the mean total.')
    lower_bounds = LowerBoundsField()


def summary_body(mean: Mean, days: int) -> dict[str, Any]:
    return {
        "days": days,
        "logged_days": mean.days,
        "skipped_days": mean.skipped,
        "mean": {
            "total_mg": mean.total_mg,
            "food_mg": mean.food_mg,
            "water_mg": mean.water_mg,
            "supplement_mg": mean.supplement_mg,
            "medicine_mg": mean.medicine_mg,
            "added_mg": mean.added_mg,
        }
        if mean.days
        else None,
        "mean_target_mg": mean.target_mg,
        "percent_of_target": mean.percent_of_target,
        "unknown_items": mean.unknown_items,
        "is_lower_bound": mean.is_lower_bound,
        "lower_bounds": mean.lower_bounds,
    }
