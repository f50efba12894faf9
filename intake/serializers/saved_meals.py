"""The contract for saved meals and recipes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foods.models import Kind
from foods.serializers.fields import THREE_PLACES, AmountField, StrictSerializer, TextUUIDField
from intake.again import Again
from intake.meal_items import MOST_ITEMS
from intake.meals import MOST_SAVED_MEALS
from intake.models import MAX_SERVINGS, LabelSays, Meal, SavedMeal, SavedMealItem
from intake.serializers.entries import MeasureFields
from intake.serializers.fields import DayField
from intake.serializers.measured import measured_body, quantities_body
from intake.serializers.together import LEFT_OUT, act_id

ITEM_HELP = f"All of them, in order; at most {MOST_ITEMS}. Each as an entry says it."


class SavedMealItemSerializer(serializers.Serializer[Any]):
    """`magnesium_mg` is of the whole item by the food's figure of now; null: not known."""

    food = serializers.IntegerField(allow_null=True, help_text="Null: a line of your own.")
    portion = serializers.IntegerField(
        allow_null=True, help_text="Null: not measured by one, or it was removed since."
    )
    amount = AmountField(help_text="How many portions, or of the basis unit.")
    name = serializers.CharField()
    portion_label = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    grams = AmountField(allow_null=True, help_text="Null: its basis is not 100 g.")
    millilitres = AmountField(allow_null=True, help_text="Null: its basis is not 100 ml.")
    label_says = serializers.ChoiceField([*LabelSays.choices, ("", "Not said by a dose")])
    compound = serializers.CharField(
        help_text="Of a dose by weight where the food does not say it."
    )
    label_dose_mg = AmountField(
        allow_null=True, help_text="The dose as the label gave it; null: not by a dose."
    )
    magnesium_mg = AmountField(allow_null=True, help_text="At least, where a range.")
    magnesium_at_most_mg = AmountField(
        allow_null=True, help_text="Of a salt whose form is not known; null: no range."
    )
    left_out = serializers.ChoiceField(
        LEFT_OUT, allow_null=True, help_text="Why logging the meal leaves it out today; null: not."
    )


class SavedMealSerializer(serializers.Serializer[Any]):
    """A meal or a recipe to log at once."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    servings = AmountField(help_text="How many the whole of it makes.")
    position = serializers.IntegerField(help_text="Its place in your list, from 0.")
    items = SavedMealItemSerializer(many=True)
    version = serializers.IntegerField(help_text="Goes up with every change.")
    updated_at = serializers.DateTimeField()


class SavedMealsSerializer(serializers.Serializer[Any]):
    results = SavedMealSerializer(
        many=True, help_text=f"In your order; at most {MOST_SAVED_MEALS}."
    )


def servings_field(**options: Any) -> AmountField:
    return AmountField(required=False, min_value=THREE_PLACES, max_value=MAX_SERVINGS, **options)


class SavedMealCreateSerializer(StrictSerializer):
    id = TextUUIDField(
        required=False,
        allow_null=True,
        help_text="Chosen by you, so that sending twice saves once. Else we choose one.",
    )
    name = serializers.CharField(max_length=120)
    servings = servings_field(help_text="How many the whole of it makes; 1 where not given.")
    items = serializers.ListField(child=MeasureFields(), max_length=MOST_ITEMS, help_text=ITEM_HELP)


class SavedMealChangeSerializer(StrictSerializer):
    """What is left out stays as it is; no past day changes."""

    all_optional = True

    name = serializers.CharField(max_length=120)
    servings = servings_field(help_text="How many the whole of it makes.")
    position = serializers.IntegerField(
        min_value=0, max_value=MOST_SAVED_MEALS, help_text="Where to in your list, from 0."
    )
    items = serializers.ListField(child=MeasureFields(), max_length=MOST_ITEMS, help_text=ITEM_HELP)


class SavedMealLogSerializer(StrictSerializer):
    id = act_id()
    date = DayField(help_text="The person's local date.")
    meal = serializers.ChoiceField(Meal.choices)
    servings = servings_field(help_text="How many were eaten; 1 where not given.")


def saved_meal_body(meal: SavedMeal, lines: list[Again]) -> dict[str, Any]:
    """`lines` are what the whole of it comes to now, an item each."""
    return kept_meal_body(meal, [_item_body(line) for line in lines])


def kept_meal_body(meal: SavedMeal, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": str(meal.uuid),
        "name": meal.name,
        "servings": meal.servings,
        "position": meal.position,
        "items": items,
        "version": meal.version,
        "updated_at": meal.updated_at.isoformat().replace("+00:00", "Z"),
    }


def _item_body(line: Again) -> dict[str, Any]:
    item = line.said
    assert isinstance(item, SavedMealItem)
    return {
        **measured_body(item),
        **quantities_body(item),
        "magnesium_mg": line.magnesium_mg,
        "magnesium_at_most_mg": line.magnesium_at_most_mg,
        "left_out": line.left_out,
    }
