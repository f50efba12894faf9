"""When a letter is due: pure, with literal moments."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.mail_times import REMIND_FOR, days_to_remind, moment_of, monday_to_tell

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Australia/Lord_Howe",
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "zone", "moment"),
    [
        ("2026-11-23", "21:00", BERLIN, "2026-11-23T20:00"),
        ("2026-07-23", "21:00", BERLIN, "2026-07-23T19:00"),
        ("2026-11-23", "21:00", NEW_YORK, "2026-11-24T02:00"),
        # Clocks go from 2 to 3: half past two comes as half past three.
        ("2026-03-29", "02:30", BERLIN, "2026-03-29T01:30"),
        # Clocks go back from 3 to 2: half past two comes twice, the first time counts.
        ("2026-10-25", "02:30", BERLIN, "2026-10-25T00:30"),
    ],
)
def test_moments(day, at, zone, moment):
    assert moment_of(date.fromisoformat(day), time.fromisoformat(at), zone) == utc(moment)


@pytest.mark.parametrize(
    ("now", "at", "days"),
    [
        ("2026-11-23T19:59", "21:00", []),
        ("2026-11-23T20:00", "21:00", ["2026-11-23"]),
        ("2026-11-23T21:59", "21:00", ["2026-11-23"]),
        ("2026-11-23T22:00", "21:00", []),  # too late: nobody is told at 23:00 of 21:00
        ("2026-11-23T23:10", "23:55", ["2026-11-23"]),  # ten past midnight there
        ("2026-10-25T01:30", "02:30", ["2026-10-25"]),  # the second half past two
    ],
)
def test_the_days_to_remind(now, at, days):
    due = days_to_remind(utc(now), time.fromisoformat(at), BERLIN)
    assert [day.isoformat() for day in due] == days


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-23T06:59", None),
        ("2026-11-23T07:00", date(2026, 11, 23)),
        ("2026-11-23T18:59", date(2026, 11, 23)),
        ("2026-11-23T19:00", None),
        ("2026-11-24T07:00", None),
    ],
)
def test_the_monday_to_tell(now, monday):
    assert monday_to_tell(utc(now), BERLIN) == monday


@given(
    zone=st.sampled_from(ZONES),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
    every=st.integers(5, 15),
)
def test_no_day_is_left_out_or_reminded_of_too_late(zone, at, start, every):
    """Whoever looks every few minutes for three days meets each day's time once it has come."""
    place, begin = ZoneInfo(zone), start.replace(tzinfo=UTC)
    looks = [begin + timedelta(minutes=every * n) for n in range(72 * 60 // every)]
    met = {}
    for now in looks:
        due = days_to_remind(now, at, place)
        assert len(due) <= 1
        for day in due:
            met.setdefault(day, now)
            assert timedelta(0) <= now - moment_of(day, at, place) < REMIND_FOR
    whole = [(begin + timedelta(days=n)).astimezone(place).date() for n in (1, 2)]
    for day in whole:
        moment = moment_of(day, at, place)
        if begin <= moment <= looks[-1] - timedelta(minutes=every):
            assert met[day] - moment < timedelta(minutes=every)
