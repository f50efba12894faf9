from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from foods.merging import merge
from foods.models import FoodName, Group, Kind
from intake.days import day_of
from intake.food_marks import mark_food, unmark_food
from intake.models import Mark
from intake.snapshots import Measure
from intake.suggestions import suggestions_for
from intake.targets import situation_of
from tests.factories import make_entry, make_food, make_portion, make_profile

TODAY = date(2026, 11, 23)


def suggested(person, eaten=(), usual=None):
    situation = situation_of(person)
    day = day_of(person, TODAY, situation).summary
    found = suggestions_for(person, day, situation, today=day.date, eaten=eaten, usual=usual)
    return found and [(each.name, each.magnesium_mg, each.usual) for each in found]


def common_food(name, magnesium_mg, group, popularity=80, quantity="30", **fields):
    food = make_food(
        name,
        magnesium_mg=magnesium_mg,
        popularity=popularity,
        group=Group.objects.get_or_create(slug=group, defaults={"name": group})[0],
        **fields,
    )
    make_portion(food, quantity=quantity)
    return food


def usual_food(person, name, magnesium_mg, quantity="100", group=None, **fields):
    """Of which 100 g were eaten three days ago."""
    food = make_food(
        name,
        magnesium_mg=magnesium_mg,
        group=Group.objects.get_or_create(slug=group or name.lower(), defaults={"name": name})[0],
        **fields,
    )
    make_portion(food, quantity=quantity)
    make_entry(person, food, date=date(2026, 11, 20))
    return food


def test_a_suggestion_is_named_in_the_language_of_the_page(alice):
    seeds = common_food("Pumpkin seeds", "550", "nuts")
    FoodName.objects.create(food=seeds, language="de", name="Kürbiskerne", preferred=True)
    common_food("Almonds", "270", "seeds")
    with translation.override("de"):
        assert {name for name, *_ in suggested(alice)} == {"Kürbiskerne", "Almonds"}


def test_usual_foods_come_before_common_ones_and_groups_vary(alice):
    usual_food(alice, "Muesli", "120")
    common_food("Pumpkin seeds", "550", "nuts")
    common_food("Almonds", "270", "nuts")
    common_food("Spinach", "87", "vegetables", quantity="90")
    common_food("Rare nut", "500", "other", popularity=5)
    common_food("No figure", None, "grains")

    assert suggested(alice) == [
        ("Muesli", 120, True),
        ("Pumpkin seeds", 165, False),
        ("Spinach", Decimal("78.3"), False),
    ]


def test_of_the_habits_those_nearest_to_the_gap_come_first(alice):
    for name, magnesium_mg in [("Toast", "9"), ("Nuts", "90"), ("Beans", "60"), ("Stew", "400")]:
        usual_food(alice, name, magnesium_mg)
    make_entry(alice, make_food(magnesium_mg="350"))

    assert suggested(alice) == [("Beans", 60, True), ("Nuts", 90, True), ("Toast", 9, True)]


def test_what_was_eaten_today_is_not_suggested_again(alice):
    seeds = common_food("Pumpkin seeds", "550", "nuts")
    assert suggested(alice, eaten=[seeds.pk]) == []


def test_supplements_and_medicines_are_never_suggested(alice):
    tablet = make_food(magnesium_mg="100", kind=Kind.SUPPLEMENT, basis="unit", popularity=99)
    make_entry(alice, tablet, date=date(2026, 11, 20), measure=Measure(amount=Decimal(1)))

    assert suggested(alice) == []


def test_without_a_gap_there_is_nothing_to_close(alice):
    common_food("Pumpkin seeds", "550", "nuts")
    make_entry(alice, make_food(magnesium_mg="420"))

    assert suggested(alice) == []


def test_the_kidney_flag_silences_every_suggestion(alice):
    common_food("Pumpkin seeds", "550", "nuts")
    make_profile(alice, kidney_disease=True)

    assert suggested(alice) is None


def test_under_18_nothing_is_suggested(alice):
    common_food("Pumpkin seeds", "550", "nuts")
    profile = make_profile(alice, birth_date=date(2008, 11, 24))
    assert suggested(alice) is None

    profile.birth_date = date(2008, 11, 23)
    profile.save()
    assert suggested(alice) == [("Pumpkin seeds", 165, False)]


def test_no_two_are_from_one_group_whether_habit_or_not(alice):
    usual_food(alice, "Walnuts", "158", group="nuts")
    usual_food(alice, "Almonds", "270", group="nuts")
    common_food("Cashews", "292", "nuts")
    common_food("Spinach", "87", "vegetables", quantity="90")
    assert suggested(alice) == [("Almonds", 270, True), ("Spinach", Decimal("78.3"), False)]


def test_a_habit_is_suggested_in_at_most_two_portions(alice):
    """Somebody logged 100 g of chia; two spoons of 12 g are suggested: 335 * 0.24 = 80.4 mg."""
    usual_food(alice, "Chia seeds", "335", quantity="12")
    assert suggested(alice) == [("Chia seeds", Decimal("80.4"), True)]


def test_what_has_no_portion_is_not_suggested(alice):
    make_entry(alice, make_food("Powder", magnesium_mg="120"), date=date(2026, 11, 20))
    assert suggested(alice) == []


def test_nothing_is_suggested_from_the_shelf_that_holds_beer(alice):
    common_food("Beer", "20", "drinks", quantity="330")
    usual_food(alice, "Wine", "12", group="drinks")
    assert suggested(alice) == []


@pytest.mark.parametrize(("usual", "is_habit"), [(None, True), ((), False)])
def test_what_was_eaten_is_not_suggested_as_the_food_that_stands_for_it(alice, usual, is_habit):
    """Neither as a habit nor out of the catalogue."""
    old = common_food("Spinach, raw", "87", "vegetables")
    spinach = common_food("Spinach", "87", "vegetables", quantity="90")
    make_entry(alice, old, date=TODAY, measure=Measure(grams=Decimal(90)))
    merge(old, into=spinach)
    assert suggested(alice, usual=usual) == [("Spinach", Decimal("78.3"), is_habit)]
    assert suggested(alice, eaten=[old.pk, None], usual=usual) == []
    assert suggested(alice, eaten=[spinach.pk], usual=usual) == []


def test_not_this_is_remembered_also_for_a_habit_and_across_a_merge(alice, bob):
    habit = usual_food(alice, "Muesli", "120")
    seeds = common_food("Pumpkin seeds", "550", "nuts")
    old = make_food("Old spinach")
    spinach = common_food("Spinach", "87", "vegetables", quantity="90")
    for food in (habit, seeds, old):
        mark_food(alice, food, Mark.NOT_THIS)
    mark_food(bob, spinach, Mark.NOT_THIS)
    assert suggested(alice) == [("Spinach", Decimal("78.3"), False)]
    merge(old, into=spinach)
    assert suggested(alice) == []
    unmark_food(alice, habit.pk, Mark.NOT_THIS)
    assert suggested(alice) == [("Muesli", 120, True)]
