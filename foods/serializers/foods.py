"""A food as it is read: as a row of a list, and with all that is known of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foods.models import Basis, Confidence, Food, Kind, Portion, Scheme, State
from foods.serializers.fields import AmountField, Fields, FractionField
from foods.subjects import subjects_of


class SourceRowSerializer(serializers.Serializer[Food]):
    name = serializers.CharField(source="source.name")
    id = serializers.CharField(source="source_ref", help_text="Of the record at its source.")


class SourceSerializer(SourceRowSerializer):
    publisher = serializers.CharField(source="source.publisher")
    version = serializers.CharField(source="source.version")
    licence = serializers.CharField(source="source.licence")
    citation = serializers.CharField(source="source.citation")
    url = serializers.CharField(source="source.url")


# Needs `portion.food`, which a prefetch sets.
class PortionSerializer(serializers.Serializer[Any]):
    """A household measure."""

    id = serializers.IntegerField()
    quantity = AmountField(help_text="In the food's basis unit: g, ml or pieces.")
    magnesium_mg = serializers.SerializerMethodField(help_text="In one; null: not known.")

    def get_fields(self) -> Fields:
        """`label` and `source` are attributes of every field, so they are added here."""
        return super().get_fields() | {"label": serializers.CharField()}

    @extend_schema_field(AmountField(allow_null=True))
    def get_magnesium_mg(self, portion: Portion) -> Decimal | None:
        return portion.food.magnesium_mg_in(portion.quantity)


# As `FoodQuerySet.for_rows` fetches it.
class FoodRowSerializer(serializers.Serializer[Any]):
    """A food in a list."""

    id = serializers.IntegerField(help_text="Minted once, the same on every server.")
    name = serializers.CharField(source="display_name", help_text="In the language asked for.")
    brand = serializers.CharField(help_text="Empty: none.")
    kind = serializers.ChoiceField(Kind.choices)
    group = serializers.CharField(source="group_id", allow_null=True, help_text="Its slug.")
    basis = serializers.ChoiceField(Basis.choices, help_text="What the figures are for.")
    magnesium_mg_per_basis = AmountField(allow_null=True, help_text="Null: not known.")
    magnesium_mg_per_100g = AmountField(
        allow_null=True, help_text="Null: not known, or the basis is not 100 g."
    )
    default_portion = serializers.SerializerMethodField(
        help_text="The one to offer first. Null: it has none, say g, ml or pieces."
    )
    confidence = serializers.ChoiceField(Confidence.choices)

    def get_fields(self) -> Fields:
        return super().get_fields() | {"source": serializers.SerializerMethodField()}

    @extend_schema_field(PortionSerializer(allow_null=True))
    def get_default_portion(self, food: Food) -> dict[str, Any] | None:
        portion = food.default_portion
        if portion is None:
            return None
        return {
            "id": portion.pk,
            "label": portion.label,
            "quantity": portion.quantity,
            "magnesium_mg": food.magnesium_mg_per_portion,
        }

    @extend_schema_field(SourceRowSerializer(allow_null=True))
    def get_source(self, food: Food) -> dict[str, Any] | None:
        return {"name": food.source.name, "id": food.source_ref} if food.source else None


class FoodNameSerializer(serializers.Serializer[Any]):
    """What a food is called too."""

    language = serializers.CharField(help_text="Such as `de`.")
    name = serializers.CharField()
    preferred = serializers.BooleanField(help_text="The one to show in its language.")


class IdentifierSerializer(serializers.Serializer[Any]):
    """By what others know the food."""

    scheme = serializers.ChoiceField(Scheme.choices)
    value = serializers.CharField()


class LenderSerializer(serializers.Serializer[Food]):
    """A food whose figure was borrowed."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="__str__")


class EstimateSerializer(serializers.Serializer[Any]):
    """A magnesium figure borrowed from foods alike: the median of theirs."""

    low_mg = AmountField(help_text="The least of theirs, for the food's basis.")
    high_mg = AmountField(help_text="The most of theirs.")
    foods = LenderSerializer(source="borrowed_from.all", many=True)


class FoodSerializer(FoodRowSerializer):
    """A food with all that is known of it."""

    client_id = serializers.UUIDField(
        allow_null=True,
        help_text="Of a food of your own, chosen when it was made. Null: none was chosen, or it is "
        "of the catalogue.",
    )
    portions = PortionSerializer(many=True, help_text="In the order to offer them.")
    magnesium_at_most_mg_per_basis = AmountField(
        allow_null=True,
        help_text="Where the magnesium is not known: the most it can be, such as a water's by its "
        "total hardness. Null: a figure, or no bound.",
    )
    calcium_mg_per_basis = AmountField(allow_null=True, help_text="Null: not known.")
    phosphorus_mg_per_basis = AmountField(allow_null=True, help_text="Null: not known.")
    potassium_mg_per_basis = AmountField(allow_null=True, help_text="Null: not known.")
    energy_kcal_per_basis = AmountField(allow_null=True, help_text="Null: not known.")
    added_magnesium_mg_per_basis = AmountField(
        allow_null=True,
        help_text="The part that was added, which counts to the upper level; null: not known.",
    )
    compound = serializers.CharField(help_text="Of a supplement; empty: none named.")
    elemental_fraction = FractionField(
        allow_null=True, help_text="Share of the compound's mass that is magnesium."
    )
    estimate = EstimateSerializer(
        source="held_estimate", allow_null=True, help_text="Null: the figure is not borrowed."
    )
    names = FoodNameSerializer(many=True, help_text="Other names, also in other languages.")
    identifiers = IdentifierSerializer(many=True)
    subjects = serializers.SerializerMethodField(
        help_text="What there is to say about it: `notes/?about=` has the notes on each."
    )
    state = serializers.ChoiceField(State.choices)
    updated_at = serializers.DateTimeField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_subjects(self, food: Food) -> list[str]:
        return list(subjects_of(kind=food.kind, group=food.group_id, name=food.name))

    @extend_schema_field(SourceSerializer(allow_null=True))
    def get_source(self, food: Food) -> dict[str, Any] | None:
        return dict(SourceSerializer(food).data) if food.source else None
