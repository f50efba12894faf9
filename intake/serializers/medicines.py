"""The contract for the medicines that a person names, and for the gaps that are advised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext
from rest_framework import serializers

from foods.languages import page_language
from foods.serializers.fields import Fields, StrictSerializer, TextUUIDField
from intake.medicines.classes import (
    CLASSES,
    Extent,
    Gap,
    Hours,
    MedicineClass,
    Status,
)
from intake.medicines.ingredients import classes_named_in, ingredients_in
from intake.medicines.spacing import NamedMedicine, Neighbour, Spacing, spacings_of_dose
from intake.medicines.words import advised, in_settings, in_words
from intake.models import MOST_TIMES, Medicine
from intake.serializers.fields import LocalTimeField

CLASS_HELP = "A key of `medicine-classes/`; null: none of them."
CLASS_CHOICES = [(each.key, each.name) for each in CLASSES.values()]


class HoursSerializer(serializers.Serializer[Any]):
    least = serializers.IntegerField()
    most = serializers.IntegerField(help_text="The same as `least` where it is no range.")


class GapSerializer(serializers.Serializer[Any]):
    before = HoursSerializer(
        allow_null=True, help_text="The medicine so long before magnesium; null: not said."
    )
    after = HoursSerializer(
        allow_null=True, help_text="The medicine so long after magnesium; null: not said."
    )
    extent = serializers.ChoiceField([each.value for each in Extent])
    status = serializers.ChoiceField(
        [each.value for each in Status],
        help_text="`seen` in an official or primary text; the others are provisional.",
    )
    provisional = serializers.BooleanField()

    def get_fields(self) -> Fields:
        """`source` is an attribute of every field, so it is added here."""
        return super().get_fields() | {"source": serializers.CharField()}


class MedicineClassSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    name = serializers.CharField()
    ingredients = serializers.ListField(
        child=serializers.CharField(),
        help_text="Examples, in the language of the answer. A name with one of them, in any "
        "language, proposes it.",
    )
    gaps = GapSerializer(many=True, help_text="The best known first; none: hours do not matter.")
    text = serializers.CharField(help_text="The same in words, for people.")


class MedicineClassesSerializer(serializers.Serializer[Any]):
    results = MedicineClassSerializer(many=True)


class MedicineClassQuery(serializers.Serializer[Any]):
    name = serializers.CharField(
        required=False,
        max_length=120,
        help_text="Only those of which an ingredient stands in it: to be proposed to the person.",
    )


class MedicineSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    medicine_class = serializers.ChoiceField(CLASS_CHOICES, allow_null=True, help_text=CLASS_HELP)
    proposed_classes = serializers.ListField(
        child=serializers.CharField(),
        help_text="Where `medicine_class` is null: what the name may be. Ask, and never assume.",
    )
    times = serializers.ListField(
        child=serializers.TimeField(), help_text="By the clock on the wall, the earliest first."
    )
    text = serializers.CharField(help_text="What is advised, in words.")
    version = serializers.IntegerField(help_text="Goes up with every change.")
    updated_at = serializers.DateTimeField()


class MedicinesSerializer(serializers.Serializer[Any]):
    results = MedicineSerializer(many=True, help_text="In the order in which they were named.")


class MedicineCreateSerializer(StrictSerializer):
    id = TextUUIDField(
        required=False,
        allow_null=True,
        help_text="Chosen by you, so that sending twice names it once. Else we choose one.",
    )
    name = serializers.CharField(max_length=120)
    medicine_class = serializers.ChoiceField(
        CLASS_CHOICES,
        required=False,
        allow_null=True,
        help_text=f"As the person confirmed it. {CLASS_HELP}",
    )
    times = serializers.ListField(
        child=LocalTimeField(),
        max_length=MOST_TIMES,
        help_text="When it is usually taken, to the minute, by the clock on the wall. Empty only "
        "where hours do not matter, as with a proton pump inhibitor.",
    )


class MedicineChangeSerializer(MedicineCreateSerializer):
    """What is left out stays as it is."""

    all_optional = True

    def get_fields(self) -> Fields:
        """The id is in the address."""
        fields = super().get_fields()
        del fields["id"]
        return fields


class NeighbourSerializer(serializers.Serializer[Any]):
    time = serializers.TimeField()
    minutes = serializers.IntegerField(help_text="Between the two, across midnight too.")


class SpacingSerializer(serializers.Serializer[Any]):
    """A medicine beside a time of magnesium. Nowhere is said that a gap is long enough."""

    medicine = serializers.UUIDField()
    medicine_class = serializers.ChoiceField(CLASS_CHOICES, allow_null=True, help_text=CLASS_HELP)
    before = NeighbourSerializer(
        allow_null=True, help_text="Its last usual time before magnesium; null: nothing is told."
    )
    after = NeighbourSerializer(allow_null=True, help_text="Its next usual time.")
    advised = GapSerializer(many=True)
    text = serializers.CharField(help_text="All of it in words, for people.")


class EntrySpacingSerializer(SpacingSerializer):
    entry = serializers.UUIDField(help_text="A supplement or a medicine with a time.")
    time = serializers.TimeField(help_text="The entry's.")


def class_body(medicine_class: MedicineClass) -> dict[str, Any]:
    return {
        "key": medicine_class.key,
        "name": gettext(medicine_class.name),
        "ingredients": ingredients_in(page_language(), medicine_class),
        "gaps": [_gap_body(gap) for gap in medicine_class.gaps],
        "text": advised(medicine_class, pgettext("in a sentence", "the medicine"))
        or gettext(medicine_class.instead),
    }


def medicine_body(medicine: Medicine) -> dict[str, Any]:
    named = [] if medicine.medicine_class else classes_named_in(medicine.name)
    return {
        "id": str(medicine.uuid),
        "name": medicine.name,
        "medicine_class": medicine.medicine_class or None,
        "proposed_classes": [each.key for each in named],
        "times": [at.isoformat() for at in medicine.times],
        "text": in_settings(medicine.named),
        "version": medicine.version,
        "updated_at": medicine.updated_at.isoformat().replace("+00:00", "Z"),
    }


def spacing_bodies(
    medicines: Sequence[NamedMedicine],
    *,
    kind: str,
    name: str,
    magnesium_mg: Decimal | None,
    at: time | None,
) -> list[dict[str, Any]]:
    found = spacings_of_dose(medicines, kind=kind, name=name, magnesium_mg=magnesium_mg, at=at)
    return [_spacing_body(each) for each in found]


def _spacing_body(spacing: Spacing) -> dict[str, Any]:
    medicine_class = spacing.medicine.medicine_class
    return {
        "medicine": str(spacing.medicine.uuid),
        "medicine_class": spacing.medicine.class_key or None,
        "before": _neighbour_body(spacing.before),
        "after": _neighbour_body(spacing.after),
        "advised": [_gap_body(gap) for gap in (medicine_class.gaps if medicine_class else ())],
        "text": in_words(spacing),
    }


def _neighbour_body(neighbour: Neighbour | None) -> dict[str, Any] | None:
    if neighbour is None:
        return None
    return {"time": neighbour.time.isoformat(), "minutes": neighbour.minutes}


def _gap_body(gap: Gap) -> dict[str, Any]:
    return {
        "before": _hours_body(gap.before),
        "after": _hours_body(gap.after),
        "extent": gap.extent.value,
        "status": gap.status.value,
        "provisional": gap.provisional,
        "source": gap.source,
    }


def _hours_body(hours: Hours | None) -> dict[str, int] | None:
    return {"least": hours.least, "most": hours.most} if hours else None
