"""What a person's targets and notes depend on besides their diary and their profile's fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from intake.medicines.spacing import NamedMedicine
from intake.models.life_stages import LifeStage
from intake.models.people import Person
from intake.models.profiles import Profile
from intake.models.targets import Target
from notes.got_it import Got


@dataclass(frozen=True)
class Circumstances:
    """`targets` and `life_stages` by the day on which they start, `medicines` in the order in which
    they were named; `got` are the notes that were put away. `dose_on_checklist`: a supplement that
    may hold magnesium is taken daily."""

    targets: Sequence[Target] = ()
    life_stages: Sequence[LifeStage] = ()
    medicines: Sequence[NamedMedicine] = ()
    got: Sequence[Got] = ()
    has_checklist: bool = False
    dose_on_checklist: bool = False


# Written out, and one: every page of a diary begins with it. Of supplements on the checklist, by
# what their foods are now, one without a figure may hold magnesium, one of 0 mg holds none.
_PROFILE = """
SELECT profile.*,
  ARRAY(
    SELECT json_build_array(id, starts_on, authority, mg::text)
    FROM intake_target WHERE person_id = person.id ORDER BY starts_on
  ) AS target_rows,
  ARRAY(
    SELECT json_build_array(id, kind, starts_on, ends_on)
    FROM intake_lifestage WHERE person_id = person.id ORDER BY starts_on, id
  ) AS life_stage_rows,
  ARRAY(
    SELECT json_build_array(uuid, name, medicine_class, times)
    FROM intake_medicine WHERE person_id = person.id AND deleted_at IS NULL ORDER BY id
  ) AS medicine_rows,
  ARRAY(
    SELECT json_build_array(note, rests_on, said_at)
    FROM intake_gotit WHERE person_id = person.id ORDER BY note
  ) AS got_rows,
  EXISTS (
    SELECT FROM intake_checklistitem WHERE person_id = person.id AND removed_at IS NULL
  ) AS has_checklist,
  EXISTS (
    SELECT FROM intake_checklistitem AS item
    LEFT JOIN foods_food AS named ON named.id = item.food_id
    LEFT JOIN foods_food AS food ON food.id = coalesce(named.merged_into_id, named.id)
    WHERE item.person_id = person.id AND item.removed_at IS NULL AND item.paused_at IS NULL
      AND coalesce(food.kind, item.kind) = 'supplement'
      AND item.magnesium_mg IS DISTINCT FROM 0 AND food.magnesium_mg_per_basis IS DISTINCT FROM 0
  ) AS dose_on_checklist
FROM (SELECT %s::bigint AS id) AS person
LEFT JOIN intake_profile AS profile ON profile.person_id = person.id
"""


def read_profile(person: Person) -> Profile:
    """The stored profile, or an empty one that is not stored; `circumstances_of` it is read, too.
    One query."""
    (found,) = Profile.objects.raw(_PROFILE, [person.pk])
    read: Any = found
    profile = Profile(person=person) if found.pk is None else found
    profile.person = person
    profile.circumstances = Circumstances(
        targets=[_target(person, *row) for row in read.target_rows],
        life_stages=[_life_stage(person, *row) for row in read.life_stage_rows],
        medicines=[_medicine(*row) for row in read.medicine_rows],
        got=[_got(*row) for row in read.got_rows],
        has_checklist=read.has_checklist,
        dose_on_checklist=read.dose_on_checklist,
    )
    return profile


def circumstances_of(profile: Profile) -> Circumstances:
    """As they were when `read_profile` read it; one query where something else did."""
    return profile.circumstances or circumstances_of(read_profile(profile.person))


def _target(person: Person, pk: int, starts_on: str, authority: str, mg: str | None) -> Target:
    return Target(
        pk=pk,
        person=person,
        starts_on=date.fromisoformat(starts_on),
        authority=authority,
        mg=None if mg is None else Decimal(mg),
    )


def _life_stage(
    person: Person, pk: int, kind: str, starts_on: str, ends_on: str | None
) -> LifeStage:
    return LifeStage(
        pk=pk,
        person=person,
        kind=kind,
        starts_on=date.fromisoformat(starts_on),
        ends_on=None if ends_on is None else date.fromisoformat(ends_on),
    )


def _medicine(uuid: str, name: str, medicine_class: str, times: list[str]) -> NamedMedicine:
    return NamedMedicine(UUID(uuid), name, medicine_class, tuple(map(time.fromisoformat, times)))


def _got(note: str, rests_on: list[str], said_at: str) -> Got:
    return Got(note, frozenset(rests_on), datetime.fromisoformat(said_at))
