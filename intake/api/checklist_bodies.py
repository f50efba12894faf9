"""From a request's body to `intake.checklist_items`, and the checklist as the API says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from foods.problems import IdInUse
from foods.request_hash import hash_of
from intake.api.entry_bodies import food_asked, measure_asked
from intake.checklist import Line, NotOffered, check_kind, is_offered, items_of, line_of, taken_by
from intake.checklist_items import (
    ItemGone,
    ItemTaken,
    add_once,
    change_item,
    known_item,
    measured_fields,
)
from intake.diary import NewEntry
from intake.models import ChecklistItem, Entry, Person, weekday_bits
from intake.people import hold, profile_of
from intake.problems import Gone, NotByOneTap, not_valid
from intake.serializers.checklist import (
    ChecklistChangeSerializer,
    ChecklistCreateSerializer,
    item_body,
)
from intake.serializers.entries import FOOD, QUICK_ADD, WAYS
from intake.snapshots import InvalidEntry
from intake.targets import Situation, situation_of

PLAN = ("ends_on", "position", "starts_on")


def add_from(person: Person, body: Any) -> tuple[ChecklistItem, bool]:
    """The item, and whether it is new. Raises what the API answers with."""
    checked = ChecklistCreateSerializer(data=body)
    checked.is_valid(raise_exception=True)
    said = checked.validated_data
    seen = Seen(person, None)
    request_hash = hash_of(body)
    try:
        # Before anything else is looked at: the food may have gone since the first time.
        if known := known_item(person, said.get("id"), request_hash):
            return known, False
        new = _measured(person, said, said.get("starts_on", seen.day), said["meal"])
        check_kind(measured_fields(new)["kind"], seen.situation, seen.day, today=seen.today)
        new = replace(new, uuid=said.get("id"), request_hash=request_hash)
        return add_once(person, new, **_plan(said))
    except InvalidEntry as error:
        raise not_valid(error) from None
    except NotOffered as error:
        raise NotByOneTap.of(error) from None
    except ItemTaken as error:
        raise IdInUse(current=Seen(person, None).body(error.item)) from None
    except ItemGone:
        raise Gone from None


def change_from(item: ChecklistItem, body: Any) -> ChecklistItem:
    """Raises what the API answers with."""
    checked = ChecklistChangeSerializer(data=body)
    checked.is_valid(raise_exception=True)
    try:
        with transaction.atomic():
            hold(item.person)
            # By now another request may have changed it, or taken it off.
            items = ChecklistItem.objects.with_foods().select_related("person")
            return _change(items.get(pk=item.pk), checked.validated_data)
    except InvalidEntry as error:
        raise not_valid(error) from None
    except NotOffered as error:
        raise NotByOneTap.of(error) from None


def _change(item: ChecklistItem, said: Mapping[str, Any]) -> ChecklistItem:
    """Raises Gone, InvalidEntry, NotOffered."""
    if item.removed_at is not None:
        raise Gone
    seen = Seen(item.person, None)
    changes = _plan(said) | {name: said[name] for name in ("meal", "time") if name in said}
    if any(name in said for name in (*WAYS, *QUICK_ADD, *FOOD)):
        new = _measured(item.person, _kept(item, said), item.starts_on, item.meal)
        changes |= measured_fields(new)
        check_kind(changes["kind"], seen.situation, seen.day, today=seen.today)
    return change_item(item, changes)


class Seen:
    """A person's checklist as it is on a day, today where none is given."""

    def __init__(self, person: Person, day: date | None) -> None:
        profile = profile_of(person)
        self.person = person
        self.today = profile.today()
        self.day = day or self.today
        self.situation: Situation = situation_of(person, profile)

    def due(self, item: ChecklistItem) -> bool | None:
        """None for what is not offered on that day."""
        if not is_offered(item, self.situation, self.day, today=self.today):
            return None
        return item.is_due(self.day)

    def lines(self, items: list[ChecklistItem]) -> list[Line]:
        entries = list(Entry.objects.for_person(self.person).kept().on(self.day).order_by("id"))
        due = [item for item in items if item.is_due(self.day)]
        taken = taken_by(due, self.day, entries)
        return [line_of(item, taken.get(item.pk)) for item in items]

    def body(self, item: ChecklistItem) -> dict[str, Any]:
        """Beside the others: an entry stands for one item only. Raises Gone once it was taken off,
        by another request too."""
        lines = self.lines(items_of(self.person))
        for line in lines:
            if line.item.pk == item.pk:
                return self.item_body(line)
        raise Gone

    def item_body(self, line: Line) -> dict[str, Any]:
        return item_body(line, due=self.due(line.item), medicines=self.situation.medicines)


def _kept(item: ChecklistItem, said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said, with the food or the name that it leaves as it is."""
    if any(name in said for name in FOOD):
        return dict(said)
    if item.food_id is not None:
        return {"food": item.food_id, **said}
    named = {"name": item.name, "kind": item.kind, "magnesium_mg": item.magnesium_mg}
    return named | dict(said)


def _measured(person: Person, said: Mapping[str, Any], day: date, meal: str) -> NewEntry:
    given = {name: value for name, value in said.items() if value is not None}
    food = food_asked(person, given)
    return NewEntry(
        date=day,
        meal=meal,
        time=given.get("time"),
        food=food,
        measure=measure_asked(food, given),
        **{name: given[name] for name in QUICK_ADD if name in given},
    )


def _plan(said: Mapping[str, Any]) -> dict[str, Any]:
    plan = {name: said[name] for name in PLAN if name in said}
    if "weekdays" in said:
        plan["weekdays"] = weekday_bits(said["weekdays"])
    if "paused" in said:
        plan["paused_at"] = timezone.now() if said["paused"] else None
    return plan
