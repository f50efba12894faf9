"""Every row of the published tables, literally, at both edges of its age band."""

from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from intake.reference_values import (
    ADDED_SALTS,
    AUTHORITIES,
    DAILY_VALUE_MG,
    SUPPLEMENTS_MEDICINES_FORTIFICANTS,
    FeedingNeeded,
    NoReferenceValue,
    NotBornYet,
    SexNeeded,
    UnknownAuthority,
    age_in_months,
    authority_of,
    reference_value,
)
from intake.reference_values.tables import Authority, Row, UpperLevel, years

YEAR = 12
OLD = 120 * YEAR
M, F, BOTH = "male", "female", None
PREGNANT, LACTATING = "pregnant", "lactating"

# authority, sex, first and last month of the band, kind, recommended, EAR, UL.
# Sources: IOM 1997 (nap.edu 11537 p. 340); EFSA 2015 with SCF 2001; D-A-CH 2021; FAO/WHO 2004.
BY_AGE = [
    ("us", BOTH, 0, 6, "AI", 30, None, None),
    ("us", BOTH, 7, 11, "AI", 75, None, None),
    ("us", BOTH, 12, 47, "RDA", 80, 65, 65),
    ("us", BOTH, 48, 107, "RDA", 130, 110, 110),
    ("us", BOTH, 108, 167, "RDA", 240, 200, 350),
    ("us", M, 168, 227, "RDA", 410, 340, 350),
    ("us", M, 228, 371, "RDA", 400, 330, 350),
    ("us", M, 372, 611, "RDA", 420, 350, 350),
    ("us", M, 612, 851, "RDA", 420, 350, 350),
    ("us", M, 852, OLD, "RDA", 420, 350, 350),
    ("us", F, 168, 227, "RDA", 360, 300, 350),
    ("us", F, 228, 371, "RDA", 310, 255, 350),
    ("us", F, 372, 611, "RDA", 320, 265, 350),
    ("us", F, 612, 851, "RDA", 320, 265, 350),
    ("us", F, 852, OLD, "RDA", 320, 265, 350),
    ("efsa", BOTH, 7, 11, "AI", 80, None, None),
    ("efsa", BOTH, 12, 35, "AI", 170, None, None),
    ("efsa", BOTH, 36, 47, "AI", 230, None, None),
    ("efsa", BOTH, 48, 119, "AI", 230, None, 250),
    ("efsa", M, 120, 215, "AI", 300, None, 250),
    ("efsa", M, 216, OLD, "AI", 350, None, 250),
    ("efsa", F, 120, 215, "AI", 250, None, 250),
    ("efsa", F, 216, OLD, "AI", 300, None, 250),
    ("dach", BOTH, 0, 3, "AI", 24, None, None),
    ("dach", BOTH, 4, 11, "AI", 80, None, None),
    ("dach", BOTH, 12, 47, "AI", 170, None, None),
    ("dach", BOTH, 48, 83, "AI", 190, None, None),
    ("dach", BOTH, 84, 119, "AI", 240, None, None),
    ("dach", M, 120, 155, "AI", 260, None, None),
    ("dach", M, 156, 179, "AI", 280, None, None),
    ("dach", M, 180, 227, "AI", 330, None, None),
    ("dach", M, 228, OLD, "AI", 350, None, None),
    ("dach", F, 120, 155, "AI", 230, None, None),
    ("dach", F, 156, 179, "AI", 240, None, None),
    ("dach", F, 180, 227, "AI", 260, None, None),
    ("dach", F, 228, OLD, "AI", 300, None, None),
    ("who", BOTH, 7, 11, "RNI", 54, None, None),
    ("who", BOTH, 12, 47, "RNI", 60, None, 65),
    ("who", BOTH, 48, 83, "RNI", 76, None, 110),
    ("who", BOTH, 84, 107, "RNI", 100, None, 110),
    ("who", BOTH, 108, 119, "RNI", 100, None, 350),
    ("who", M, 120, 227, "RNI", 230, None, 350),
    ("who", M, 228, 791, "RNI", 260, None, 350),
    ("who", M, 792, OLD, "RNI", 224, None, 350),
    ("who", F, 120, 227, "RNI", 220, None, 350),
    ("who", F, 228, 791, "RNI", 220, None, 350),
    ("who", F, 792, OLD, "RNI", 190, None, 350),
]

# authority, life stage, first and last month, recommended, EAR, UL. The outermost rows hold
# beyond their printed ages (IOM's stop at 50 y).
BY_LIFE_STAGE = [
    ("us", PREGNANT, 108, 227, 400, 335, 350),
    ("us", PREGNANT, 228, 371, 350, 290, 350),
    ("us", PREGNANT, 372, 660, 360, 300, 350),
    ("us", LACTATING, 108, 227, 360, 300, 350),
    ("us", LACTATING, 228, 371, 310, 255, 350),
    ("us", LACTATING, 372, 660, 320, 265, 350),
    ("efsa", PREGNANT, 108, 215, 250, None, 250),
    ("efsa", PREGNANT, 216, 660, 300, None, 250),
    ("efsa", LACTATING, 108, 215, 250, None, 250),
    ("efsa", LACTATING, 216, 660, 300, None, 250),
    ("dach", PREGNANT, 108, 660, 300, None, None),
    ("dach", LACTATING, 108, 660, 300, None, None),
    ("who", PREGNANT, 108, 660, 220, None, 350),
    ("who", LACTATING, 108, 660, 270, None, 350),
]


