"""Past entries of a corrected food by its present figures: a separate act, previewed, undone.

What a label said (doses) and quick adds are the person's own and stay. Every entry that changes
gets a new version and its person's next change number, so that sync learns of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.sql import SQL, Composed, Identifier

from foods.models import NUTRIENTS, Food
from foods.usage import Usage
from intake.models import Person, RecalculatedEntry, Recalculation

FIGURES = (*NUTRIENTS, "magnesium_at_most_mg", "added_magnesium_mg")


class NothingToDo(Exception):
    """Every entry says already what the food says. The message is for the curator."""


class AlreadyUndone(Exception):
    """The message is for the curator."""


@dataclass(frozen=True)
class Preview:
    """Sums are of known figures; None where none is known."""

    usage: Usage
    mg_before: Decimal | None
    mg_after: Decimal | None


def _affected() -> Composed:
    """Entries with the figures they would get, as columns `new_…`."""
    new = SQL(", ").join(
        SQL("round(food.{per_basis} * entry.quantity / %(basis)s, 10) AS {new}").format(
            per_basis=Identifier(f"{name}_per_basis"), new=Identifier(f"new_{name}")
        )
        for name in FIGURES
    )
    differs = SQL(" OR ").join(
        SQL(
            "entry.{name} IS DISTINCT FROM round(food.{per_basis} * entry.quantity / %(basis)s, 10)"
        ).format(name=Identifier(name), per_basis=Identifier(f"{name}_per_basis"))
        for name in FIGURES
    )
    return SQL(
        """
        SELECT entry.*, food.confidence AS new_confidence, {new}
        FROM intake_entry entry
        JOIN foods_food named ON named.id = entry.food_id
        JOIN foods_food food ON food.id = %(food)s
        WHERE (named.id = food.id OR named.merged_into_id = food.id)
          AND entry.deleted_at IS NULL AND entry.label_says = ''
          AND entry.quantity IS NOT NULL AND entry.basis = food.basis
          AND ({differs} OR entry.confidence <> food.confidence)
        """
    ).format(new=new, differs=differs)


def preview(food: Food) -> Preview:
    statement = SQL(
        "SELECT count(*), count(DISTINCT person_id), sum(magnesium_mg), sum(new_magnesium_mg)"
        " FROM ({affected}) AS affected"
    ).format(affected=_affected())
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters(food))
        entries, people, before, after = cursor.fetchone()
    return Preview(Usage(entries=entries, people=people), before, after)


@transaction.atomic
def recalculate(food: Food, *, by: Person, reason: str) -> Recalculation:
    """Raises NothingToDo."""
    food = Food.objects.select_for_update(of=("self",), no_key=True).get(pk=food.pk)
    _lock_people(
        SQL("SELECT person_id FROM ({affected}) AS affected").format(affected=_affected()),
        _parameters(food),
    )
    found = preview(food)
    if not found.usage.entries:
        raise NothingToDo(_("Every entry says already what the food says."))
    act = Recalculation.objects.create(
        food=food,
        by=by,
        reason=reason,
        entries=found.usage.entries,
        people=found.usage.people,
        mg_before=found.mg_before,
        mg_after=found.mg_after,
    )
    columns = SQL(", ").join(map(Identifier, (*FIGURES, "confidence")))
    keep = SQL(
        """
        INSERT INTO intake_recalculatedentry
            (person_id, recalculation_id, entry_id, version, {columns})
        SELECT person_id, %(act)s, id, version + 1, {columns} FROM ({affected}) AS affected
        """
    ).format(columns=columns, affected=_affected())
    give = SQL(", ").join(
        SQL("{} = affected.{}").format(Identifier(name), Identifier(f"new_{name}"))
        for name in (*FIGURES, "confidence")
    )
    _write(keep, _parameters(food) | {"act": act.pk})
    _change(_affected(), give, _parameters(food))
    return act


@transaction.atomic
def undo(act: Recalculation, *, by: Person) -> int:
    """Give the entries back what they said; returns how many were changed since, and stay.

    Raises AlreadyUndone.
    """
    act = Recalculation.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if act.undone_at is not None:
        raise AlreadyUndone(_("This was undone already."))
    names = (*FIGURES, "confidence")
    old = SQL(", ").join(
        SQL("kept.{} AS {}").format(Identifier(name), Identifier(f"new_{name}")) for name in names
    )
    affected = SQL(
        """
        SELECT entry.*, {old} FROM intake_recalculatedentry kept
        JOIN intake_entry entry ON entry.id = kept.entry_id AND entry.version = kept.version
        WHERE kept.recalculation_id = %(act)s
        """
    ).format(old=old)
    give = SQL(", ").join(
        SQL("{} = affected.{}").format(Identifier(name), Identifier(f"new_{name}"))
        for name in names
    )
    kept = RecalculatedEntry.objects.filter(recalculation=act)
    people = SQL("SELECT person_id FROM intake_recalculatedentry WHERE recalculation_id = %(act)s")
    _lock_people(people, {"act": act.pk})
    changed = _change(affected, give, {"act": act.pk})
    act.undone_at, act.undone_by = timezone.now(), by
    act.save(update_fields=["undone_at", "undone_by"])
    return kept.count() - changed


def _parameters(food: Food) -> dict[str, int | Decimal]:
    return {"food": food.pk, "basis": food.basis_quantity}


def _lock_people(people: SQL | Composed, parameters: dict[str, int | Decimal]) -> None:
    """Hold the counters of everybody concerned, always in the same order, as one's own writes do
    before they touch an entry."""
    statement = SQL(
        """
        INSERT INTO intake_changecounter (person_id, value)
        SELECT DISTINCT person_id, 0 FROM ({people}) AS people ORDER BY person_id
        ON CONFLICT (person_id) DO UPDATE SET value = intake_changecounter.value
        """
    ).format(people=people)
    _write(statement, parameters)


def _change(affected: SQL | Composed, give: Composed, parameters: dict[str, int | Decimal]) -> int:
    """Write the new figures, a change number for each entry, and the counters; how many entries."""
    statement = SQL(
        """
        WITH affected AS ({affected}), numbered AS (
            SELECT affected.*, counter.value
                   + row_number() OVER (PARTITION BY person_id ORDER BY affected.id) AS next
            FROM affected JOIN intake_changecounter counter USING (person_id)
        ), counted AS (
            UPDATE intake_changecounter counter SET value = newest.value
            FROM (SELECT person_id, max(next) AS value FROM numbered GROUP BY person_id) newest
            WHERE counter.person_id = newest.person_id
        )
        UPDATE intake_entry entry
        SET {give}, version = entry.version + 1, change = affected.next, updated_at = now()
        FROM numbered affected WHERE entry.id = affected.id
        """
    ).format(affected=affected, give=give)
    return _write(statement, parameters)


def _write(statement: SQL | Composed, parameters: dict[str, int | Decimal]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount
