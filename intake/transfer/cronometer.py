"""What Cronometer writes: its servings, a line a food, and its daily nutrition, a line a day.

Columns are found by their names, which carry the unit: another unit is another column. A blank
figure is not known, `0.00` is a known zero. A line that can't be read is named with its column and
left out; the others stand. Column names as of the exports of 2024 to 2026: Day, Time, Group, Food
Name, Amount, ..., Category; Date, ..., Completed. The daily file may have a line a meal beside
each day's Total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from foods.marked import gettext_noop as _
from intake.transfer.csv_lines import NUMBER, CsvLine, Problem, Unreadable, lines_of, need
from intake.transfer.exact import NotReadable

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

    @property
    def portion_label(self) -> str:
        return without_noughts(self.amount)


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
    rows = lines_of(text)
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


def without_noughts(amount: str) -> str:
    """ "2.00 handful" as a person would say it: "2 handful"."""
    said, gap, unit = amount.partition(" ")
    if "." in said and NUMBER.fullmatch(said):
        said = said.rstrip("0").rstrip(".")
    return f"{said}{gap}{unit}"


def _figures(line: CsvLine) -> dict[str, Any]:
    return {name: line.figure(column) for name, column in FIGURES.items()}


def _servings(
    rows: Iterator[tuple[int, list[str]]], columns: dict[str, int], width: int, today: date
) -> Contents:
    need(columns, "Day", "Food Name", "Amount", FIGURES["magnesium_mg"])
    found = Contents(daily=False)
    first: dict[tuple[Any, ...], int] = {}
    ordinals: dict[str, int] = {}
    for line, cells in rows:
        row = CsvLine(line, cells, columns)
        try:
            row.check_length(width)
            serving = _serving(row, today)
        except Unreadable as unreadable:
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


def _serving(row: CsvLine, today: date) -> Line:
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
        **_figures(row),
    )


def _daily(
    rows: Iterator[tuple[int, list[str]]], columns: dict[str, int], width: int, today: date
) -> Contents:
    """One line a day; of a file that parts the day into groups, its Total."""
    need(columns, "Date", FIGURES["magnesium_mg"])
    found = Contents(daily=True)
    first: dict[date, int] = {}
    for line, cells in rows:
        row = CsvLine(line, cells, columns)
        try:
            row.check_length(width)
            if "Group" in columns and row["Group"].lower() != "total":
                continue
            day = Line(line=line, date=row.day("Date", today), **_figures(row))
            if day.date in first:
                message = _("%(day)s stands in line %(line)s already")
                raise row.wrong("Date", message, day=str(day.date), line=str(first[day.date]))
        except Unreadable as unreadable:
            found.add_problem(unreadable.problem)
            continue
        first[day.date] = line
        # Cronometer writes zeros for a day on which nothing was logged: a gap, not a zero.
        if not day.energy_kcal and not day.magnesium_mg:
            found.empty_days += 1
        else:
            found.lines.append(day)
    return found
