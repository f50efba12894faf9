"""A food of one's own as it is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foods.models import Basis, Group, Kind
from foods.serializers.fields import (
    THREE_PLACES,
    AmountField,
    Fields,
    StrictSerializer,
    TextUUIDField,
)
from foods.supplements import COMPOUNDS, FORMS

MAX_FIGURE = Decimal(1_000_000)
MAX_QUANTITY = Decimal(100_000)
MOST_PORTIONS = 100


class PortionWriteSerializer(StrictSerializer):
    """A household measure."""

    id = serializers.IntegerField(
        required=False, help_text="Of a portion that the food has; without it a new one is made."
    )
    quantity = AmountField(
        min_value=THREE_PLACES,
        max_value=MAX_QUANTITY,
        help_text="In the food's basis unit: g, ml or pieces.",
    )
    is_default = serializers.BooleanField(
        default=False, help_text="The one to offer first; at most one is."
    )

    def get_fields(self) -> Fields:
        return super().get_fields() | {"label": serializers.CharField(max_length=120)}


def figure(**kwargs: Any) -> AmountField:
    return AmountField(
        required=False, allow_null=True, min_value=Decimal(0), max_value=MAX_FIGURE, **kwargs
    )


class FoodFields(StrictSerializer):
    """A food of one's own. Null is not known; 0 is measured, and none found."""

    name = serializers.CharField(max_length=300)
    brand = serializers.CharField(max_length=200, required=False, allow_blank=True)
    kind = serializers.ChoiceField(Kind.choices, required=False, help_text="Else food.")
    group = serializers.SlugRelatedField(
        slug_field="slug", queryset=Group.objects.all(), required=False, allow_null=True
    )
    basis = serializers.ChoiceField(Basis.choices, required=False, help_text="Else 100g.")
    magnesium_mg_per_basis = figure(help_text="Elemental; null: not known.")
    magnesium_at_most_mg_per_basis = figure(
        help_text="The most it can be, where it is not known: a figure takes its place."
    )
    calcium_mg_per_basis = figure(help_text="Null: not known.")
    phosphorus_mg_per_basis = figure(help_text="Null: not known.")
    potassium_mg_per_basis = figure(help_text="Null: not known.")
    energy_kcal_per_basis = figure(help_text="Null: not known.")
    added_magnesium_mg_per_basis = figure(
        help_text="The part of the magnesium that was added; null: not known."
    )
    compound = serializers.ChoiceField(
        sorted([*COMPOUNDS, *FORMS]),
        required=False,
        allow_blank=True,
        help_text="Of a supplement. A salt such as `citrate`, whose form is not known, has no "
        "`elemental_fraction`.",
    )
    portions = serializers.ListField(
        child=PortionWriteSerializer(),
        required=False,
        max_length=MOST_PORTIONS,
        help_text="All of them: those left out are removed.",
    )
    gtin = serializers.CharField(
        required=False,
        allow_blank=True,
        validators=[
            RegexValidator(r"^[0-9]{8}([0-9]{4,6})?$", _("Give the 8 to 14 digits of a barcode."))
        ],
        help_text="Its barcode.",
    )


class FoodWriteSerializer(FoodFields):
    client_id = TextUUIDField(
        required=False,
        allow_null=True,
        help_text="A UUID chosen by you, so that sending twice makes one food; by it, entries can "
        "name the food before you know its id. Else it has none.",
    )


class FoodChangeSerializer(FoodFields):
    """What is left out stays as it is."""

    all_optional = True