def figures(value):
    return (value.kind, value.recommended_mg, value.ear_mg, value.ul_mg)


@pytest.mark.parametrize("row", BY_AGE, ids=lambda r: f"{r[0]}-{r[1] or 'both'}-{r[2]}mo")
def test_every_row_by_age_at_both_edges(row):
    authority, sex, first, last, *expected = row
    columns = [sex] if sex else [M, F, None]
    for column, age_months in product(columns, (first, last)):
        value = reference_value(authority, age_months=age_months, sex=column)
        assert figures(value) == tuple(expected)
        assert isinstance(value.recommended_mg, Decimal)


@pytest.mark.parametrize("row", BY_LIFE_STAGE, ids=lambda r: f"{r[0]}-{r[1]}-{r[2]}mo")
@pytest.mark.parametrize("column", [M, F, None])
def test_every_life_stage_row_whatever_the_column(row, column):
    authority, stage, first, last, *expected = row
    for age_months in (first, last):
        value = reference_value(
            authority, age_months=age_months, sex=column, life_stages=frozenset({stage})
        )
        assert [value.recommended_mg, value.ear_mg, value.ul_mg] == expected
        assert value.kind == AUTHORITIES[authority].value_kind


def test_the_expected_tables_name_every_row_there_is():
    """A row added to a table without a line above would go untested."""
    labels = {
        (authority, reference_value(authority, age_months=first, sex=sex).label)
        for authority, sex, first, *_ in BY_AGE
    }
    labels |= {
        (authority, reference_value(authority, age_months=first, life_stages={stage}).label)
        for authority, stage, first, *_ in BY_LIFE_STAGE
    }
    labels |= {
        ("who", reference_value("who", age_months=0, feeding=feeding).label)
        for feeding in ("breast", "formula")
    }
    assert labels == {(slug, row.label) for slug, a in AUTHORITIES.items() for row in a.rows}


@pytest.mark.parametrize(
    ("sex", "stage", "age", "expected"),
    [
        (M, None, 13, 240),
        (M, None, 14, 410),
        (M, None, 19, 400),
        (F, None, 30, 310),
        (F, None, 31, 320),
        (F, PREGNANT, 19, 350),
        (F, LACTATING, 40, 320),
        (None, None, 4, 130),
    ],
)
def test_vectors_of_the_us_table(sex, stage, age, expected):
    stages = {stage} if stage else set()
    value = reference_value("us", age_months=age * YEAR, sex=sex, life_stages=stages)
    assert value.recommended_mg == expected


@pytest.mark.parametrize(("feeding", "expected"), [("breast", 26), ("formula", 36)])
@pytest.mark.parametrize("age_months", [0, 6])
def test_who_tells_breast_milk_from_formula(feeding, expected, age_months):
    value = reference_value("who", age_months=age_months, feeding=feeding)
    assert figures(value) == ("RNI", expected, None, None)


def test_who_needs_the_feeding_of_a_young_infant_and_ignores_it_later():
    with pytest.raises(FeedingNeeded, match="breast milk or formula") as caught:
        reference_value("who", age_months=6)
    assert (caught.value.code, caught.value.field) == ("feeding_needed", "feeding")
    assert reference_value("who", age_months=7).recommended_mg == 54
    assert reference_value("who", age_months=7, feeding="formula").recommended_mg == 54
    assert reference_value("us", age_months=0, feeding="formula").recommended_mg == 30


@pytest.mark.parametrize("age_months", [0, 6])
def test_efsa_has_nothing_for_the_first_months(age_months):
    with pytest.raises(NoReferenceValue, match="European Food Safety Authority"):
        reference_value("efsa", age_months=age_months)


@pytest.mark.parametrize(
    ("authority", "age_months"), [("us", 168), ("efsa", 120), ("dach", 120), ("who", 120)]
)
def test_a_column_is_needed_only_where_the_columns_differ(authority, age_months):
    assert reference_value(authority, age_months=age_months - 1).recommended_mg > 0
    with pytest.raises(SexNeeded, match="choose a column") as caught:
        reference_value(authority, age_months=age_months)
    assert caught.value.field == "sex"


@pytest.mark.parametrize(
    ("authority", "age", "expected", "ear"),
    [("us", 25, 350, 290), ("us", 16, 400, 335), ("efsa", 25, 300, None), ("who", 30, 270, None)],
)
def test_pregnant_and_lactating_at_once_takes_the_higher_value(authority, age, expected, ear):
    both = frozenset({PREGNANT, LACTATING})
    value = reference_value(authority, age_months=age * YEAR, sex=F, life_stages=both)
    assert (value.recommended_mg, value.ear_mg) == (expected, ear)


