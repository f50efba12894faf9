"""The contract for what authorities recommend."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foods.serializers.fields import AmountField, Fields, NumberInAddress
from intake.reference_values import AUTHORITIES, LIFE_STAGES, ReferenceValue
from intake.reference_values.comparison import Compared

OLDEST_YEARS = 130


@extend_schema_field({"type": "array", "items": {"enum": sorted(LIFE_STAGES)}})
class LifeStagesField(serializers.Field[Any, Any, Any, Any]):
    """`pregnant`, `pregnant,lactating`, or the parameter given twice."""

    takes_several = True
    allow_blank = True  # neither
    default_error_messages = {
        "invalid_choice": gettext_lazy("Choose pregnant, lactating, or both.")
    }

    def get_value(self, dictionary: Any) -> Any:
        given = dictionary.getlist(self.field_name)
        return given or serializers.empty

    def to_internal_value(self, data: list[str]) -> frozenset[str]:
        stages = frozenset(stage for each in data for stage in each.split(",") if stage)
        if stages - LIFE_STAGES:
            self.fail("invalid_choice")
        return stages


class ComparisonQuery(serializers.Serializer[Any]):
    """Whom it is about."""

    sex = serializers.ChoiceField(
        ["male", "female"], required=False, help_text="Which column of the table fits."
    )
    age_years = NumberInAddress(
        required=False, min_value=0, max_value=OLDEST_YEARS, help_text="Completed years of age."
    )
    age_months = NumberInAddress(
        required=False,
        min_value=0,
        max_value=OLDEST_YEARS * 12,
        help_text="Completed months of age, all of them; needed under a year.",
    )
    life_stage = LifeStagesField(
        required=False, help_text="One or both: comma-separated, or given several times."
    )
    feeding = serializers.ChoiceField(
        ["breast", "formula"], required=False, help_text="Of an infant; WHO tells them apart."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        years, months = attrs.get("age_years"), attrs.get("age_months")
        if years is None and months is None:
            message = _("Give an age, in years or in months.")
            raise serializers.ValidationError({"age_years": [message]}, code="required")
        if years == 0 and months is None:
            message = _("Under a year the values change with the months: give them.")
            raise serializers.ValidationError({"age_months": [message]}, code="required")
        if years is not None and months is not None and months // 12 != years:
            message = _("All months of age, which don't agree with the years: give one of the two.")
            raise serializers.ValidationError({"age_months": [message]}, code="ages_differ")
        attrs["months"] = months if months is not None else (years or 0) * 12
        return attrs


class ReferenceQuery(ComparisonQuery):
    authority = serializers.ChoiceField(
        list(AUTHORITIES),
        error_messages={
            "invalid_choice": format_lazy(
                gettext_lazy("We know {authorities}"), authorities=", ".join(AUTHORITIES)
            )
        },
        help_text="Whose table.",
    )


class ReferenceValueSerializer(serializers.Serializer[ReferenceValue]):
    authority = serializers.CharField()
    kind = serializers.CharField(help_text="RDA, AI, RNI or RDI.")
    recommended_mg = AmountField()
    ear_mg = AmountField(allow_null=True, help_text="Average requirement; null: none given.")
    ul_mg = AmountField(
        allow_null=True, help_text="Upper level; null: none set, or none that is a number of mg."
    )
    ul_applies_to = serializers.CharField(allow_null=True, help_text="What counts to it.")
    ul_note = serializers.CharField(help_text="What counts, or why there is no number.")
    provisional = serializers.BooleanField(
        help_text="From a table that is not yet fully checked against its publication."
    )
    row = serializers.CharField(source="label", help_text="Of the table it was read from.")

    def get_fields(self) -> Fields:
        """`source` is an attribute of every field, so it is added here."""
        return super().get_fields() | {"source": serializers.CharField()}


class UnavailableSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(
        help_text="no_reference_value; sex_needed or feeding_needed: the question says too little."
    )
    detail = serializers.CharField()


class ComparedSerializer(serializers.Serializer[Any]):
    """The figures are null where `unavailable` says why there are none."""

    authority = serializers.CharField()
    name = serializers.CharField(help_text="As pages call it: whom the values are for, and whose.")
    short_name = serializers.CharField(help_text="Whom the values are for.")
    publisher = serializers.CharField(help_text="The issuing body's own name.")
    year = serializers.IntegerField()
    kind = serializers.CharField(allow_null=True, help_text="RDA, AI, RNI or RDI.")
    kind_name = serializers.CharField(
        allow_null=True, help_text="What the authority calls it, in full."
    )
    recommended_mg = AmountField(allow_null=True)
    ear_mg = AmountField(allow_null=True, help_text="Average requirement; null: none given.")
    ul_mg = AmountField(
        allow_null=True, help_text="Upper level; null: none set, or none that is a number of mg."
    )
    ul_applies_to = serializers.CharField(allow_null=True, help_text="What counts to it.")
    ul_note = serializers.CharField(
        allow_null=True, help_text="What counts, or why there is no number."
    )
    provisional = serializers.BooleanField(
        help_text="From a table that is not yet fully checked against its publication."
    )
    row = serializers.CharField(allow_null=True, help_text="Of the table it was read from.")
    remark = serializers.CharField(help_text="What the figures leave out, and why; may be empty.")
    unavailable = UnavailableSerializer(allow_null=True, help_text="Why there are no figures.")

    def get_fields(self) -> Fields:
        """`source` is an attribute of every field, so it is added here."""
        return super().get_fields() | {"source": serializers.CharField()}


class ComparisonSerializer(serializers.Serializer[Any]):
    results = ComparedSerializer(many=True, help_text="One of each authority.")


def comparison_body(row: Compared) -> dict[str, Any]:
    table, value, reason = row.authority, row.value, row.unavailable
    return {
        "authority": table.slug,
        "name": table.name,
        "short_name": str(table.short_name),
        "publisher": table.publisher,
        "year": table.year,
        "kind": value.kind if value else None,
        "kind_name": str(value.kind_name) if value else None,
        "recommended_mg": value.recommended_mg if value else None,
        "ear_mg": value.ear_mg if value else None,
        "ul_mg": value.ul_mg if value else None,
        "ul_applies_to": value.ul_applies_to if value else None,
        "ul_note": str(value.ul_note) if value else None,
        "source": value.source if value else table.citation,
        "provisional": value.provisional if value else table.provisional,
        "row": str(value.label) if value else None,
        "remark": str(table.remark or ""),
        "unavailable": {"code": reason.code, "detail": str(reason)} if reason else None,
    }
