from datetime import time
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.medicines.classes import CLASSES
from intake.medicines.spacing import (
    MINUTES_OF_A_DAY,
    NamedMedicine,
    may_hold_magnesium,
    minutes_between,
    spacings,
)

minutes = st.integers(0, MINUTES_OF_A_DAY - 1)
several = st.lists(minutes, min_size=1, max_size=6)


def at(minute: int) -> time:
    return time(*divmod(minute % MINUTES_OF_A_DAY, 60))


def named(class_key: str, *times: time, name: str = "") -> NamedMedicine:
    return NamedMedicine(UUID(int=1), name or class_key, class_key, times)


def apart(medicine_times: list[time], magnesium_at: time) -> tuple[int, int]:
    (one,) = spacings([named("quinolone", *medicine_times)], magnesium_at)
    assert one.before is not None
    assert one.after is not None
    return one.before.minutes, one.after.minutes


@pytest.mark.parametrize(
    ("medicine_times", "magnesium_at", "before", "after"),
    [
        ([time(7)], time(8), 60, 23 * 60),
        ([time(23, 30)], time(0, 30), 60, 23 * 60),
        ([time(0, 30)], time(23, 30), 23 * 60, 60),
        ([time(8), time(20)], time(12), 4 * 60, 8 * 60),
        ([time(8), time(20)], time(22), 2 * 60, 10 * 60),
        ([time(8)], time(8), 0, 0),
        ([time(8), time(9)], time(8), 0, 0),
        ([time(8, 0, 59)], time(8, 1), 1, 23 * 60 + 59),
        ([time(20), time(8)], time(8, 30), 30, 11 * 60 + 30),
    ],
)
def test_nearest_before_and_after(medicine_times, magnesium_at, before, after):
    assert apart(medicine_times, magnesium_at) == (before, after)


@given(several, minutes, st.integers(-3 * MINUTES_OF_A_DAY, 3 * MINUTES_OF_A_DAY))
def test_shifting_all_times_alike_changes_no_gap(medicine_times, magnesium_at, shift):
    there = apart([at(each + shift) for each in medicine_times], at(magnesium_at + shift))
    assert there == apart([at(each) for each in medicine_times], at(magnesium_at))


@given(several, minutes)
def test_the_clock_run_backwards_swaps_before_and_after(medicine_times, magnesium_at):
    backwards = apart([at(-each) for each in medicine_times], at(-magnesium_at))
    assert backwards == apart([at(each) for each in medicine_times], at(magnesium_at))[::-1]


@given(minutes, minutes)
def test_there_and_back_is_a_day(one, other):
    there, back = minutes_between(at(one), at(other)), minutes_between(at(other), at(one))
    assert there + back == (0 if one == other else MINUTES_OF_A_DAY)


@given(several, minutes)
def test_no_time_of_the_medicine_lies_nearer(medicine_times, magnesium_at):
    before, after = apart([at(each) for each in medicine_times], at(magnesium_at))
    for each in medicine_times:
        assert minutes_between(at(each), at(magnesium_at)) >= before
        assert minutes_between(at(magnesium_at), at(each)) >= after


def test_of_one_the_table_does_not_know_there_are_no_gaps():
    (one,) = spacings([named("", time(7), name="Metformin")], time(8))
    assert (one.medicine.name, one.before, one.after) == ("Metformin", None, None)


def test_those_for_which_hours_do_not_matter_are_left_out():
    medicines = [named(key, time(7)) for key in CLASSES]
    shown = [each.medicine.class_key for each in spacings(medicines, time(8))]
    assert shown == [key for key, each in CLASSES.items() if each.gaps]


def test_without_a_time_of_magnesium_nothing_is_measured():
    (one,) = spacings([named("iron", time(7))], None)
    assert (one.before, one.after) == (None, None)


@pytest.mark.parametrize(
    ("kind", "name", "magnesium_mg", "concerned"),
    [
        ("supplement", "Citrate", Decimal(100), True),
        ("medicine", "Antacid", Decimal(200), True),
        ("supplement", "Multivitamin", None, True),  # not known is not none
        ("supplement", "Vitamin D", Decimal(0), False),
        ("food", "Almonds", Decimal(76), False),
        ("water", "Mineral water", Decimal(50), False),
        ("medicine", "Levothyroxine 50", None, False),
        ("supplement", "Iron with magnesium", None, True),
        ("supplement", "Iron with vitamins", Decimal(60), True),
        ("supplement", "Iron 14 mg", None, False),
        ("supplement", "Multivitamin with iron", None, True),  # who knows what else
        ("supplement", "Mg citrate + iron", None, True),
        ("medicine", "Antacid, not with levothyroxine", None, True),
    ],
)
def test_whom_gaps_concern(kind, name, magnesium_mg, concerned):
    assert may_hold_magnesium(kind, name, magnesium_mg) is concerned
