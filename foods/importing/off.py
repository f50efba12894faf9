"""Open Food Facts' exports, JSON lines or tab-separated CSV, plain or gzipped.

The data is under the Open Database Licence: its foods stay apart as a source of their own, which
is marked as not to be passed on, and never feed a food of another source.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from psycopg2.sql import SQL, Identifier

from foods.fdc_categories import by_label
from foods.importing.off_export import OFFError
from foods.importing.off_export import products as read_products
from foods.importing.release import Release
from foods.importing.run import Importer, Progress, shown, silent
from foods.importing.staging import STAGED_COLUMNS, Problems, copy_in, execute, rows
from foods.models import Confidence, ImportRun

__all__ = ["OFFError", "import_off"]

RELEASE = Release(
    source="off",
    schemes=("off",),
    marks=("gtin",),
    newest_holds=True,
    confidence=Confidence.LABEL,
    file="export",
)


def import_off(
    path: Path,
    progress: Progress = silent,
    *,
    dry_run: bool = False,
    whole: bool = False,
    differences: list[tuple[str, str]] | None = None,
) -> list[ImportRun]:
    """Bring in an export, all of it or, on any error, nothing.

    Raises OFFError where the file as a whole cannot be used.
    """

    release = replace(RELEASE, file=shown(path.name))

    def read(problems: Problems) -> list[Release]:
        execute(
            """
            CREATE TEMPORARY TABLE raw_off (
                LIKE staged, names jsonb NOT NULL, serving text, quantity numeric(10, 3)
            ) ON COMMIT DROP
            """
        )
        columns = [*STAGED_COLUMNS, "new", "holds", "changed", "names", "serving", "quantity"]
        copy_in(
            "raw_off", columns, _rows(path, release.file, problems, progress), never_null=["brand"]
        )
        if not rows("SELECT FROM raw_off LIMIT 1"):
            raise OFFError(f"The file has no product that can be taken{problems.why}.")
        problems.stage()
        return [release]

    def assemble(_: Release) -> None:
        # A code that occurs twice is the later line, which is the fresher edit.
        execute(
            SQL(
                """
                INSERT INTO staged ({columns})
                SELECT DISTINCT ON (ref) {columns} FROM raw_off ORDER BY ref, line DESC;

                INSERT INTO staged_name
                SELECT n, other.language, other.name, true
                FROM raw_off JOIN staged USING (n),
                     jsonb_each_text(names) AS other (language, name);

                INSERT INTO staged_portion
                SELECT n, 1, serving, quantity FROM raw_off JOIN staged USING (n)
                WHERE serving IS NOT NULL
                """
            ).format(columns=SQL(", ").join(map(Identifier, STAGED_COLUMNS)))
        )

    return Importer(release.file, progress, dry_run, whole, differences).run(read, assemble)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], io.TextIOBase]]:
    """The file as it lies on disk, and its text."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            plain: Any = gzip.GzipFile(fileobj=raw) if packed else raw
            with io.TextIOWrapper(
                plain, encoding="utf-8-sig", errors="surrogateescape", newline="\n"
            ) as text:
                yield raw, text
    except (OSError, EOFError, zlib.error) as error:
        raise OFFError(f"This file cannot be read ({error or 'it is cut off'}).") from error


def _rows(path: Path, file: str, problems: Problems, progress: Progress) -> Iterator[list[Any]]:
    size = path.stat().st_size if path.exists() else 0
    with _opened(path) as (raw, text):
        for n, product in enumerate(read_products(text, problems, file), start=1):
            if not n % 5_000:
                progress(f"Reading {file}", raw.tell(), size)
            filed = by_label(product.categories)
            values = product.figures | {
                "n": n,
                "ref": product.code,
                "name": product.name,
                "brand": product.brand,
                "kind": filed.kind,
                "group_id": filed.group,
                "basis": product.basis,
                "off": product.code,
                "gtin": product.gtin,
                "line": product.line,
            }
            tail = ("f", "f", "f", json.dumps(product.names), product.serving, product.quantity)
            yield [*(values.get(column) for column in STAGED_COLUMNS), *tail]
