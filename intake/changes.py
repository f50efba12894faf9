"""What changed of a person's data since a cursor, and forgetting what was deleted long ago.

Rows of entries, saved meals, medicines, days and marks of foods keep the number of their last
change; of the rest `Change` keeps it, and of what was deleted outright. docs/decisions/sync.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from foods.own_foods import forget_removed, removed_foods
from intake.models import (
    Change,
    ChangeCounter,
    ChecklistItem,
    DayMark,
    Entry,
    FoodMark,
    Medicine,
    Person,
    PushedWrite,
    SavedMeal,
)
from intake.people import hold

MOST_CHANGES = 1_500


class InvalidCursor(ValueError):
    """It was not given by us, or to somebody else."""


class CursorTooOld(Exception):
    """Something may have been deleted since without a trace: start afresh."""


@dataclass(frozen=True)
class Cursor:
    """All changes up to `change` were seen. `began` is the newest that there was when the device
    started with nothing: what was deleted before, it never had."""

    change: int
    began: int


@dataclass(frozen=True)
class Changed:
    """A row's last change. `version` is the row's own where it keeps one, else the change."""

    table: str
    key: str
    change: int
    version: int
    is_gone: bool


def cursor_text(person: Person, cursor: Cursor) -> str:
    return _signer(person).sign_object([cursor.change, cursor.began])


def cursor_from(person: Person, text: str | None) -> Cursor:
    """Where to go on; None: from the start. One query.

    Raises InvalidCursor, CursorTooOld.
    """
    if text is not None:
        try:
            cursor = Cursor(*_signer(person).unsign_object(text))
        except (BadSignature, ValueError):
            raise InvalidCursor from None
    counter = ChangeCounter.objects.filter(person=person).first() or ChangeCounter()
    if text is None:
        return Cursor(0, counter.value)
    # A backup that was restored knows less than the device has seen.
    is_ahead = max(cursor.change, cursor.began) > counter.value
    if is_ahead or max(cursor.change, cursor.began) < counter.forgotten:
        raise CursorTooOld
    return cursor


def _signer(person: Person) -> Signer:
    return Signer(salt=f"sync {person.pk}")


# What keeps the number of its change: where, and by which column of which type it is asked for.
_NUMBERED = {
    "entries": ("intake_entry", "uuid", "uuid", "version"),
    "saved_meals": ("intake_savedmeal", "uuid", "uuid", "version"),
    "medicines": ("intake_medicine", "uuid", "uuid", "version"),
    "days": ("intake_daymark", "date", "date", "version"),
    "favourites": ("(SELECT * FROM intake_foodmark WHERE mark = 'favourite')", "food_id", "bigint",
                   "change"),
    "dismissed_suggestions": ("(SELECT * FROM intake_foodmark WHERE mark = 'not_this')", "food_id",
                              "bigint", "change"),
}  # fmt: skip


def _numbered(table: str, condition: str = "") -> str:
    kept_in, key, _, version = _NUMBERED[table]
    return (
        f"SELECT '{table}' AS table_name, {key}::text AS key, change, {version} AS version,"  # noqa: S608
        f" deleted_at FROM {kept_in} AS kept WHERE person_id = %(person)s {condition}"
    )


_NOTED = (
    "SELECT table_name, key, change, change AS version, deleted_at FROM intake_change"
    " WHERE person_id = %(person)s"
)
_COLUMNS = "table_name, key, change, version, deleted_at IS NOT NULL"
# Every branch reads an index that begins with the person and goes on by the change. All that one
# act changed under one number comes together, else a page could end within it.
_SINCE = f"""
SELECT {_COLUMNS} FROM (
{" UNION ALL ".join([*map(_numbered, _NUMBERED), _NOTED])}
) AS changes
WHERE change > %(since)s AND (deleted_at IS NULL OR change > %(began)s)
ORDER BY change FETCH FIRST %(limit)s ROWS WITH TIES
"""  # noqa: S608


def changes_since(person: Person, cursor: Cursor, limit: int) -> tuple[list[Changed], bool]:
    """The oldest first, each row once with its last change, and whether there may be more; a few
    more than `limit` where one act changed more. One query."""
    asked = {"since": cursor.change, "began": cursor.began, "limit": limit}
    found = _read(_SINCE, person, asked)
    # What was deleted outright and came again stands among the deleted, too.
    last = {(each.table, each.key): each for each in found}
    return sorted(last.values(), key=lambda each: each.change), len(found) >= limit


def last_changes(person: Person, table: str, keys: Sequence[str]) -> dict[str, Changed]:
    """By key; what there never was is not in it. One query."""
    branches = [f"{_NOTED} AND table_name = %(table)s AND key = ANY(%(keys)s)"]
    if table in _NUMBERED:
        _, key, kind, _ = _NUMBERED[table]
        branches.append(_numbered(table, f"AND {key} = ANY(%(keys)s::{kind}[])"))
    statement = (
        f"SELECT {_COLUMNS} FROM ({' UNION ALL '.join(branches)}) AS changes ORDER BY change"  # noqa: S608
    )
    found = _read(statement, person, {"table": table, "keys": list(keys)})
    return {each.key: each for each in found}


def last_change(person: Person, table: str, key: str) -> Changed | None:
    return last_changes(person, table, [key]).get(key)


def _read(statement: str, person: Person, asked: Mapping[str, Any]) -> list[Changed]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"person": person.pk, **asked})
        return [Changed(*row) for row in cursor.fetchall()]


@contextmanager
def without_tombstones() -> Iterator[None]:
    """Within it, which is one transaction, nothing is noted: neither what changes nor what goes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL twelve.forgetting = 'yes'")
        yield
        cursor.execute("SET LOCAL twelve.forgetting = 'no'")


