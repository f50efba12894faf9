"""Emptying the database after a test that commits.

Django's flush has every app write down again what it writes after a migration: content types,
permissions and who may do what, several hundred rows with a query each. They are the same every
time, so they are written once in a run and copied from then on.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.management.commands import flush
from django.db import connection, transaction

_written: dict[str, bytes] = {}
_write = flush.emit_post_migrate_signal


def quicken() -> None:
    flush.emit_post_migrate_signal = _write_or_copy


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
        for table in connection.introspection.django_table_names(only_existing=True):
            rows = BytesIO()
            cursor.copy_expert(f"COPY {table} TO STDOUT", rows)
            if rows.getvalue():
                found[table] = rows.getvalue()
    return found
