"""Clocks that change and people who travel lose no entry and double none."""

import zoneinfo
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.checklist import log_item
from intake.checklist_items import add_item
from intake.days import period_of
from intake.diary import NewEntry, log_entry
from intake.models import Entry, Profile
from intake.targets import situation_of
from tests.factories import make_profile

pytestmark = pytest.mark.django_db

# Clocks that change in spring and autumn, on the other half of the globe, by half an hour, and on
# both sides of the date line; Apia skipped 30 December 2011.
ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago"),
    *("Pacific/Apia", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "UTC"),
)
CHANGES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin's spring
    datetime(2026, 10, 25, 1, tzinfo=UTC),  # and autumn
    datetime(2026, 11, 1, 6, tzinfo=UTC),  # New York's autumn
    datetime(2026, 4, 4, 15, tzinfo=UTC),  # Lord Howe's, of half an hour
    datetime(2011, 12, 30, 10, tzinfo=UTC),  # Apia's missing day
]
moments = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-2 * 24 * 60, 2 * 24 * 60),
)
journeys = st.lists(st.tuples(moments, st.sampled_from(ZONES)), min_size=1, max_size=12)
often = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def travel(person, journey):
    """Log a mg more each time, wherever the person is by then, on the day that it is there."""
    Entry.objects.filter(person=person).delete()
    profile = Profile.objects.get(person=person)
    for mg, (now, zone) in enumerate(journey, start=1):
        profile.time_zone = zone
        profile.save()
        local = now.astimezone(zoneinfo.ZoneInfo(zone))
        quick = NewEntry(
            date=profile.today(now),
            time=local.time().replace(tzinfo=None),
            meal="snack",
            name=f"Snack {mg}",
            kind="food",
            magnesium_mg=Decimal(mg),
        )
        yield log_entry(person, quick)[0]


@often
@given(journey=journeys)
def test_every_entry_is_on_one_day_and_stays_there(alice, journey):
    if not Profile.objects.filter(person=alice).exists():
        make_profile(alice)
    logged = list(travel(alice, journey))
    first, last = min(e.date for e in logged), max(e.date for e in logged)
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        Profile.objects.filter(person=alice).update(time_zone=zone)
        days = period_of(
            alice, first, last, situation_of(alice), today=last + timedelta(days=1)
        ).days
        on_days = {day.date: day.totals for day in days if day.totals.entries}
        assert {day: totals.entries for day, totals in on_days.items()} == Counter(
            entry.date for entry in logged
        )
        total = sum(totals.total_mg for totals in on_days.values())
        assert total == sum(range(1, len(journey) + 1))


@often
@given(start=st.sampled_from(CHANGES), zone=st.sampled_from(ZONES))
def test_a_day_follows_a_day_in_every_zone(start, zone):
    """Hour by hour the date never goes back, and skips a day only where the calendar did."""
    profile = Profile(time_zone=zone)
    dates = [profile.today(start + timedelta(hours=hour)) for hour in range(-48, 49)]
    steps = {after - before for before, after in pairwise(dates)}
    skipped = zone == "Pacific/Apia" and start.year == 2011
    assert steps <= {timedelta(0), timedelta(days=2 if skipped else 1)} | (
        {timedelta(days=1)} if skipped else set()
    )


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe"])
@pytest.mark.parametrize("change", [CHANGES[1], CHANGES[3]])
def test_the_checklist_is_logged_once_on_a_day_of_25_hours(alice, zone, change):
    profile = make_profile(alice, time_zone=zone)
    plan = NewEntry(
        date=date(2026, 1, 1),
        time=time(2, 30),
        meal="snack",
        name="Citrate",
        kind="supplement",
        magnesium_mg=Decimal(100),
    )
    item = add_item(alice, plan)
    days = set()
    for minutes in range(-24 * 60, 24 * 60, 30):
        day = profile.today(change + timedelta(minutes=minutes))
        days.add(day)
        log_item(item, day)
    assert Counter(Entry.objects.filter(person=alice).values_list("date", flat=True)) == Counter(
        days
    )
