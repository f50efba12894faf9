"""Writing in the diary: log, edit, delete, restore. Page and API call these and nothing else."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foods.models import Food, Kind
from intake.models import FIRST_DAY, LAST_DAY, Entry, Meal, Person
from intake.snapshots import (
    InvalidEntry,
    Measure,
    remeasured,
    scaled,
    snapshot_of_food,
    snapshot_of_quick_add,
)


class IdTaken(Exception):
    """The person used this id for another entry; `entry` is what it holds now."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("This id already holds another entry.")
        self.entry = entry


class EntryGone(Exception):
    """The entry was deleted; it can be restored."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("This entry was deleted. It can be restored.")
        self.entry = entry


class VersionConflict(Exception):
    """Somebody, most likely the same person elsewhere, changed it first."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("This entry was changed elsewhere.")
        self.entry = entry


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """A `food` with a `measure`, or a quick add by `name`, `kind` and `magnesium_mg`, None
    where that is not known."""

    date: date
    meal: str
    time: time | None = None
    food: Food | None = None
    measure: Measure = field(default_factory=Measure)
    name: str = ""
    kind: str = ""
    magnesium_mg: Decimal | None = None
    together: uuid.UUID | None = None
    logged_as: str = ""
    uuid: uuid.UUID | None = None
    request_hash: str = ""


def next_change(person: Person) -> int:
    """The person's next change number. Holds the person's counter until the transaction ends,
    so that one person's writes follow each other and numbers are never seen out of order."""
    return next_changes(person, 1)[0]


def next_changes(person: Person, count: int) -> range:
    """As many of them, for `count` writes at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_changecounter (person_id, value) VALUES (%s, %s)"
            " ON CONFLICT (person_id) DO UPDATE"
            " SET value = intake_changecounter.value + EXCLUDED.value"
            " RETURNING value",
            [person.pk, count],
        )
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def hold_changes(person: Person) -> None:
    """Nothing else of the person's is numbered until the transaction ends."""
    next_changes(person, 0)


def log_entry(person: Person, new: NewEntry) -> tuple[Entry, bool]:
    """The entry, and whether this call made it: False when the same request came before.

    Raises InvalidEntry; IdTaken when the id holds another entry; EntryGone when it was deleted.
    """
    fields = _checked_fields(person, new)
    with transaction.atomic():
        change = next_change(person)
        if new.uuid is not None:
            known = Entry.objects.filter(person=person, uuid=new.uuid).first()
            if known is not None:
                return replayed(known, new.request_hash), False
        check_is_there(new.food)
        entry = Entry(
            person=person,
            uuid=new.uuid or uuid.uuid4(),
            change=change,
            request_hash=new.request_hash,
            together=new.together,
            logged_as=new.logged_as,
            **fields,
        )
        entry.save(force_insert=True)
    return entry, True


def log_once(person: Person, new: NewEntry) -> Entry:
    """For a page, whose button may be pressed twice: the same form is logged once.

    Where its id holds something else by now, or was taken back, it was meant to be logged anew.
    """
    try:
        entry, _ = log_entry(person, new)
    except (IdTaken, EntryGone):
        entry, _ = log_entry(person, replace(new, uuid=None))
    return entry


def replayed(known: Entry, request_hash: str) -> Entry:
    """`known` as it is now, if the request with this hash made it. Raises EntryGone, also for
    another request: what was deleted is nothing that the id holds now; IdTaken."""
    if known.deleted_at is not None:
        raise EntryGone(known)
    if known.request_hash != request_hash:
        raise IdTaken(known)
    return known


def _checked_fields(person: Person, new: NewEntry) -> dict[str, Any]:
    _check_day(new.date)
    _check_meal(new.meal)
    when = {"date": new.date, "time": new.time, "meal": new.meal}
    if new.food is None:
        if new.measure.ways:
            raise InvalidEntry("food", "required", _("Choose the food that this is an amount of."))
        return when | snapshot_of_quick_add(
            name=new.name, kind=new.kind, magnesium_mg=new.magnesium_mg
        )
    if new.name or new.kind or new.magnesium_mg is not None:
        raise InvalidEntry(
            "food", "food_or_quick_add", _("Give a food, or a name with its mg, not both.")
        )
    return when | snapshot_of_food(new.food, new.measure)


def check_is_there(food: Food | None) -> None:
    """Raises InvalidEntry where, while this waited for the person or their counter, the undoing of
    an import or the forgetting of what was removed long ago deleted it for good."""
    if food is None or food.owner_id is None:
        return
    if not Food.objects.filter(pk=food.pk).exists():
        raise InvalidEntry("food", "not_found", _("There is no such food."))


