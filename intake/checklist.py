"""The daily checklist: what is due on a day, what of it was taken, and logging it with one tap.

Never with the kidney flag, no supplement under 18, and never a medicine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from foods.models import Kind
from intake.again import measure_again
from intake.days import Day
from intake.diary import NewEntry, log_once, next_change
from intake.models import ChecklistItem, Entry, Person
from intake.snapshots import InvalidEntry, snapshot_of_food, snapshot_of_quick_add
from intake.suggestions import may_suggest
from intake.targets import Situation


class NotOffered(Exception):
    """One tap is not for this person, or not for this item. The message is for them."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Line:
    """An item on a day. `entry` is what it was logged as, None while it is to come.

    The figures are the food's of now, None not known, and of that `confidence`. `wrong` says why it
    can't be logged as it stands: its food was corrected since.
    """

    item: ChecklistItem
    entry: Entry | None
    magnesium_mg: Decimal | None
    magnesium_at_most_mg: Decimal | None
    confidence: str = ""
    wrong: str = ""


def lines_of(person: Person, day: date, entries: Sequence[Entry]) -> list[Line]:
    """What is due on `day`, in the person's order; `entries` are all of that day. One query."""
    items = [item for item in items_of(person) if item.is_due(day)]
    taken = taken_by(items, day, entries)
    return [line_of(item, taken.get(item.pk)) for item in items]


def items_of(person: Person) -> list[ChecklistItem]:
    items = list(ChecklistItem.objects.for_person(person).kept().with_foods())
    for item in items:
        item.person = person
    return items


def line_of(item: ChecklistItem, entry: Entry | None) -> Line:
    try:
        fields = _snapshot(item)
    except InvalidEntry as error:
        return Line(item, entry, None, None, wrong=error.message)
    at_most_mg = fields.get("magnesium_at_most_mg")
    return Line(item, entry, fields["magnesium_mg"], at_most_mg, fields["confidence"])


def taken_by(
    items: Iterable[ChecklistItem], day: date, entries: Sequence[Entry]
) -> dict[int, Entry]:
    """Which entry each item was logged as, by the item's id: its own, else one of the same food.

    A dose that was typed into the add box was taken too: to ask for it again would double it. An
    entry stands for one item, the earliest that lacks one.
    """
    by_id = {entry.uuid: entry for entry in entries}
    taken: dict[int, Entry] = {}
    for item in items:
        own = by_id.get(entry_id(item, day))
        if own is not None:
            taken[item.pk] = own
    left = {entry.pk: entry for entry in entries}
    for entry in taken.values():
        left.pop(entry.pk, None)
    waiting = [item for item in items if item.pk not in taken]
    for item in sorted(waiting, key=lambda each: (each.time or time.max, each.position, each.pk)):
        same = next((entry for entry in left.values() if _is_same(item, entry)), None)
        if same is not None:
            taken[item.pk] = left.pop(same.pk)
    return taken


def entry_id(item: ChecklistItem, day: date) -> UUID:
    """Of the entry that an item makes on a day: however often it is sent, it is one."""
    return uuid5(item.uuid, day.isoformat())


def _is_same(item: ChecklistItem, entry: Entry) -> bool:
    if item.food is None:
        named = (entry.name.casefold(), entry.kind) == (item.name.casefold(), item.kind)
        return entry.food_id is None and named
    # None would be the food of every quick add.
    return entry.food_id in {item.food_id, item.food.merged_into_id} - {None}


def coming_mg(lines: Iterable[Line]) -> Decimal:
    """What is left to take, as far as its figures are known: of a range, the least."""
    known = [line.magnesium_mg for line in lines if line.entry is None]
    return sum((mg for mg in known if mg is not None), Decimal(0))


