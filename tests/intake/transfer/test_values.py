from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from intake.transfer import values
from intake.transfer.values import Wrong

mg = values.number(20, 10, least=Decimal(0), most=Decimal(1_000_000))
day = values.day(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("reader", "value", "message"),
    [
        (mg, Decimal("-0.1"), "is negative"),
        (mg, -3, "is negative"),
        (mg, "12", "has to be a number"),
        (mg, True, "has to be a number"),
        (mg, None, "has to be a number"),
        (mg, Decimal("1e999999999"), "is larger than can be kept"),
        (mg, 10**10, "is larger than can be kept"),
        (mg, Decimal("0.12345678901"), "has more than 10 decimals"),
        (mg, Decimal("1e-999999999"), "has more than 10 decimals"),
        (mg, 1_000_001, "is above 1\u202f000\u202f000"),
        (values.number(12, 3, above=Decimal(0)), 0, "has to be above 0"),
        (values.text(5), 12, "has to be text"),
        (values.text(5), "123456", "is longer than 5 characters"),
        (values.text(5, needed=True), "  ", "is empty"),
        (values.text(5), "a\0", "holds a character that can't be kept"),
        (values.text(5), "a\ud800", "holds a character that can't be kept"),
        (values.text(9, among=["food", "water"]), "=1+1", "which is none of food, water"),
        (day, "2026-02-30", "is 2026-02-30, which is no day"),
        (day, "0308-01-01", "is not between 1900 and 2199"),
        (day, "2026-W01-1", "has to be a date such as 2026-11-23"),
        (day, 20261123, "has to be a date such as 2026-11-23"),
        (values.clock, "25:00", "is 25:00, which is no time"),
        (values.clock, "08:00+02:00", "has to be a time such as 08:00"),
        (values.moment, "2026-11-23T08:00:00", "has to be a date and time with its offset"),
        (values.moment, "yesterday, I think", "has to be a date and time with its offset"),
        (values.identifier, "12", "has to be a UUID"),
        (values.yes_or_no, 1, "has to be true or false"),
        (values.whole(), -1, "has to be a whole number"),
    ],
)
def test_says_what_is_wrong_with_a_value(reader, value, message):
    with pytest.raises(Wrong, match=message):
        reader(value)


def test_an_amount_is_taken_with_every_digit():
    assert str(mg(Decimal("0.1234567890"))) == "0.1234567890"
    assert mg(0) == 0
    assert mg(Decimal("0.12000000000000")) == Decimal("0.12")


def test_a_moment_is_kept_in_utc():
    assert values.moment("2026-11-23T08:00:00+02:00") == datetime(2026, 11, 23, 6, tzinfo=UTC)


def test_nothing_is_nothing_only_where_it_may_be():
    assert values.or_nothing(mg)(None) is None
