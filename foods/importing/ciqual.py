"""The French food composition table (Anses, Ciqual): from its sheets to one staged row a food."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from foods.importing.ciqual_sheet import CiqualError, Sheet, read_records
from foods.importing.release import Release
from foods.importing.run import Importer, Progress, silent
from foods.importing.staging import STAGED_COLUMNS, Problems, copy_in
from foods.models import ImportRun

__all__ = ["CiqualError", "import_ciqual"]

RELEASE = Release(source="ciqual", schemes=("ciqual",), newest_holds=True)
_EDITIONS = {"_FR_": "_ENG_", "_ENG_": "_FR_"}


def import_ciqual(
    path: Path,
    progress: Progress = silent,
    *,
    dry_run: bool = False,
    whole: bool = False,
    differences: list[tuple[str, str]] | None = None,
) -> list[ImportRun]:
    """Bring in the table, with French and English names where both editions lie side by side.

    Raises CiqualError where the file as a whole cannot be used.
    """
    sheet = Sheet(path)
    names = {sheet.language: sheet.names()}
    if (other := _other_edition(path)) is not None:
        try:
            translated = Sheet(other)
        except CiqualError as error:
            raise CiqualError(f"Beside it lies {other.name}: {error}") from error
        names[translated.language] = translated.names()
    records: list[dict[str, Any]] = []

    def read(problems: Problems) -> list[Release]:
        records.extend(read_records(sheet, problems, progress))
        if not records:
            raise CiqualError(f"The sheet has no food that can be taken{problems.why}.")
        problems.stage()
        return [replace(RELEASE, file=sheet.file)]

    def assemble(_: Release) -> None:
        _stage(records, names)

    return Importer(sheet.file, progress, dry_run, whole, differences).run(read, assemble)


def _other_edition(path: Path) -> Path | None:
    for mark, other_mark in _EDITIONS.items():
        other = path.with_name(path.name.replace(mark, other_mark))
        if other != path and other.exists():
            return other
    return None


def _stage(records: list[dict[str, Any]], names: dict[str, dict[str, str]]) -> None:
    """English names where there are any; Ciqual's 100 g of water are 100 ml, as in the table."""
    english, french = names.get("en", {}), names.get("fr", {})

    def rows() -> Iterator[list[Any]]:
        for n, record in enumerate(records, start=1):
            filed = record["filing"]
            values = record | {
                "n": n,
                "name": english.get(record["ref"]) or record["name"],
                "brand": "",
                "kind": filed["kind"],
                "group_id": filed["group"] or None,
                "basis": filed["basis"],
                "added_magnesium_mg": 0 if filed["added_magnesium"] == "none" else None,
                "ciqual": record["ref"],
            }
            yield [values.get(column) for column in STAGED_COLUMNS]

    copy_in("staged", STAGED_COLUMNS, rows(), never_null=["brand"])
    copy_in(
        "staged_name",
        ("n", "language", "name", "preferred"),
        (
            (n, "fr", french[record["ref"]], "t")
            for n, record in enumerate(records, start=1)
            if french.get(record["ref"])
        ),
    )
