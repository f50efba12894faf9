"""What an import would do to an account: the preview shows it, applying does it.

What the account has stays. Nothing is written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foods.models import Food
from intake.models import Entry, Import, Person, Profile, Purpose
from intake.people import check_birth_date
from intake.transfer.matching import matched
from intake.transfer.reading import Incoming
from intake.transfer.table import NOT_HERE, Row, Table, has_column
from intake.transfer.tables import ENTRIES, FOODS, TABLES

BATCH = 5_000
ANSWERS = {
    "country": gettext_lazy("Country"),
    "birth_date": gettext_lazy("Date of birth"),
    "sex": gettext_lazy("Reference column"),
    "time_zone": gettext_lazy("Time zone"),
    "units": gettext_lazy("Units"),
    "language": gettext_lazy("Language"),
    "week_start": gettext_lazy("Start of the week"),
    "hide_numbers": gettext_lazy("Hide numbers"),
    "show_energy": gettext_lazy("Show energy"),
    "interested_in_calcification": gettext_lazy("Interest in the arteries"),
}


@dataclass
class Part:
    """Of one table: what is new, how much is there already, and in words what stays as it is."""

    table: Table
    new: list[Row] = field(default_factory=list)
    same: int = 0
    stays: list[str] = field(default_factory=list)
    # Deleted in the account, by its person: not brought back.
    deleted: int = 0
    # Taken away by undoing an import, and brought again: (the tombstone's key, its version or 0
    # where it has none, the row).
    again: list[tuple[int, int, Row]] = field(default_factory=list)

    @property
    def added(self) -> int:
        return len(self.new) + len(self.again)

    @property
    def rows(self) -> list[Row]:
        """What is written."""
        return [*self.new, *(row for _, _, row in self.again)]

    @property
    def versions(self) -> list[int]:
        """Of `rows`, where its table counts them."""
        return [1] * len(self.new) + [version + 1 for _, version, _ in self.again]


@dataclass
class Plan:
    """`foods` is {the file's id: the food's id here}; private foods to be made are not in it."""

    parts: dict[str, Part]
    foods: dict[int, int] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)
    profile_stays: list[str] = field(default_factory=list)
    kidney: bool = False
    health_facts: list[str] = field(default_factory=list)
    # Entries whose food this catalogue has not: they keep their figures and name no food.
    without_food: int = 0

    @property
    def purposes(self) -> list[Purpose]:
        """What needs the person's consent."""
        needed = [Purpose.KIDNEY] if self.kidney else []
        needed += [Purpose.HEALTH_FACTS] if self.health_facts else []
        return needed + [
            part.table.purpose
            for part in self.parts.values()
            if part.table.purpose is not None and part.new
        ]

    @property
    def adds_something(self) -> bool:
        answers = bool(self.profile or self.health_facts) or self.kidney
        return answers or any(part.added for part in self.parts.values())

    @property
    def stays(self) -> list[str]:
        return self.profile_stays + [words for part in self.parts.values() for words in part.stays]


def plan(person: Person, incoming: Incoming, *, today: date) -> Plan:
    """What the file would bring, with every consent given."""
    own_foods, own_ids = _plan_own_foods(person, incoming.of(FOODS))
    here = {food_id: food_id for food_id in incoming.chosen}
    planned = Plan({FOODS.key: own_foods}, here | matched(incoming.references) | own_ids)
    made = {row["id"] for row in own_foods.new}

    def food_here(food_id: int | None) -> Any:
        if food_id is None:
            return None
        return planned.foods.get(food_id, ("new", food_id) if food_id in made else NOT_HERE)

    for table in TABLES:
        planned.parts[table.key] = _plan_table(person, table, incoming.of(table), food_here)
    entries = plan_entries(person, incoming.of(ENTRIES))
    planned.parts[ENTRIES.key] = entries
    planned.without_food = sum(food_here(row["food"]) is NOT_HERE for row in entries.new)
    if incoming.profile:
        _plan_profile(person, incoming.profile, planned, today)
    return planned


def _plan_own_foods(person: Person, rows: list[Row]) -> tuple[Part, dict[int, int]]:
    """A food of the person's own is known by all that it says, for it has no other name."""
    part = Part(FOODS)
    ids: dict[int, int] = {}
    if not rows:
        return part, ids
    here: dict[Any, list[int]] = defaultdict(list)
    for pk, row in FOODS.keyed(Food.objects.filter(owner=person).order_by("pk")):
        here[FOODS.compared(row), row["removed_at"] is None].append(pk)
    for row in rows:
        found = here[FOODS.compared(row), row["removed_at"] is None]
        if found:
            pk = row["id"] if row["id"] in found else found[0]
            found.remove(pk)
            ids[row["id"]] = pk
            part.same += 1
        else:
            part.new.append(row)
    return part, ids


