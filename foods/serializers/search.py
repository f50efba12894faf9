"""What search is asked, and how it answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foods.browsing import Helping
from foods.language_tags import LanguageField
from foods.models import Kind
from foods.search import Sort
from foods.serializers.fields import AmountField, Fields, NumberInAddress
from foods.serializers.foods import FoodRowSerializer

LANGUAGE = "Language of the names, by BCP 47: `de`, or `de-AT`, which is read as `de`."


class FoodQuery(serializers.Serializer[Any]):
    q = serializers.CharField(default="", allow_blank=True, max_length=200, help_text="Words.")
    group = serializers.SlugField(required=False, help_text="A group's slug.")
    kind = serializers.ChoiceField(Kind.choices, required=False, help_text="Those of one kind.")
    has_figure = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Whether magnesium is known."
    )
    everyday = serializers.BooleanField(
        default=False, help_text="Without `q`: only foods that many people log."
    )
    helping = serializers.ChoiceField(
        Helping.choices,
        required=False,
        help_text="Without `q`: what is eaten by the bowl, or by the spoon or pinch (herbs, spices "
        "and what is usually taken in spoons of less than 20 g).",
    )
    sort = serializers.ChoiceField(
        Sort.choices,
        default=Sort.RELEVANCE,
        help_text="Ranked by magnesium, a list without `q` and `kind` holds foods and waters only.",
    )
    lang = LanguageField(default="en", help_text=LANGUAGE)
    cursor = serializers.CharField(required=False, help_text="From `next` or `previous`.")
    limit = NumberInAddress(
        default=25, min_value=1, max_value=100, help_text="How many rows a page has."
    )

    def get_fields(self) -> Fields:
        """`source` is an attribute of every field, so it is added here."""
        source = serializers.SlugField(
            required=False,
            help_text="A source's slug, such as usda_branded. Without `q`, products with a brand "
            "are listed only so.",
        )
        return super().get_fields() | {"source": source}


class LanguageQuery(serializers.Serializer[Any]):
    lang = LanguageField(default="en", help_text=LANGUAGE)


class HelpingSerializer(serializers.Serializer[Any]):
    """What was typed, in one food's own measures. To log it send `portion` and `amount` or, where
    `portion` is null, `quantity` as `grams`, `millilitres` or `amount`, by the food's basis."""

    food = serializers.IntegerField(help_text="Its id.")
    portion = serializers.IntegerField(
        allow_null=True, help_text="Id of the portion; null: g, ml or pieces, by the food's basis."
    )
    amount = AmountField(help_text="How many of the portion, or of g, ml or pieces.")
    quantity = AmountField(help_text="In the food's basis unit: g, ml or pieces.")
    magnesium_mg = AmountField(allow_null=True, help_text="In all of it; null: not known.")


class ReadAsSerializer(serializers.Serializer[Any]):
    """The amount in "2 eggs" or "30 g pumpkin seeds"."""

    text = serializers.CharField(
        help_text="The words beside the amount, as they were typed; where others were searched for "
        "in their place, `corrected` has these."
    )
    amount = AmountField()
    unit = serializers.CharField(allow_null=True, help_text="Null: a count, of usual portions.")
    helpings = HelpingSerializer(
        many=True, help_text="For those of the results that can be measured so."
    )


class BarcodeSerializer(serializers.Serializer[Any]):
    digits = serializers.CharField()
    has_right_check_digit = serializers.BooleanField(
        help_text="False: a digit is wrong, or two were swapped."
    )


class FoodPage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    corrected = serializers.CharField(
        allow_null=True, help_text="The spelling searched for instead, where yours found nothing."
    )
    read_as = ReadAsSerializer(allow_null=True, help_text="Null: no amount in the query.")
    barcode = BarcodeSerializer(allow_null=True, help_text="Null: the query is no barcode.")
    results = FoodRowSerializer(many=True)
