"""The notes that a day calls for, from what is known of it and of the days before.

Today, another day, Trends, the report and the API ask the same functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from foods.models import Kind
from intake.days import (
    RECENT_DAYS,
    WEEK,
    Day,
    DaySummary,
    counted_days,
    counted_to,
    mean_of,
)
from intake.grains import is_refined
from intake.logged import Logged, logged_up_to
from intake.models import LabelSays, Person
from intake.snapshots import DOSE_KINDS
from intake.suggestions import may_suggest
from intake.targets import Situation
from intake.totals import ZERO, Totals
from notes.got_it import not_hidden
from notes.languages import page_language
from notes.models import Note
from notes.situations import Added, Level, Over
from notes.situations import Situation as NoteSituation
from notes.triggers import Trigger, triggered

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Seen:
    """A day as notes see it: `recent` has the totals of the month up to it, of days with entries;
    `skipped` are those of its days that are left out of means. `entries` are the day's, and the
    doses and grain foods of the week before."""

    on: date
    recent: Mapping[date, Totals]
    skipped: Collection[date]
    entries: Sequence[Logged]

    @classmethod
    def of_day(cls, person: Person, day: Day) -> Seen:
        """One query."""
        on = day.summary.date
        return cls(on, day.recent, day.skipped, logged_up_to(person, on))

    @classmethod
    def last_of(cls, person: Person, days: Sequence[DaySummary]) -> Seen:
        """The last of days that were read, with the month before it. One query."""
        on = days[-1].date
        month = [day for day in days[-RECENT_DAYS:] if day.totals.entries]
        return cls(
            on,
            {day.date: day.totals for day in month},
            {day.date for day in days if day.skipped},
            logged_up_to(person, on),
        )


@dataclass(frozen=True)
class DayNote:
    """`reason` tells its reader why it is shown, with their own numbers unless they hide them."""

    note: Note
    reason: str
    may_be_hidden: bool


def notes_for(
    seen: Seen,
    situation: Situation,
    *,
    today: date,
    in_words: bool = False,
    now: datetime | None = None,
) -> list[DayNote]:
    """Safety first; with the kidney flag, and under 18, nothing that says to take more. Without
    what the person put away. One query, and one for words in another language than English."""
    found = triggers_for(seen, situation, today=today, in_words=in_words)
    kept = not_hidden(found, situation.got, now=now or timezone.now())
    return _published(kept, seen, situation, today=today)


def safety_notes_for(seen: Seen, situation: Situation, *, today: date) -> list[DayNote]:
    """Those on safety, put away or not: for another reader than the person. One query."""
    found = triggers_for(seen, situation, today=today)
    on_safety = [trigger for trigger in found if trigger.safety]
    return _published(on_safety, seen, situation, today=today)


def triggers_for(
    seen: Seen, situation: Situation, *, today: date, in_words: bool = False
) -> list[Trigger]:
    """Those put away too."""
    return triggered(replace(note_situation(seen, situation, today=today), in_words=in_words))


def _published(
    triggers: Sequence[Trigger], seen: Seen, situation: Situation, *, today: date
) -> list[DayNote]:
    published = Note.objects.published().in_language(page_language())
    notes = published.in_bulk([trigger.slug for trigger in triggers])
    silent = not may_suggest(situation, seen.on, today=today)
    return [
        DayNote(notes[trigger.slug], str(trigger.reason), trigger.may_be_hidden)
        for trigger in triggers
        if trigger.slug in notes and not (silent and notes[trigger.slug].says_take_more)
    ]


def note_situation(seen: Seen, situation: Situation, *, today: date) -> NoteSituation:
    on, entries = seen.on, seen.entries
    of_day = [entry for entry in entries if entry.date == on]
    doses = [entry for entry in of_day if entry.kind in DOSE_KINDS]
    counts, level = _level_on(situation, on)
    has_week = on <= today
    last = min(on, today - ONE_DAY)
    passed = [each for each in sorted(seen.recent) if has_week and last - WEEK < each <= last]
    week = [
        DaySummary(each, seen.recent[each], situation.on(each))
        for each in passed
        if each not in seen.skipped
    ]
    over = {}
    for each in {*passed, on}:
        its_counts, its_level = _level_on(situation, each)
        amount = _added(its_counts, seen.recent.get(each, Totals()))
        if its_level is not None and amount.mg > its_level.mg:
            over[each] = Over(amount, its_level)
    mean = mean_of(week, today=today)
    grains = _known_grains(entries, on, seen.skipped) if has_week else []
    with_doses = {entry.date for entry in entries if entry.may_hold_magnesium}
    with_doses |= {each for each, totals in seen.recent.items() if totals.added_mg > 0}
    with_doses &= {*passed, on}
    return NoteSituation(
        on=on,
        kidney_disease=situation.kidney_disease,
        days_logged=sum(totals.logged for totals in seen.recent.values()) if has_week else None,
        added_today=_added(counts, seen.recent.get(on, Totals())),
        added_mean=_mean_added([_added(counts, day.totals) for day in week]),
        added_over=over,
        days_with_doses=frozenset(with_doses),
        dose_without_figure=any(
            dose.may_hold_magnesium and dose.magnesium_mg is None for dose in doses
        ),
        level=level,
        mean_mg=mean.total_mg,
        mean_at_most_mg=_mean_at_most(week, today),
        mean_days=mean.days,
        target_mg=mean.target_mg,
        largest_dose_mg=max(
            (dose.magnesium_mg for dose in doses if _typed(dose) and dose.magnesium_mg is not None),
            default=None,
        ),
        logged_as_compound=any(dose.label_says == LabelSays.COMPOUND for dose in doses),
        has_water_without_figure=any(
            entry.kind == Kind.WATER and entry.magnesium_mg is None for entry in of_day
        ),
        spaced_medicines=_named(situation, with_gaps=True),
        medicines_that_change_it=_named(situation, with_gaps=False),
        takes_doses=any(entry.may_hold_magnesium for entry in entries)
        or (situation.dose_on_checklist and on >= today),
        grain_entries=len(grains),
        refined_grain_entries=sum(grains),
        interested_in_calcification=situation.interested_in_calcification,
        facts=situation.health_facts,
        age_years=situation.age_years(min(on, today)),
    )


def _level_on(situation: Situation, day: date) -> tuple[str | None, Level | None]:
    """What the level of that day counts, and the level; guidance where there is any."""
    target = situation.on(day)
    if target is None:
        return None, None
    limit, guidance = target.limit, target.limit.guidance
    if guidance is not None:
        return guidance.applies_to, Level(guidance.mg, guidance.issuer)
    return limit.applies_to, None if limit.mg is None else Level(limit.mg)


def _added(counts: str | None, totals: Totals) -> Added:
    known_mg, at_most_mg = counted_to(counts, totals)
    return Added(known_mg, at_least=at_most_mg is None or at_most_mg > known_mg)


def _mean_added(days: Collection[Added]) -> Added | None:
    if not days:
        return None
    mean_mg = sum((day.mg for day in days), ZERO) / len(days)
    return Added(mean_mg, at_least=any(day.at_least for day in days))


def _mean_at_most(week: Sequence[DaySummary], today: date) -> Decimal | None:
    """The most that the mean can be; None without bound, and without a day."""
    bounds = [day.totals.total_at_most_mg for day in counted_days(week, today=today)]
    known = [bound for bound in bounds if bound is not None]
    return sum(known, ZERO) / len(known) if known and len(known) == len(bounds) else None


def _known_grains(entries: Iterable[Logged], on: date, skipped: Collection[date]) -> list[bool]:
    """Of the grain foods of seven days up to the day, whether each is refined, as far as known."""
    week = [entry for entry in entries if entry.date > on - WEEK and entry.date not in skipped]
    found = [is_refined(entry.name, entry.group_id) for entry in week if entry.kind == Kind.FOOD]
    return [refined for refined in found if refined is not None]


def _named(situation: Situation, *, with_gaps: bool) -> dict[str, str]:
    """{class: what the person calls their medicines of it}."""
    named: dict[str, list[str]] = {}
    for each in situation.medicines:
        found = each.medicine_class
        if found is not None and bool(found.gaps) == with_gaps:
            named.setdefault(found.key, []).append(each.name)
    return {key: ", ".join(names) for key, names in named.items()}


def _typed(dose: Logged) -> bool:
    """Whether somebody read its mg off a label: the catalogue does not take one for the other."""
    return bool(dose.label_says) or dose.food_id is None
