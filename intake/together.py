"""Several entries as one act: all or none of them, once, and taken back as one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from intake.diary import EntryGone, IdTaken, NewEntry, delete_entry, log_entry, next_change
from intake.models import Entry, EntryQuerySet, Person
from intake.snapshots import InvalidEntry


class InvalidItem(Exception):
    """One of several can't be logged, so none was: `index` says which, `error` why."""

    def __init__(self, index: int, error: InvalidEntry) -> None:
        super().__init__(error.message)
        self.index = index
        self.error = error


def entries_together(person: Person, together: uuid.UUID) -> EntryQuerySet:
    return Entry.objects.for_person(person).filter(together=together).order_by("id")


def log_together(
    person: Person,
    items: Sequence[NewEntry],
    *,
    once: uuid.UUID | None = None,
    request_hash: str = "",
    logged_as: str = "",
) -> tuple[list[Entry], bool]:
    """The entries, and whether this call made them: False when the same act came before.

    Raises InvalidItem; IdTaken when `once` names another act; EntryGone when all that it logged
    was deleted.
    """
    together = once or uuid.uuid4()
    with transaction.atomic():
        # One act after the other: a second press finds what the first logged.
        next_change(person)
        if once is not None and (known := list(entries_together(person, together))):
            return _replayed(known, request_hash), False
        return [
            _log(person, index, replace(item, request_hash=request_hash), together, logged_as)
            for index, item in enumerate(items)
        ], True


def _log(person: Person, index: int, item: NewEntry, together: uuid.UUID, logged_as: str) -> Entry:
    try:
        entry, _ = log_entry(person, replace(item, together=together, logged_as=logged_as))
    except InvalidEntry as error:
        raise InvalidItem(index, error) from None
    return entry


def _replayed(known: Sequence[Entry], request_hash: str) -> list[Entry]:
    """What is left of it, as it is now. Raises IdTaken, EntryGone."""
    kept = [entry for entry in known if entry.deleted_at is None]
    if not kept:
        raise EntryGone(known[0])
    if any(entry.request_hash != request_hash for entry in kept):
        raise IdTaken(kept[0])
    return kept


def log_together_once(
    person: Person,
    items: Sequence[NewEntry],
    *,
    once: uuid.UUID | None,
    request_hash: str = "",
    logged_as: str = "",
) -> list[Entry]:
    """For a page, whose button may be pressed twice. What was taken back is logged anew."""
    said = {"request_hash": request_hash, "logged_as": logged_as}
    try:
        entries, _ = log_together(person, items, once=once, **said)
    except (IdTaken, EntryGone):
        entries, _ = log_together(person, items, once=None, **said)
    return entries


def delete_together(person: Person, together: uuid.UUID) -> list[Entry]:
    """All of an act, in one transaction; what was moved or changed since goes too."""
    with transaction.atomic():
        next_change(person)
        kept = entries_together(person, together).kept().select_related("person")
        return [delete_entry(entry) for entry in kept]
