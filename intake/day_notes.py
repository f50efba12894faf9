"""The notes that a day calls for, from what is known of it and of the days before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from foods.models import Kind
from intake.days import Day, counted_to
from intake.models import Entry, LabelSays
from intake.snapshots import DOSE_KINDS
from intake.targets import Situation
from notes.models import Note
from notes.triggers import Situation as NoteSituation
from notes.triggers import triggered

MEAN_DAYS = 7


@dataclass(frozen=True)
class DayNote:
    """`reason` tells its reader why it is shown, with their own numbers unless they hide them."""

    note: Note
    reason: str


def notes_for(day: Day, situation: Situation, *, in_words: bool = False) -> list[DayNote]:
    """Safety first; with the kidney flag nothing that says to take more. One query."""
    triggers = triggered(replace(note_situation(day, situation), in_words=in_words))
    notes = Note.objects.published().in_bulk([trigger.slug for trigger in triggers])
    return [
        DayNote(notes[trigger.slug], trigger.reason)
        for trigger in triggers
        if trigger.slug in notes
        and not (situation.kidney_disease and notes[trigger.slug].says_take_more)
    ]


def note_situation(day: Day, situation: Situation) -> NoteSituation:
    on = day.summary.date
    doses = [entry for entry in day.entries if entry.kind in DOSE_KINDS]
    target, level = day.summary.target, day.summary.upper_level
    guidance = target.limit.guidance if target else None
    counts = level.applies_to if level else guidance.applies_to if guidance else None
    week = [
        counted_to(counts, totals)[0]
        for each, totals in day.recent.items()
        if each > on - timedelta(days=MEAN_DAYS) and totals.entries and each not in day.skipped
    ]
    return NoteSituation(
        kidney_disease=situation.kidney_disease,
        days_logged=sum(totals.logged for totals in day.recent.values()),
        added_mg_today=counted_to(counts, day.summary.totals)[0],
        added_mean_mg=sum(week, Decimal(0)) / len(week) if week else None,
        ul_mg=level.mg if level else None,
        guidance_mg=guidance.mg if guidance else None,
        guidance_issuer=guidance.issuer if guidance else "",
        largest_dose_mg=max(_known(_typed(doses)), default=None),
        logged_as_compound=any(entry.label_says == LabelSays.COMPOUND for entry in doses),
        has_water_without_figure=any(
            entry.kind == Kind.WATER and entry.magnesium_mg is None for entry in day.entries
        ),
        age_years=situation.age_years(on),
    )


def _typed(doses: Sequence[Entry]) -> list[Entry]:
    """Those whose mg somebody read off a label: the catalogue does not take one for the other."""
    return [entry for entry in doses if entry.label_says or entry.food_id is None]


def _known(entries: Sequence[Entry]) -> list[Decimal]:
    return [entry.magnesium_mg for entry in entries if entry.magnesium_mg is not None]
