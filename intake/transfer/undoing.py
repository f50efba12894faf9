"""Taking back an import: what it added and nobody edited since. The rest stays, and is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg2.extras import execute_values

from foods.models import Food, State
from foods.own_foods import unmake_food
from intake.diary import next_changes
from intake.models import Entry, Import, Person, Profile
from intake.people import held_profile, set_health_facts, withdraw_consent
from intake.transfer.applying import fingerprints
from intake.transfer.planning import BATCH
from intake.transfer.table import Table, has_column, plain
from intake.transfer.tables import ENTRIES, FOODS, TABLES


class NotUndoable(Exception):
    """It was not applied, or is undone already."""


@dataclass
class Undone:
    """How much went, and in words what stayed."""

    removed: dict[str, int] = field(default_factory=dict)
    stayed: list[str] = field(default_factory=list)

    def stays_changed(self, table: Table, count: int) -> None:
        if count:
            rows = table.counted(count)
            self.stayed.append(_("%(rows)s that you changed since") % {"rows": rows})


def undo(applied: Import) -> Undone:
    """Raises NotUndoable. What leaves a tombstone where a person deletes it leaves one here, so
    that devices learn."""
    person, done = applied.person, Undone()
    with transaction.atomic():
        profile = held_profile(person)
        current = Import.objects.select_for_update().get(pk=applied.pk)
        if current.applied_at is None or current.undone_at is not None:
            raise NotUndoable
        gone = _delete_entries(person, current.rows.get(ENTRIES.key, {}), done)
        # The file may bring these again, but not what its person deleted before.
        current.rows[ENTRIES.key] = gone
        for table in reversed(TABLES):
            rows = _delete_rows(person, table, current.rows.get(table.key, {}), done)
            if rows:
                current.rows[table.key] = rows
        _remove_own_foods(person, current.rows.get(FOODS.key, {}), done)
        given = current.before.get("consents", ())
        for table in TABLES:
            kept = table.model._default_manager.filter(**{table.owner: person})
            # Withdrawing deletes what was kept for it: only where nothing is.
            if table.purpose and table.purpose in given and not kept.exists():
                withdraw_consent(person=person, purpose=table.purpose)
        filled = current.before.get("profile", {})
        back = {
            name: before
            for name, (before, after) in filled.items()
            if plain(getattr(profile, name)) == after
        }
        if changed := len(filled) - len(back):
            done.stayed.append(
                ngettext(
                    "%(count)d answer about you that you changed since",
                    "%(count)d answers about you that you changed since",
                    changed,
                )
                % {"count": changed}
            )
        if back:
            Profile.objects.filter(person=person).update(**back, updated_at=timezone.now())
        if brought := current.before.get("health_facts"):
            left = [fact for fact in profile.health_facts if fact not in brought]
            set_health_facts(person=person, facts=left)
        if current.before.get("kidney"):
            done.stayed.append(
                _("the kidney flag, which only you take back, under Health and consent")
            )
        current.undone_at = timezone.now()
        current.result["undone"] = done.removed
        current.save(update_fields=["undone_at", "result", "rows"])
    return done


def _delete_entries(person: Person, rows: dict[str, int], done: Undone) -> dict[str, int]:
    """Those of `rows` that it deleted."""
    ours = Entry.objects.for_person(person).filter(pk__in=list(map(int, rows)))
    found = ours.values_list("pk", "version", "deleted_at").order_by("pk")
    untouched, tombstones, edited = [], [], 0
    for pk, version, deleted_at in found:
        if version != rows[str(pk)]:
            edited += deleted_at is None
        elif deleted_at is None:
            untouched.append(pk)
        else:
            tombstones.append(pk)
    # Those came deleted, and no device has seen them.
    Entry.objects.for_person(person).filter(pk__in=tombstones).delete()
    _bury(person, ENTRIES, untouched)
    done.removed[ENTRIES.key] = len(untouched)
    done.stays_changed(ENTRIES, edited)
    return {str(pk): rows[str(pk)] for pk in untouched}


def _delete_rows(
    person: Person, table: Table, rows: dict[str, str], done: Undone
) -> dict[str, str]:
    """What the tombstones that it left say."""
    now = fingerprints(table, rows, person)
    untouched = [pk for pk, said in now.items() if said == rows[pk]]
    ours = table.model._default_manager.filter(pk__in=untouched)
    if table.buried is None:
        buried = []
        ours.delete()
    else:
        buried = list(ours.filter(deleted_at=None).values_list("pk", flat=True))
        ours.exclude(deleted_at=None).delete()
        _bury(person, table, buried)
    done.removed[table.key] = len(untouched)
    done.stays_changed(table, len(now) - len(untouched))
    return fingerprints(table, buried, person)


def _bury(person: Person, table: Table, keys: Sequence[int]) -> None:
    """As many tombstones, each with a change number of its own."""
    if not keys:
        return
    if table.buried:
        table.model._default_manager.filter(pk__in=keys).update(**table.buried)
    name = connection.ops.quote_name(table.model._meta.db_table)
    version = ", version = kept.version + 1" if has_column(table.model, "version") else ""
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            f"UPDATE {name} AS kept SET deleted_at = now(), updated_at = now(),"  # noqa: S608
            f" change = gone.change{version}"
            " FROM (VALUES %s) AS gone (id, change) WHERE kept.id = gone.id",
            list(zip(keys, next_changes(person, len(keys)), strict=True)),
            page_size=BATCH,
        )


def _remove_own_foods(person: Person, rows: dict[str, str], done: Undone) -> None:
    now = fingerprints(FOODS, rows, person)
    in_use = set(
        Entry.objects.for_person(person)
        .kept()
        .filter(food_id__in=now)
        .values_list("food", flat=True)
    )
    foods = Food.objects.filter(pk__in=now, state=State.PRIVATE, removed_at=None).in_bulk()
    removed = 0
    for pk, food in foods.items():
        if now[str(pk)] == rows[str(pk)] and pk not in in_use:
            unmake_food(food)
            removed += 1
    done.removed[FOODS.key] = removed
    if kept := len(foods) - removed:
        named = {"rows": FOODS.counted(kept)}
        done.stayed.append(_("%(rows)s that you changed or logged since") % named)
