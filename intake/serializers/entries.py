"""The contract for entries."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foods.models import Confidence, Kind
from foods.serializers.fields import (
    MAX_ID,
    THREE_PLACES,
    AmountField,
    Fields,
    FractionField,
    NumberInAddress,
    StrictSerializer,
    TextUUIDField,
)
from intake.models import MAX_MAGNESIUM_MG, MAX_QUANTITY, Entry, LabelSays, Meal
from intake.periods import ENDS_BEFORE_IT_STARTS
from intake.serializers.fields import DayField, LocalTimeField

MAX_BATCH = 100
WAYS = (
    "portion",
    "amount",
    "grams",
    "millilitres",
    "elemental_mg",
    "compound_mg",
    "compound",
    "doses",
)
FOOD = ("food", "food_client_id")
QUICK_ADD = ("name", "kind", "magnesium_mg")


# `entry_body` writes it; a test holds both to the same fields.
class EntrySerializer(serializers.Serializer[Any]):
    """An entry as it stands. Figures are for the whole entry; null is not known."""

    id = serializers.UUIDField(source="uuid")
    date = serializers.DateField(help_text="The person's local date.")
    time = serializers.TimeField(
        allow_null=True, help_text="By the person's clock; null: not said."
    )
    meal = serializers.ChoiceField(Meal.choices)
    food = serializers.IntegerField(
        source="food_id", allow_null=True, help_text="Null: a quick add, with a name of its own."
    )
    portion = serializers.IntegerField(
        source="portion_id",
        allow_null=True,
        help_text="Null: not measured by one, or it was removed since; `portion_label` stays.",
    )
    amount = AmountField(help_text="How many portions, or of the basis unit.")
    name = serializers.CharField()
    portion_label = serializers.CharField(help_text="As it was called when logged.")
    kind = serializers.ChoiceField(Kind.choices)
    grams = AmountField(allow_null=True, help_text="Null: its basis is not 100 g.")
    millilitres = AmountField(allow_null=True, help_text="Null: its basis is not 100 ml.")
    magnesium_mg = AmountField(
        allow_null=True, help_text="Elemental; null: not known. At least, where a range."
    )
    magnesium_at_most_mg = AmountField(
        allow_null=True,
        help_text="The most it can be: of a salt whose form is not known, or of a water without a "
        "figure (then `magnesium_mg` is null). Null: no range.",
    )
    calcium_mg = AmountField(allow_null=True, help_text="Null: not known.")
    phosphorus_mg = AmountField(allow_null=True, help_text="Null: not known.")
    potassium_mg = AmountField(allow_null=True, help_text="Null: not known.")
    energy_kcal = AmountField(allow_null=True, help_text="Null: not known.")
    added_magnesium_mg = AmountField(
        allow_null=True,
        help_text="Added by the maker of a food or drink; null: not known, or a supplement or "
        "medicine, of which all counts as added.",
    )
    confidence = serializers.ChoiceField(Confidence.choices)
    label_says = serializers.ChoiceField([*LabelSays.choices, ("", "Not logged by a dose")])
    compound = serializers.CharField(
        help_text="Of a dose by weight where the food does not say it; just the salt where the "
        "form is not known."
    )
    label_dose_mg = AmountField(allow_null=True, help_text="The dose as the label gave it.")
    elemental_fraction = FractionField(allow_null=True, help_text="As used for a compound.")
    together = serializers.UUIDField(
        allow_null=True, help_text="The same for all that one act logged; null: by itself."
    )
    logged_as = serializers.CharField(help_text="The saved meal's name then; empty: none.")
    version = serializers.IntegerField(
        help_text="Goes up with every write; not where a portion that it names is removed."
    )
    updated_at = serializers.DateTimeField()


def entry_body(entry: Entry) -> dict[str, Any]:
    """As `EntrySerializer` describes it; by hand, since a serializer takes ten times as long."""
    fraction = entry.elemental_fraction
    return {
        "id": str(entry.uuid),
        "date": entry.date.isoformat(),
        "time": entry.time.isoformat() if entry.time else None,
        "meal": entry.meal,
        "food": entry.food_id,
        "portion": entry.portion_id,
        "amount": entry.amount,
        "name": entry.name,
        "portion_label": entry.portion_label,
        "kind": entry.kind,
        "grams": entry.grams,
        "millilitres": entry.millilitres,
        "magnesium_mg": entry.magnesium_mg,
        "magnesium_at_most_mg": entry.magnesium_at_most_mg,
        "calcium_mg": entry.calcium_mg,
        "phosphorus_mg": entry.phosphorus_mg,
        "potassium_mg": entry.potassium_mg,
        "energy_kcal": entry.energy_kcal,
        "added_magnesium_mg": entry.added_magnesium_mg,
        "confidence": entry.confidence,
        "label_says": entry.label_says,
        "compound": entry.compound,
        "label_dose_mg": entry.label_dose_mg,
        "elemental_fraction": None if fraction is None else float(fraction),
        "together": str(entry.together) if entry.together else None,
        "logged_as": entry.logged_as,
        "version": entry.version,
        "updated_at": entry.updated_at.isoformat().replace("+00:00", "Z"),
    }


def measured(most: Decimal, help_text: str) -> AmountField:
    return AmountField(
        required=False,
        allow_null=True,
        min_value=THREE_PLACES,
        max_value=most,
        help_text=help_text,
    )


def id_field(help_text: str) -> serializers.IntegerField:
    return serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MAX_ID, help_text=help_text
    )


class MeasureFields(StrictSerializer):
    """A food and how much of it, or a quick add; null says nothing, but of `magnesium_mg`."""

    food = id_field("A food's id, with one way of saying how much.")
    food_client_id = TextUUIDField(
        required=False,
        allow_null=True,
        help_text="In place of `food`: the `client_id` of a food of your own, also one that the "
        "same push makes.",
    )
    portion = id_field("One of the food's portions; `amount` says how many.")
    amount = measured(MAX_QUANTITY, "How many portions, or pieces where the basis is a unit.")
    grams = measured(MAX_QUANTITY, "Of a food whose basis is 100 g.")
    millilitres = measured(MAX_QUANTITY, "Of a food whose basis is 100 ml.")
    elemental_mg = measured(MAX_MAGNESIUM_MG, "A dose in all, in elemental magnesium.")
    compound_mg = measured(MAX_MAGNESIUM_MG, "A dose in all, in the weight of the compound.")
    compound = serializers.CharField(
        required=False,
        allow_null=True,
        max_length=60,
        help_text="Which, where the food does not say: with `compound_mg`. A salt such as "
        "`citrate`, whose form is not known, makes the figure a range. Left out: as the food says.",
    )
    doses = measured(Decimal(1000), "How many tablets the dose was taken as; 1 where not given.")
    name = serializers.CharField(
        required=False, allow_null=True, max_length=300, help_text="Of a quick add."
    )
    kind = serializers.ChoiceField(
        Kind.choices, required=False, allow_null=True, help_text="Of a quick add."
    )
    magnesium_mg = AmountField(
        required=False,
        allow_null=True,
        min_value=Decimal(0),
        max_value=MAX_MAGNESIUM_MG,
        help_text="Of a quick add; null: not known.",
    )


class EntryFields(MeasureFields):
    """What can be said of an entry; null says nothing, but of `magnesium_mg`."""

    date = DayField(help_text="The person's local date.")
    time = LocalTimeField(required=False, allow_null=True)
    meal = serializers.ChoiceField(Meal.choices)


class EntryCreateSerializer(EntryFields):
    id = TextUUIDField(
        required=False,
        allow_null=True,
        help_text="Chosen by you, so that sending twice logs once. Else we choose one.",
    )


class EntryChangeSerializer(EntryFields):
    """`amount` alone keeps the measure and changes how many. `time` null takes the time away, and
    `magnesium_mg` null makes a quick add's figure not known; what else is null stays as it is."""

    all_optional = True