def offered_lines(
    person: Person, day: date, entries: Sequence[Entry], situation: Situation, *, today: date
) -> list[Line]:
    """Those of `lines_of` that may be logged with one tap. None with the kidney flag, unasked,
    nor where nothing is on the checklist."""
    if situation.kidney_disease or not situation.has_checklist:
        return []
    lines = lines_of(person, day, entries)
    return [line for line in lines if is_offered(line.item, situation, day, today=today)]


def coming_on(day: Day, person: Person, situation: Situation, *, today: date) -> Decimal | None:
    """What today's checklist still brings; None on other days, and with the kidney flag."""
    on = day.summary.date
    if on != today or situation.kidney_disease:
        return None
    return coming_mg(offered_lines(person, on, day.entries, situation, today=today))


# What may be offered


def check_offered(item: ChecklistItem, situation: Situation, day: date, *, today: date) -> None:
    """Raises NotOffered."""
    check_kind(_kind_of(item), situation, day, today=today)


def check_kind(kind: str, situation: Situation, day: date, *, today: date) -> None:
    """Raises NotOffered."""
    if situation.kidney_disease:
        raise NotOffered(
            "amounts_only", _("You told us about your kidneys, so nothing is logged with one tap.")
        )
    if kind == Kind.MEDICINE:
        raise NotOffered(
            "no_medicine", _("A medicine is logged from its own form, never by one tap.")
        )
    if kind == Kind.SUPPLEMENT and not may_suggest(situation, day, today=today):
        raise NotOffered("under_age", _("Under 18 supplements are not logged with one tap."))


def may_be_daily(entry: Entry, situation: Situation, today: date) -> bool:
    """Whether what was logged may stand on the checklist."""
    try:
        check_kind(_kind_of(entry), situation, today, today=today)
    except NotOffered:
        return False
    return True


def is_offered(item: ChecklistItem, situation: Situation, day: date, *, today: date) -> bool:
    try:
        check_offered(item, situation, day, today=today)
    except NotOffered:
        return False
    return True


def _kind_of(said: ChecklistItem | Entry) -> str:
    """A medicine or a supplement also where the food became one since."""
    kinds = {said.kind} | ({said.food.resolved.kind} if said.food else set())
    return next((kind for kind in (Kind.MEDICINE, Kind.SUPPLEMENT) if kind in kinds), said.kind)


# Writing


@transaction.atomic
def log_item(item: ChecklistItem, day: date) -> tuple[Entry, bool]:
    """The entry, and whether this call made it. Whatever was sent twice, one entry comes of it.

    Raises InvalidEntry where it is not due, or its food can't be had that way any more.
    """
    if not item.is_due(day):
        raise InvalidEntry("date", "not_due", _("That is not on the checklist of this day."))
    # Holds the person's counter: of two taps the second sees what the first has made.
    next_change(item.person)
    entries = list(Entry.objects.for_person(item.person).kept().on(day).order_by("id"))
    due = [each for each in items_of(item.person) if each.is_due(day)]
    taken = taken_by(due, day, entries).get(item.pk)
    if taken is not None:
        return taken, False
    new_id = entry_id(item, day)
    # Where that one was taken back, or moved to another day, this is one more.
    used = Entry.objects.for_person(item.person).filter(uuid=new_id).exists()
    new = replace(_new_entry(item, day), uuid=None if used else new_id)
    return log_once(item.person, new), True


def _new_entry(item: ChecklistItem, day: date) -> NewEntry:
    when: dict[str, Any] = {"date": day, "meal": item.meal, "time": item.time}
    if item.food is None:
        return NewEntry(**when, name=item.name, kind=item.kind, magnesium_mg=item.magnesium_mg)
    return NewEntry(**when, food=item.food, measure=measure_again(item, item.food))


def _snapshot(item: ChecklistItem) -> dict[str, Any]:
    if item.food is None:
        return snapshot_of_quick_add(name=item.name, kind=item.kind, magnesium_mg=item.magnesium_mg)
    return snapshot_of_food(item.food, measure_again(item, item.food))
