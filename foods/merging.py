"""Several records of one food becoming one, without touching what people have logged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from psycopg2.sql import SQL
from psycopg2.sql import Identifier as Name

from foods.models import Food, State

# Two loads or imports at the same time would both take a food for new.
_CATALOGUE_LOCK = 12_24305


def lock_catalogue() -> None:
    """Wait until no other load or import writes the catalogue; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CATALOGUE_LOCK])


def merge(food: Food, *, into: Food) -> None:
    """Let `into` stand for `food` from now on; see `merge_all`."""
    merge_all([(food, into)])


@transaction.atomic
def merge_all(pairs: Sequence[tuple[Food, Food]], reason: str = "merged") -> None:
    """Let the second food of each pair stand for the first from now on.

    Identifiers move, so that imports feed the kept food; entries and portions stay where they
    are, and reading resolves them. What a curator set on the first moves too, unless a curator set
    the same on the second. Foods merged into the first before point to the second, so that a
    look-up never takes more than one step. Raises ValueError for a food that is merged itself.
    """
    for food, into in pairs:
        if into.state == State.MERGED or into.pk == food.pk:
            raise ValueError(f"{food.pk} cannot be merged into {into.pk}.")
        _carry_curated_fields(food, into)
        food.state, food.merged_into, food.owner = State.MERGED, into, None
    gone = [food.pk for food, _ in pairs]
    parameters = {"gone": gone, "kept": [into.pk for _, into in pairs]}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE foods_identifier SET food_id = kept
            FROM unnest(%(gone)s::bigint[], %(kept)s::bigint[]) AS pair (gone, kept)
            WHERE food_id = gone;

            UPDATE foods_food SET merged_into_id = kept
            FROM unnest(%(gone)s::bigint[], %(kept)s::bigint[]) AS pair (gone, kept)
            WHERE merged_into_id = gone;

            UPDATE foods_food SET state = 'merged', merged_into_id = kept, owner_id = NULL,
                updated_at = now()
            FROM unnest(%(gone)s::bigint[], %(kept)s::bigint[]) AS pair (gone, kept)
            WHERE id = gone
            """,
            parameters,
        )
    record_history(gone, reason)


def _carry_curated_fields(food: Food, into: Food) -> None:
    carried = [name for name in _own_fields(food.curated_fields) if name not in into.curated_fields]
    for name in carried:
        setattr(into, name, getattr(food, name))
    if carried:
        into.curated_fields = [*into.curated_fields, *carried]
        into.save()


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
