"""Putting things on the daily checklist, changing them, and taking them off."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import DecimalField, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from foods.models import Kind
from intake.again import measure_again, share_of
from intake.diary import NewEntry, check_is_there
from intake.models import EVERY_DAY, MEASURED, ChecklistItem, Entry, LabelSays, Person
from intake.people import hold
from intake.snapshots import InvalidEntry, Measure, snapshot_of_food, snapshot_of_quick_add

MOST_ITEMS = 50


class ItemTaken(Exception):
    """The person used this id for another item; `item` is what it holds now."""

    def __init__(self, item: ChecklistItem) -> None:
        super().__init__("This id already holds another item.")
        self.item = item


class ItemGone(Exception):
    """It was taken off the checklist; it can be brought back."""

    def __init__(self, item: ChecklistItem) -> None:
        super().__init__("This item was taken off. It can be brought back.")
        self.item = item


# Of what has no food.
UNMEASURED: dict[str, Any] = {
    "portion_label": "",
    "basis": "",
    "quantity": None,
    "label_says": "",
    "compound": "",
    "label_dose_mg": None,
}


def take_daily(entry: Entry, *, today: date) -> tuple[ChecklistItem, bool]:
    """Puts what was logged once on the checklist, from today on. The item, and whether this call
    made it: False when as much of it is asked for daily already at that meal and time, as after a
    second press. At another time, or as another dose, the same food may stand there again; so it
    does beside what is paused, or asked for on some days alone.

    Raises InvalidEntry, for a medicine too.
    """
    measure = Measure()
    if entry.food is not None:
        measure = measure_again(entry, entry.food)
    new = NewEntry(
        date=today,
        meal=entry.meal,
        time=entry.time,
        food=entry.food,
        measure=measure,
        name="" if entry.food else entry.name,
        kind="" if entry.food else entry.kind,
        magnesium_mg=None if entry.food else entry.magnesium_mg,
    )
    # Looked for while the person is held: else two presses at once would both find nothing. It is
    # no constraint, since two items of the API may be alike: a client tells them apart by ids.
    with transaction.atomic():
        hold(entry.person)
        if alike := _alike(entry.person, new, today):
            return alike, False
        return add_item(entry.person, new), True


# What one says of an amount; names and weights of a food may have changed since.
SAID = ("portion", "amount", "label_says", "compound", "label_dose_mg", "magnesium_mg")


def _alike(person: Person, new: NewEntry, today: date) -> ChecklistItem | None:
    """The first item that asks every day, from today on at the latest and for good, for as much of
    the same at the same time."""
    fields = measured_fields(new)
    names = list(SAID)
    if new.food is None:
        names += ["name", "kind"]
        same = Q(food=None)
    else:
        same = Q(food=new.food) | Q(food__merged_into=new.food)
        if fields["portion"] is None and not fields["label_says"]:
            # Grams, say; but the item's portion may have gone, and its amount is then of that.
            names.append("quantity")
    said = {name: _as_stored(name, fields.get(name)) for name in names}
    asked = ChecklistItem.objects.for_person(person).kept()
    daily = asked.filter(
        weekdays=EVERY_DAY, starts_on__lte=today, ends_on=None, paused_at=None, meal=new.meal
    )
    return daily.filter(same, time=new.time, **said).first()


def _as_stored(name: str, value: Any) -> Any:
    """With as many decimals as the database keeps."""
    field = ChecklistItem._meta.get_field(name)
    if not isinstance(field, DecimalField) or value is None:
        return value
    return Decimal(value).quantize(Decimal(1).scaleb(-field.decimal_places), ROUND_HALF_UP)


def known_item(
    person: Person, item_id: uuid.UUID | None, request_hash: str
) -> ChecklistItem | None:
    """The item that this request made before; None: there is none with the id.

    Raises ItemTaken when the id holds another; ItemGone when it was taken off.
    """
    if item_id is None:
        return None
    known = ChecklistItem.objects.for_person(person).with_foods().filter(uuid=item_id).first()
    if known is not None and known.removed_at is not None:
        raise ItemGone(known)
    if known is not None and known.request_hash != request_hash:
        raise ItemTaken(known)
    return known


def add_item(person: Person, new: NewEntry, **plan: Any) -> ChecklistItem:
    """As `add_once`, for what is asked once."""
    return add_once(person, new, **plan)[0]


def add_once(person: Person, new: NewEntry, **plan: Any) -> tuple[ChecklistItem, bool]:
    """The item, and whether this call made it: False when the same request came before.

    `new.date` is the first day; `plan` holds `weekdays`, `ends_on`, ... Raises InvalidEntry,
    ItemTaken, ItemGone.
    """
    fields = measured_fields(new)
    plan.setdefault("starts_on", new.date)
    item = ChecklistItem(
        person=person,
        uuid=new.uuid or uuid.uuid4(),
        request_hash=new.request_hash,
        meal=new.meal,
        time=new.time,
        **(fields | plan),
    )
    _check_plan(item)
    with transaction.atomic():
        hold(person)
        if known := known_item(person, new.uuid, new.request_hash):
            return known, False
        check_is_there(new.food)
        kept = ChecklistItem.objects.for_person(person).kept()
        if kept.count() >= MOST_ITEMS:
            raise InvalidEntry(
                "food", "too_many", _("A checklist holds %(most)s at most.") % {"most": MOST_ITEMS}
            )
        if "position" not in plan:
            item.position = (kept.aggregate(last=Max("position"))["last"] or 0) + 1
        item.save()
    return item, True


def measured_fields(new: NewEntry) -> dict[str, Any]:
    """What an item keeps of an amount of a food, or of something by its name."""
    if new.food is None:
        if new.measure.ways:
            raise InvalidEntry("food", "required", _("Choose the food that this is an amount of."))
        snapshot = snapshot_of_quick_add(
            name=new.name, kind=new.kind, magnesium_mg=new.magnesium_mg
        )
        fields = UNMEASURED | {name: snapshot[name] for name in snapshot if name != "confidence"}
    else:
        if new.name or new.kind or new.magnesium_mg is not None:
            raise InvalidEntry(
                "food", "food_or_quick_add", _("Give a food, or a name with its mg, not both.")
            )
        snapshot = snapshot_of_food(new.food, new.measure)
        fields = {name: snapshot[name] for name in MEASURED} | {"magnesium_mg": None}
    if fields["kind"] == Kind.MEDICINE:
        raise InvalidEntry(
            "food" if new.food else "kind",
            "no_medicine",
            _("A medicine is logged from its own form, never by one tap."),
        )
    return fields


def change_item(item: ChecklistItem, changes: Mapping[str, Any]) -> ChecklistItem:
    """Raises InvalidEntry."""
    with transaction.atomic():
        hold(item.person)
        current = ChecklistItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        for name, value in changes.items():
            setattr(current, name, value)
        _check_plan(current)
        current.save()
    return current


def change_dose(item: ChecklistItem, *, amount: Decimal, each_mg: Decimal | None) -> dict[str, Any]:
    """The fields of another amount of the same; `each_mg` is what the label states for one.

    Raises InvalidEntry.
    """
    if item.food is None:
        snapshot_of_quick_add(name=item.name, kind=item.kind, magnesium_mg=each_mg)
        return {"magnesium_mg": each_mg}
    if item.label_says:
        total_mg = ((each_mg or Decimal(0)) * amount).quantize(Decimal("0.001"))
        elemental = item.label_says == LabelSays.ELEMENTAL
        measure = Measure(
            elemental_mg=total_mg if elemental else None,
            compound_mg=None if elemental else total_mg,
            compound="" if elemental or item.food.elemental_fraction else item.compound,
            doses=amount,
        )
    else:
        # A share, not a number put in its place: where the portion went, it is grams by now.
        share = Fraction(amount) / Fraction(item.amount)
        measure = share_of(item.food, measure_again(item, item.food), share)
    snapshot = snapshot_of_food(item.food, measure)
    return {name: snapshot[name] for name in MEASURED}


def _check_plan(item: ChecklistItem) -> None:
    if item.ends_on is not None and item.ends_on < item.starts_on:
        raise InvalidEntry("ends_on", "ends_too_early", _("It cannot end before it begins."))
    if not item.weekdays:
        raise InvalidEntry("weekdays", "required", _("Choose a day of the week, or all of them."))


def set_removed(item: ChecklistItem, *, removed: bool) -> None:
    """Kept for a while, so that it can be brought back. What was logged stays."""
    with transaction.atomic():
        hold(item.person)
        ours = ChecklistItem.objects.filter(pk=item.pk)
        ours.update(removed_at=timezone.now() if removed else None)


def set_paused(item: ChecklistItem, *, paused: bool) -> None:
    with transaction.atomic():
        hold(item.person)
        ours = ChecklistItem.objects.filter(pk=item.pk)
        ours.update(paused_at=timezone.now() if paused else None)


def move_up(item: ChecklistItem) -> None:
    """One place; the first stays."""
    with transaction.atomic():
        hold(item.person)
        ordered = list(ChecklistItem.objects.for_person(item.person).kept())
        at = next((n for n, each in enumerate(ordered) if each.pk == item.pk), 0)
        if at:
            ordered[at - 1], ordered[at] = ordered[at], ordered[at - 1]
        for position, each in enumerate(ordered, start=1):
            each.position = position
        ChecklistItem.objects.bulk_update(ordered, ["position"])