def _check_day(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidEntry(
            "date",
            "out_of_range",
            _("Give a date from %(first)s to %(last)s.")
            % {"first": FIRST_DAY.year, "last": LAST_DAY.year},
        )


def _check_meal(meal: str) -> None:
    if meal not in Meal.values:
        raise InvalidEntry(
            "meal", "invalid_choice", _("Choose %(one_of)s.") % {"one_of": ", ".join(Meal.values)}
        )


@dataclass(frozen=True, kw_only=True)
class EntryChanges:
    """What to change; None leaves as it is. `clear_time` takes the time away, and
    `clear_magnesium` makes a quick add's figure unknown.

    `amount` or a `measure` scales the entry by the figures it was logged with; another `food`
    brings its own; the quick-add fields are for quick adds.
    """

    date: date | None = None
    time: time | None = None
    clear_time: bool = False
    meal: str | None = None
    amount: Decimal | None = None
    food: Food | None = None
    measure: Measure | None = None
    name: str | None = None
    kind: str | None = None
    magnesium_mg: Decimal | None = None
    clear_magnesium: bool = False


def edit_entry(
    entry: Entry, changes: EntryChanges, *, expected_version: int | None = None
) -> Entry:
    """Raises InvalidEntry, EntryGone, and VersionConflict when `expected_version` is not its."""
    with transaction.atomic():
        change = next_change(entry.person)
        current = Entry.objects.select_related("food").get(pk=entry.pk)
        if current.deleted_at is not None:
            raise EntryGone(current)
        if expected_version is not None and current.version != expected_version:
            raise VersionConflict(current)
        check_is_there(changes.food)
        for name, value in _changed_fields(current, changes).items():
            setattr(current, name, value)
        current.change = change
        current.version += 1
        current.save()
    return current


def holds_already(entry: Entry, changes: EntryChanges) -> bool:
    """Whether they would change nothing."""
    return all(getattr(entry, n) == value for n, value in _changed_fields(entry, changes).items())


def _changed_fields(current: Entry, changes: EntryChanges) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if changes.date is not None:
        _check_day(changes.date)
        fields["date"] = changes.date
    if changes.time is not None or changes.clear_time:
        fields["time"] = changes.time
    if changes.meal is not None:
        _check_meal(changes.meal)
        fields["meal"] = changes.meal
    quick = (changes.name, changes.kind, changes.magnesium_mg)
    if changes.clear_magnesium or any(value is not None for value in quick):
        if current.food is not None:
            raise InvalidEntry(
                "food", "food_or_quick_add", _("A food's name and figures can't be typed over.")
            )
        figure = changes.magnesium_mg
        keeps_figure = figure is None and not changes.clear_magnesium
        fields |= snapshot_of_quick_add(
            name=current.name if changes.name is None else changes.name,
            kind=changes.kind or current.kind,
            magnesium_mg=current.magnesium_mg if keeps_figure else figure,
        )
        # An imported one may have an amount, and know how much of its figure was added.
        del fields["amount"]
        if keeps_figure:
            fields["confidence"] = current.confidence
        else:
            fields["added_magnesium_mg"] = None
    if changes.food is not None or changes.measure is not None:
        food = changes.food or current.food
        if food is None:
            raise InvalidEntry("food", "required", _("Choose the food that this is an amount of."))
        if changes.measure is None:
            raise InvalidEntry("amount", "required", _("Say how much of the other food it was."))
        fields |= (
            remeasured(current, food, changes.measure)
            if food == current.food
            else snapshot_of_food(food, changes.measure)
        )
    elif changes.amount is not None:
        fields |= scaled(current, amount=changes.amount)
    return fields


def delete_entry(entry: Entry) -> Entry:
    """Kept as a tombstone, so that it can be restored and other devices learn of it."""
    return _set_deleted(entry, deleted=True)


def restore_entry(entry: Entry) -> Entry:
    return _set_deleted(entry, deleted=False)


def _set_deleted(entry: Entry, *, deleted: bool) -> Entry:
    """Does nothing when it is so already: undo and retries may come twice."""
    with transaction.atomic():
        change = next_change(entry.person)
        current = Entry.objects.get(pk=entry.pk)
        if (current.deleted_at is not None) == deleted:
            return current
        current.deleted_at = timezone.now() if deleted else None
        current.change = change
        current.version += 1
        current.save(update_fields=["deleted_at", "change", "version", "updated_at"])
    return current


def is_dose(food: Food) -> bool:
    """Asked for by its label's mg rather than by portion, where the catalogue has no figure."""
    return food.kind in (Kind.SUPPLEMENT, Kind.MEDICINE) and food.magnesium_mg_per_basis is None
