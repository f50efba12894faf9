"""A year of days as a grid of weeks, their first day on top, in steps of one hue by amount.

The steps are the same for everybody and know no target: more is darker, not better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

STEPS_MG = (100, 200, 300, 400)
PITCH, CELL = 12, 10
LEFT, TOP = 22, 16
WEEKS_A_STRIP = 27


@dataclass(frozen=True)
class CalendarDay:
    """`total_mg` None: nothing logged, a gap."""

    date: date
    total_mg: Decimal | None
    at_least: bool
    label: str


@dataclass(frozen=True)
class Cell:
    day: CalendarDay
    x: int
    y: int
    step: int | None  # 0 to 4, None for a gap


@dataclass(frozen=True)
class Strip:
    """Half a year: short enough for a phone, two side by side on a desk."""

    view_box: str
    cells: Sequence[Cell]
    months: Sequence[tuple[int, date]]

    # The days of the rows that are named.
    rows: Sequence[tuple[int, date]]

    @property
    def first(self) -> date:
        return self.cells[0].day.date

    @property
    def last(self) -> date:
        return self.cells[-1].day.date


def strips_of(days: Sequence[CalendarDay], first_weekday: int = 1) -> list[Strip]:
    """`days` are consecutive, oldest first; `first_weekday` is ISO, 1 is Monday."""
    start = week_of(days[0].date, first_weekday)
    strips: dict[int, list[Cell]] = {}
    for day in days:
        week = (day.date - start).days // 7
        cell = Cell(
            day=day,
            x=LEFT + week % WEEKS_A_STRIP * PITCH,
            y=TOP + (day.date - start).days % 7 * PITCH,
            step=None if day.total_mg is None else step_of(day.total_mg),
        )
        strips.setdefault(week // WEEKS_A_STRIP, []).append(cell)
    width, height = LEFT + WEEKS_A_STRIP * PITCH, TOP + 7 * PITCH
    return [
        Strip(f"0 0 {width} {height}", cells, _months(cells, width), _rows(start))
        for cells in strips.values()
    ]


def step_of(total_mg: Decimal) -> int:
    return sum(total_mg >= step for step in STEPS_MG)


def week_of(day: date, first_weekday: int) -> date:
    """The day that its week begins with."""
    return day - timedelta(days=(day.isoweekday() - first_weekday) % 7)


def _rows(start: date) -> list[tuple[int, date]]:
    return [(TOP + 9 + row * PITCH, start + timedelta(days=row)) for row in (0, 4)]


def _months(cells: Sequence[Cell], width: int) -> list[tuple[int, date]]:
    """Where each month begins, if there is room for its name."""
    return [
        (cell.x, cell.day.date)
        for cell in cells
        if cell.day.date.day == 1 and cell.x <= width - 2 * PITCH
    ]
