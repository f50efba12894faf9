"""The contract for what trends answer on demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from foods.models import Kind
from foods.serializers.fields import AmountField, Fields, FractionField
from intake.adequacy import Above, Adequacy, Confidence, Reason, Refusal, Verdict
from intake.breakdowns import Companion, Part
from intake.models import Meal
from intake.serializers.means import TrendsSummarySerializer, summary_body
from intake.trends import AddedMean, Before, HowSure

MOST_FOODS = 20


class PartSerializer(serializers.Serializer[Any]):
    """Of what the means are over: medicines, and days that are not over, are left out."""

    items = serializers.IntegerField(help_text="How many entries.")
    unknown_items = serializers.IntegerField(help_text="Of these, so many have no figure.")
    magnesium_mg = AmountField(
        help_text="Over the whole period; at least, where an item has no figure."
    )
    percent_of_known = AmountField(
        allow_null=True, help_text="Of all magnesium that is known; null where none is."
    )


class FoodPartSerializer(PartSerializer):
    food = serializers.IntegerField(
        allow_null=True, help_text="The food that stands for it now; null: written down by name."
    )
    name = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)


class GroupPartSerializer(PartSerializer):
    group = serializers.CharField(allow_null=True, help_text="Null: it has none.")
    name = serializers.CharField()


class MealPartSerializer(PartSerializer):
    meal = serializers.ChoiceField(Meal.choices)


class CompanionSerializer(serializers.Serializer[Any]):
    """Over the `items` that have both figures only. A description, not a verdict."""

    items = serializers.IntegerField(help_text="So many have both figures.")
    mg = AmountField(help_text="Of the companion, over the whole period.")
    magnesium_mg = AmountField(help_text="Of the same items.")
    mg_per_mg_magnesium = AmountField(allow_null=True, help_text="Null: no magnesium in them.")


class CompanionsSerializer(serializers.Serializer[Any]):
    items = serializers.IntegerField(help_text="In all.")
    calcium = CompanionSerializer()
    phosphorus = CompanionSerializer()


class AdequacySerializer(serializers.Serializer[Any]):
    """Whether usual intake is enough, by the method of IOM 2000. An EAR is no pass mark, and intake
    under it is no proof of deficiency. Refused: all but `days`, `refused` and `sentence` is null.
    """

    method = serializers.ChoiceField(
        ["ear", "recommendation"],
        allow_null=True,
        help_text="`recommendation` where the authority has no EAR; null: refused.",
    )
    probability = FractionField(
        allow_null=True, help_text="That usual intake is enough, by the EAR; at least, if a bound."
    )
    confidence_above = FractionField(
        allow_null=True,
        help_text="That it is above the recommendation. Null below it: then nothing is concluded.",
    )
    verdict = serializers.ChoiceField([each.value for each in Verdict], allow_null=True)
    refused = serializers.ChoiceField([each.value for each in Reason], allow_null=True)
    sentence = serializers.CharField(help_text="The verdict or the refusal, in words.")
    confidence = serializers.ChoiceField(
        [each.value for each in Confidence],
        allow_null=True,
        help_text="low under 7 days, fair under 14, then good.",
    )
    days = serializers.IntegerField(help_text="Logged days that it rests on.")
    mean_mg = AmountField(allow_null=True)
    is_lower_bound = serializers.BooleanField(allow_null=True)
    percent_from_supplements = AmountField(allow_null=True, help_text="Of the known mean.")
    authority = serializers.CharField(allow_null=True)
    kind = serializers.CharField(allow_null=True, help_text="RDA, AI, ...")
    recommended_mg = AmountField(allow_null=True)
    ear_mg = AmountField(allow_null=True, help_text="Null: none that can be used.")
    spread_mg = FractionField(
        allow_null=True, help_text="The pooled standard deviation of a person's days that was used."
    )
    provisional = serializers.BooleanField(
        allow_null=True, help_text="A figure behind it is not confirmed yet."
    )
    judged_by_date = serializers.DateField(help_text="All days are held against its value.")
    reference_changed = serializers.BooleanField(
        help_text="Other days of the period had another value."
    )


class MeanOfAddedSerializer(serializers.Serializer[Any]):
    """Added magnesium against the upper level of the last day, as a mean over `days`: those with
    anything on them, medicines too, before today."""

    mg = AmountField(allow_null=True, help_text="The upper level; null: none set.")
    applies_to = serializers.CharField(allow_null=True)
    exceeded = serializers.BooleanField(
        allow_null=True, help_text="By the mean. Null: it can't be told, or none is set."
    )
    days = serializers.IntegerField()
    mean_added_mg = AmountField(allow_null=True, help_text="At least so much; null: no day.")
    mean_added_at_most_mg = AmountField(
        allow_null=True, help_text="Null: without bound, or no day."
    )
    days_exceeded = serializers.IntegerField(help_text="Above the level of their own day.")
    days_not_known = serializers.IntegerField(help_text="Of which that can't be told.")


class BeforeSerializer(serializers.Serializer[Any]):
    summary = TrendsSummarySerializer()

    def get_fields(self) -> Fields:
        """`from` is no name in Python."""
        return {
            "from": serializers.DateField(),
            "to": serializers.DateField(),
        } | super().get_fields()


def food_bodies(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [
        {"food": part.key, "name": part.name, "kind": part.kind} | _part_body(part)
        for part in parts[:MOST_FOODS]
    ]


def group_bodies(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [{"group": part.key, "name": part.name} | _part_body(part) for part in parts]


def meal_bodies(parts: Sequence[Part], *, percent: bool) -> list[dict[str, Any]]:
    return [
        {"meal": part.key} | _part_body(part) | ({} if percent else {"percent_of_known": None})
        for part in parts
    ]


def _part_body(part: Part) -> dict[str, Any]:
    return {
        "items": part.items,
        "unknown_items": part.unknown_items,
        "magnesium_mg": part.magnesium_mg,
        "percent_of_known": part.share,
    }


def companion_body(companion: Companion) -> dict[str, Any]:
    return {
        "items": companion.items,
        "mg": companion.mg,
        "magnesium_mg": companion.magnesium_mg,
        "mg_per_mg_magnesium": companion.per_mg,
    }


def adequacy_body(sure: HowSure) -> dict[str, Any]:
    answer = sure.answer
    judged = {
        "sentence": str(answer.sentence),
        "days": answer.days,
        "judged_by_date": sure.judged_by_day,
        "reference_changed": sure.reference_changed,
    }
    if isinstance(answer, Refusal):
        return dict.fromkeys(AdequacySerializer().fields) | judged | {"refused": answer.reason}
    return judged | {
        "method": "ear" if isinstance(answer, Adequacy) else "recommendation",
        "probability": answer.probability if isinstance(answer, Adequacy) else None,
        "confidence_above": answer.confidence_above if isinstance(answer, Above) else None,
        "verdict": answer.verdict,
        "refused": None,
        "confidence": answer.confidence,
        "mean_mg": answer.mean_mg,
        "is_lower_bound": answer.is_lower_bound,
        "percent_from_supplements": answer.supplement_percent,
        "authority": answer.reference.authority,
        "kind": answer.reference.kind,
        "recommended_mg": answer.reference.recommended_mg,
        "ear_mg": answer.ear_mg if isinstance(answer, Adequacy) else None,
        "spread_mg": answer.spread.mg,
        "provisional": answer.provisional,
    }


def mean_of_added_body(added: AddedMean) -> dict[str, Any]:
    level = added.level
    return {
        "mg": level.mg if level else None,
        "applies_to": level.applies_to if level else None,
        "exceeded": level.exceeded if level else None,
        "days": added.days,
        "mean_added_mg": added.mg,
        "mean_added_at_most_mg": added.at_most_mg,
        "days_exceeded": added.days_over,
        "days_not_known": added.days_open,
    }


def before_body(earlier: Before) -> dict[str, Any]:
    return {
        "from": earlier.first,
        "to": earlier.last,
        "summary": summary_body(earlier.mean, (earlier.last - earlier.first).days + 1),
    }
