"""What changes to many foods at once need: the catalogue to themselves, and lines in its trail."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from psycopg2.sql import SQL, Identifier

from foods.models import Food

# Two loads or imports at the same time would both take a food for new.
_CATALOGUE_LOCK = 12_24305


def lock_catalogue() -> None:
    """Wait until no other load or import writes the catalogue; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CATALOGUE_LOCK])


def record_history(
    food_ids: Iterable[int], reason: str, by: AbstractBaseUser | None = None
) -> None:
    """Write the present state of foods to the audit trail, after a change made in bulk."""
    trail = Food.history.model._meta
    kept = {field.column for field in trail.concrete_fields}
    columns = [f.column for f in Food._meta.concrete_fields if f.column and f.column in kept]
    statement = SQL(
        """
        INSERT INTO {trail} ({columns}, history_date, history_type, history_change_reason,
                             history_user_id)
        SELECT {columns}, clock_timestamp(), '~', %s, %s FROM foods_food WHERE id = ANY(%s)
        """
    ).format(
        trail=Identifier(trail.db_table or ""), columns=SQL(", ").join(map(Identifier, columns))
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [reason[:100], by.pk if by else None, list(food_ids)])
