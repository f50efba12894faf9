from datetime import date

import pytest

from intake.forms.period import PeriodForm
from intake.periods import period_asked

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, (date(2026, 10, 25), TODAY)),
        (None, date(2026, 11, 1), (date(2026, 10, 3), date(2026, 11, 1))),
        (date(2026, 11, 1), None, (date(2026, 11, 1), date(2026, 11, 30))),
        (date(2026, 1, 5), date(2026, 2, 6), (date(2026, 1, 5), date(2026, 2, 6))),
    ],
)
def test_one_date_alone_means_thirty_days(first, last, expected):
    assert period_asked(first, last, today=TODAY) == expected


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        (
            {"from": "2026-11-02", "to": "2026-11-01"},
            "to",
            "The last day can't come before the first.",
        ),
        ({"from": "2025-10-19", "to": "2026-11-23"}, "to", "At most 400 days at once."),
        ({"from": "yesterday"}, "from", "Write the date as in 1990-05-31."),
        ({"to": "2026-02-30"}, "to", "Write the date as in 1990-05-31."),
    ],
)
def test_wrong_dates_are_told_beside_their_field(data, field, message):
    assert PeriodForm(data).errors == {field: [message]}


def test_a_year_that_no_diary_has():
    assert list(PeriodForm({"from": "0308-01-01"}).errors) == ["from"]


def test_four_hundred_days_are_not_too_long():
    assert PeriodForm({"from": "2025-10-20", "to": "2026-11-23"}).is_valid()
