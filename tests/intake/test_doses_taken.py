from datetime import date
from decimal import Decimal

import pytest

from foods.models import State
from intake.doses_taken import Taken, taken_between
from intake.snapshots import Measure
from tests.factories import make_entry, make_food, make_quick_add

pytestmark = pytest.mark.django_db

FIRST, LAST, TODAY = date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 20)


def day(number: int) -> date:
    return date(2026, 11, number)


def taken(person, today: date = TODAY, skipped: tuple[date, ...] = ()) -> list[Taken]:
    return taken_between(person, FIRST, LAST, today=today, skipped=skipped)


@pytest.fixture
def citrate():
    return make_food(
        "Citrate 500",
        kind="supplement",
        basis="unit",
        magnesium_mg=None,
        compound="citrate-trimagnesium-anhydrous",
        elemental_fraction=Decimal("0.1616"),
    )


def test_nothing_taken(alice):
    make_quick_add(alice, day(1), "Porridge", "160")
    assert taken(alice) == []


def test_a_product_by_its_form_label_dose_and_days(alice, citrate):
    for number, mg in ((1, "500"), (2, "500"), (4, "1000")):
        make_entry(alice, citrate, date=day(number), measure=Measure(compound_mg=Decimal(mg)))
    # 500 x 0.1616 = 80.8, 1000 x 0.1616 = 161.6; together 323.2 on 3 days.
    assert taken(alice) == [
        Taken(
            name="Citrate 500",
            kind="supplement",
            form="Trimagnesium citrate, anhydrous",
            label_says="compound",
            amount=Decimal(1),
            portion_label="500 mg of the compound",
            other_amounts=1,
            days=3,
            doses=3,
            unknown_doses=0,
            magnesium_mg=Decimal("323.2"),
            least_mg=Decimal("80.8"),
            most_mg=Decimal("161.6"),
            at_most_mg=Decimal("323.2"),
        )
    ]
    assert taken(alice)[0].mg_a_day == Decimal("323.2") / 3


def test_two_readings_of_a_label_stand_apart(alice, citrate):
    make_entry(alice, citrate, date=day(1), measure=Measure(compound_mg=Decimal(500)))
    make_entry(alice, citrate, date=day(2), measure=Measure(elemental_mg=Decimal(100)))
    make_entry(alice, citrate, date=day(3), measure=Measure(elemental_mg=Decimal(100)))
    assert [(t.label_says, t.days, t.magnesium_mg) for t in taken(alice)] == [
        ("elemental", 2, Decimal(200)),
        ("compound", 1, Decimal("80.8")),
    ]


def test_several_doses_of_a_day_are_one_day(alice, citrate):
    for _ in range(2):
        make_entry(alice, citrate, date=day(1), measure=Measure(elemental_mg=Decimal(100)))
    (found,) = taken(alice)
    assert (found.days, found.doses, found.least_mg, found.other_amounts) == (1, 2, Decimal(200), 0)


def test_a_dose_without_a_figure_is_counted_and_no_zero(alice):
    make_quick_add(alice, day(1), "Drops", "60", kind="supplement")
    make_entry(alice, name="drops", kind="supplement", magnesium_mg=None, date=day(2))
    make_entry(alice, name="Powder", kind="supplement", magnesium_mg=None, date=day(2))
    drops, powder = taken(alice)
    assert (drops.days, drops.unknown_doses, drops.is_lower_bound) == (2, 1, True)
    assert (drops.magnesium_mg, drops.least_mg, drops.most_mg) == (60, 60, 60)
    assert (powder.magnesium_mg, powder.mg_a_day, powder.least_mg) == (None, None, None)


def test_a_merged_product_is_one_with_the_kept_one(alice, citrate):
    old = make_food("Old name", kind="supplement", basis="unit", magnesium_mg="100")
    make_entry(alice, old, date=day(1), measure=Measure(amount=Decimal(1)))
    old.state, old.merged_into = State.MERGED, citrate
    old.save()
    make_entry(alice, citrate, date=day(2), measure=Measure(amount=Decimal(1)))
    assert [(t.name, t.days) for t in taken(alice)] == [("Citrate 500", 2)]


def test_medicines_come_after_supplements_and_both_by_days(alice):
    for number in (1, 2, 3):
        make_quick_add(alice, day(number), "Antacid", "30", kind="medicine")
    make_quick_add(alice, day(1), "Rarely", "500", kind="supplement")
    for number in (1, 2):
        make_quick_add(alice, day(number), "Often", "10", kind="supplement")
    assert [t.name for t in taken(alice)] == ["Often", "Rarely", "Antacid"]


def test_only_kept_entries_of_days_that_are_over(alice, bob):
    make_quick_add(alice, day(5), "Tablet", "100", kind="supplement")
    make_quick_add(alice, day(6), "Tablet", "100", kind="supplement")
    make_quick_add(alice, date(2026, 10, 31), "Before", "100", kind="supplement")
    make_quick_add(bob, day(5), "Bob’s", "100", kind="supplement")
    alice.entries.filter(name="Tablet", date=day(5)).update(deleted_at="2026-11-19T12:00Z")
    assert [(t.name, t.days) for t in taken(alice)] == [("Tablet", 1)]
    assert taken(alice, today=day(6)) == []


def test_two_queries_whatever_was_taken(alice, citrate, django_assert_num_queries):
    for number in range(1, 10):
        make_entry(alice, citrate, date=day(number), measure=Measure(elemental_mg=Decimal(number)))
        make_quick_add(alice, day(number), f"Tablet {number}", "10", kind="medicine")
    with django_assert_num_queries(2):
        assert len(taken(alice)) == 10


def test_a_salt_whose_form_is_not_known_is_a_range(alice):
    citrate = make_food("Citrate", kind="supplement", basis="unit", magnesium_mg=None)
    for number in (1, 2):
        measure = Measure(compound_mg=Decimal(1_000), compound="citrate")
        make_entry(alice, citrate, date=day(number), measure=measure)
    (found,) = taken(alice)
    assert found.form == "Magnesium citrate, form not known"
    # 11.34 to 16.16 % of 1,000 mg.
    assert (round(found.mg_a_day), round(found.at_most_mg_a_day)) == (113, 162)
    make_entry(alice, citrate, date=day(2), measure=Measure(elemental_mg=Decimal(100)))
    by_weight, elemental = taken(alice)
    assert (by_weight.label_says, elemental.label_says) == ("compound", "elemental")
    assert elemental.at_most_mg_a_day is None


def test_skipped_days_are_left_out(alice):
    for number in (1, 2):
        make_quick_add(alice, day(number), "Citrate", "100", kind="supplement")
    (one,) = taken(alice, skipped=(day(2),))
    assert (one.days, one.magnesium_mg) == (1, 100)
