from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foods.models import Group, Kind
from intake.breakdowns import breakdown_of
from intake.days import mean_of, summaries_of
from intake.diary import delete_entry
from intake.models import Entry, Meal
from intake.snapshots import Measure
from intake.targets import situation_of
from tests.factories import make_entry, make_food, make_quick_add

pytestmark = pytest.mark.django_db

FIRST, LAST, TODAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 23)
DAY = date(2026, 11, 21)


def breakdown(person):
    return breakdown_of(person, FIRST, LAST, today=TODAY)


def told(parts):
    return [
        (part.name, part.items, part.unknown_items, part.magnesium_mg, part.share)
        for part in parts
        if part.items
    ]


def test_foods_by_what_is_known_of_them(alice):
    kale, stew = make_food("Kale", magnesium_mg="60"), make_food("Stew", magnesium_mg=None)
    make_entry(alice, kale, date=DAY)
    make_entry(alice, kale, date=FIRST, meal="dinner")
    make_entry(alice, make_food("Water", magnesium_mg="30", kind=Kind.WATER), date=DAY)
    make_entry(alice, stew, date=DAY)
    make_quick_add(alice, DAY, "Cake", "20")
    make_quick_add(alice, FIRST, "cake", "30")

    found = breakdown(alice)

    assert told(found.foods) == [
        ("Kale", 2, 0, 120, 60),
        ("Cake", 2, 0, 50, 25),
        ("Water", 1, 0, 30, 15),
        ("Stew", 1, 1, 0, 0),
    ]
    assert (found.items, found.unknown_items, found.magnesium_mg) == (6, 1, 200)
    assert [part.key for part in found.foods] == [kale.pk, None, found.foods[2].key, stew.pk]


def test_a_merged_food_is_the_one_that_stands_for_it(alice):
    kept, twin = make_food("Oats", magnesium_mg="100"), make_food("Oat flakes", magnesium_mg="100")
    make_entry(alice, kept, date=DAY)
    make_entry(alice, twin, date=DAY)
    type(twin).objects.filter(pk=twin.pk).update(state="merged", merged_into=kept)

    assert told(breakdown(alice).foods) == [("Oats", 2, 0, 200, 100)]


def test_groups_with_a_line_for_what_has_none(alice):
    nuts = Group.objects.create(slug="nuts-seeds", name="Nuts and seeds")
    make_entry(alice, make_food("Almonds", magnesium_mg="200", group=nuts), date=DAY)
    make_entry(alice, make_food("Cashews", magnesium_mg="100", group=nuts), date=DAY)
    make_entry(alice, make_food("Soup", magnesium_mg="60"), date=DAY)
    make_quick_add(alice, DAY, "Cake", "30")
    make_quick_add(alice, DAY, "Citrate", "10", kind="supplement")

    found = breakdown(alice).groups

    assert told(found) == [
        ("Nuts and seeds", 2, 0, 300, 75),
        ("Foods without a group", 1, 0, 60, 15),
        ("Foods written down by name", 1, 0, 30, Decimal("7.5")),
        ("Supplements written down by name", 1, 0, 10, Decimal("2.5")),
    ]
    assert [part.key for part in found] == ["nuts-seeds", None, None, None]


def test_meals_come_in_the_order_of_a_day_all_four(alice):
    make_entry(alice, make_food(magnesium_mg="30"), date=DAY, meal="dinner")
    make_entry(alice, make_food(magnesium_mg="10"), date=DAY, meal="breakfast")
    make_entry(alice, make_food(magnesium_mg=None), date=DAY, meal="breakfast")

    found = breakdown(alice).meals

    assert [(m.key, m.name, m.items, m.unknown_items, m.magnesium_mg, m.share) for m in found] == [
        ("breakfast", "Breakfast", 2, 1, 10, 25),
        ("lunch", "Lunch", 0, 0, 0, 0),
        ("dinner", "Dinner", 1, 0, 30, 75),
        ("snack", "Snacks", 0, 0, 0, 0),
    ]


def test_companions_only_where_both_figures_are_known(alice):
    def food(magnesium, calcium, phosphorus):
        return make_food(
            magnesium_mg=magnesium,
            calcium_mg_per_basis=calcium,
            phosphorus_mg_per_basis=phosphorus,
        )

    for each in (
        food("100", Decimal(300), Decimal(200)),
        food("50", Decimal(0), None),
        food("70", None, Decimal(100)),
        food(None, Decimal(999), Decimal(999)),
    ):
        make_entry(alice, each, date=DAY)

    found = breakdown(alice)

    assert (found.calcium.items, found.calcium.mg, found.calcium.magnesium_mg) == (2, 300, 150)
    assert found.calcium.per_mg == 2
    assert (found.phosphorus.items, found.phosphorus.mg) == (2, 300)
    assert found.phosphorus.magnesium_mg == 170


def test_of_nothing(alice):
    found = breakdown(alice)

    assert (found.items, found.foods, found.groups) == (0, [], [])
    assert [meal.share for meal in found.meals] == [None] * 4
    assert found.calcium.per_mg is None


def test_medicines_today_deleted_entries_and_other_people_are_left_out(alice, bob):
    antacid = make_food(magnesium_mg="300", kind=Kind.MEDICINE, basis="unit")
    make_entry(alice, antacid, date=DAY, measure=Measure(amount=Decimal(1)))
    make_entry(alice, make_food(magnesium_mg="100"), date=TODAY)
    make_entry(bob, make_food(magnesium_mg="100"), date=DAY)
    delete_entry(make_entry(alice, make_food(magnesium_mg="100"), date=DAY))

    assert breakdown(alice).items == 0


def test_two_queries_whatever_was_logged(alice, django_assert_num_queries):
    for number in range(30):
        group = Group.objects.create(slug=f"g{number}", name=f"Group {number}")
        make_entry(alice, make_food(group=group), date=DAY)
        make_quick_add(alice, DAY, f"Dish {number}", "3")
    with django_assert_num_queries(2):
        found = breakdown(alice)
    assert len(found.foods) == 60


# Whatever was logged

entries = st.lists(
    st.tuples(
        st.sampled_from(Meal.values),
        st.sampled_from(Kind.values),
        st.none() | st.decimals(min_value=0, max_value=900, places=3),
        st.integers(20, 24),
    ),
    max_size=12,
)
often = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def write_down(person, logged):
    Entry.objects.filter(person=person).delete()
    Entry.objects.bulk_create(
        Entry(
            person=person,
            date=date(2026, 11, day),
            meal=meal,
            kind=kind,
            name=f"Item {number % 5}",
            amount=1,
            magnesium_mg=mg,
        )
        for number, (meal, kind, mg, day) in enumerate(logged)
    )


@often
@given(logged=entries)
def test_parts_sum_to_the_total_of_the_counted_days(alice, logged):
    write_down(alice, logged)
    days = summaries_of(alice, FIRST, LAST, situation_of(alice))
    mean = mean_of(days, today=TODAY)

    found = breakdown(alice)

    for parts in (found.foods, found.groups, found.meals):
        assert sum(part.magnesium_mg for part in parts) == found.magnesium_mg
        assert sum(part.items for part in parts) == found.items
        assert sum(part.unknown_items for part in parts) == found.unknown_items
    # The mean is rounded to 28 digits.
    whole = (mean.total_mg or Decimal(0)) * mean.days
    assert abs(whole - found.magnesium_mg) < Decimal("1e-18")
    assert mean.unknown_items == found.unknown_items
