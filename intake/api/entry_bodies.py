"""From a request's body to `intake.diary` and back: errors become problems, beside their field."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from foods.languages import page_language
from foods.models import Food, Portion
from foods.problems import IdInUse
from foods.request_hash import hash_of
from intake.diary import (
    EntryChanges,
    EntryGone,
    IdTaken,
    NewEntry,
    edit_entry,
    log_entry,
    replayed,
)
from intake.models import Entry, Person
from intake.problems import Gone, not_valid
from intake.serializers.entries import (
    FOOD,
    QUICK_ADD,
    WAYS,
    EntryChangeSerializer,
    EntryCreateSerializer,
    entry_body,
)
from intake.snapshots import InvalidEntry, Measure


def log_from(person: Person, body: Any) -> tuple[Entry, bool]:
    """The entry, and whether it is new. Raises what the API answers with: a DRF exception."""
    checked = EntryCreateSerializer(data=body)
    checked.is_valid(raise_exception=True)
    fields = without_nulls(checked.validated_data)
    request_hash = hash_of(body)
    try:
        # Before anything else is looked at: the food may have gone since the first time.
        if known := _known(person, fields.get("id")):
            return replayed(known, request_hash), False
        new = _new_entry(person, fields, request_hash)
        _check_says_mg(new, checked.validated_data)
        return log_entry(person, new)
    except InvalidEntry as error:
        raise not_valid(error) from None
    except IdTaken as error:
        raise IdInUse(current=entry_body(error.entry)) from None
    except EntryGone:
        raise Gone from None


def change_from(entry: Entry, body: Any) -> Entry:
    """Raises what the API answers with: a DRF exception."""
    checked = EntryChangeSerializer(data=body)
    checked.is_valid(raise_exception=True)
    said = checked.validated_data
    try:
        return edit_entry(entry, _changes(entry, said))
    except InvalidEntry as error:
        raise not_valid(error) from None
    except EntryGone:
        raise Gone from None


def without_nulls(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _known(person: Person, entry_id: uuid.UUID | None) -> Entry | None:
    if entry_id is None:
        return None
    return Entry.objects.for_person(person).filter(uuid=entry_id).first()


def _new_entry(person: Person, fields: Mapping[str, Any], request_hash: str) -> NewEntry:
    food = food_asked(person, fields)
    if food is None and "portion" in fields:
        raise InvalidEntry("food", "required", _("Name the food that this is a portion of."))
    return NewEntry(
        date=fields["date"],
        time=fields.get("time"),
        meal=fields["meal"],
        food=food,
        measure=measure_asked(food, fields),
        uuid=fields.get("id"),
        request_hash=request_hash,
        **{name: fields[name] for name in QUICK_ADD if name in fields},
    )


def _check_says_mg(new: NewEntry, body: Mapping[str, Any]) -> None:
    """A quick add whose magnesium is not known says so, by null."""
    quick = new.food is None and not new.measure.ways and new.name and new.kind
    if quick and "magnesium_mg" not in body:
        raise InvalidEntry(
            "magnesium_mg",
            "required",
            _("Say how many mg of magnesium it had, or null where that is not known."),
        )


def _changes(entry: Entry, body: Mapping[str, Any]) -> EntryChanges:
    fields = without_nulls(body)
    food = food_asked(entry.person, fields)
    ways = [way for way in WAYS if way in fields]
    only_how_many = ways == ["amount"] and food is None
    is_quick_add = entry.food_id is None and food is None
    if "portion" in fields and "amount" not in fields:
        raise InvalidEntry("amount", "required", _("Say how many of these portions it was."))
    return EntryChanges(
        date=fields.get("date"),
        time=fields.get("time"),
        clear_time="time" in body and body["time"] is None,
        meal=fields.get("meal"),
        amount=fields["amount"] if only_how_many else None,
        food=food,
        measure=measure_asked(food or entry.food, fields) if ways and not only_how_many else None,
        clear_magnesium=is_quick_add and "magnesium_mg" in body and body["magnesium_mg"] is None,
        **{name: fields[name] for name in QUICK_ADD if name in fields},
    )


def food_asked(person: Person, fields: Mapping[str, Any]) -> Food | None:
    """By its id, or the one that its maker chose; None: no food is named. Raises InvalidEntry."""
    named = [name for name in FOOD if name in fields]
    if not named:
        return None
    if named == list(FOOD):
        raise InvalidEntry(
            "food_client_id",
            "named_twice",
            _("Name the food by its id or by your own, not by both."),
        )
    foods = Food.objects.loggable_by(person).named_in(page_language())
    if "food" in fields:
        food = foods.filter(pk=fields["food"]).first()
    else:
        food = foods.sent_as(person, fields["food_client_id"]).first()
    if food is None:
        raise InvalidEntry(named[0], "not_found", _("There is no such food."))
    return food


def measure_asked(food: Food | None, fields: Mapping[str, Any]) -> Measure:
    given = {name: fields[name] for name in WAYS if name in fields and name != "portion"}
    if "portion" in fields and food is not None:
        given["portion"] = _portion(food, fields["portion"])
    return Measure(**given)


def _portion(food: Food, portion_id: int) -> Portion:
    """One answer for a portion of another food and for one there is not."""
    portion = food.portions.filter(pk=portion_id).first()
    if portion is None:
        raise InvalidEntry(
            "portion", "portion_of_another_food", _("That is not a portion of this food.")
        )
    return portion
