"""What Cronometer writes: its servings, a line a food, and its daily nutrition, a line a day.

Columns are found by their names, which carry the unit: another unit is another column. A blank
figure is not known, `0.00` is a known zero. A line that can't be read is named with its column and
left out; the others stand. Column names as of the exports of 2024 to 2026: Day, Time, Group, Food
Name, Amount, ..., Category; Date, ..., Completed. The daily file may have a line a meal beside
each day's Total.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from foods.marked import Phrase
from foods.marked import gettext_noop as _
from intake.transfer.exact import NotReadable
from intake.transfer.values import Wrong, check_characters, number

MOST_LINES = 50_000
MOST_PROBLEMS = 200

FIGURES = {
    "magnesium_mg": "Magnesium (mg)",
    "calcium_mg": "Calcium (mg)",
    "phosphorus_mg": "Phosphorus (mg)",
    "potassium_mg": "Potassium (mg)",
    "energy_kcal": "Energy (kcal)",
}
MEALS = {"breakfast": "breakfast", "lunch": "lunch", "dinner": "dinner", "snacks": "snack"}
OTHER_MEAL = "snack"

_GRAMS = re.compile(r"\s*(\d+(?:\.\d+)?)\s*g\s*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?\s*([AaPp][Mm])?", re.ASCII)
_NUMBER = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
_kept = number(20, 10, least=Decimal(0), most=Decimal(1_000_000))


@dataclass(frozen=True)
class Problem:
    """`line` counts as a text editor does, from 1 for the heading. `column`, as the file names it,
    is empty where the whole line is wrong."""

    line: int
    column: str
    wrong: Phrase

    def __str__(self) -> str:
        message = _("Line %(line)s, %(column)s: %(wrong)s.")
        if not self.column:
            message = _("Line %(line)s, the whole line: %(wrong)s.")
        return str(Phrase(message, line=str(self.line), column=self.column, wrong=self.wrong))


@dataclass(frozen=True, kw_only=True)
class Line:
    """A figure is for the whole line; None is not known."""

    line: int
    date: date
    time: time | None = None
    meal: str = OTHER_MEAL
    group: str = ""
    name: str = ""
    kind: str = "food"
    amount: str = ""
    grams: Decimal | None = None
    magnesium_mg: Decimal | None = None
    calcium_mg: Decimal | None = None
    phosphorus_mg: Decimal | None = None
    potassium_mg: Decimal | None = None
    energy_kcal: Decimal | None = None
    ordinal: int = 0  # how many lines before it say the same

    @property
    def identity(self) -> str:
        """What makes it the same line in a later file, whatever figures the food has by then."""
        parts = (self.date, self.time or "", self.group, self.name, self.amount, self.ordinal)
        return "\x1f".join(map(str, parts))


@dataclass
class Contents:
    """`repeats` are lines that say what an earlier one says: (line, the first of them)."""

    daily: bool
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    not_readable: int = 0
    repeats: list[tuple[int, int]] = field(default_factory=list)
    other_groups: set[str] = field(default_factory=set)
    empty_days: int = 0

    def add_problem(self, problem: Problem) -> None:
        self.not_readable += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


def read(text: str, *, today: date) -> Contents:
    """Raises NotReadable for a file of another kind, an empty one and one that is too long."""
    rows = _rows(text)
    try:
        heading = next(rows)[1]
    except StopIteration:
        raise NotReadable(_("It is empty.")) from None
    columns = {name.strip(): place for place, name in reversed(list(enumerate(heading)))}
    if "Food Name" in columns:
        return _servings(rows, columns, len(heading), today)
    if "Date" in columns and "Completed" in columns:
        return _daily(rows, columns, len(heading), today)
    if len(heading) == 1 and any(mark in heading[0] for mark in ";\t"):
        raise NotReadable(
            _(
                "Its columns are not parted by commas. Bring the file as Cronometer wrote it, not "
                "one that a spreadsheet has saved."
            )
        )
    raise NotReadable(
        _(
            "It is none of the files that Twelve knows: its own JSON, and Cronometer's “Food & "
            "Recipe Entries” (servings.csv) and “Daily Nutrition” (dailysummary.csv)."
        )
    )


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that say anything, each with the number of its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
            if line > MOST_LINES + 2:
                raise too_many_lines()
    except csv.Error as error:
        not_csv = _("Line %(line)s can't be read as CSV: %(error)s.")
        raise NotReadable(not_csv, line=str(line), error=str(error)) from None


def too_many_lines() -> NotReadable:
    return NotReadable(
        _(
            "It has more than %(most)s lines, the most that Twelve takes at once. Export fewer "
            "years at a time."
        ),
        most=MOST_LINES,
    )


def _need(columns: dict[str, int], *names: str) -> None:
    missing = [name for name in names if name not in columns]
    if not missing:
        return
    first, *others = missing
    said = Phrase(_("“%(name)s”"), name=first)
    for name in others:
        said = Phrase(_("%(names)s and no column “%(name)s”"), names=said, name=name)
    raise NotReadable(_("It has no column %(names)s."), names=said)


class _Row:
    """A row's cells by the names of their columns."""

    def __init__(self, line: int, cells: list[str], columns: dict[str, int]) -> None:
        self.line = line
        self._cells = cells
        self._columns = columns

    def __getitem__(self, column: str) -> str:
        place = self._columns.get(column)
        return "" if place is None or place >= len(self._cells) else self._cells[place].strip()

    def wrong(self, column: str, message: str, **named: str | int | Phrase) -> _Unreadable:
        return _Unreadable(Problem(self.line, column, Phrase(message, **named)))

    def check_length(self, expected: int) -> None:
        if len(self._cells) != expected:
            message = _("it has %(count)s cells where the heading has %(expected)s")
            raise self.wrong("", message, count=len(self._cells), expected=expected)

    def text(self, column: str, most: int) -> str:
        found = self[column]
        try:
            check_characters(found)
        except Wrong as wrong:
            raise _Unreadable(Problem(self.line, column, wrong.phrase)) from None
        if len(found) > most:
            raise self.wrong(column, _("is longer than %(most)s characters"), most=str(most))
        return found

    def figure(self, column: str) -> Decimal | None:
        found = self[column]
        if not found:
            return None
        if found.startswith("-") and _NUMBER.fullmatch(found[1:]):
            raise self.wrong(column, _("%(found)s is negative"), found=found[:40])
        if not _NUMBER.fullmatch(found):
            raise self.wrong(column, _("“%(found)s” is not a number"), found=found[:40])
        try:
            return _kept(Decimal(found.replace(",", "")))
        except Wrong as wrong:
            told = wrong.phrase
            raise self.wrong(column, "%(found)s %(wrong)s", found=found[:40], wrong=told) from None

    def day(self, column: str, today: date) -> date:
        found = self[column]
        try:
            if not _DAY.fullmatch(found):
                raise ValueError
            day = date.fromisoformat(found)
        except ValueError:
            message = _("“%(found)s” is no date such as 2026-11-23")
            raise self.wrong(column, message, found=found[:40]) from None
        if day > today:
            raise self.wrong(column, _("%(found)s is in the future"), found=found)
        if day.year < 1900:
            raise self.wrong(column, _("%(found)s is before 1900"), found=found)
        return day

    def time(self, column: str) -> time | None:
        found = self[column]
        if not found:
            return None
        match = _TIME.fullmatch(found)
        if match:
            hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()
            if half and 1 <= hour <= 12:
                hour = hour % 12 + (12 if half == "pm" else 0)
            elif half:
                hour = 24
            if hour < 24 and minute < 60:
                return time(hour, minute)
        raise self.wrong(column, _("“%(found)s” is no time such as 08:14 AM"), found=found[:40])

    def figures(self) -> dict[str, Any]:
        return {name: self.figure(column) for name, column in FIGURES.items()}