def test_upper_levels_say_what_counts_to_them():
    adult = {slug: reference_value(slug, age_months=40 * YEAR, sex=F) for slug in AUTHORITIES}
    assert {slug: value.ul_applies_to for slug, value in adult.items()} == {
        "us": SUPPLEMENTS_MEDICINES_FORTIFICANTS,
        "efsa": ADDED_SALTS,
        "dach": None,
        "who": SUPPLEMENTS_MEDICINES_FORTIFICANTS,
    }
    assert adult["dach"].ul_note == "This authority sets no upper level."
    assert "not food or water" in adult["us"].ul_note


def test_a_value_names_its_row_and_source():
    value = reference_value("us", age_months=40 * YEAR, sex=F)
    assert value.label == "women 31–50 y"
    assert value.source.startswith("Institute of Medicine")
    assert value.provisional is False
    assert AUTHORITIES["us"].has_ear
    assert AUTHORITIES["us"].value_name == "Recommended Dietary Allowance"
    assert [slug for slug, a in AUTHORITIES.items() if a.has_ear] == ["us"]


def test_every_us_allowance_is_its_ear_and_a_fifth_to_the_nearest_ten():
    for row in AUTHORITIES["us"].rows:
        if row.ear_mg is not None:
            assert row.recommended_mg == round(row.ear_mg * Decimal("1.2"), -1), row.label


@pytest.mark.parametrize("slug", AUTHORITIES)
def test_no_age_is_forgotten(slug):
    """From the authority's first month on, each column, feeding and life stage has one value."""
    for age_months, sex in product(range(1300), (M, F)):
        for feeding, stages in (("breast", ()), ("formula", ()), (None, (PREGNANT,))):
            try:
                reference_value(
                    slug, age_months=age_months, sex=sex, feeding=feeding, life_stages=stages
                )
            except NoReferenceValue:
                assert slug == "efsa"
                assert age_months < 7


def test_what_does_not_exist_is_refused():
    with pytest.raises(UnknownAuthority, match=r"“mars” .* us, efsa, dach, who"):
        authority_of("mars")
    with pytest.raises(UnknownAuthority):
        reference_value("mars", age_months=400, sex=F)
    with pytest.raises(ValueError, match="Not a life stage: retired"):
        reference_value("us", age_months=400, sex=F, life_stages={"retired"})
    with pytest.raises(NoReferenceValue, match="below zero"):
        reference_value("us", age_months=-1, sex=F)


def test_a_table_that_contradicts_itself_cannot_exist():
    first = Row("women", years(19), "RDA", Decimal(320), Decimal(265), sex=F)
    second = Row("adults", years(30), "RDA", Decimal(300))
    nothing_set = (UpperLevel(years(0), None, None, "none"),)
    with pytest.raises(ValueError, match="women overlaps adults"):
        Authority("x", "X", "X", 2000, "", "RDA", True, (first, second), nothing_set)
    with pytest.raises(ValueError, match="EAR lies between"):
        Row("women", years(19), "RDA", Decimal(265), Decimal(320))
    with pytest.raises(ValueError, match="above zero"):
        Row("women", years(19), "RDA", Decimal(0))
    with pytest.raises(ValueError, match="Not an age band"):
        years(19, 19)
    with pytest.raises(FrozenInstanceError):
        first.label = "men"


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (date(1990, 6, 15), date(1990, 6, 15), 0),
        (date(1990, 6, 15), date(1990, 7, 14), 0),
        (date(1990, 6, 15), date(1990, 7, 15), 1),
        (date(1990, 6, 15), date(2009, 6, 14), 19 * YEAR - 1),
        (date(1990, 6, 15), date(2009, 6, 15), 19 * YEAR),
        (date(2000, 2, 29), date(2001, 2, 28), 11),
        (date(2000, 2, 29), date(2001, 3, 1), 12),
        (date(2000, 2, 29), date(2004, 2, 28), 47),
        (date(2000, 2, 29), date(2004, 2, 29), 48),
        (date(2025, 1, 31), date(2025, 2, 28), 0),
        (date(2025, 1, 31), date(2025, 3, 1), 1),
        (date(2024, 12, 31), date(2025, 1, 1), 0),
    ],
)
def test_age_in_months_goes_by_the_calendar(born, on, expected):
    assert age_in_months(born, on) == expected


def test_nobody_has_an_age_before_birth():
    with pytest.raises(NotBornYet, match="2025-01-01 is before"):
        age_in_months(date(2025, 1, 2), date(2025, 1, 1))


def test_the_daily_value_is_that_of_food_labels():
    assert Decimal(420) == DAILY_VALUE_MG
    assert round(Decimal(156) / DAILY_VALUE_MG * 100) == 37
