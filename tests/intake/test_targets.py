from datetime import date
from decimal import Decimal

import pytest

from intake.models import FIRST_DAY, LifeStage, Target
from intake.targets import choose_authority, situation_of
from tests.factories import make_profile, make_target

TODAY = date(2026, 11, 23)


def target(person, day=TODAY):
    found = situation_of(person).on(day)
    return (found.mg, found.kind, found.authority, found.custom)


def test_nothing_known_is_the_daily_value(alice):
    assert target(alice) == (420, "DV", None, False)


def test_a_profile_brings_the_us_allowance(alice):
    make_profile(alice)
    assert target(alice) == (320, "RDA", "us", False)


@pytest.mark.parametrize(
    ("birth_date", "sex", "authority", "expected"),
    [
        (date(1990, 3, 15), "", "us", (420, "DV", None, False)),
        (None, "male", "us", (420, "DV", None, False)),
        (date(1990, 3, 15), "male", "efsa", (350, "AI", "efsa", False)),
        (date(1990, 3, 15), "female", "dach", (300, "AI", "dach", False)),
        (date(1990, 3, 15), "male", "who", (260, "RNI", "who", False)),
    ],
)
def test_what_is_known_decides(alice, birth_date, sex, authority, expected):
    make_profile(alice, birth_date=birth_date, sex=sex)
    make_target(alice, date(2020, 1, 1), authority=authority)
    found = target(alice)
    assert (found[0], found[2], found[3]) == (expected[0], expected[2], expected[3])


def test_a_birthday_moves_the_target_on_that_day_and_not_before(alice):
    make_profile(alice, birth_date=date(1995, 11, 23))

    assert target(alice, date(2026, 11, 22))[0] == 310
    assert target(alice, date(2026, 11, 23))[0] == 320


def test_a_past_day_keeps_its_own_target(alice):
    make_profile(alice)
    make_target(alice, FIRST_DAY, authority="us")
    make_target(alice, date(2026, 11, 10), authority="us", mg=Decimal(500))
    make_target(alice, date(2026, 11, 20), authority="efsa")

    assert target(alice, date(2026, 11, 9)) == (320, "RDA", "us", False)
    assert target(alice, date(2026, 11, 10)) == (500, "custom", "us", True)
    assert target(alice, date(2026, 11, 19)) == (500, "custom", "us", True)
    assert target(alice, date(2026, 11, 20)) == (300, "AI", "efsa", False)


def test_before_the_first_target_has_started_it_does_not_hold(alice):
    make_profile(alice)
    make_target(alice, date(2026, 11, 10), authority="us", mg=Decimal(500))

    assert target(alice, date(2026, 11, 9)) == (320, "RDA", "us", False)


def test_pregnancy_and_lactation_may_overlap_and_the_higher_value_holds(alice):
    make_profile(alice, sex="male")
    LifeStage.objects.create(
        person=alice, kind="lactating", starts_on=date(2026, 1, 1), ends_on=date(2026, 11, 22)
    )
    LifeStage.objects.create(person=alice, kind="pregnant", starts_on=date(2026, 6, 1))

    assert target(alice, date(2025, 12, 31))[0] == 420  # men 31-50
    assert target(alice, date(2026, 1, 1))[0] == 320  # lactating 31-50
    assert target(alice, date(2026, 6, 1))[0] == 360  # both: pregnant is higher
    assert target(alice, date(2026, 11, 23))[0] == 360


def test_the_first_choice_of_an_authority_holds_for_the_days_before_too(alice):
    make_profile(alice)

    choose_authority(person=alice, authority="efsa", today=TODAY)

    assert target(alice, date(2026, 11, 1))[2] == "efsa"


def test_another_choice_holds_from_today_and_the_past_keeps_its_own(alice):
    make_profile(alice)
    choose_authority(person=alice, authority="us", today=date(2026, 11, 1))

    choose_authority(person=alice, authority="efsa", today=TODAY)
    choose_authority(person=alice, authority="dach", today=TODAY)

    assert target(alice, date(2026, 11, 22))[2] == "us"
    assert target(alice, TODAY)[2] == "dach"
    assert Target.objects.filter(person=alice).count() == 2


def test_choosing_what_holds_already_changes_nothing(alice):
    make_target(alice, date(2026, 11, 1), authority="us", mg=Decimal(500))

    choose_authority(person=alice, authority="us", today=TODAY)

    assert Target.objects.get(person=alice).mg == 500
