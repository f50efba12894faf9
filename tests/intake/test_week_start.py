"""On which day a week begins: as the person says, or as in their country."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from intake.days import summaries_of
from intake.models import Profile
from intake.targets import situation_of
from intake.views.trends.bars import weekly_bars
from intake.views.trends.weeks import weeks_of
from tests.factories import make_entry, make_profile
from tests.pages import text_of

TODAY = date(2026, 11, 27)  # a Friday


@pytest.mark.parametrize(
    ("country", "chosen", "first"),
    [("", None, 1), ("DE", None, 1), ("US", None, 7), ("EG", None, 6), ("US", 1, 1), ("DE", 7, 7)],
)
def test_whose_word_holds(country, chosen, first):
    assert Profile(country=country, week_start=chosen).first_weekday == first


@pytest.mark.django_db
def test_only_days_that_a_week_begins_with_are_kept(alice):
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.create(person=alice, week_start=3)


@pytest.mark.django_db
@pytest.mark.parametrize("first_weekday", [1, 6, 7])
def test_bars_are_weeks_and_no_day_is_in_two(alice, first_weekday):
    profile = make_profile(alice)
    first = date(2026, 8, 5)
    for ago in (1, 2, 9, 30):
        make_entry(alice, date=TODAY - timedelta(days=ago))
    days = summaries_of(alice, first, TODAY, situation_of(alice, profile))
    bars = weekly_bars(weeks_of(days, TODAY, first_weekday))
    assert bars[0].date == first
    assert {bar.date.isoweekday() for bar in bars[1:]} == {first_weekday}
    assert [later.date - one.date for one, later in pairwise(bars[1:])] == [timedelta(days=7)] * (
        len(bars) - 2
    )
    assert sum(bar.logged for bar in bars) == len(
        {
            (TODAY - timedelta(days=ago) - timedelta(days=first_weekday)).isocalendar()[:2]
            for ago in (1, 2, 9, 30)
        }
    )
    # What is not over is in no mean.
    assert bars[-1].label.startswith(f"{bars[-1].date:%-d %b} to 26 Nov 2026: 100 mg a day")


def test_it_is_chosen_in_the_settings(alices, alice):
    profile = make_profile(alice, country="DE")
    said = {
        "country": "DE",
        "authority": "dach",
        "units": "metric",
        "time_zone": profile.time_zone,
        "birth_date": "",
        "sex": "",
    }
    assert (
        "Saved."
        in alices.post("/settings/", said | {"week_start": "7"}, follow=True).content.decode()
    )
    assert Profile.objects.get().week_start == 7
    assert alices.post("/settings/", said | {"week_start": "3"}).status_code == 200
    assert Profile.objects.get().week_start == 7
    alices.post("/settings/", said | {"week_start": ""})
    assert Profile.objects.get().week_start is None


def test_a_year_of_days_names_its_rows(alices, alice):
    make_entry(alice)
    make_profile(alice, country="US")
    calendar = text_of(alices.get("/trends/")).split("The year", 1)[1]
    assert "Sun Thu" in calendar


def test_an_app_reads_and_changes_it(as_alice):
    answer = as_alice.patch("/api/v1/profile/", {"week_start": 6})
    assert answer.json()["week_start"] == 6
    refused = as_alice.patch("/api/v1/profile/", {"week_start": 2}).json()["errors"]
    assert [each["pointer"] for each in refused] == ["/week_start"]
    assert as_alice.patch("/api/v1/profile/", {"week_start": None}).json()["week_start"] is None
