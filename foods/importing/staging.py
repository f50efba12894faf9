"""Records of an import on their way into the catalogue, in temporary tables.

Rows stream through `COPY`, so that two million of them take no more memory than two. A source
fills `staged` (one row a record), `staged_portion`, `staged_name` and `staged_alias` (older ids of
the same record), all by the record's number `n`; `problem` holds what was wrong or doubtful, by
the record's id at the source.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import IO, Any

from django.db import connection
from psycopg2.errors import QueryCanceled
from psycopg2.sql import SQL, Composable, Identifier

from foods.fdc import Problem

# Figures of a record, and the food's.
FIGURES = {
    "magnesium_mg": "magnesium_mg_per_basis",
    "calcium_mg": "calcium_mg_per_basis",
    "phosphorus_mg": "phosphorus_mg_per_basis",
    "potassium_mg": "potassium_mg_per_basis",
    "energy_kcal": "energy_kcal_per_basis",
}
# Identifiers of a record, under the names of their schemes.
SCHEMES = ("ndb", "fndds_code", "ciqual", "off", "gtin", "fdc")
STAGED_COLUMNS = (
    *("n", "ref", "name", "brand", "kind", "group_id", "basis", "added_magnesium_mg"),
    *FIGURES,
    "confidence",
    *SCHEMES,
    "line",
)
_PROBLEM_COLUMNS = ("reason", "ref", "words", "file", "line", "field", "name")
_ROWS_AT_ONCE = 1_000


def execute(statement: str | Composable, parameters: dict[str, Any] | None = None) -> int:
    """Run it; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def rows(statement: str | Composable, parameters: dict[str, Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


class _Lines:
    """Rows as the CSV file that `COPY` reads, written as they are asked for. None is NULL."""

    def __init__(self, rows: Iterable[Sequence[object]]) -> None:
        self._rows = iter(rows)
        self.error: Exception | None = None

    def read(self, _size: int = -1) -> str:
        buffer = io.StringIO(newline="")
        try:
            csv.writer(buffer, lineterminator="\n").writerows(islice(self._rows, _ROWS_AT_ONCE))
        except Exception as error:
            self.error = error
            raise
        return buffer.getvalue()


def copy_in(
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    never_null: Sequence[str] = (),
) -> None:
    """COPY rows into a table; in the columns `never_null` an empty text stays a text."""
    statement = SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv{})").format(
        Identifier(table),
        SQL(", ").join(map(Identifier, columns)),
        SQL(", FORCE_NOT_NULL ({})").format(SQL(", ").join(map(Identifier, never_null)))
        if never_null
        else SQL(""),
    )
    lines = _Lines(rows)
    with connection.cursor() as cursor:
        try:
            cursor.cursor.copy_expert(statement, lines, 1 << 16)
        except QueryCanceled:
            # What the rows were read from has failed: that is worth knowing, not that it stopped.
            if lines.error is not None:
                raise lines.error from None
            raise


@contextmanager
def copied_out(query: str | Composable) -> Iterator[Iterator[list[str]]]:
    """The rows of a query by way of a file, since one connection cannot read while it copies in.

    NULL comes as an empty text.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as file:
        with connection.cursor() as cursor:
            composed = SQL("COPY ({}) TO STDOUT WITH (FORMAT csv)").format(
                SQL(query) if isinstance(query, str) else query
            )
            cursor.cursor.copy_expert(composed, file)
        file.seek(0)
        yield csv.reader(file)


class Problems:
    """What imports find wrong, kept in a file until the tables can take it."""

    def __init__(self) -> None:
        self._file: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115
        self._writer = csv.writer(self._file)
        self._first_refused: Problem | None = None

    def __call__(self, problem: Problem) -> None:
        if self._first_refused is None and problem.reason == "refused":
            self._first_refused = problem
        self._writer.writerow(
            (
                problem.reason,
                _kept(problem.record_id, 60),
                _kept(problem.words, 300),
                problem.file,
                problem.line,
                problem.field,
                _kept(problem.name, 300),
            )
        )

    @property
    def why(self) -> str:
        """For a message that nothing can be taken: ": it is not JSON (x.jsonl, line 1)"."""
        if (first := self._first_refused) is None:
            return ""
        field = f", {first.field}" if first.field else ""
        return f": {_kept(first.words, 300)} ({first.file}, line {first.line}{field})"

    def stage(self) -> None:
        """Into the table `problem`, and forget them here."""
        self._file.seek(0)
        copy_in(
            "problem", _PROBLEM_COLUMNS, csv.reader(self._file), ("ref", "words", "field", "name")
        )
        self._file.seek(0)
        self._file.truncate()


def _kept(text: str, longest: int) -> str:
    """What PostgreSQL can hold of it."""
    return text.replace("\x00", "").encode(errors="replace").decode()[:longest]


def create_tables() -> None:
    """The staging tables; they go with the transaction.

    Larger sorts than a web request may have are in order here: imports run one at a time.
    """
    execute(
        """
        SET LOCAL temp_buffers = '64MB';
        SET LOCAL work_mem = '256MB';
        SET LOCAL jit = off;
        CREATE TEMPORARY TABLE problem (
            reason text NOT NULL, ref text NOT NULL, words text NOT NULL, file text, line integer,
            field text, name text NOT NULL
        ) ON COMMIT DROP
        """
    )
    execute(
        """
        CREATE TEMPORARY TABLE staged (
            n bigint NOT NULL, ref text NOT NULL, name text NOT NULL, brand text NOT NULL,
            kind text NOT NULL, group_id text, basis text NOT NULL,
            added_magnesium_mg numeric(12, 4),
            magnesium_mg numeric(12, 4), calcium_mg numeric(12, 4),
            phosphorus_mg numeric(12, 4), potassium_mg numeric(12, 4),
            energy_kcal numeric(12, 4), confidence text,
            ndb text, fndds_code text, ciqual text, off text, gtin text, fdc text, line integer,
            food_id bigint, new boolean NOT NULL DEFAULT false,
            holds boolean NOT NULL DEFAULT false, changed boolean NOT NULL DEFAULT false
        ) ON COMMIT DROP;
        CREATE TEMPORARY TABLE staged_portion (
            n bigint NOT NULL, position smallint NOT NULL, label text NOT NULL,
            quantity numeric(10, 3) NOT NULL
        ) ON COMMIT DROP;
        CREATE TEMPORARY TABLE staged_name (
            n bigint NOT NULL, language text NOT NULL, name text NOT NULL,
            preferred boolean NOT NULL
        ) ON COMMIT DROP;
        CREATE TEMPORARY TABLE staged_alias (n bigint NOT NULL, fdc text NOT NULL) ON COMMIT DROP;
        CREATE TEMPORARY TABLE seen (food_id bigint PRIMARY KEY) ON COMMIT DROP;
        CREATE TEMPORARY TABLE borrowed (food_id bigint PRIMARY KEY) ON COMMIT DROP
        """
    )


def empty_tables() -> None:
    """Ready for the next release; problems that were raised are gone with it."""
    execute("TRUNCATE staged, staged_portion, staged_name, staged_alias, seen, borrowed, problem")
