"""What holds of a day's sums whatever was logged."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foods.models import Kind
from intake.days import DaySummary, day_of, upper_level_for
from intake.models import Entry, Meal
from intake.targets import situation_of
from intake.totals import totals_by_day

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)

figures = st.decimals(min_value=0, max_value=900, places=3)
items = st.fixed_dictionaries(
    {
        "meal": st.sampled_from(Meal.values),
        "kind": st.sampled_from(Kind.values),
        "magnesium_mg": st.none() | figures,
        # None, 0, or a share of the figure.
        "added": st.none() | st.sampled_from([Decimal(0), Decimal("0.4"), Decimal(1)]),
    }
)
often = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def write_down(person, logged):
    Entry.objects.filter(person=person).delete()
    for item in logged:
        Entry.objects.create(
            person=person,
            date=DAY,
            meal=item["meal"],
            kind=item["kind"],
            name="Item",
            amount=1,
            magnesium_mg=item["magnesium_mg"],
            added_magnesium_mg=added_of(item),
        )


def added_of(item):
    """Of food and drink only. A part that isn't zero can't be known of an unknown whole."""
    if item["kind"] in (Kind.SUPPLEMENT, Kind.MEDICINE) or item["added"] is None:
        return None
    if item["magnesium_mg"] is None:
        return Decimal(0) if item["added"] == 0 else None
    return item["magnesium_mg"] * item["added"]


def summary(person):
    situation = situation_of(person)
    totals = totals_by_day(person, DAY, DAY)[DAY]
    return DaySummary(DAY, totals, situation.on(DAY))


@often
@given(logged=st.lists(items, min_size=1, max_size=8))
def test_parts_and_meals_sum_to_the_total(alice, logged):
    write_down(alice, logged)
    day = day_of(alice, DAY, situation_of(alice))
    totals = day.summary.totals
    counted = [item for item in logged if item["kind"] != Kind.MEDICINE]
    by_hand = sum((item["magnesium_mg"] or Decimal(0) for item in counted), Decimal(0))
    assert totals.food_mg + totals.water_mg + totals.supplement_mg == totals.total_mg == by_hand
    assert sum(part.magnesium_mg for part in day.meals) == totals.total_mg
    assert totals.unknown_items == sum(item["magnesium_mg"] is None for item in counted)
    assert totals.is_lower_bound == any(part.is_lower_bound for part in day.meals)


@often
@given(logged=st.lists(items, min_size=1, max_size=8), found=st.lists(figures, min_size=8))
def test_a_bound_never_exceeds_the_value_that_replaces_the_unknown(alice, logged, found):
    """Every unknown turns out to be some figure, of which all, a part or nothing was added."""
    write_down(alice, logged)
    before = summary(alice)
    write_down(
        alice,
        [
            item | {"magnesium_mg": found[at], "added": item["added"] or Decimal(0)}
            if item["magnesium_mg"] is None
            else item
            for at, item in enumerate(logged)
        ],
    )
    after = summary(alice)
    assert before.totals.total_mg <= after.totals.total_mg
    assert before.percent_of_target <= after.percent_of_target
    assert before.remaining_mg >= after.remaining_mg
    assert before.totals.added_mg <= after.totals.added_mg
    if before.totals.added_at_most_mg is not None:
        assert after.totals.added_mg <= before.totals.added_at_most_mg
    if not before.totals.is_lower_bound:
        assert before.totals.total_mg == after.totals.total_mg
    if before.upper_level.exceeded is not None and after.upper_level.exceeded is not None:
        assert before.upper_level.exceeded == after.upper_level.exceeded
    assert upper_level_for(before.totals, None) is None
