"""Several records of one food becoming one, without touching what people have logged."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction
from psycopg2.sql import SQL
from psycopg2.sql import Identifier as Name

from foods.models import Food, Identifier, State

# Two loads or imports at the same time would both take a food for new.
_CATALOGUE_LOCK = 12_24305


def lock_catalogue() -> None:
    """Wait until no other load or import writes the catalogue; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CATALOGUE_LOCK])


@transaction.atomic
def merge(food: Food, *, into: Food) -> None:
    """Let `into` stand for `food` from now on.

    Identifiers move, so that imports feed the kept food; entries and portions stay where they
    are, and reading resolves them. What a curator set on `food` moves too, unless a curator set
    the same on `into`. Foods merged into `food` before point to `into`, so that a look-up never
    takes more than one step.
    """
    if into.state == State.MERGED or into.pk == food.pk:
        raise ValueError(f"{food.pk} cannot be merged into {into.pk}.")
    carried = [name for name in _own_fields(food.curated_fields) if name not in into.curated_fields]
    for name in carried:
        setattr(into, name, getattr(food, name))
    if carried:
        into.curated_fields = [*into.curated_fields, *carried]
        into.save()
    Identifier.objects.filter(food=food).update(food=into)
    Food.objects.filter(merged_into=food).update(merged_into=into)
    food.state, food.merged_into, food.owner = State.MERGED, into, None
    food.save()


def _own_fields(curated_fields: Iterable[str]) -> list[str]:
    """Curated fields that say something about the food itself, not about its state or lists."""
    fields = {field.name for field in Food._meta.concrete_fields} - {"state", "popularity"}
    return [name for name in curated_fields if name in fields]


def record_history(food_ids: Iterable[int], reason: str) -> None:
    """Write the present state of foods to the audit trail, after a change made in bulk."""
    trail = Food.history.model._meta
    kept = {field.column for field in trail.concrete_fields}
    columns = [f.column for f in Food._meta.concrete_fields if f.column and f.column in kept]
    statement = SQL(
        """
        INSERT INTO {trail} ({columns}, history_date, history_type, history_change_reason)
        SELECT {columns}, now(), '~', %s FROM foods_food WHERE id = ANY(%s)
        """
    ).format(trail=Name(trail.db_table or ""), columns=SQL(", ").join(map(Name, columns)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [reason[:100], list(food_ids)])
