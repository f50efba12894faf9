"""Naming a medicine, changing it, taking it off and bringing it back. Page and API call these."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intake.diary import next_change
from intake.medicines.classes import CLASSES, HOURS_DO_NOT_MATTER
from intake.medicines.ingredients import classes_named_in
from intake.models import MOST_TIMES, GotIt, Medicine, Person, Purpose
from intake.people import NOTES_OF, held_profile, require_consent
from intake.snapshots import InvalidEntry

MOST_MEDICINES = 50


class MedicineTaken(Exception):
    """The person used this id for another medicine; `medicine` is what it holds now."""

    def __init__(self, medicine: Medicine) -> None:
        super().__init__("This id already holds another medicine.")
        self.medicine = medicine


class MedicineGone(Exception):
    """It was removed; it can be brought back."""

    def __init__(self, medicine: Medicine) -> None:
        super().__init__("This medicine was removed. It can be brought back.")
        self.medicine = medicine


class MedicineChanged(Exception):
    """Somebody, most likely the same person elsewhere, changed it first."""

    def __init__(self, medicine: Medicine) -> None:
        super().__init__("This medicine was changed elsewhere.")
        self.medicine = medicine


def name_medicine(
    person: Person,
    *,
    name: str,
    medicine_class: str,
    times: Iterable[time],
    once: uuid.UUID | None = None,
    request_hash: str = "",
) -> tuple[Medicine, bool]:
    """The medicine, and whether this call made it: False when the same request came before.

    `medicine_class` "": the table does not have it. Raises ConsentNeeded, InvalidEntry;
    MedicineTaken when the id holds another; MedicineGone when it was removed.
    """
    fields = _checked(name=name, medicine_class=medicine_class, times=times)
    _check_has_times(fields["medicine_class"], fields["times"])
    with transaction.atomic():
        held_profile(person)
        require_consent(person, Purpose.MEDICINES)
        change = next_change(person)
        mine = Medicine.objects.for_person(person)
        if once is not None and (known := mine.filter(uuid=once).first()):
            if known.deleted_at is not None:
                raise MedicineGone(known)
            if known.request_hash != request_hash:
                raise MedicineTaken(known)
            return known, False
        if mine.kept().count() >= MOST_MEDICINES:
            raise InvalidEntry(
                "name", "too_many", _("Name at most %(most)s medicines.") % {"most": MOST_MEDICINES}
            )
        medicine = Medicine.objects.create(
            person=person,
            uuid=once or uuid.uuid4(),
            change=change,
            request_hash=request_hash,
            **fields,
        )
    return medicine, True


def change_medicine(
    medicine: Medicine, *, expected_version: int | None = None, **fields: Any
) -> Medicine:
    """`fields` are those of `name_medicine` that change. Under a name that does not name its class
    it is of none, unless `medicine_class` says so anew.

    Raises ConsentNeeded, InvalidEntry, MedicineGone, and MedicineChanged when `expected_version` is
    not its.
    """
    checked = _checked(**fields)
    with transaction.atomic():
        current, change = _held(medicine)
        before = current.medicine_class
        if current.deleted_at is not None:
            raise MedicineGone(current)
        if expected_version is not None and current.version != expected_version:
            raise MedicineChanged(current)
        if current.name != checked.get("name", current.name):
            named = {each.key for each in classes_named_in(checked["name"])}
            if current.medicine_class not in named:
                current.medicine_class = ""
        for field, value in checked.items():
            setattr(current, field, value)
        _check_has_times(current.medicine_class, current.times)
        _save(current, change)
        _forget_notes_read(current.person, before)
    return current


def set_removed(medicine: Medicine, *, removed: bool) -> Medicine:
    """Kept for a while, so that it can be brought back and other devices learn of it.

    Does nothing when it is so already. Raises ConsentNeeded, and InvalidEntry where there is no
    room for one more.
    """
    with transaction.atomic():
        current, change = _held(medicine)
        if (current.deleted_at is not None) != removed:
            kept = Medicine.objects.for_person(current.person).kept()
            if not removed and kept.count() >= MOST_MEDICINES:
                raise InvalidEntry(
                    "name",
                    "too_many",
                    _("Name at most %(most)s medicines.") % {"most": MOST_MEDICINES},
                )
            current.deleted_at = timezone.now() if removed else None
            _save(current, change)
            _forget_notes_read(current.person, current.medicine_class)
    return current


def _held(medicine: Medicine) -> tuple[Medicine, int]:
    """The row as it is now, and the number of the change to come.

    Raises ConsentNeeded once the consent was withdrawn, which waits for this, or this for it: else
    saving what is deleted meanwhile would make it anew.
    """
    held_profile(medicine.person)
    require_consent(medicine.person, Purpose.MEDICINES)
    change = next_change(medicine.person)
    return Medicine.objects.select_related("person").get(pk=medicine.pk), change


def _save(medicine: Medicine, change: int) -> None:
    medicine.change = change
    medicine.version += 1
    medicine.save()


def _forget_notes_read(person: Person, medicine_class: str) -> None:
    """That somebody read a note tells of a class; once no medicine of it is left, no longer."""
    if Medicine.objects.for_person(person).kept().filter(medicine_class=medicine_class).exists():
        return
    read = GotIt.objects.filter(person=person, note__in=NOTES_OF[Purpose.MEDICINES])
    for got in read.filter(rests_on__contains=[medicine_class]):
        got.rests_on.remove(medicine_class)
        if got.rests_on:
            got.save(update_fields=["rests_on"])
        else:
            got.delete()


def _checked(**fields: Any) -> dict[str, Any]:
    """Raises InvalidEntry."""
    if "name" in fields:
        fields["name"] = fields["name"].strip()
        if not fields["name"]:
            raise InvalidEntry("name", "required", _("Give it a name."))
        if len(fields["name"]) > 120:
            raise InvalidEntry("name", "too_long", _("Give it a name of at most 120 characters."))
    if fields.get("medicine_class") and fields["medicine_class"] not in CLASSES:
        raise InvalidEntry("medicine_class", "invalid_choice", _("There is no such class here."))
    if "times" in fields:
        fields["times"] = _checked_times(fields["times"])
    return fields


def _checked_times(times: Iterable[time]) -> list[time]:
    """By the minute, each once, the earliest first."""
    found = sorted({each.replace(second=0, microsecond=0) for each in times})
    if len(found) > MOST_TIMES:
        raise InvalidEntry(
            "times", "too_many", _("Give at most %(most)s times.") % {"most": MOST_TIMES}
        )
    return found


def _check_has_times(medicine_class: str, times: Sequence[time]) -> None:
    """The gap to magnesium is told by them, where there is one."""
    if not times and medicine_class not in HOURS_DO_NOT_MATTER:
        raise InvalidEntry("times", "required", _("Give a time at which it is usually taken."))
