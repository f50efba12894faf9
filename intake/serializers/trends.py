"""The contract for trends: days, means, and on demand what else a period says.

Bodies are plain dicts, since a year has 365 of them; the serializers describe them for the schema,
and a test holds both to the same fields.
"""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foods.serializers.fields import AmountField, Fields
from intake.days import DaySummary, Period
from intake.periods import is_too_long, too_long
from intake.serializers.days import IntakeSerializer, NoteOfDaySerializer, intake_body
from intake.serializers.entries import check_period
from intake.serializers.fields import DayField
from intake.serializers.means import TrendsSummarySerializer, summary_body
from intake.serializers.trends_extras import (
    AdequacySerializer,
    BeforeSerializer,
    CompanionsSerializer,
    FoodPartSerializer,
    GroupPartSerializer,
    MealPartSerializer,
    MeanOfAddedSerializer,
)

EXTRAS = ("foods", "groups", "meals", "companions", "adequacy", "upper_level", "previous", "notes")


class PeriodQuery(serializers.Serializer[Any]):
    """Without dates the last 30 days; with one of them, 30 days from or to it."""

    def get_fields(self) -> Fields:
        """`from` is no name in Python."""
        return {
            "from": DayField(required=False, help_text="First day."),
            "to": DayField(required=False, help_text="Last day, included."),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        check_period(attrs)
        if "from" in attrs and "to" in attrs and is_too_long(attrs["from"], attrs["to"]):
            raise serializers.ValidationError({"to": [too_long()]}, code="too_long")
        return attrs


@extend_schema_field({"type": "array", "items": {"enum": EXTRAS}})
class ExtrasField(serializers.Field[Any, Any, Any, Any]):
    """`foods`, `foods,groups`, or the parameter given several times; empty is none of them."""

    takes_several = True
    allow_blank = True
    default_error_messages = {
        "invalid_choice": format_lazy(_("Choose among {choices}."), choices=", ".join(EXTRAS))
    }

    def get_value(self, dictionary: Any) -> Any:
        return dictionary.getlist(self.field_name) or serializers.empty

    def to_internal_value(self, data: list[str]) -> frozenset[str]:
        extras = frozenset(extra for each in data for extra in each.split(",") if extra)
        if extras - set(EXTRAS):
            self.fail("invalid_choice")
        return extras


class TrendsQuery(PeriodQuery):
    def get_fields(self) -> Fields:
        return super().get_fields() | {
            "include": ExtrasField(required=False, help_text="What to answer beside the days.")
        }


class TrendsDaySerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    logged = serializers.BooleanField(help_text="False: nothing but medicines, or nothing at all.")
    skipped = serializers.BooleanField(help_text="Left out of the means, by you.")
    intake = IntakeSerializer(allow_null=True, help_text="Null: nothing was logged.")
    target_mg = AmountField(
        allow_null=True, help_text="As it was on that day; null with the kidney flag."
    )
    percent_of_target = AmountField(
        allow_null=True, help_text="At least, where intake is. Null: nothing logged, or no target."
    )


class TrendsSerializer(serializers.Serializer[Any]):
    """What was not asked for by `include` is absent. With the kidney flag set `target_mg` and every
    percentage are null, and of what was asked for `foods`, `groups`, `companions`, `adequacy` and
    `upper_level` are."""

    days = TrendsDaySerializer(many=True, help_text="One a day, oldest first, gaps included.")
    summary = TrendsSummarySerializer()
    foods = FoodPartSerializer(
        many=True,
        required=False,
        allow_null=True,
        help_text="The foods with most magnesium, the most first, at most 20.",
    )
    groups = GroupPartSerializer(
        many=True, required=False, allow_null=True, help_text="All of them, the most first."
    )
    meals = MealPartSerializer(many=True, required=False, help_text="In the order of a day.")
    companions = CompanionsSerializer(required=False, allow_null=True)
    adequacy = AdequacySerializer(required=False, allow_null=True)
    upper_level = MeanOfAddedSerializer(required=False, allow_null=True)
    notes = NoteOfDaySerializer(
        many=True, required=False, help_text="As of the last day: safety first."
    )
    previous = BeforeSerializer(
        required=False, help_text="As many days as asked for, up to the day before the first."
    )

    def get_fields(self) -> Fields:
        """`from` is no name in Python."""
        return {
            "from": serializers.DateField(),
            "to": serializers.DateField(),
        } | super().get_fields()


def trends_body(period: Period) -> dict[str, Any]:
    first, last = period.days[0].date, period.days[-1].date
    return {
        "from": first,
        "to": last,
        "days": [_trends_day_body(day) for day in period.days],
        "summary": summary_body(period.mean, len(period.days)),
    }


def _trends_day_body(day: DaySummary) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "logged": day.logged,
        "skipped": day.skipped,
        "intake": intake_body(day.totals) if day.totals.entries else None,
        "target_mg": day.target.mg if day.target else None,
        "percent_of_target": day.percent_of_target if day.logged else None,
    }
