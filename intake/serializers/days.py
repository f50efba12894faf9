"""The contract for days.

Bodies are plain dicts; the serializers describe them for the schema, and a test holds both to the
same fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from foods.models import Confidence
from foods.serializers.fields import AmountField, StrictSerializer
from intake.day_notes import DayNote
from intake.days import Day, MealPart, UpperLevel
from intake.medicines.spacing import NamedMedicine
from intake.models import MAX_NOTE, DayMark, Meal
from intake.serializers.entries import EntrySerializer, entry_body
from intake.serializers.fields import LowerBoundsField
from intake.serializers.medicines import EntrySpacingSerializer, spacing_bodies
from intake.suggestions import Suggestion
from intake.targets import DayTarget
from intake.totals import Totals
from notes.serializers import EvidenceSerializer, evidence_body


class TargetOfDaySerializer(serializers.Serializer[Any]):
    """What the person aimed at on that day."""

    mg = AmountField(help_text="A day, of elemental magnesium.")
    kind = serializers.CharField(help_text="RDA, AI, RNI, custom; DV where too little is known.")
    authority = serializers.CharField(
        allow_null=True, help_text="Whose recommendation holds; null: `DV`, which is nobody's own."
    )
    custom = serializers.BooleanField(help_text="`mg` is a number of the person's own.")
    provisional = serializers.BooleanField(
        help_text="From a table that is not yet fully checked against its publication."
    )


class IntakeSerializer(serializers.Serializer[Any]):
    """In mg of elemental magnesium, as far as known."""

    total_mg = AmountField(help_text="Food, water and supplements; at least so much if a bound.")
    food_mg = AmountField(help_text="At least, where `lower_bounds` names it; so of all parts.")
    water_mg = AmountField()
    supplement_mg = AmountField()
    medicine_mg = AmountField(help_text="Counts to the upper level, not to the total.")
    added_mg = AmountField(help_text="Not by nature in food or water, as far as known.")
    total_at_most_mg = AmountField(
        allow_null=True, help_text="The most it can be; null: no bound, something has no figure."
    )
    added_at_most_mg = AmountField(allow_null=True, help_text="As above, of `added_mg`.")
    unknown_items = serializers.IntegerField(help_text="Items without a figure.")
    is_lower_bound = serializers.BooleanField(
        help_text='Something has no figure, or is a range: say "at least" with the total.'
    )
    lower_bounds = LowerBoundsField()


class UpperLevelSerializer(serializers.Serializer[Any]):
    """Of added magnesium, never of food's own."""

    mg = AmountField(help_text="The authority's, a day.")
    applies_to = serializers.CharField(help_text="What counts to it, by the authority.")
    counted_mg = AmountField(help_text="What counts to it, as far as known.")
    exceeded = serializers.BooleanField(
        allow_null=True, help_text="Null: it can't be told, for lack of figures."
    )
    provisional = serializers.BooleanField(help_text="As of a target.")


class MealOfDaySerializer(serializers.Serializer[Any]):
    meal = serializers.ChoiceField(Meal.choices)
    magnesium_mg = AmountField(help_text="Of what is known, medicines apart.")
    entries = EntrySerializer(many=True)


class SuggestionSerializer(serializers.Serializer[Any]):
    """Ready to be logged: `food` with `portion` and `amount`, or with `grams` or `millilitres`."""

    food = serializers.IntegerField()
    name = serializers.CharField()
    portion = serializers.IntegerField(allow_null=True, help_text="Null: by g, ml or pieces.")
    portion_label = serializers.CharField()
    amount = AmountField(help_text="How many portions, or of the basis unit.")
    grams = AmountField(allow_null=True, help_text="Null: its basis is not 100 g.")
    millilitres = AmountField(allow_null=True, help_text="Null: its basis is not 100 ml.")
    magnesium_mg = AmountField(help_text="In all of it.")
    confidence = serializers.ChoiceField(Confidence.choices)
    usual = serializers.BooleanField(help_text="One that this person eats anyway.")


class NoteOfDaySerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    language = serializers.CharField(
        help_text="Of title and summary: that of `Accept-Language`, or English where the note is "
        "not translated, or was changed since."
    )
    title = serializers.CharField()
    summary = serializers.CharField()
    evidence = EvidenceSerializer()
    reason = serializers.CharField(help_text="Why it is shown.")
    safety = serializers.BooleanField(help_text="It is about safety, and comes first.")
    may_be_hidden = serializers.BooleanField(
        help_text="False: it stays, whatever `notes/dismissed/` is told."
    )


class DaySerializer(serializers.Serializer[Any]):
    """With the kidney flag set `target`, `percent_of_target`, `remaining_mg`, `upper_level` and
    `suggestions` are null, and `notes` are those on safety."""

    date = serializers.DateField()
    logged = serializers.BooleanField(help_text="False: nothing but medicines, or nothing at all.")
    note = serializers.CharField(help_text="Your own words on the day; empty: none.")
    skipped = serializers.BooleanField(help_text="You took the day out of means.")
    target = TargetOfDaySerializer(allow_null=True)
    intake = IntakeSerializer()
    percent_of_target = AmountField(allow_null=True, help_text="At least, if a lower bound.")
    remaining_mg = AmountField(allow_null=True, help_text="At most, if intake is a lower bound.")
    upper_level = UpperLevelSerializer(allow_null=True, help_text="Null: no number is set.")
    meals = MealOfDaySerializer(many=True)
    coming_mg = AmountField(
        allow_null=True,
        help_text="Not taken yet of today's checklist, as far as known: suggestions leave room for "
        "it. Null on other days, and with the kidney flag.",
    )
    suggestions = SuggestionSerializer(many=True, allow_null=True)
    notes = NoteOfDaySerializer(many=True, help_text="Safety first; none that you put away.")
    medicine_spacing = EntrySpacingSerializer(
        many=True,
        help_text="Beside each time of a supplement or a medicine that holds magnesium, or whose "
        "figure is not known: the medicines you named. The kidney flag changes nothing of it.",
    )


