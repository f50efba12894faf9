"""Writing what an import brings, in one transaction, and recording what it added."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from psycopg2.extras import execute_values
from simple_history.utils import bulk_create_with_history

from foods import search_index
from foods.models import Food, Group, Portion, Scheme, State
from intake.diary import next_changes
from intake.models import Import, Person, Profile, Purpose
from intake.people import give_consent, has_consent, held_profile, set_health_facts, set_kidney_flag
from intake.transfer.planning import BATCH, Part, Plan, plan
from intake.transfer.reading import Incoming
from intake.transfer.table import Row, Table, has_column, plain
from intake.transfer.tables import ENTRIES, FOODS, TABLES


class AppliedAlready(Exception):
    """The same import was applied before, perhaps by a button pressed twice."""


def apply(brought: Import, incoming: Incoming, *, consents: Collection[Purpose] = ()) -> Import:
    """All of it or nothing. Sensitive parts only with a consent among `consents`, given now.

    Raises AppliedAlready.
    """
    person = brought.person
    with transaction.atomic():
        profile = held_profile(person)
        current = Import.objects.select_for_update().get(pk=brought.pk)
        if current.applied_at is not None:
            raise AppliedAlready
        now = timezone.now()
        planned = plan(person, incoming, today=profile.today(now))
        before = _give_consents(person, planned, consents)
        rows: dict[str, dict[str, Any]] = {}
        made = _make_own_foods(person, planned.parts[FOODS.key].new)
        rows[FOODS.key] = fingerprints(FOODS, made.values(), person)
        ids = planned.foods | made
        for table in TABLES:
            if table.purpose is None or table.purpose in consents:
                keys = _write(person, planned.parts[table.key], ids)
                rows[table.key] = fingerprints(table, keys, person)
        rows[ENTRIES.key] = _write_entries(person, planned.parts[ENTRIES.key], ids)
        before["profile"] = _fill_profile(profile, planned)
        if planned.kidney and Purpose.KIDNEY in consents:
            set_kidney_flag(person=person, kidney_disease=True)
            before["kidney"] = True
        if planned.health_facts and Purpose.HEALTH_FACTS in consents:
            facts = [*profile.health_facts, *planned.health_facts]
            set_health_facts(person=person, facts=facts)
            before["health_facts"] = planned.health_facts
        current.rows = {key: found for key, found in rows.items() if found}
        current.before = before
        current.result = {
            part.table.key: {"added": part.added, "same": part.same, "deleted": part.deleted}
            | {"stayed": len(part.stays)}
            for part in planned.parts.values()
            if part.table.purpose is None or part.table.purpose in consents
        }
        current.content, current.applied_at, current.choices = None, now, {}
        current.save()
    return current


def fingerprints(table: Table, keys: Iterable[Any], person: Person) -> dict[str, str]:
    """{key: what the row says, as a digest}: tells later whether it was edited."""
    ours = table.model._default_manager.filter(**{table.owner: person}, pk__in=list(keys))
    return {str(pk): table.fingerprint(row) for pk, row in table.keyed(ours)}


def _give_consents(person: Person, planned: Plan, consents: Collection[Purpose]) -> dict[str, Any]:
    """What of it is new, so that undoing can take it back."""
    given = []
    for purpose in planned.purposes:
        if purpose in consents:
            if not has_consent(person, purpose):
                given.append(purpose.value)
            give_consent(person=person, purpose=purpose)
    return {"consents": given}


def _make_own_foods(person: Person, rows: Sequence[Row]) -> dict[int, int]:
    """{the file's id: the id of the food made}. They are private, whatever they were."""
    groups = set(Group.objects.values_list("pk", flat=True)) if rows else set()
    foods = []
    for row in rows:
        fields = {name: row[name] for name in FOODS.fields if name not in ("id", "state", "group")}
        group_id = row["group"] if row["group"] in groups else None
        foods.append(Food(owner=person, state=State.PRIVATE, group_id=group_id, **fields))
    if not foods:
        return {}
    made = bulk_create_with_history(foods, Food, batch_size=BATCH)
    for child in FOODS.children:
        below = [
            child.model(food=food, **found)
            for food, row in zip(made, rows, strict=True)
            for found in row[child.key]
            # Other schemes name one food of the catalogue each.
            if found.get("scheme", Scheme.GTIN) == Scheme.GTIN
        ]
        if below:
            bulk_create_with_history(below, child.model, batch_size=BATCH)
    search_index.refresh(food.pk for food in made)
    _keep_stamps(Food, [(food.pk, row) for food, row in zip(made, rows, strict=True)])
    return {row["id"]: food.pk for food, row in zip(made, rows, strict=True)}


def _write(person: Person, part: Part, ids: Mapping[int, int]) -> list[Any]:
    """The keys of the rows made."""
    table = part.table
    mapped = [table.mapped(row, lambda food_id: ids.get(food_id or 0)) for row in part.rows]
    versions = (
        [{"version": version} for version in part.versions]
        if has_column(table.model, "version")
        else [{}] * len(mapped)
    )
    _make_room(part)
    changes = iter(_changes(person, table.model, len(mapped)))
    made = table.model._default_manager.bulk_create(
        [
            _instance(table, row, changes, **{table.owner: person}, **version)
            for row, version in zip(mapped, versions, strict=True)
        ],
        batch_size=BATCH,
    )
    for child in table.children:
        hung_on = [
            (one, found) for one, row in zip(made, mapped, strict=True) for found in row[child.key]
        ]
        changes = iter(_changes(person, child.model, len(hung_on)))
        whose = {"person": person} if has_column(child.model, "person") else {}
        child.model._default_manager.bulk_create(
            [
                _instance(child, found, changes, **{child.parent: one}, **whose)
                for one, found in hung_on
            ],
            batch_size=BATCH,
        )
    return [one.pk for one in made]


def _make_room(part: Part) -> None:
    """A tombstone gives way to the row under its own id."""
    gone = [pk for pk, _, _ in part.again]
    part.table.model._default_manager.filter(pk__in=gone).delete()


def _instance(table: Table, row: Row, changes: Iterator[int], **more: Any) -> models.Model:
    fields = {name: row[name] for name in table.fields}
    fields |= {f"{name}_id": row[name] for name in table.foods}
    if has_column(table.model, "change"):
        fields["change"] = next(changes)
    return table.model(**fields, **more)


def _changes(person: Person, model: type[models.Model], count: int) -> Iterable[int]:
    return next_changes(person, count) if count and has_column(model, "change") else ()


def _write_entries(person: Person, part: Part, ids: Mapping[int, int]) -> dict[str, int]:
    """{key: version} of the entries made. They keep id, snapshot and times."""
    rows = part.rows
    if not rows:
        return {}
    _make_room(part)
    portions = _portions({ids.get(row["food"]) for row in rows})
    numbered = zip(rows, part.versions, next_changes(person, len(rows)), strict=True)
    tuples = []
    for row, version, change in numbered:
        food_id = ids.get(row["food"])
        portion_id, each = portions.get((food_id, row["portion_label"]), (None, None))
        if each is not None and each * row["amount"] != row["quantity"]:
            portion_id = None
        bookkeeping = (person.pk, food_id, portion_id, version, change, "")
        tuples.append((*bookkeeping, *(row[name] for name in ENTRIES.fields)))
    columns = ", ".join(
        ["person_id", "food_id", "portion_id", "version", "change", "request_hash", *ENTRIES.fields]
    )
    with connection.cursor() as cursor:
        # As `bulk_create` would, in a third of the time and with the times of the file.
        made = execute_values(
            cursor.cursor,
            f"INSERT INTO intake_entry ({columns}) VALUES %s RETURNING id, version",  # noqa: S608
            tuples,
            page_size=1_000,
            fetch=True,
        )
    return {str(pk): version for pk, version in made}


def _portions(food_ids: Collection[int | None]) -> dict[Any, tuple[int, Decimal]]:
    """{(food, label): (portion, its quantity)}."""
    rows = Portion.objects.filter(food_id__in=[food_id for food_id in food_ids if food_id])
    return {
        (food_id, label): (pk, quantity)
        for pk, food_id, label, quantity in rows.values_list("pk", "food", "label", "quantity")
    }


def _keep_stamps(model: type[models.Model], stamped: Sequence[tuple[int, Row]]) -> None:
    """Inserting writes the time of now over them."""
    if not stamped:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            f"UPDATE {table} AS kept SET created_at = file.created_at,"  # noqa: S608
            " updated_at = file.updated_at FROM (VALUES %s) AS file (id, created_at, updated_at)"
            " WHERE kept.id = file.id",
            [(pk, row["created_at"], row["updated_at"]) for pk, row in stamped],
            template="(%s, %s::timestamptz, %s::timestamptz)",
            page_size=BATCH,
        )


def _fill_profile(profile: Profile, planned: Plan) -> dict[str, Any]:
    """{field: [what it was, what it is]}."""
    if not planned.profile:
        return {}
    changed = {}
    for name, value in planned.profile.items():
        changed[name] = [plain(getattr(profile, name)), plain(value)]
        setattr(profile, name, value)
    profile.save(update_fields=[*planned.profile, "updated_at"])
    return changed
