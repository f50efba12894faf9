"""The API's contract for foods, and the fields that every contract here is made of."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from foods.browsing import Helping
from foods.models import Basis, Confidence, Food, Group, Kind, Portion, Scheme, State
from foods.search import Sort
from foods.subjects import subjects_of
from foods.supplements import COMPOUNDS

THREE_PLACES = Decimal("0.001")
MAX_FIGURE = Decimal(1_000_000)
MAX_QUANTITY = Decimal(100_000)
MAX_ID = 2**63 - 1

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
        if self.all_optional:
            for field in fields.values():
                field.required = False
        return fields

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        known = {name for name, field in self.fields.items() if not field.read_only}
        refused: dict[str, Any] = {
            str(name): [ErrorDetail("There is no such field here.", "unknown_field")]
            for name in data
            if name not in known
        } | {
            name: [ErrorDetail("This is of another type than it has to be.", "invalid")]
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
        "not_a_number": "Give a number, without quotes.",
        "too_large": "This number is too large.",
        "too_precise": "Give at most three decimals.",
        "min_value": "Give at least {min_value}.",
        "max_value": "Give at most {max_value}.",
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


class FractionField(serializers.FloatField):
    """A share of 1 with all its decimals: not an amount, so not cut to three."""


class SourceRowSerializer(serializers.Serializer[Food]):
    name = serializers.CharField(source="source.name")
    id = serializers.CharField(source="source_ref", help_text="Of the record at its source.")


class SourceSerializer(SourceRowSerializer):
    publisher = serializers.CharField(source="source.publisher")
    version = serializers.CharField(source="source.version")
    licence = serializers.CharField(source="source.licence")
    citation = serializers.CharField(source="source.citation")
    url = serializers.CharField(source="source.url")


class PortionSerializer(serializers.Serializer[Any]):
    """A household measure. Needs `portion.food`, which a prefetch sets."""

    id = serializers.IntegerField()
    quantity = AmountField(help_text="In the food's basis unit: g, ml or pieces.")
    magnesium_mg = serializers.SerializerMethodField(help_text="In one; null: not known.")

    def get_fields(self) -> Fields:
        """`label` and `source` are attributes of every field, so they are added here."""
        return super().get_fields() | {"label": serializers.CharField()}

    @extend_schema_field(AmountField(allow_null=True))
    def get_magnesium_mg(self, portion: Portion) -> Decimal | None:
        return portion.food.magnesium_mg_in(portion.quantity)


class FoodRowSerializer(serializers.Serializer[Any]):
    """A food in a list, as `FoodQuerySet.for_rows` fetches it."""

    id = serializers.IntegerField(help_text="Minted once, the same on every server.")
    name = serializers.CharField(source="display_name", help_text="In the language asked for.")
    brand = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    group = serializers.CharField(source="group_id", allow_null=True, help_text="Its slug.")
    basis = serializers.ChoiceField(Basis.choices, help_text="What the figures are for.")
    magnesium_mg_per_basis = AmountField(allow_null=True, help_text="Null: not known.")
    magnesium_mg_per_100g = AmountField(
        allow_null=True, help_text="Null: not known, or the basis is not 100 g."
    )
    default_portion = serializers.SerializerMethodField()
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
    language = serializers.CharField()
    name = serializers.CharField()
    preferred = serializers.BooleanField()


class IdentifierSerializer(serializers.Serializer[Any]):
    scheme = serializers.ChoiceField(Scheme.choices)
    value = serializers.CharField()


class LenderSerializer(serializers.Serializer[Food]):
    id = serializers.IntegerField()
    name = serializers.CharField(source="__str__")


class EstimateSerializer(serializers.Serializer[Any]):
    """A magnesium figure borrowed from foods alike: the median of theirs."""

    low_mg = AmountField(help_text="The least of theirs, for the food's basis.")
    high_mg = AmountField(help_text="The most of theirs.")
    foods = LenderSerializer(source="borrowed_from.all", many=True)


class FoodSerializer(FoodRowSerializer):
    """A food with all that is known of it."""

    portions = PortionSerializer(many=True, help_text="In the order to offer them.")
    magnesium_at_most_mg_per_basis = AmountField(
        allow_null=True,
        help_text="Where the magnesium is not known: the most it can be, such as a water's by its "
        "total hardness. Null: a figure, or no bound.",
    )
    calcium_mg_per_basis = AmountField(allow_null=True)
    phosphorus_mg_per_basis = AmountField(allow_null=True)
    potassium_mg_per_basis = AmountField(allow_null=True)
    energy_kcal_per_basis = AmountField(allow_null=True)
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


def language_field() -> serializers.RegexField:
    return serializers.RegexField(
        r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", default="en", help_text="Language of the names."
    )


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
    lang = language_field()
    cursor = serializers.CharField(required=False, help_text="From `next` or `previous`.")
    limit = serializers.IntegerField(
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
    lang = language_field()


class PortionWriteSerializer(StrictSerializer):
    id = serializers.IntegerField(
        required=False, help_text="Of a portion that the food has; without it a new one is made."
    )
    quantity = AmountField(min_value=THREE_PLACES, max_value=MAX_QUANTITY)
    is_default = serializers.BooleanField(default=False)

    def get_fields(self) -> Fields:
        return super().get_fields() | {"label": serializers.CharField(max_length=120)}


def figure(**kwargs: Any) -> AmountField:
    return AmountField(
        required=False, allow_null=True, min_value=Decimal(0), max_value=MAX_FIGURE, **kwargs
    )


class FoodWriteSerializer(StrictSerializer):
    """A food of one's own. Null is not known; 0 is measured, and none found."""

    name = serializers.CharField(max_length=300)
    brand = serializers.CharField(max_length=200, required=False, allow_blank=True)
    kind = serializers.ChoiceField(Kind.choices, required=False, help_text="Else food.")
    group = serializers.SlugRelatedField(
        slug_field="slug", queryset=Group.objects.all(), required=False, allow_null=True
    )
    basis = serializers.ChoiceField(Basis.choices, required=False, help_text="Else 100g.")
    magnesium_mg_per_basis = figure()
    magnesium_at_most_mg_per_basis = figure(
        help_text="The most it can be, where it is not known: a figure takes its place."
    )
    calcium_mg_per_basis = figure()
    phosphorus_mg_per_basis = figure()
    potassium_mg_per_basis = figure()
    energy_kcal_per_basis = figure()
    added_magnesium_mg_per_basis = figure(help_text="The part of the magnesium that was added.")
    compound = serializers.ChoiceField(sorted(COMPOUNDS), required=False, allow_blank=True)
    portions = PortionWriteSerializer(
        many=True, required=False, help_text="All of them: those left out are removed."
    )
    gtin = serializers.CharField(
        required=False,
        allow_blank=True,
        validators=[RegexValidator(r"^\d{8}(\d{4,6})?$", "Give the 8 to 14 digits of a barcode.")],
        help_text="Its barcode.",
    )


class FoodChangeSerializer(FoodWriteSerializer):
    """What is left out stays as it is."""

    all_optional = True
