"""Putting a note away for a while, and taking that back. Page and API call these."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intake.day_notes import Seen, triggers_for
from intake.days import day_of
from intake.models import GotIt, Person, Profile
from intake.people import held_profile
from intake.snapshots import InvalidEntry
from intake.targets import situation_of
from notes.languages import page_language
from notes.models import Note


def put_away(
    person: Person, slug: str, on: date, *, today: date, now: datetime | None = None
) -> GotIt:
    """For the reason that `on` has for it: a new reason brings it back.

    Raises InvalidEntry where it is not shown on that day, or is not to be put away on it.
    """
    with transaction.atomic():
        # Held before it is read: that a note was read tells of the illness that it is about, and
        # must not be written down after its person took that back.
        held_profile(person)
        situation = situation_of(person)
        seen = Seen.of_day(person, day_of(person, on, situation))
        found = triggers_for(seen, situation, today=today)
        trigger = next((each for each in found if each.slug == slug), None)
        if trigger is None or not Note.objects.published().filter(pk=slug).exists():
            raise InvalidEntry("note", "not_shown", _("This day has no such note."))
        if not trigger.may_be_hidden:
            raise InvalidEntry(
                "note", "stays", _("This note stays while magnesium is logged on the day.")
            )
        row, _made = GotIt.objects.update_or_create(
            person=person,
            note=slug,
            defaults={"rests_on": sorted(trigger.rests_on), "said_at": now or timezone.now()},
        )
    return row


def still_away(person: Person, profile: Profile, *, now: datetime) -> list[tuple[Note, datetime]]:
    """What the person put away and until when, the next to come back first; with the kidney flag
    nothing that says to take more. Two queries, and one for words in another language."""
    until = {
        got.slug: got.hidden_until
        for got in (row.got for row in GotIt.objects.filter(person=person))
        if got.hides(now)
    }
    notes = Note.objects.published().filter(slug__in=until).defer("body", "claims")
    notes = notes.in_language(page_language())
    if profile.kidney_disease:
        notes = notes.filter(says_take_more=False)
    return sorted(((note, until[note.slug]) for note in notes), key=lambda each: each[1])


def show_again(person: Person, slug: str) -> None:
    """Also where it was not put away."""
    GotIt.objects.filter(person=person, note=slug).delete()
