"""Saved meals and recipes: kept, changed, and logged at once. Page and API call these."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from intake.again import Again, again
from intake.diary import next_change
from intake.meal_items import NewItem, check_count, rows_of, write_items
from intake.models import MAX_SERVINGS, MEASURED, Entry, Person, SavedMeal, SavedMealItem
from intake.snapshots import InvalidEntry

MOST_SAVED_MEALS = 500


class SavedMealTaken(Exception):
    """The person used this id for another saved meal; `meal` is what it holds now."""

    def __init__(self, meal: SavedMeal) -> None:
        super().__init__("This id already holds another saved meal.")
        self.meal = meal


class SavedMealGone(Exception):
    """It was deleted; it can be restored."""

    def __init__(self, meal: SavedMeal) -> None:
        super().__init__("This meal was deleted. It can be restored.")
        self.meal = meal


class SavedMealChanged(Exception):
    """Somebody, most likely the same person elsewhere, changed it first."""

    def __init__(self, meal: SavedMeal) -> None:
        super().__init__("This meal was changed elsewhere.")
        self.meal = meal


def known_meal(person: Person, once: uuid.UUID | None, request_hash: str) -> SavedMeal | None:
    """The saved meal that this request made before; None: there is none with the id.

    Raises SavedMealTaken when the id holds another; SavedMealGone when it was deleted.
    """
    if once is None:
        return None
    known = SavedMeal.objects.for_person(person).filter(uuid=once).first()
    if known is not None and known.deleted_at is not None:
        raise SavedMealGone(known)
    if known is not None and known.request_hash != request_hash:
        raise SavedMealTaken(known)
    return known


def create_saved_meal(
    person: Person,
    *,
    name: str,
    items: Sequence[NewItem],
    servings: Decimal = Decimal(1),
    once: uuid.UUID | None = None,
    request_hash: str = "",
) -> tuple[SavedMeal, bool]:
    """The saved meal, and whether this call made it: False when the same request came before.

    Raises InvalidEntry; InvalidItem; SavedMealTaken when the id holds another; SavedMealGone.
    """
    rows = rows_of(items)
    fields = {"name": _checked_name(name), "servings": _checked_servings(servings)}
    return _made(person, fields, rows, once=once, request_hash=request_hash)


def save_entries(
    person: Person, *, name: str, entries: Sequence[Entry], once: uuid.UUID | None = None
) -> SavedMeal:
    """Keeps what was logged, as it was said. Raises InvalidEntry, InvalidItem, SavedMealGone."""
    rows = [
        {name: getattr(entry, name) for name in MEASURED}
        | {"magnesium_mg": entry.magnesium_mg if entry.food is None else None}
        for entry in entries
    ]
    check_count(rows)
    fields = {"name": _checked_name(name)}
    meal, _ = _made(person, fields, rows, once=once, request_hash="")
    return meal


def _made(
    person: Person,
    fields: dict[str, Any],
    rows: Sequence[dict[str, Any]],
    *,
    once: uuid.UUID | None,
    request_hash: str,
) -> tuple[SavedMeal, bool]:
    with transaction.atomic():
        change = next_change(person)
        if known := known_meal(person, once, request_hash):
            return known, False
        mine = SavedMeal.objects.for_person(person)
        if mine.kept().count() >= MOST_SAVED_MEALS:
            raise InvalidEntry(
                "name", "too_many", _("Keep at most %(most)s meals.") % {"most": MOST_SAVED_MEALS}
            )
        last = mine.aggregate(last=Max("position"))["last"]
        meal = SavedMeal.objects.create(
            person=person,
            uuid=once or uuid.uuid4(),
            change=change,
            request_hash=request_hash,
            position=0 if last is None else last + 1,
            **fields,
        )
        write_items(meal, rows)
    return meal, True


def _checked_name(name: str) -> str:
    if not name.strip():
        raise InvalidEntry("name", "required", _("Give it a name."))
    if len(name.strip()) > 120:
        raise InvalidEntry("name", "too_long", _("Give it a name of at most 120 characters."))
    return name.strip()


def _checked_servings(servings: Decimal) -> Decimal:
    if not 0 < servings <= MAX_SERVINGS:
        raise InvalidEntry("servings", "out_of_range", _("Give a number above 0 and up to 100."))
    return servings


def change_saved_meal(
    meal: SavedMeal,
    *,
    name: str | None = None,
    servings: Decimal | None = None,
    items: Sequence[NewItem] | None = None,
    edit: Callable[[list[SavedMealItem]], list[SavedMealItem]] | None = None,
    expected_version: int | None = None,
    once: uuid.UUID | None = None,
) -> SavedMeal:
    """None leaves as it is; `items` are all of them anew, `edit` gets those that there are. With
    the `once` of the change before it is that one, sent twice, and nothing changes.

    No past day changes. Raises InvalidEntry, InvalidItem, SavedMealGone, and SavedMealChanged when
    `expected_version` is not its.
    """
    rows = None if items is None else rows_of(items)
    fields: dict[str, Any] = {}
    if name is not None:
        fields["name"] = _checked_name(name)
    if servings is not None:
        fields["servings"] = _checked_servings(servings)
    with transaction.atomic():
        current = _held(meal, expected_version)
        if once is not None:
            if once == current.last_added:
                return SavedMeal.objects.with_items().select_related("person").get(pk=meal.pk)
            current.last_added = once
        if edit is not None:
            edited = edit(list(current.items.all()))
            check_count(edited)
            rows = [
                {name: getattr(item, name) for name in (*MEASURED, "magnesium_mg")}
                for item in edited
            ]
        if rows is not None:
            write_items(current, rows)
        for field_name, value in fields.items():
            setattr(current, field_name, value)
        current.save()
    return current


def _held(meal: SavedMeal, expected_version: int | None, *, deleted: bool = False) -> SavedMeal:
    """The row as it is now, its version and change counted up but not yet stored."""
    change = next_change(meal.person)
    current = SavedMeal.objects.with_items().select_related("person").get(pk=meal.pk)
    if current.deleted_at is not None and not deleted:
        raise SavedMealGone(current)
    if expected_version is not None and current.version != expected_version:
        raise SavedMealChanged(current)
    current.change = change
    current.version += 1
    return current


def delete_saved_meal(meal: SavedMeal) -> SavedMeal:
    """Kept as a tombstone, so that it can be restored and other devices learn of it."""
    return _set_deleted(meal, deleted=True)


def restore_saved_meal(meal: SavedMeal) -> SavedMeal:
    return _set_deleted(meal, deleted=False)


def _set_deleted(meal: SavedMeal, *, deleted: bool) -> SavedMeal:
    """Does nothing when it is so already: undo and retries may come twice."""
    with transaction.atomic():
        current = _held(meal, None, deleted=True)
        if (current.deleted_at is not None) != deleted:
            current.deleted_at = timezone.now() if deleted else None
            current.save()
    return SavedMeal.objects.select_related("person").get(pk=meal.pk)


def place_saved_meal(meal: SavedMeal, position: int) -> None:
    """At this place of the person's list, from 0; the others move along."""
    with transaction.atomic():
        change = next_change(meal.person)
        meals = list(SavedMeal.objects.for_person(meal.person).kept())
        moved = [each for each in meals if each.pk != meal.pk]
        moved[max(0, position) : max(0, position)] = [each for each in meals if each.pk == meal.pk]
        for place, each in enumerate(moved):
            if each.position != place:
                each.position, each.change = place, change
                each.version += 1
                each.save()


def servings_of(
    meal: SavedMeal,
    *,
    day: date,
    meal_of_day: str,
    doses: bool,
    servings: Decimal | None = None,
) -> list[Again]:
    """What one tap would log of `servings` of it, and what not; None: one serving.

    An entry an item, so that every rule of a day holds for each. Give `meal` with its items.
    """
    share = Fraction(_checked_servings(Decimal(1) if servings is None else servings)) / Fraction(
        meal.servings
    )
    return [
        again(item, day=day, meal=meal_of_day, doses=doses, share=share)
        for item in meal.items.all()
    ]
