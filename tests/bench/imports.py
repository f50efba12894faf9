"""How long an import takes, as a multiple of a bare COPY of the very rows that it makes.

The copy goes into tables with the same columns, checks and indexes, search vectors included, but
without foreign keys; nothing is parsed, matched or put together for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.branded import write_download

TABLES = ("foods_food", "foods_identifier", "foods_portion")


def import_branded(foods: int) -> None:
    """Import a made download; print both times, their ratio, and the most memory it took."""
    from django.db import connection

    with tempfile.TemporaryDirectory() as folder:
        download = Path(folder) / "FoodData_Central_branded_food_csv.zip"
        write_download(download, foods)
        print(
            f"{foods:,} branded foods, {download.stat().st_size / 1e6:,.0f} MB zipped", flush=True
        )
        with connection.cursor() as cursor:
            before = {table: _highest_id(cursor, table) for table in TABLES}
        started = time.perf_counter()
        peak_mb = _run([sys.executable, "manage.py", "import_fdc", str(download)])
        imported = time.perf_counter() - started
        download.unlink()
        with connection.cursor() as cursor:
            copied = {
                table: _copy_seconds(cursor, table, before[table], Path(folder)) for table in TABLES
            }
    total = sum(copied.values())
    print(f"\nCOPY of the finished rows {total:8.1f} s")
    for table, seconds in copied.items():
        print(f"  {table:24}{seconds:8.1f} s")
    print(f"import                    {imported:8.1f} s  {foods / imported:,.0f} foods a second")
    verdict = "" if imported <= 3 * total else "  over"
    print(f"ratio                     {imported / total:8.2f}    at most 3{verdict}")
    print(f"to the foods alone        {imported / copied['foods_food']:8.2f}")
    verdict = "" if peak_mb < 400 else "  over"
    print(f"peak memory               {peak_mb:8.0f} MB under 400{verdict}")


def _run(command: list[str]) -> float:
    """Run it; the most memory that it had, in MB."""
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}.")
    return usage.ru_maxrss / 1024


def _highest_id(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608
    return int(cursor.fetchone()[0])


def _copy_seconds(cursor: Any, table: str, after: int, folder: Path) -> float:
    """Copy what was added to a table into another one like it."""
    rows = folder / table
    with rows.open("wb") as file:
        added = f"SELECT * FROM {table} WHERE id > {after}"  # noqa: S608
        cursor.copy_expert(f"COPY ({added}) TO STDOUT", file)
    cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
    started = time.perf_counter()
    with rows.open("rb") as file:
        cursor.copy_expert(f"COPY bench_{table} FROM STDIN", file, 1 << 20)
    taken = time.perf_counter() - started
    cursor.execute(f"DROP TABLE bench_{table}")
    rows.unlink()
    return taken
