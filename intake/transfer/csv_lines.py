"""Lines of a CSV file that somebody brings, by the names of their columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from foods.marked import Phrase
from foods.marked import gettext_noop as _
from intake.transfer.exact import NotReadable
from intake.transfer.values import Wrong, check_characters, number

MOST_LINES = 50_000

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?\s*([AaPp][Mm])?", re.ASCII)
NUMBER = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
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


class CsvLine:
    """A row's cells by the names of their columns."""

    def __init__(self, line: int, cells: list[str], columns: dict[str, int]) -> None:
        self.line = line
        self._cells = cells
        self._columns = columns

    def __getitem__(self, column: str) -> str:
        place = self._columns.get(column)
        return "" if place is None or place >= len(self._cells) else self._cells[place].strip()

    def wrong(self, column: str, message: str, **named: str | int | Phrase) -> Unreadable:
        return Unreadable(Problem(self.line, column, Phrase(message, **named)))

    def check_length(self, expected: int) -> None:
        if len(self._cells) != expected:
            message = _("it has %(count)s cells where the heading has %(expected)s")
            raise self.wrong("", message, count=len(self._cells), expected=expected)

    def text(self, column: str, most: int) -> str:
        found = self[column]
        try:
            check_characters(found)
        except Wrong as wrong:
            raise Unreadable(Problem(self.line, column, wrong.phrase)) from None
        if len(found) > most:
            raise self.wrong(column, _("is longer than %(most)s characters"), most=str(most))
        return found

    def figure(self, column: str) -> Decimal | None:
        found = self[column]
        if not found:
            return None
        if found.startswith("-") and NUMBER.fullmatch(found[1:]):
            raise self.wrong(column, _("%(found)s is negative"), found=found[:40])
        if not NUMBER.fullmatch(found):
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


class Unreadable(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def lines_of(text: str) -> Iterator[tuple[int, list[str]]]:
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


def need(columns: dict[str, int], *names: str) -> None:
    missing = [name for name in names if name not in columns]
    if not missing:
        return
    first, *others = missing
    said = Phrase(_("“%(name)s”"), name=first)
    for name in others:
        said = Phrase(_("%(names)s and no column “%(name)s”"), names=said, name=name)
    raise NotReadable(_("It has no column %(names)s."), names=said)
