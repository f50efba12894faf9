from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foods.models import Kind
from foods.supplements import FORMS
from intake.day_marks import mark_day
from intake.days import day_of, period_of
from intake.diary import delete_entry
from intake.models import Entry
from intake.reference_values import AUTHORITIES
from intake.snapshots import Measure
from intake.targets import situation_of
from tests.factories import make_entry, make_food, make_profile, make_target

DAY = date(2026, 11, 23)


def summary(person, day=DAY):
    return day_of(person, day, situation_of(person)).summary


def test_a_day_is_the_sum_by_hand(alice):
    # 100 g of 592, 30 g of 33.33, half a litre of water with 11.9 mg per 100 ml, a tablet of 60.
    make_entry(alice, make_food(magnesium_mg="592"))
    make_entry(alice, make_food(magnesium_mg="33.33"), measure=Measure(grams=Decimal("30")))
    water = make_food(magnesium_mg="11.9", kind=Kind.WATER, basis="100ml")
    make_entry(alice, water, measure=Measure(millilitres=Decimal(500)))
    tablet = make_food(magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")
    make_entry(alice, tablet, measure=Measure(elemental_mg=Decimal(60)))

    totals = summary(alice).totals

    assert totals.food_mg == Decimal("601.999")
    assert totals.water_mg == Decimal("59.5")
    assert totals.supplement_mg == Decimal("60")
    assert totals.total_mg == Decimal("721.499")
    assert not totals.is_lower_bound


def test_an_unknown_item_makes_the_total_a_lower_bound_and_is_never_zero(alice):
    make_entry(alice, make_food(magnesium_mg="100"))
    make_entry(alice, make_food(magnesium_mg=None))
    make_entry(alice, make_food(magnesium_mg="0"))

    day = summary(alice)

    assert day.totals.total_mg == 100
    assert (day.totals.items, day.totals.unknown_items) == (3, 1)
    assert day.totals.is_lower_bound


def test_an_antacid_meets_the_upper_level_and_not_the_total(alice):
    antacid = make_food(magnesium_mg="166.7", kind=Kind.MEDICINE, basis="unit")
    make_entry(alice, antacid, measure=Measure(amount=Decimal(3)))

    day = summary(alice)

    assert day.totals.total_mg == 0
    assert day.totals.medicine_mg == Decimal("500.1")
    assert day.totals.added_mg == Decimal("500.1")
    assert day.upper_level.mg == 350
    assert day.upper_level.exceeded is True
    assert day.remaining_mg == 420
    assert not day.logged


def test_a_medicine_without_a_figure_leaves_the_total_exact_and_the_upper_level_open(alice):
    make_entry(alice, make_food(magnesium_mg="100"))
    antacid = make_food(magnesium_mg=None, kind=Kind.MEDICINE, basis="unit")
    make_entry(alice, antacid, measure=Measure(amount=Decimal(1)))

    day = summary(alice)

    assert not day.totals.is_lower_bound
    assert day.upper_level.exceeded is None


def test_food_is_never_held_against_the_upper_level(alice):
    make_entry(alice, make_food(magnesium_mg="900"))

    day = summary(alice)

    assert day.totals.total_mg == 900
    assert day.totals.added_mg == 0
    assert day.upper_level.exceeded is False


@pytest.mark.parametrize(
    ("magnesium_mg", "added_mg", "expected"),
    [
        pytest.param("400", "360", True, id="known to be added"),
        pytest.param("400", "340", False, id="little added"),
        pytest.param("400", None, None, id="not known, and may be too much"),
        pytest.param("340", None, False, id="not known, but all of it is not too much"),
        pytest.param(None, None, None, id="nothing known"),
        pytest.param(None, "0", False, id="no figure, but nothing was added"),
    ],
)
def test_added_magnesium_of_a_food(alice, magnesium_mg, added_mg, expected):
    cereal = make_food(
        magnesium_mg=magnesium_mg,
        added_magnesium_mg_per_basis=None if added_mg is None else Decimal(added_mg),
    )
    make_entry(alice, cereal)

    assert summary(alice).upper_level.exceeded is expected


def test_without_a_profile_the_daily_value_holds(alice):
    make_entry(alice, make_food(magnesium_mg="105"))

    day = summary(alice)

    assert (day.target.mg, day.target.kind, day.target.authority) == (420, "DV", None)
    assert day.percent_of_target == 25
    assert day.remaining_mg == 315


def test_the_remainder_is_never_negative(alice):
    make_entry(alice, make_food(magnesium_mg="500"))

    assert summary(alice).remaining_mg == 0


def test_with_the_kidney_flag_there_are_amounts_only(alice):
    make_profile(alice, kidney_disease=True)
    make_target(alice, date(2026, 1, 1), mg=Decimal(300))
    make_entry(alice, make_food(magnesium_mg="105"))

    day = summary(alice)

    assert day.totals.total_mg == 105
    assert day.target is None
    assert day.percent_of_target is None
    assert day.remaining_mg is None
    assert day.upper_level is None


@pytest.mark.parametrize("known", [{}, {"birth_date": None}, {"sex": ""}])
def test_the_upper_level_of_every_authority_and_none_set(alice, known):
    """Also where too little is known for a target of that authority."""
    make_profile(alice, **known)
    tablet = make_food(magnesium_mg="300", kind=Kind.SUPPLEMENT, basis="unit")
    make_entry(alice, tablet, measure=Measure(amount=Decimal(1)))
    expected = {
        "us": (350, False),
        "efsa": (250, True),
        "dach": None,
        "nnr": (250, True),
        "uk": None,
        "anz": (350, False),
        "who": (350, False),
        "japan": (350, False),
        "india": (350, False),
        "china": None,
    }
    assert set(expected) == set(AUTHORITIES)
    for authority, values in expected.items():
        alice.targets.all().delete()
        make_target(alice, date(2026, 1, 1), authority=authority)
        level = summary(alice).upper_level
        assert (level and (level.mg, level.exceeded)) == values, authority


def test_a_level_for_supplements_counts_no_fortified_food(alice):
    """200 mg in a tablet, 100 in an antacid, 300 known to be added to a cereal."""
    make_profile(alice)
    make_target(alice, date(2026, 1, 1), authority="us")
    tablet = make_food(magnesium_mg="200", kind=Kind.SUPPLEMENT, basis="unit")
    antacid = make_food(magnesium_mg="100", kind=Kind.MEDICINE, basis="unit")
    for dose in (tablet, antacid):
        make_entry(alice, dose, measure=Measure(amount=Decimal(1)))
    make_entry(alice, make_food(magnesium_mg="300", added_magnesium_mg_per_basis=Decimal(300)))
    make_entry(alice, make_food(magnesium_mg=None, added_magnesium_mg_per_basis=None))
    for authority, counted in (("us", (600, True, True)), ("anz", (300, False, False))):
        alice.targets.update(authority=authority)
        level = summary(alice).upper_level
        assert (level.counted_mg, level.exceeded, level.is_lower_bound) == counted

    unknown = make_food(magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")
    make_entry(alice, unknown, measure=Measure(amount=Decimal(1)))
    level = summary(alice).upper_level
    assert (level.counted_mg, level.exceeded, level.is_lower_bound) == (300, None, True)


def test_the_upper_level_goes_by_age_also_where_no_column_was_chosen(alice):
    """Japan: 5 mg per kg under 18, which is no number, then 350; NNR: for adults."""
    make_profile(alice, birth_date=date(2008, 11, 23), sex="")
    for authority, mg in (("japan", 350), ("nnr", 250)):
        make_target(alice, date(2026, 1, 1), authority=authority)
        assert summary(alice, date(2026, 11, 22)).upper_level is None
        assert summary(alice, date(2026, 11, 23)).upper_level.mg == mg
        alice.targets.all().delete()


def test_entries_of_others_and_deleted_ones_do_not_count(alice, bob):
    make_entry(alice, make_food(magnesium_mg="100"))
    make_entry(bob, make_food(magnesium_mg="200"))
    delete_entry(make_entry(alice, make_food(magnesium_mg="400")))

    assert summary(alice).totals.total_mg == 100


def test_meals_come_in_the_order_of_a_day_with_their_sums(alice):
    make_entry(alice, make_food(magnesium_mg="20"), meal="dinner")
    make_entry(alice, make_food(magnesium_mg="30"), meal="breakfast")
    make_entry(alice, make_food(magnesium_mg=None), meal="breakfast")

    meals = day_of(alice, DAY, situation_of(alice)).meals

    assert [(part.meal.value, part.magnesium_mg, part.is_lower_bound) for part in meals] == [
        ("breakfast", 30, True),
        ("lunch", 0, False),
        ("dinner", 20, False),
        ("snack", 0, False),
    ]


@pytest.mark.parametrize("entries", [1, 40])
def test_a_day_takes_four_queries_whatever_it_holds(alice, entries, django_assert_num_queries):
    food = make_food()
    for _ in range(entries):
        make_entry(alice, food)

    with django_assert_num_queries(4):
        day_of(alice, DAY, situation_of(alice))


def test_means_are_over_logged_days_without_the_running_one(alice):
    for day, mg in [(20, "100"), (21, "300"), (23, "999"), (24, "888")]:
        make_entry(alice, make_food(magnesium_mg=mg), date=date(2026, 11, day))
    antacid = make_food(magnesium_mg="50", kind=Kind.MEDICINE, basis="unit")
    make_entry(alice, antacid, date=date(2026, 11, 22), measure=Measure(amount=Decimal(1)))

    last = date(2026, 11, 24)
    period = period_of(alice, date(2026, 11, 17), last, situation_of(alice), today=DAY)

    assert [day.date.day for day in period.days] == [17, 18, 19, 20, 21, 22, 23, 24]
    assert [day.logged for day in period.days] == [False] * 3 + [True, True, False, True, True]
    assert period.mean.days == 2
    assert period.mean.total_mg == 200
    assert period.mean.target_mg == 420
    assert period.mean.unknown_items == 0


def test_a_skipped_day_is_shown_and_in_no_mean(alice, bob):
    for day, mg in [(20, "100"), (21, "900")]:
        make_entry(alice, make_food(magnesium_mg=mg), date=date(2026, 11, day))
    make_entry(alice, make_food(magnesium_mg=None), date=date(2026, 11, 22))
    for day in (19, 21, 22):  # nothing was logged on the 19th: it is no day of the mean anyway
        mark_day(alice, date(2026, 11, day), skipped=True)
    mark_day(bob, date(2026, 11, 20), skipped=True)

    period = period_of(alice, date(2026, 11, 17), DAY, situation_of(alice), today=DAY)

    assert [day.date.day for day in period.days if day.skipped] == [19, 21, 22]
    assert (period.mean.days, period.mean.skipped, period.mean.total_mg) == (1, 2, 100)
    assert not period.mean.is_lower_bound
    assert day_of(alice, date(2026, 11, 21), situation_of(alice)).summary.totals.total_mg == 900


def test_a_period_without_a_logged_day_has_no_mean(alice):
    period = period_of(alice, DAY, DAY, situation_of(alice), today=DAY)

    assert period.mean.days == 0
    assert period.mean.total_mg is None
    assert period.mean.percent_of_target is None


def test_a_year_takes_two_queries(alice, django_assert_num_queries):
    situation = situation_of(alice)
    with django_assert_num_queries(2):
        period = period_of(alice, date(2025, 11, 24), DAY, situation, today=DAY)
    assert len(period.days) == 365


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    doses=st.lists(
        st.tuples(
            st.integers(1, 2000),
            st.sampled_from(["citrate", *FORMS["citrate"]]),
            st.sampled_from([Kind.SUPPLEMENT, Kind.MEDICINE]),
        ),
        max_size=4,
    ),
    form=st.sampled_from(FORMS["citrate"]),
)
def test_a_range_holds_whatever_form_it_turns_out_to_be(alice, doses, form):
    """The least never exceeds what the day holds once the form is known, the most is enough."""

    def totals_of(named):
        Entry.objects.all().delete()
        for mg, compound, kind in doses:
            food = make_food(
                magnesium_mg=None, kind=kind, basis="unit", source_ref="citrate-unspecified"
            )
            which = form if named and compound == "citrate" else compound
            make_entry(alice, food, measure=Measure(compound_mg=Decimal(mg), compound=which))
        return summary(alice).totals

    bounds, known = totals_of(named=False), totals_of(named=True)
    assert bounds.total_mg <= known.total_mg <= bounds.total_at_most_mg
    assert bounds.added_mg <= known.added_mg <= bounds.added_at_most_mg
    assert known.total_mg == known.total_at_most_mg
    assert bounds.is_lower_bound == any(
        compound == "citrate" and kind == Kind.SUPPLEMENT for _, compound, kind in doses
    )


def test_salts_added_to_food_count_to_efsas_level_and_food_by_nature_does_not(alice):
    """SCF 2001: 250 mg of readily dissociable salts in supplements, drinks and added to food."""
    make_profile(alice)
    make_target(alice, date(1990, 1, 1), authority="efsa")
    make_entry(alice, make_food("Seeds", magnesium_mg="550"))
    fortified = make_food("Oat drink", magnesium_mg="60", added_magnesium_mg_per_basis=Decimal(50))
    make_entry(alice, fortified)
    tablet = make_food(magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")
    make_entry(alice, tablet, measure=Measure(elemental_mg=Decimal(200)))
    level = summary(alice).upper_level
    assert (level.mg, level.counted_mg, level.exceeded) == (250, 250, False)

    citrate = make_food(
        magnesium_mg=None, kind=Kind.MEDICINE, basis="unit", source_ref="citrate-unspecified"
    )
    make_entry(alice, citrate, measure=Measure(compound_mg=Decimal(1), compound="citrate"))
    assert summary(alice).upper_level.exceeded is True