def forget_deleted(now: datetime | None = None) -> int:
    """Delete what was deleted more than `DELETED_KEPT_DAYS` ago; how many rows. A device that was
    away for longer starts afresh."""
    before = (now or timezone.now()) - settings.DELETED_KEPT
    PushedWrite.objects.filter(at__lt=before).delete()
    people = {
        person_id
        for model, gone in _TOMBSTONES
        for person_id in model._default_manager.filter(**{f"{gone}__lt": before})
        .order_by()
        .values_list("person_id", flat=True)
        .distinct()
    }
    # What something named at its time was kept, while the tombstone that told of it went.
    people.update(removed_foods(before).order_by().values_list("owner", flat=True).distinct())
    concerned = Person.objects.filter(pk__in=people).order_by("pk")
    return sum(_forget_deleted_of(person, before) for person in concerned)


_TOMBSTONES = (
    (Entry, "deleted_at"),
    (SavedMeal, "deleted_at"),
    (Medicine, "deleted_at"),
    (DayMark, "deleted_at"),
    (FoodMark, "deleted_at"),
    (ChecklistItem, "removed_at"),
    (Change, "deleted_at"),
)


def _forget_deleted_of(person: Person, before: datetime) -> int:
    with without_tombstones():
        hold(person)
        counter = ChangeCounter.objects.select_for_update().get(person=person)
        foods = Change.objects.filter(person=person, table_name="foods", deleted_at__lt=before)
        gone_ids = [int(key) for key in foods.values_list("key", flat=True)]
        count = 0
        for model, gone in _TOMBSTONES:
            rows = model._default_manager.filter(person=person, **{f"{gone}__lt": before})
            # An item of the checklist has its number in `Change`, which comes last.
            if model is not ChecklistItem:
                newest = rows.aggregate(newest=Max("change"))["newest"] or 0
                counter.forgotten = max(counter.forgotten, newest)
            count += rows.count()
            rows.delete()
        # Last: nothing that was deleted itself names them any more.
        forget_removed(person, before, gone_ids)
        counter.save(update_fields=["forgotten"])
    return count