class DayMarkSerializer(serializers.Serializer[Any]):
    """What was said of a day, beside what was logged on it."""

    date = serializers.DateField()
    note = serializers.CharField(help_text="Plain text; empty: none.")
    skipped = serializers.BooleanField(help_text="Left out of means.")
    version = serializers.IntegerField(help_text="Goes up with every change.")
    updated_at = serializers.DateTimeField()


def mark_body(mark: DayMark) -> dict[str, Any]:
    return {
        "date": mark.date.isoformat(),
        "note": mark.note,
        "skipped": mark.skipped,
        "version": mark.version,
        "updated_at": mark.updated_at.isoformat().replace("+00:00", "Z"),
    }


class DayChangeSerializer(StrictSerializer):
    """What is left out stays as it is."""

    all_optional = True

    note = serializers.CharField(
        max_length=MAX_NOTE, allow_blank=True, help_text="Plain text; empty takes it away."
    )
    skipped = serializers.BooleanField(help_text="True leaves the day out of means.")


def day_body(
    day: Day,
    suggestions: Sequence[Suggestion] | None,
    notes: Sequence[DayNote],
    coming_mg: Decimal | None,
    medicines: Sequence[NamedMedicine],
) -> dict[str, Any]:
    summary = day.summary
    return {
        "date": summary.date,
        "logged": summary.logged,
        "note": day.mark.note,
        "skipped": summary.skipped,
        "target": _target_body(summary.target) if summary.target else None,
        "intake": intake_body(summary.totals),
        "percent_of_target": summary.percent_of_target,
        "remaining_mg": summary.remaining_mg,
        "upper_level": _upper_level_body(summary.upper_level) if summary.upper_level else None,
        "meals": [_meal_body(part) for part in day.meals],
        "coming_mg": coming_mg,
        "suggestions": None
        if suggestions is None
        else [_suggestion_body(suggestion) for suggestion in suggestions],
        "notes": note_bodies(notes),
        "medicine_spacing": [
            {"entry": str(entry.uuid), "time": entry.time.isoformat(), **spacing}
            for entry in day.entries
            if entry.time is not None
            for spacing in spacing_bodies(
                medicines,
                kind=entry.kind,
                name=entry.name,
                magnesium_mg=entry.magnesium_mg,
                at=entry.time,
            )
        ],
    }


def note_bodies(notes: Iterable[DayNote]) -> list[dict[str, Any]]:
    return [
        {
            "slug": shown.note.slug,
            "language": shown.note.shown.language,
            "title": shown.note.shown.title,
            "summary": shown.note.shown.summary,
            "evidence": evidence_body(shown.note),
            "reason": shown.reason,
            "safety": shown.note.safety,
            "may_be_hidden": shown.may_be_hidden,
        }
        for shown in notes
    ]


def _target_body(target: DayTarget) -> dict[str, Any]:
    return {
        "mg": target.mg,
        "kind": target.kind,
        "authority": target.authority,
        "custom": target.custom,
        "provisional": target.provisional,
    }


def intake_body(totals: Totals) -> dict[str, Any]:
    return {
        "total_mg": totals.total_mg,
        "food_mg": totals.food_mg,
        "water_mg": totals.water_mg,
        "supplement_mg": totals.supplement_mg,
        "medicine_mg": totals.medicine_mg,
        "added_mg": totals.added_mg,
        "total_at_most_mg": totals.total_at_most_mg,
        "added_at_most_mg": totals.added_at_most_mg,
        "unknown_items": totals.unknown_items,
        "is_lower_bound": totals.is_lower_bound,
        "lower_bounds": totals.lower_bounds,
    }


def _upper_level_body(level: UpperLevel) -> dict[str, Any]:
    return {
        "mg": level.mg,
        "applies_to": level.applies_to,
        "counted_mg": level.counted_mg,
        "exceeded": level.exceeded,
        "provisional": level.provisional,
    }


def _meal_body(part: MealPart) -> dict[str, Any]:
    return {
        "meal": part.meal.value,
        "magnesium_mg": part.magnesium_mg,
        "entries": [entry_body(entry) for entry in part.entries],
    }


def _suggestion_body(suggestion: Suggestion) -> dict[str, Any]:
    loose = suggestion.quantity if suggestion.portion_id is None else None
    return {
        "food": suggestion.food_id,
        "name": suggestion.name,
        "portion": suggestion.portion_id,
        "portion_label": suggestion.portion_label,
        "amount": suggestion.amount,
        "grams": loose if suggestion.unit == "g" else None,
        "millilitres": loose if suggestion.unit == "ml" else None,
        "magnesium_mg": suggestion.magnesium_mg,
        "confidence": suggestion.confidence,
        "usual": suggestion.usual,
    }
