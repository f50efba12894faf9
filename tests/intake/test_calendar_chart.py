from datetime import date, timedelta
from decimal import Decimal

import pytest

from intake.calendar_chart import CalendarDay, step_of, strips_of


def days(first, number, mg="100"):
    return [
        CalendarDay(first + timedelta(days=at), None if mg is None else Decimal(mg), False, "")
        for at in range(number)
    ]


@pytest.mark.parametrize(
    ("mg", "step"),
    [("0", 0), ("99.999", 0), ("100", 1), ("299", 2), ("399", 3), ("400", 4), ("5000", 4)],
)
def test_steps_of_amount(mg, step):
    assert step_of(Decimal(mg)) == step


def test_a_gap_is_no_step_and_zero_is_one():
    (strip,) = strips_of([*days(date(2026, 11, 23), 1, None), *days(date(2026, 11, 24), 1, "0")])
    assert [cell.step for cell in strip.cells] == [None, 0]


def test_monday_on_top_and_weeks_side_by_side():
    # 2026-11-27 is a Friday.
    (strip,) = strips_of(days(date(2026, 11, 27), 5))
    assert [(cell.x, cell.y) for cell in strip.cells] == [
        (22, 64),
        (22, 76),
        (22, 88),
        (34, 16),
        (34, 28),
    ]


@pytest.mark.parametrize(
    ("first_weekday", "rows", "named"),
    [
        (1, [4, 5, 6, 0, 1], "Mon Fri"),
        (7, [5, 6, 0, 1, 2], "Sun Thu"),
        (6, [6, 0, 1, 2, 3], "Sat Wed"),
    ],
)
def test_the_week_begins_as_the_person_says(first_weekday, rows, named):
    (strip,) = strips_of(days(date(2026, 11, 27), 5), first_weekday)
    assert [(cell.y - 16) // 12 for cell in strip.cells] == rows
    assert [cell.x for cell in strip.cells] == sorted(cell.x for cell in strip.cells)
    assert [y for y, _ in strip.rows] == [25, 73]
    assert " ".join(f"{day:%a}" for _, day in strip.rows) == named


def test_a_year_is_two_strips_with_every_day_once():
    year = days(date(2025, 11, 28), 365)
    strips = strips_of(year)
    assert len(strips) == 2
    assert [cell.day for strip in strips for cell in strip.cells] == year
    for strip in strips:
        places = {(cell.x, cell.y) for cell in strip.cells}
        assert len(places) == len(strip.cells)
        assert max(x for x, _ in places) <= 22 + 26 * 12
    assert (strips[0].first, strips[1].last) == (date(2025, 11, 28), date(2026, 11, 27))
    months = [month.month for strip in strips for _, month in strip.months]
    assert sorted(months) == list(range(1, 13))
