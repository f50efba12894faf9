"""The foods and the notes that the project ships, in a test's database.

Their commands load them once in a run; then what they wrote is copied: a hundred tests want it.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import AutoField

_written: dict[str, dict[str, bytes]] = {}


def load_catalogue() -> None:
    """Into a database without foods."""
    _load("load_catalogue", "foods")


def load_notes() -> None:
    """Into a database without notes."""
    _load("load_notes", "notes")


@transaction.atomic
def _load(command: str, app: str) -> None:
    models = apps.get_app_config(app).get_models(include_auto_created=True)
    keys = {model._meta.db_table: model._meta.pk for model in models}
    with connection.cursor() as cursor:
        if command not in _written:
            held = [table for table in keys if _rows_of(cursor, table)]
            assert not held, f"{', '.join(held)}: what is there already would be copied, too"
            call_command(command, verbosity=0)
            _written[command] = {table: _rows_of(cursor, table) for table in keys}
            return
        for table, rows in _written[command].items():
            cursor.copy_expert(f"COPY {table} FROM STDIN", BytesIO(rows))
            # No key that is given from here on may be among those that came along.
            if isinstance(keys[table], AutoField):
                column = keys[table].column
                newest = f"SELECT max({column}) FROM {table}"  # noqa: S608
                ahead = f"SELECT setval(of_keys, greatest(nextval(of_keys), ({newest})))"
                from_ = "FROM pg_get_serial_sequence(%s, %s) AS of_keys"
                cursor.execute(f"{ahead} {from_}", [table, column])
        cursor.execute(f"ANALYZE {', '.join(keys)}")


def _rows_of(cursor: Any, table: str) -> bytes:
    rows = BytesIO()
    cursor.copy_expert(f"COPY {table} TO STDOUT", rows)
    return rows.getvalue()
