from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.models import FIRST_DAY, LAST_DAY, LifeStage, Target
from intake.reference_values import AUTHORITIES
from intake.targets import (
    DEFAULT_AUTHORITY,
    choose_authority,
    remove_target,
    set_own_target,
    situation_of,
)
from tests.factories import make_person, make_profile, make_target

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
        (date(1990, 3, 15), "male", "nnr", (350, "AI", "nnr", False)),
        (date(1990, 3, 15), "female", "uk", (270, "RNI", "uk", False)),
        (date(1990, 3, 15), "male", "anz", (420, "RDI", "anz", False)),
        (date(1990, 3, 15), "male", "japan", (380, "RDA", "japan", False)),
        (date(1990, 3, 15), "female", "india", (370, "RDA", "india", False)),
        (date(1990, 3, 15), "", "china", (320, "RNI", "china", False)),
        (date(1990, 3, 15), "", "japan", (420, "DV", None, False)),
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


@pytest.mark.parametrize("slug", AUTHORITIES)
def test_a_target_is_provisional_where_its_figure_is(alice, slug):
    make_profile(alice)
    make_target(alice, FIRST_DAY, authority=slug)
    found = situation_of(alice).on(TODAY)
    assert found.provisional is (slug in {"nnr", "anz", "india", "china"})


def test_a_number_of_ones_own_and_the_daily_value_are_not_provisional(alice):
    make_target(alice, FIRST_DAY, authority="india")
    assert not situation_of(alice).on(TODAY).provisional  # no birth date: the Daily Value
    make_profile(alice)
    assert situation_of(alice).on(TODAY).provisional
    set_own_target(person=alice, starts_on=TODAY, mg=Decimal(350))
    assert not situation_of(alice).on(TODAY).provisional


@pytest.mark.parametrize("mg", ["0", "0.999", "10000.001", "50000"])
def test_the_database_takes_no_target_that_is_no_amount_a_day(alice, mg):
    with pytest.raises(IntegrityError, match="target_is_an_amount_a_day"), transaction.atomic():
        make_target(alice, TODAY, mg=Decimal(mg))
    for least_and_most in ("1", "10000"):
        make_target(alice, TODAY, mg=Decimal(least_and_most)).delete()


# A target history, whatever is done to it. Choices are made on days that come one after another;
# numbers of one's own may begin before or after them.
FIRST = date(2026, 11, 1)
DAYS = [FIRST_DAY, *(FIRST + timedelta(days=number) for number in range(-6, 26)), LAST_DAY]


@dataclass(frozen=True)
class Act:
    what: str
    authority: str = ""
    mg: Decimal | None = None
    offset: int = 0  # days from the running day
    which: int = 0  # of the targets there are


ACTS = st.one_of(
    st.builds(Act, st.just("choose"), authority=st.sampled_from(["us", "efsa", "japan"])),
    st.builds(
        Act,
        st.just("set"),
        mg=st.none() | st.integers(1, 10_000).map(Decimal),
        offset=st.integers(-4, 4),
    ),
    st.builds(Act, st.just("remove"), which=st.integers(0, 9)),
)


def history(person):
    """Authority and own mg of every day, as the diary sees it: a day without a row would have the
    default's."""
    situation = situation_of(person)
    rows = {}
    for day in DAYS:
        row = situation.row_on(day)
        assert situation.on(day) is not None
        rows[day] = (row.authority, row.mg) if row else (DEFAULT_AUTHORITY, None)
    return rows


def starts(person):
    return sorted(Target.objects.filter(person=person).values_list("starts_on", flat=True))


def until_next(person, day):
    return next((start for start in starts(person) if start > day), date.max)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=60, deadline=None)
@given(acts=st.lists(ACTS, max_size=10))
def test_a_target_history_has_no_gap_and_no_overlap_and_the_past_stays(acts):
    person = make_person()
    make_profile(person)
    for number, act in enumerate(acts):
        today = FIRST + timedelta(days=number * 2)
        before, had_started = history(person), any(day <= today for day in starts(person))
        if act.what == "choose":
            choose_authority(person=person, authority=act.authority, today=today)
            after = history(person)
            kept = [day for day in DAYS if day < today and had_started]
            assert all(after[day][0] == act.authority for day in DAYS if day not in kept)
            if before[today][0] != act.authority:
                assert after[today] == (act.authority, None)
        elif act.what == "set":
            first = today + timedelta(days=act.offset)
            end = until_next(person, first)
            set_own_target(person=person, starts_on=first, mg=act.mg)
            after = history(person)
            kept = [day for day in DAYS if not first <= day < end]
            for day in DAYS:
                if first <= day < end:
                    assert after[day] == (before[first][0], act.mg)
        else:
            targets = list(Target.objects.filter(person=person).order_by("starts_on"))
            if not targets:
                continue
            target = targets[act.which % len(targets)]
            first, end = target.starts_on, until_next(person, target.starts_on)
            remove_target(target)
            after = history(person)
            kept = [day for day in DAYS if not first <= day < end]
            assert {after[day][1] for day in DAYS if first <= day < end} <= {
                None,
                before.get(first - timedelta(days=1), ("", None))[1],
            }
        assert {day: after[day] for day in kept} == {day: before[day] for day in kept}
        found = starts(person)
        assert len(found) == len(set(found))
