"""What a person says of a day as a whole: a note, and whether it is left out of means."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foods.formatting import format_number
from intake.diary import next_change
from intake.models import FIRST_DAY, LAST_DAY, MAX_NOTE, DayMark, Person, no_mark
from intake.snapshots import InvalidEntry


class DayMarkChanged(Exception):
    """Somebody, most likely the same person elsewhere, wrote first."""

    def __init__(self, mark: DayMark) -> None:
        super().__init__("This note was changed elsewhere.")
        self.mark = mark


def mark_of(person: Person, day: date) -> DayMark:
    """One query; an empty one of version 0 for a day that nothing was said of."""
    return DayMark.objects.filter(person=person, date=day).first() or no_mark(person, day)


# Written out, as a day's sums are and for the same reason.
_BETWEEN = """
SELECT * FROM intake_daymark
WHERE person_id = %s AND date BETWEEN %s AND %s AND deleted_at IS NULL
"""


def marks_between(person: Person, first: date, last: date) -> dict[date, DayMark]:
    """One query; both days included, days that nothing is said of are not in it."""
    return {mark.date: mark for mark in DayMark.objects.raw(_BETWEEN, [person.pk, first, last])}


def mark_day(
    person: Person,
    day: date,
    *,
    note: str | None = None,
    skipped: bool | None = None,
    expected_version: int | None = None,
) -> DayMark:
    """None leaves as it is. Saying the same again changes nothing.

    Raises InvalidEntry, and DayMarkChanged when `expected_version` is not its.
    """
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidEntry(
            "date",
            "out_of_range",
            _("Give a date from %(first)s to %(last)s.")
            % {"first": FIRST_DAY.year, "last": LAST_DAY.year},
        )
    if note is not None:
        # Browsers send line ends as two characters.
        note = note.replace("\r\n", "\n").strip()
        if len(note) > MAX_NOTE:
            raise InvalidEntry(
                "note",
                "too_long",
                _("At most %(max_note)s characters.") % {"max_note": format_number(MAX_NOTE)},
            )
        if "\0" in note:
            raise InvalidEntry("note", "invalid", _("This holds a character that is no text."))
    with transaction.atomic():
        change = next_change(person)
        mark = mark_of(person, day)
        if expected_version is not None and mark.version != expected_version:
            raise DayMarkChanged(mark)
        said = (
            mark.note if note is None else note,
            mark.skipped if skipped is None else skipped,
        )
        if said == (mark.note, mark.skipped):
            return mark
        mark.note, mark.skipped = said
        mark.deleted_at = None if mark.note or mark.skipped else timezone.now()
        mark.change = change
        mark.version += 1
        mark.save()
    return mark
