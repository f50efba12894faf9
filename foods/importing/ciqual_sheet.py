"""The sheets of the French food composition table (Anses, Ciqual) as values, units checked.

Its edition of 2020 is .xls, that of 2025 .xlsx. Columns are found by their titles, in which a line
break may stand for a slash: "Magnesium (mg 100g)". All pure; what is wrong with a row is told to
`report`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import IO, Any

import openpyxl
import xlrd

from foods.fdc import Problem
from foods.fdc.reader import Report

Cell = str | float
# Nothing in 100 g weighs more than they do; pure fat has 902 kcal.
_MOST = {"mg": 100_000, "kcal": 1_000}
_FIGURES = {
    "magnesium_mg": "Magnésium|Magnesium",
    "calcium_mg": "Calcium",
    "phosphorus_mg": "Phosphore|Phosphorus",
    "potassium_mg": "Potassium",
    "energy_kcal": r"(?:Energie|Energy),.*1169.2011 \(kcal",
}
_KEY = "alim_code"
_GROUPS = Path(__file__).parents[1] / "catalogue" / "ciqual_groups.csv"


class CiqualError(ValueError):
    """The file as a whole cannot be read; the message is for whoever chose it."""


class Sheet:
    """The composition sheet of one edition, French or English; `rows` begin below the titles."""

    def __init__(self, path: Path) -> None:
        self.file = path.name.encode(errors="replace").decode()
        titles, *self.rows = _composition(path)
        self.titles = [_text(title) for title in titles]
        self.language = "fr" if "alim_nom_fr" in self.titles else "en"
        self.key = self._column(_KEY)
        self.name = self._column("alim_nom_(fr|eng)")
        self.group = self._column("alim_ssgrp_code")
        self.figures = {figure: self._figure(figure) for figure in _FIGURES}

    def _column(self, pattern: str) -> int:
        for at, title in enumerate(self.titles):
            if re.match(pattern, title):
                return at
        raise CiqualError(f"{self.file} has no column {pattern} in its first row.")

    def _figure(self, figure: str) -> int:
        at = self._column(f"(?:{_FIGURES[figure]})")
        unit = _unit(figure)
        if not re.search(rf"\({unit}[/ ]100 ?g\)", self.titles[at]):
            raise CiqualError(
                f"{self.file} gives “{self.titles[at]}”, not {unit}/100 g (line 1); amounts are "
                "not converted on a guess."
            )
        return at

    def names(self) -> dict[str, str]:
        """Names by code."""
        return {code(row[self.key]): _text(row[self.name])[:300] for row in self.rows}


def _unit(figure: str) -> str:
    return figure.rsplit("_", 1)[1]


def _composition(path: Path) -> list[list[Cell]]:
    """The rows of the sheet that has codes of foods; each as long as the first."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"PK"
            file.seek(0)
            sheets = list(_xlsx(file) if packed else _xls(file))
    except Exception as error:
        # Both readers raise whatever they stumble over in a damaged file.
        raise CiqualError(
            f"This is no Ciqual spreadsheet ({error or type(error).__name__})."
        ) from error
    for rows in sheets:
        if rows and _KEY in map(_text, rows[0]):
            width = len(rows[0])
            return [(row + [""] * width)[:width] for row in rows]
    raise CiqualError(f"{path.name} has no column {_KEY} in its first row.")


def _xlsx(file: IO[bytes]) -> Iterator[list[list[Cell]]]:
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def _cell(value: Any) -> Cell:
    """Numbers as floats; dates, booleans and errors as text, which is no amount."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return "" if value is None else str(value)


def _xls(file: IO[bytes]) -> Iterator[list[list[Cell]]]:
    # Its remarks about oddities within the file would go to standard output.
    book = xlrd.open_workbook(file_contents=file.read(), logfile=io.StringIO())
    for sheet in book.sheets():
        yield [[_old_cell(cell) for cell in sheet.row(at)] for at in range(sheet.nrows)]


def _old_cell(cell: Any) -> Cell:
    """Errors and booleans are numbers there: #N/A is 42, and no amount."""
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return str(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_DATE:
        return "a date"
    return cell.value if isinstance(cell.value, float) else str(cell.value)


def _text(cell: Cell) -> str:
    text = str(cell).replace("\x00", "").encode(errors="replace").decode()
    return " ".join(text.split())


def code(cell: Cell) -> str:
    return f"{cell:.0f}" if isinstance(cell, float) else _text(cell)


def amount(cell: Cell) -> tuple[str | None, str]:
    """A figure as a decimal, None where it is not known, and a remark; raises ValueError.

    Commas are decimal. `-` is missing. What is below the limit of measurement (`<`) and traces are
    not known either: they are not zero.
    """
    text = f"{cell:.6f}" if isinstance(cell, float) else _text(cell)
    if text in ("", "-"):
        return None, ""
    if text.startswith("<"):
        return None, f"below {text.removeprefix('<').strip()} mg"
    if text.casefold().startswith("trace"):
        return None, "given as traces"
    plain = re.sub(r"\s", "", text).replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,20})?", plain):
        raise ValueError(f"is not an amount: “{text[:40]}”")
    return f"{Decimal(plain).normalize():f}", ""


@cache
def _filings() -> dict[str, dict[str, str]]:
    with _GROUPS.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def filing(group_code: str) -> dict[str, str]:
    """The line of `ciqual_groups.csv` for a subgroup's code, or else for its group's."""
    unknown = {"group": "", "basis": "100g", "kind": "food", "added_magnesium": "unknown"}
    return _filings().get(group_code) or _filings().get(group_code[:2]) or unknown


def read_records(
    sheet: Sheet, report: Report, progress: Callable[[str, int, int], None]
) -> list[dict[str, Any]]:
    """One a code; of a code that occurs twice, the record that knows the magnesium."""
    found: dict[str, dict[str, Any]] = {}
    for line, row in enumerate(sheet.rows, start=2):
        if line % 200 == 0:
            progress(f"Reading {sheet.file}", line, len(sheet.rows))
        key, name = code(row[sheet.key]), _text(row[sheet.name])[:300]
        place = (sheet.file, line)
        if not key and not name:
            continue
        if not name or not re.fullmatch("[0-9]{1,12}", key):
            words = "its code is no number" if name else "it has no name"
            field = _KEY if name else sheet.titles[sheet.name]
            report(Problem("refused", key, words, *place, field, name or "(no name)"))
            continue
        record: dict[str, Any] = {"ref": key, "name": name, "line": line}
        record["filing"] = filing(code(row[sheet.group]))
        column = sheet.key
        try:
            for figure, column in sheet.figures.items():
                record[figure], remark = _figure(row[column], figure)
                if remark and figure == "magnesium_mg":
                    words = f"magnesium is {remark}: taken as not known"
                    report(Problem("other", key, words, *place, sheet.titles[column], name))
        except ValueError as reason:
            field = sheet.titles[column]
            report(Problem("refused", key, f"{field} {reason}", *place, field, name))
            continue
        if (had := found.get(key)) is not None:
            words = f"code {key} occurs twice; the one with magnesium was taken"
            report(Problem("other", key, words, *place, _KEY, name))
            if had["magnesium_mg"] is not None:
                continue
        found[key] = record
    return list(found.values())


def _figure(cell: Cell, figure: str) -> tuple[str | None, str]:
    value, remark = amount(cell)
    if value is not None and Decimal(value) > _MOST[_unit(figure)]:
        raise ValueError(f"is more than there can be: {value}")
    return value, remark
