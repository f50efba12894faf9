"""How each table that takes pushed writes is written: by what its own addresses call."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError

import foods.api
from foods.models import ChosenId, Food
from foods.own_foods import remove_food
from foods.problems import IdInUse
from foods.serializers.fields import MAX_ID, StrictSerializer
from intake.api import checklist_bodies, entry_bodies, medicines, profile, saved_meals, targets
from intake.api.days import mark_from
from intake.api.food_marks import mark_from as mark_food_from
from intake.api.sync.rows import PROFILE_ID
from intake.changes import last_change
from intake.checklist_items import set_removed
from intake.day_marks import mark_day
from intake.diary import delete_entry, restore_entry
from intake.food_marks import unmark_food
from intake.meals import delete_saved_meal, restore_saved_meal
from intake.models import ChecklistItem, Entry, Mark, Medicine, Person, SavedMeal, Target
from intake.serializers.fields import DayField
from intake.targets import remove_target

Body = Mapping[str, Any]


def _as_it_is(_person: Person, key: str) -> str:
    return key


@dataclass(frozen=True)
class Table:
    """`check_id` raises ValidationError. `create` answers whether the row is new, and may be asked
    where there is one under an id of its device's choosing; where rows go by date or food it is
    asked only where there is none. `pulled_as` is the id in what is pulled, once there is one.
    All raise what the API answers with."""

    check_id: Callable[[str], None]
    create: Callable[[Person, str, Body], bool]
    change: Callable[[Person, str, Body], Any]
    delete: Callable[[Person, str], Any] | None = None
    restore: Callable[[Person, str], Any] | None = None
    # Chosen by a device, so that a row that was deleted keeps its id for itself.
    has_own_ids: bool = False
    pulled_as: Callable[[Person, str], str] = _as_it_is
    beside: str = "id"  # what the body would call the id, which stands beside it
    says_nothing: bool = False  # but that it is there


def _check_uuid(text: str) -> None:
    # Python reads braces and capitals too, and the row would have another id than was said.
    try:
        is_plain = str(uuid.UUID(text)) == text
    except ValueError:
        is_plain = False
    if not is_plain:
        raise ValidationError(_("Give a UUID in small letters, with hyphens."), code="invalid")


def _check_date(text: str) -> None:
    DayField().run_validation(text)


def _check_number(text: str) -> None:
    if not re.fullmatch(r"[1-9][0-9]{0,18}", text) or int(text) > MAX_ID:
        raise ValidationError(_("Give a food's id."), code="invalid")


def _check_food(text: str) -> None:
    if "-" in text:
        _check_uuid(text)
    else:
        _check_number(text)


def _check_profile(text: str) -> None:
    if text != PROFILE_ID:
        raise ValidationError(
            _("There is one: %(profile_id)s.") % {"profile_id": PROFILE_ID}, code="invalid"
        )


def _entry(person: Person, key: str) -> Entry:
    entries = Entry.objects.for_person(person).select_related("food", "person")
    return get_object_or_404(entries, uuid=key)


def _meal(person: Person, key: str) -> SavedMeal:
    meals = SavedMeal.objects.for_person(person).select_related("person").with_items()
    return get_object_or_404(meals, uuid=key)


def _item(person: Person, key: str) -> ChecklistItem:
    items = ChecklistItem.objects.for_person(person).with_foods().select_related("person")
    return get_object_or_404(items, uuid=key)


def _medicine(person: Person, key: str) -> Medicine:
    medicines = Medicine.objects.for_person(person).select_related("person")
    return get_object_or_404(medicines, uuid=key)


def _food(person: Person, number: str) -> Food:
    return get_object_or_404(Food.objects.owned_by(person), pk=number)


def _food_number(person: Person, key: str) -> str:
    """A device may know it by the id that it chose alone."""
    if "-" not in key:
        return key
    chosen = ChosenId.objects.filter(owner=person, client_id=key).first()
    return str(chosen.food_id) if chosen else key


def _make_food(person: Person, key: str, body: Body) -> bool:
    if "-" not in key:
        # Numbers are ours to give.
        if last_change(person, "foods", key) is None:
            raise NotFound
        raise IdInUse
    return foods.api.make_from(person, {**body, "client_id": key})[1]


def _target(person: Person, key: str) -> Target:
    targets = Target.objects.filter(person=person).select_related("person")
    return get_object_or_404(targets, starts_on=key)


def _day(key: str) -> Any:
    return DayField().run_validation(key)


def _mark_day(person: Person, key: str, body: Body) -> bool:
    mark_from(person, key, body)
    return True


def _aim(person: Person, key: str, body: Body) -> bool:
    return targets.aim_from(person, _without_date(body) | {"starts_on": key})[1]


def _without_date(body: Body) -> dict[str, Any]:
    """Its date is its id here."""
    if "starts_on" in body:
        message = _("It stands beside the body, as the id.")
        raise ValidationError({"starts_on": [message]}, code="unknown_field")
    return dict(body)


def _change_profile(person: Person, _key: str, body: Body) -> bool:
    profile.change_from(person, body)
    return True


def _marks(mark: Mark) -> Table:
    def create(person: Person, key: str, body: Body) -> bool:
        StrictSerializer(data=body).is_valid(raise_exception=True)
        mark_food_from(person, int(key), mark)
        return True

    return Table(
        check_id=_check_number,
        create=create,
        says_nothing=True,
        change=lambda person, key, body: StrictSerializer(data=body).is_valid(raise_exception=True),
        delete=lambda person, key: unmark_food(person, int(key), mark),
    )


TABLES = {
    "entries": Table(
        check_id=_check_uuid,
        create=lambda person, key, body: entry_bodies.log_from(person, {**body, "id": key})[1],
        change=lambda person, key, body: entry_bodies.change_from(_entry(person, key), body),
        delete=lambda person, key: delete_entry(_entry(person, key)),
        restore=lambda person, key: restore_entry(_entry(person, key)),
        has_own_ids=True,
    ),
    "saved_meals": Table(
        check_id=_check_uuid,
        create=lambda person, key, body: saved_meals.save_from(person, {**body, "id": key})[1],
        change=lambda person, key, body: saved_meals.change_from(_meal(person, key), body),
        delete=lambda person, key: delete_saved_meal(_meal(person, key)),
        restore=lambda person, key: restore_saved_meal(_meal(person, key)),
        has_own_ids=True,
    ),
    "checklist": Table(
        check_id=_check_uuid,
        create=lambda person, key, body: checklist_bodies.add_from(person, {**body, "id": key})[1],
        change=lambda person, key, body: checklist_bodies.change_from(_item(person, key), body),
        delete=lambda person, key: set_removed(_item(person, key), removed=True),
        restore=lambda person, key: set_removed(_item(person, key), removed=False),
        has_own_ids=True,
    ),
    "medicines": Table(
        check_id=_check_uuid,
        create=lambda person, key, body: medicines.name_from(person, {**body, "id": key})[1],
        change=lambda person, key, body: medicines.change_from(_medicine(person, key), body),
        delete=lambda person, key: medicines.remove_or_restore(
            _medicine(person, key), removed=True
        ),
        restore=lambda person, key: medicines.remove_or_restore(
            _medicine(person, key), removed=False
        ),
        has_own_ids=True,
    ),
    "foods": Table(
        check_id=_check_food,
        create=_make_food,
        change=lambda person, key, body: foods.api.change_from(_food(person, key), body),
        delete=lambda person, key: remove_food(_food(person, key)),
        has_own_ids=True,
        pulled_as=_food_number,
        beside="client_id",
    ),
    "days": Table(
        check_id=_check_date,
        create=_mark_day,
        change=_mark_day,
        delete=lambda person, key: mark_day(person, _day(key), note="", skipped=False),
    ),
    "targets": Table(
        check_id=_check_date,
        create=_aim,
        change=lambda person, key, body: targets.change_from(
            _target(person, key), _without_date(body)
        ),
        delete=lambda person, key: remove_target(_target(person, key)),
    ),
    "profile": Table(check_id=_check_profile, create=_change_profile, change=_change_profile),
    "favourites": _marks(Mark.FAVOURITE),
    "dismissed_suggestions": _marks(Mark.NOT_THIS),
}