class _Unreadable(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _servings(
    rows: Iterator[tuple[int, list[str]]], columns: dict[str, int], width: int, today: date
) -> Contents:
    _need(columns, "Day", "Food Name", "Amount", FIGURES["magnesium_mg"])
    found = Contents(daily=False)
    first: dict[tuple[Any, ...], int] = {}
    ordinals: dict[str, int] = {}
    for line, cells in rows:
        row = _Row(line, cells, columns)
        try:
            row.check_length(width)
            serving = _serving(row, today)
        except _Unreadable as unreadable:
            found.add_problem(unreadable.problem)
            continue
        identity = serving.identity
        ordinal = ordinals.get(identity, 0)
        ordinals[identity] = ordinal + 1
        said = (identity, serving.magnesium_mg)
        if said in first:
            found.repeats.append((line, first[said]))
        first.setdefault(said, line)
        if serving.group.lower() not in MEALS:
            found.other_groups.add(serving.group)
        found.lines.append(replace(serving, ordinal=ordinal) if ordinal else serving)
    return found


def _serving(row: _Row, today: date) -> Line:
    name = row.text("Food Name", 300)
    if not name:
        raise row.wrong("Food Name", _("it is empty"))
    group, amount = row.text("Group", 120), row.text("Amount", 120)
    weighed = _GRAMS.fullmatch(amount.replace(",", ""))
    grams = Decimal(weighed[1]) if weighed else None
    return Line(
        line=row.line,
        date=row.day("Day", today),
        time=row.time("Time"),
        meal=MEALS.get(group.lower(), OTHER_MEAL),
        group=group,
        name=name,
        kind="supplement" if row["Category"].lower() == "supplements" else "food",
        amount=amount,
        grams=grams if grams and grams <= 100_000 else None,
        **row.figures(),
    )


def _daily(
    rows: Iterator[tuple[int, list[str]]], columns: dict[str, int], width: int, today: date
) -> Contents:
    """One line a day; of a file that parts the day into groups, its Total."""
    _need(columns, "Date", FIGURES["magnesium_mg"])
    found = Contents(daily=True)
    first: dict[date, int] = {}
    for line, cells in rows:
        row = _Row(line, cells, columns)
        try:
            row.check_length(width)
            if "Group" in columns and row["Group"].lower() != "total":
                continue
            day = Line(line=line, date=row.day("Date", today), **row.figures())
            if day.date in first:
                message = _("%(day)s stands in line %(line)s already")
                raise row.wrong("Date", message, day=str(day.date), line=str(first[day.date]))
        except _Unreadable as unreadable:
            found.add_problem(unreadable.problem)
            continue
        first[day.date] = line
        # Cronometer writes zeros for a day on which nothing was logged: a gap, not a zero.
        if not day.energy_kcal and not day.magnesium_mg:
            found.empty_days += 1
        else:
            found.lines.append(day)
    return found