@extend_schema_field(EntryCreateSerializer)
class UncheckedField(serializers.Field[Any, Any, Any, Any]):
    """Each entry of a batch is checked by itself, so that no other is spoilt, not by null."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return data


class EntryBatchSerializer(StrictSerializer):
    entries = serializers.ListField(child=UncheckedField(), allow_empty=False, max_length=MAX_BATCH)
    all_or_nothing = serializers.BooleanField(
        default=False, help_text="Log all of them, or none: then each that was right gets 424."
    )


class EntryQuery(serializers.Serializer[Any]):
    date = DayField(required=False, help_text="This day only.")
    cursor = serializers.CharField(required=False, help_text="From `next` or `previous`.")
    limit = NumberInAddress(
        required=False, min_value=1, max_value=200, help_text="How many rows a page has; else 50."
    )

    def get_fields(self) -> Fields:
        """`from` is no name in Python."""
        return super().get_fields() | {
            "from": DayField(required=False, help_text="First day."),
            "to": DayField(required=False, help_text="Last day, included."),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        check_period(attrs)
        if "date" in attrs and ("from" in attrs or "to" in attrs):
            message = _("Give a date, or a period, not both.")
            raise serializers.ValidationError({"date": [message]}, code="date_or_period")
        return attrs


def check_period(attrs: dict[str, Any]) -> None:
    if "from" in attrs and "to" in attrs and attrs["to"] < attrs["from"]:
        raise serializers.ValidationError(
            {"to": [ENDS_BEFORE_IT_STARTS]}, code="ends_before_it_starts"
        )


@extend_schema_field({"$ref": "#/components/schemas/EntryProblem"})
class ProblemField(serializers.Field[Any, Any, Any, Any]):
    """Read only: a problem is written by config."""


class EntryResultSerializer(serializers.Serializer[Any]):
    """One of a batch: `entry` where it was logged, else `problem`."""

    status = serializers.IntegerField(help_text="What a request with this entry alone would get.")
    entry = EntrySerializer(required=False)
    problem = ProblemField(required=False, help_text="As in the answer to one entry.")


class EntryResultsSerializer(serializers.Serializer[Any]):
    results = EntryResultSerializer(many=True, help_text="In the order of the request.")