def _plan_table(
    person: Person, table: Table, rows: list[Row], food_here: Callable[[int | None], Any]
) -> Part:
    part = Part(table)
    ours = table.model._default_manager.filter(**{table.owner: person})
    here = {table.identified(row): row for _, row in table.keyed(ours)} if rows else {}
    others = list(here.values())
    undone = _undone_rows(person, table) if rows and table.buried is not None else {}
    kept = sum(map(table.is_kept, here.values()))
    for row in rows:
        if table.taken and not table.taken(row):
            continue
        mapped = table.mapped(row, food_here)
        known = here.get(table.identified(mapped))
        name = f"{table.name_of(row)} ({table.called % {'count': 1}})"
        tombstone = undone.get(table.identified(mapped))
        if known is not None and table.compared(known) == table.compared(mapped):
            part.same += 1
        elif known is not None and (tombstone is None or row["deleted_at"] is not None):
            part.stays.append(_("%(name)s: your account has another, which stays") % {"name": name})
        elif table.lacks_a_food(mapped):
            part.stays.append(
                _("%(name)s: its food is not in this catalogue, so it is left out") % {"name": name}
            )
        elif table.clash and (words := table.clash(table.plainly(row), others)):
            said = {"name": name, "words": words}
            part.stays.append(_("%(name)s: it %(words)s, so it is left out") % said)
        elif table.most is not None and table.is_kept(row) and kept >= table.most:
            part.stays.append(
                _("%(name)s: it would be one more than the %(most)s that fit, so it is left out")
                % {"name": name, "most": table.most}
            )
        else:
            kept += table.is_kept(row)
            if tombstone is None:
                part.new.append(row)
            else:
                part.again.append((*tombstone, row))
                del undone[table.identified(mapped)]
            others.append(table.plainly(row))
            # Two foods of the file may be one here.
            here[table.identified(mapped)] = mapped
    return part


def plan_entries(person: Person, rows: list[Row]) -> Part:
    part = Part(ENTRIES)
    here = _entries_here(person, [row["uuid"] for row in rows])
    undone = _undone_entries(person) if here else {}
    for row in rows:
        known = here.get(row["uuid"])
        if known is None:
            part.new.append(row)
            continue
        pk, version, ours = known
        if ENTRIES.compared(ours) == ENTRIES.compared(row):
            part.same += 1
        elif ours["deleted_at"] is None:
            part.stays.append(
                _("%(name)s, %(day)s: your account has it otherwise, and yours stays")
                % {"name": row["name"], "day": date_format(row["date"], "DATE_FORMAT")}
            )
        elif undone.get(pk) == version and row["deleted_at"] is None:
            part.again.append((pk, version, row))
        else:
            part.deleted += 1
    return part


def _entries_here(person: Person, uuids: Sequence[UUID]) -> dict[UUID, tuple[int, int, Row]]:
    """{uuid: (key, version, row)} of those that the account has, deleted ones too."""
    found = {}
    for start in range(0, len(uuids), BATCH):
        ours = Entry.objects.for_person(person).filter(uuid__in=uuids[start : start + BATCH])
        if versions := dict(ours.values_list("pk", "version")):
            for pk, row in ENTRIES.keyed(Entry.objects.filter(pk__in=versions)):
                found[UUID(row["uuid"])] = (pk, versions[pk], row)
    return found


def _undone_entries(person: Person) -> dict[int, int]:
    """{key: version} of entries that undoing an import took away."""
    return {pk: int(version) + 1 for pk, version in _undone(person, ENTRIES).items()}


def _undone_rows(person: Person, table: Table) -> dict[tuple[Any, ...], tuple[int, int]]:
    """{what identifies it: (key, version or 0)} of tombstones as undoing an import left them."""
    left = _undone(person, table)
    ours = table.model._default_manager.filter(pk__in=left, **{table.owner: person})
    ours = ours.exclude(deleted_at=None)
    counted = has_column(table.model, "version")
    versions = dict(ours.values_list("pk", "version")) if counted and left else {}
    return {
        table.identified(row): (pk, versions.get(pk, 0))
        for pk, row in (table.keyed(ours) if left else ())
        if table.fingerprint(row) == left[pk]
    }


def _undone(person: Person, table: Table) -> dict[int, Any]:
    """{key: what the import noted of it}."""
    undone = Import.objects.of(person).exclude(undone_at=None).order_by("undone_at")
    rows: dict[int, Any] = {}
    for one in undone.values_list(f"rows__{table.key}", flat=True):
        rows |= {int(pk): said for pk, said in (one or {}).items()}
    return rows


def _plan_profile(person: Person, told: Row, planned: Plan, today: date) -> None:
    """An answer of the file fills what the account leaves open."""
    stored = Profile.objects.filter(person=person).first() or Profile(person=person)
    empty = Profile(person=person)
    untouched = all(getattr(stored, name) == getattr(empty, name) for name in ANSWERS)
    for name, label in ANSWERS.items():
        value, ours = told[name], getattr(stored, name)
        if value in ("", None) or value == ours:
            continue
        # Time zone and units always hold something, which may be nobody's choice.
        if untouched or ours in ("", None):
            try:
                if name == "birth_date":
                    check_birth_date(value, today)
            except ValidationError as error:
                planned.profile_stays.append(f"{label}: {error.messages[0]}")
            else:
                planned.profile[name] = value
        else:
            planned.profile_stays.append(_("%(answer)s: yours stays") % {"answer": label})
    if told["first_run_done_at"] and stored.first_run_done_at is None:
        planned.profile["first_run_done_at"] = told["first_run_done_at"]
    planned.health_facts = [
        fact for fact in told["health_facts"] if fact not in stored.health_facts
    ]
    planned.kidney = told["kidney_disease"] and not stored.kidney_disease
