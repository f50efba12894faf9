"""Whatever somebody eats, what is suggested is sensible: 90 days over our own catalogue."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from foods.models import Food, Kind, State
from intake.days import day_of
from intake.diary import NewEntry, log_entry
from intake.models import Entry
from intake.snapshots import Measure
from intake.suggestions import suggestions_for
from intake.targets import situation_of
from tests.factories import make_profile
from tests.shipped import load_catalogue

pytestmark = pytest.mark.django_db
FIRST, DAYS = date(2026, 1, 1), 90


@pytest.fixture
def diary(alice):
    """One to nine things a day, mostly by portion, sometimes an odd amount by weight."""
    load_catalogue()
    chance = random.Random(7)  # noqa: S311
    foods = [
        food
        for food in Food.objects.filter(kind__in=[Kind.FOOD, Kind.WATER], popularity__gte=30)
        .order_by("pk")
        .with_default_portion()
        if food.default_portion
    ]
    staples = chance.sample(foods, 25)
    for back in range(DAYS):
        for _ in range(chance.randint(1, 9)):
            food = chance.choice(staples if chance.random() < 0.6 else foods)
            log_entry(
                alice,
                NewEntry(
                    date=FIRST + timedelta(days=back),
                    meal=chance.choice(["breakfast", "lunch", "dinner", "snack"]),
                    food=food,
                    measure=measure_of(food, chance),
                ),
            )
    return alice


def measure_of(food, chance):
    if food.basis == "100g" and chance.random() < 0.2:
        return Measure(grams=Decimal(chance.randint(5, 400)))
    amount = Decimal(chance.choice(["0.5", "1", "1", "1", "2", "3"]))
    return Measure(portion=food.default_portion, amount=amount)


def suggested_on(person, situation, on):
    day = day_of(person, on, situation)
    eaten = [entry.food_id for entry in day.entries]
    return (
        day.summary,
        eaten,
        suggestions_for(person, day.summary, situation, today=on, eaten=eaten),
    )


def test_every_suggestion_of_90_days_is_sensible(diary):
    make_profile(diary)
    situation = situation_of(diary)
    foods = Food.objects.with_default_portion().in_bulk()
    counts = []
    for back in range(DAYS):
        summary, eaten, suggestions = suggested_on(diary, situation, FIRST + timedelta(days=back))
        gap_mg = summary.remaining_mg
        groups = [foods[each.food_id].group_id for each in suggestions]
        assert len(set(groups)) == len(groups) <= 3
        for each in suggestions:
            food = foods[each.food_id]
            assert (food.state, food.kind in (Kind.FOOD, Kind.WATER)) == (State.PUBLISHED, True)
            assert food.magnesium_mg_per_basis is not None
            assert food.pk not in eaten
            assert 0 < each.quantity <= 2 * food.default_portion.quantity
            assert each.magnesium_mg == pytest.approx(food.magnesium_mg_in(each.quantity))
            # It helps: something of the gap, and hardly more than what is left.
            assert max(8, gap_mg / 10) <= each.magnesium_mg <= max(60, gap_mg * 3 / 2)
        counts.append(len(suggestions))
    assert Entry.objects.count() > 360
    # Most days end below the target, and then there is something to suggest.
    assert counts.count(3) > DAYS / 2


@pytest.mark.parametrize(
    "told",
    [{"kidney_disease": True}, {"birth_date": date(2009, 1, 1)}],
    ids=["kidneys", "under 18"],
)
def test_none_at_all_with_weak_kidneys_or_under_18(diary, told):
    make_profile(diary, **told)
    situation = situation_of(diary)
    for back in range(0, DAYS, 10):
        _, _, suggestions = suggested_on(diary, situation, FIRST + timedelta(days=back))
        assert suggestions is None
