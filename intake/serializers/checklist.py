"""The contract for the daily checklist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from foods.models import Kind
from foods.serializers.fields import AmountField, StrictSerializer, TextUUIDField
from intake.checklist import Line
from intake.medicines.spacing import NamedMedicine
from intake.models import ChecklistItem, LabelSays, Meal
from intake.serializers.entries import EntryFields
from intake.serializers.fields import DayField, LocalTimeField
from intake.serializers.measured import measured_body
from intake.serializers.medicines import SpacingSerializer, spacing_bodies

WEEKDAYS = "1 is Monday, 7 Sunday."


class ChecklistItemSerializer(serializers.Serializer[Any]):
    """An item, and what became of it on the day that was asked for."""

    id = serializers.UUIDField()
    food = serializers.IntegerField(allow_null=True, help_text="Null: by its name and mg.")
    portion = serializers.IntegerField(
        allow_null=True, help_text="Null: not measured by one, or it was removed since."
    )
    amount = AmountField(help_text="How many portions, or of the basis unit, or doses.")
    name = serializers.CharField()
    portion_label = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    label_says = serializers.ChoiceField([*LabelSays.choices, ("", "Not logged by a dose")])
    compound = serializers.CharField()
    label_dose_mg = AmountField(allow_null=True, help_text="The dose as the label gave it.")
    magnesium_mg = AmountField(
        allow_null=True, help_text="By the food's figures of now; null: not known."
    )
    magnesium_at_most_mg = AmountField(
        allow_null=True, help_text="Of a salt whose form is not known; null: no range."
    )
    meal = serializers.ChoiceField(Meal.choices)
    time = serializers.TimeField(allow_null=True, help_text="By the person's clock.")
    weekdays = serializers.ListField(child=serializers.IntegerField(), help_text=WEEKDAYS)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text="The last day; null: no end.")
    position = serializers.IntegerField(help_text="Items come in this order.")
    paused = serializers.BooleanField(help_text="Not due until it goes on.")
    due = serializers.BooleanField(
        allow_null=True,
        help_text="On that date. Null: not offered, by the kidney flag or an age under 18.",
    )
    entry = serializers.UUIDField(
        allow_null=True, help_text="What it was logged as on that date; null: not taken yet."
    )
    medicine_spacing = SpacingSerializer(
        many=True, help_text="Beside its `time`: the medicines you named."
    )


class ChecklistSerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    coming_mg = AmountField(
        allow_null=True,
        help_text="Of what is due and not taken, as far as known. Null with the kidney flag.",
    )
    results = ChecklistItemSerializer(many=True)


def item_body(
    line: Line, *, due: bool | None, medicines: Sequence[NamedMedicine]
) -> dict[str, Any]:
    item = line.item
    return {
        **planned_body(item),
        "magnesium_mg": line.magnesium_mg,
        "magnesium_at_most_mg": line.magnesium_at_most_mg,
        "due": due,
        "entry": str(line.entry.uuid) if line.entry else None,
        "medicine_spacing": spacing_bodies(
            medicines,
            kind=item.kind_now,
            name=item.name,
            magnesium_mg=line.magnesium_mg,
            at=item.time,
        ),
    }


def planned_body(item: ChecklistItem) -> dict[str, Any]:
    """What is the item's own, whatever the day."""
    return {
        "id": str(item.uuid),
        **measured_body(item),
        "meal": item.meal,
        "time": item.time.isoformat() if item.time else None,
        "weekdays": item.iso_weekdays,
        "starts_on": item.starts_on.isoformat(),
        "ends_on": item.ends_on.isoformat() if item.ends_on else None,
        "position": item.position,
        "paused": item.paused_at is not None,
    }


class ChecklistWriteSerializer(EntryFields):
    """How much is said as of an entry; a medicine is refused."""

    starts_on = DayField(required=False, help_text="Else today.")
    ends_on = DayField(required=False, allow_null=True, help_text="The last day; null: no end.")
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7),
        required=False,
        allow_empty=False,
        max_length=7,
        help_text=f"{WEEKDAYS} Else every day.",
    )
    time = LocalTimeField(required=False, allow_null=True, help_text="By the person's clock.")
    position = serializers.IntegerField(required=False, min_value=0, max_value=10_000)
    paused = serializers.BooleanField(required=False)

    def get_fields(self) -> dict[str, Any]:
        """It has days instead of a date."""
        fields = super().get_fields()
        del fields["date"]
        return fields


class ChecklistCreateSerializer(ChecklistWriteSerializer):
    id = TextUUIDField(
        required=False,
        allow_null=True,
        help_text="Chosen by you, so that sending twice adds it once. Else we choose one.",
    )


class ChecklistChangeSerializer(ChecklistWriteSerializer):
    """What is left out stays as it is. To measure it otherwise, say all of the measure."""

    all_optional = True


class ChecklistQuery(serializers.Serializer[Any]):
    date = DayField(required=False, help_text="Else today.")


class ChecklistLogSerializer(StrictSerializer):
    date = DayField(help_text="The person's local date.")
