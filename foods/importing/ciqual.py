"""The French food composition table (Anses, Ciqual) from its spreadsheets."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import xlrd

from foods.fdc import Problem
from foods.importing.release import Release
from foods.importing.run import Importer, Progress, silent
from foods.importing.staging import STAGED_COLUMNS, Problems, copy_in
from foods.models import ImportRun

RELEASE = Release(source="ciqual", schemes=("ciqual",), newest_holds=True, file="compo")

_NUTRIENTS = {
    "magnesium_mg": "Magnésium|Magnesium",
    "calcium_mg": "Calcium",
    "phosphorus_mg": "Phosphore|Phosphorus",
    "potassium_mg": "Potassium",
    "energy_kcal": r"(?:Energie|Energy),.*1169/2011 \(kcal",
}
_KEY = "alim_code"
_EDITIONS = {"_FR_": "_ENG_", "_ENG_": "_FR_"}
_GROUPS = Path(__file__).parents[1] / "catalogue" / "ciqual_groups.csv"


class CiqualError(ValueError):
    """The file as a whole cannot be read; the message is for whoever chose it."""


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
        translated = Sheet(other)
        names[translated.language] = translated.names()
    records: list[dict[str, Any]] = []

    def read(problems: Problems) -> list[Release]:
        records.extend(read_records(sheet, problems, progress))
        problems.stage()
        return [RELEASE]

    def assemble(_: Release) -> None:
        _stage(records, names)

    return Importer(path.name, progress, dry_run, whole, differences).run(read, assemble)


def _other_edition(path: Path) -> Path | None:
    for mark, other_mark in _EDITIONS.items():
        other = path.with_name(path.name.replace(mark, other_mark))
        if other != path and other.exists():
            return other
    return None


class Sheet:
    """The composition sheet of one edition, French or English."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        try:
            self.sheet = xlrd.open_workbook(str(path)).sheet_by_index(0)
        except (OSError, xlrd.XLRDError, AssertionError, IndexError, ValueError) as error:
            raise CiqualError(f"This is no Ciqual spreadsheet in .xls ({error}).") from error
        self.header = [" ".join(str(cell).split()) for cell in self.sheet.row_values(0)]
        self.language = "fr" if "alim_nom_fr" in self.header else "en"
        self.key = self._column(_KEY)
        self.name = self._column("alim_nom_(fr|eng)")
        self.group = self._column("alim_ssgrp_code")
        self.figures = {figure: self._figure(figure) for figure in _NUTRIENTS}

    def _column(self, pattern: str) -> int:
        for at, title in enumerate(self.header):
            if re.match(pattern, title):
                return at
        raise CiqualError(f"{self.file} has no column {pattern} in its first row.")

    def _figure(self, figure: str) -> int:
        at = self._column(f"(?:{_NUTRIENTS[figure]})")
        unit = "kcal/100" if figure == "energy_kcal" else "mg/100"
        if f"({unit}" not in self.header[at]:
            raise CiqualError(
                f"{self.file} gives “{self.header[at]}”, not {unit} g (line 1); amounts are not "
                "converted on a guess."
            )
        return at

    def names(self) -> dict[str, str]:
        """Names by code."""
        return {
            code(self.sheet.cell_value(at, self.key)): " ".join(
                str(self.sheet.cell_value(at, self.name)).split()
            )
            for at in range(1, self.sheet.nrows)
        }


def code(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell).strip()


def amount(cell: Any) -> tuple[str | None, str]:
    """A figure as a decimal, None where it is not known, and a remark; raises ValueError.

    Commas are decimal. `-` is missing. What is below the limit of measurement (`<`) and traces are
    not known either: they are not zero.
    """
    text = f"{cell:.10g}" if isinstance(cell, float) else str(cell).strip()
    if text in ("", "-"):
        return None, ""
    if text.startswith("<"):
        return None, f"below {text.removeprefix('<').strip()} mg"
    if text.casefold().startswith("trace"):
        return None, "given as traces"
    plain = re.sub(r"\s", "", text).replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", plain):
        raise ValueError(f"is not an amount: “{text[:40]}”")
    return plain, ""


@cache
def _filings() -> dict[str, dict[str, str]]:
    with _GROUPS.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def filing(group_code: str) -> dict[str, str]:
    """The line of `ciqual_groups.csv` for a subgroup's code, or else for its group's."""
    unknown = {"group": "", "basis": "100g", "kind": "food", "added_magnesium": "unknown"}
    return _filings().get(group_code) or _filings().get(group_code[:2]) or unknown


def read_records(sheet: Sheet, problems: Any, progress: Progress) -> Iterator[dict[str, Any]]:
    """One a code; of a code that occurs twice, the record that knows the magnesium."""
    found: dict[str, dict[str, Any]] = {}
    for at in range(1, sheet.sheet.nrows):
        if at % 200 == 0:
            progress(f"Reading {sheet.file}", at, sheet.sheet.nrows)
        row = sheet.sheet.row_values(at)
        key, name = code(row[sheet.key]), " ".join(str(row[sheet.name]).split())
        place = (sheet.file, at + 1)
        if not key or not name:
            problems(Problem("refused", key, "it has no code or no name", *place, _KEY, name))
            continue
        record: dict[str, Any] = {"ref": key, "name": name[:300], "line": at + 1}
        record["filing"] = filing(code(row[sheet.group]))
        column = sheet.key
        try:
            for figure, column in sheet.figures.items():
                record[figure], remark = amount(row[column])
                if remark and figure == "magnesium_mg":
                    words = f"magnesium is {remark}: taken as not known"
                    problems(Problem("other", key, words, *place, sheet.header[column], name))
        except ValueError as reason:
            field = sheet.header[column]
            problems(Problem("refused", key, f"{field} {reason}", *place, field, name))
            continue
        if (had := found.get(key)) is not None:
            words = f"code {key} occurs twice; the one with magnesium was taken"
            problems(Problem("other", key, words, *place, _KEY, name))
            if had["magnesium_mg"] is not None:
                continue
        found[key] = record
    yield from found.values()


def _stage(records: list[dict[str, Any]], names: dict[str, dict[str, str]]) -> None:
    """English names where there are any; Ciqual's 100 g of water are 100 ml, as in the table."""
    english, french = names.get("en", {}), names.get("fr", {})

    def rows() -> Iterator[list[Any]]:
        for n, record in enumerate(records, start=1):
            filed = record["filing"]
            values = record | {
                "n": n,
                "name": (english.get(record["ref"]) or record["name"])[:300],
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
            (n, "fr", french[record["ref"]][:300], "t")
            for n, record in enumerate(records, start=1)
            if french.get(record["ref"])
        ),
    )
