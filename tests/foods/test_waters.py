"""Magnesium of a water, by what is said of it. Figures worked by hand from IUPAC weights: Mg
24.305, CaCO3 100.087, so 0.24284 mg of magnesium a mg of magnesium hardness."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foods.waters import (
    Known,
    NoMagnesiumUnit,
    Reading,
    Unit,
    hardness_of_bound,
    magnesium_of_hardness,
    reading_of,
)

PPM, MMOL, DH, FH = (
    Unit.MG_PER_LITRE,
    Unit.MMOL_PER_LITRE,
    Unit.GERMAN_DEGREES,
    Unit.FRENCH_DEGREES,
)


@pytest.mark.parametrize(
    ("figure", "unit", "mg_per_litre"),
    [("12", PPM, "12"), ("0", PPM, "0"), ("0.5", MMOL, "12.1525"), ("1", MMOL, "24.305")],
)
def test_magnesium_itself(figure, unit, mg_per_litre):
    reading = reading_of(Known.MAGNESIUM, Decimal(figure), unit)
    assert reading == Reading(mg_per_litre=Decimal(mg_per_litre))


@pytest.mark.parametrize("unit", [DH, FH])
def test_magnesium_is_not_given_in_degrees(unit):
    with pytest.raises(NoMagnesiumUnit):
        reading_of(Known.MAGNESIUM, Decimal(5), unit)


HARDNESS = [
    ("1", PPM, "0.2428"),
    ("100", PPM, "24.2839"),
    ("50", PPM, "12.1419"),
    ("1", MMOL, "24.3050"),
    ("1", DH, "4.3342"),
    ("10", DH, "43.3419"),
    ("1", FH, "2.4284"),
    ("25", FH, "60.7097"),
    ("0", DH, "0.0000"),
]


@pytest.mark.parametrize(("figure", "unit", "mg_per_litre"), HARDNESS)
def test_of_the_magnesium_hardness_the_magnesium_follows(figure, unit, mg_per_litre):
    reading = reading_of(Known.MAGNESIUM_HARDNESS, Decimal(figure), unit)
    assert round(reading.mg_per_litre, 4) == Decimal(mg_per_litre)
    assert reading.at_most_mg_per_litre is None


@pytest.mark.parametrize(("figure", "unit", "mg_per_litre"), HARDNESS)
def test_total_hardness_is_a_bound_and_no_figure(figure, unit, mg_per_litre):
    reading = reading_of(Known.TOTAL_HARDNESS, Decimal(figure), unit)
    assert reading.mg_per_litre is None
    assert reading.mg_per_100_ml is None
    assert round(reading.at_most_mg_per_litre, 4) == Decimal(mg_per_litre)


def test_nothing_is_not_known_rather_than_zero():
    assert reading_of(Known.NOTHING, Decimal(40), DH) == Reading(None, None)
    assert reading_of(Known.NOTHING, None).mg_per_100_ml is None


def test_a_kept_figure_is_rounded_and_a_kept_bound_rounded_up():
    known = reading_of(Known.MAGNESIUM_HARDNESS, Decimal(10), DH)
    assert known.mg_per_100_ml == Decimal("4.3342")  # 43.34189 mg/L
    bound = reading_of(Known.TOTAL_HARDNESS, Decimal(1), PPM)
    assert bound.at_most_mg_per_100_ml == Decimal("0.0243")  # 0.242839
    bound = reading_of(Known.TOTAL_HARDNESS, Decimal(2), PPM)
    assert bound.at_most_mg_per_100_ml == Decimal("0.0486")  # 0.485677
    bound = reading_of(Known.TOTAL_HARDNESS, Decimal(100), PPM)
    assert bound.at_most_mg_per_100_ml == Decimal("2.4284")  # 24.28387


@pytest.mark.parametrize(
    ("figure", "unit", "said"),
    [
        ("14", DH, ("14", DH)),
        ("7.5", DH, ("7.5", DH)),
        ("250", PPM, ("250", PPM)),
        ("25", FH, ("250", PPM)),  # the same
        ("0", DH, ("0", PPM)),
    ],
)
def test_a_bound_tells_the_hardness_it_came_from(figure, unit, said):
    bound = reading_of(Known.TOTAL_HARDNESS, Decimal(figure), unit).at_most_mg_per_100_ml
    hardness, of = hardness_of_bound(bound)
    assert (hardness, of) == (Decimal(said[0]), said[1])


@given(
    st.decimals(0, 2000, places=3, allow_nan=False),
    st.sampled_from(list(Unit)),
    st.decimals(0, 1, places=3),
)
def test_a_bound_holds_whatever_part_of_the_hardness_is_magnesium(hardness, unit, share):
    bound = reading_of(Known.TOTAL_HARDNESS, hardness, unit)
    truth = reading_of(Known.MAGNESIUM_HARDNESS, hardness * share, unit)
    assert truth.mg_per_litre <= bound.at_most_mg_per_litre
    assert truth.mg_per_100_ml <= bound.at_most_mg_per_100_ml
    assert magnesium_of_hardness(hardness, unit) <= bound.at_most_mg_per_100_ml * 10


@given(st.decimals(0, 250, places=4, allow_nan=False))
def test_saying_a_bound_again_never_lowers_it(bound):
    hardness, unit = hardness_of_bound(bound)
    again = reading_of(Known.TOTAL_HARDNESS, hardness, unit).at_most_mg_per_100_ml
    assert bound <= again <= bound + Decimal("0.0002")
