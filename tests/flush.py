"""Emptying the database after a test that commits.

Django's flush gives every table new files, which takes longer than most tests: here, rows are
deleted where there are any. It has every app write down again what it writes after a migration:
content types, permissions and who may do what, several hundred rows with a query each. They are
the same every time, so they are written once in a run and copied from then on.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.management.commands import flush
from django.db import connection, transaction
from psycopg2 import sql

_written: dict[str, bytes] = {}
_write = flush.emit_post_migrate_signal


def quicken() -> None:
    flush.emit_post_migrate_signal = _write_or_copy
    flush.sql_flush = _deletions


def _deletions(*args: Any, **kwargs: Any) -> list[sql.Composed]:
    """What to execute in one transaction, at whose end keys are looked at: in any order.

    It waits for whatever still writes, as TRUNCATE does. Our own triggers follow a deletion only in
    rows that go with their person, or that are not written where there is none; but a portion that
    goes changes the meals that hold it, so what people have goes first.
    """
    tables = connection.introspection.django_table_names(only_existing=True)
    tables = sorted(tables, key=lambda table: (not table.startswith("intake_"), table))
    names = [sql.Identifier(table) for table in tables]
    waiting = sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(sql.SQL(", ").join(names))
    return [waiting, *(sql.SQL("DELETE FROM {}").format(name) for name in names)]


def _tables_with_rows() -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=True)
    one = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    each = [one.format(sql.Literal(table), sql.Identifier(table)) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(each))
        return [table for (table,) in cursor.fetchall()]


def _write_or_copy(*args: Any) -> None:
    if not _written:
        _write(*args)
        _written.update(copied())
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # Rows may name others that come after them.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, rows in _written.items():
            cursor.copy_expert(f"COPY {table} FROM STDIN", BytesIO(rows))


def copied() -> dict[str, bytes]:
    """The rows of every table that has any, as PostgreSQL copies them."""
    found = {}
    with connection.cursor() as cursor:
        for table in _tables_with_rows():
            rows = BytesIO()
            cursor.copy_expert(f"COPY {table} TO STDOUT", rows)
            found[table] = rows.getvalue()
    return found
