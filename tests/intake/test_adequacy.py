"""The worked cases of the Institute of Medicine, Dietary Reference Intakes: Applications in Dietary
Assessment, 2000 (IOM 2000), and what is said and not said of a person's days."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.adequacy import (
    SPREADS,
    Above,
    Adequacy,
    Confidence,
    Logged,
    Reason,
    Refusal,
    Verdict,
    confidence_above,
    confidence_of,
    how_sure,
    odds_of,
    probability_of_adequacy,
    sd_of_difference,
    spread_for,
)
from intake.reference_values import reference_value

WOMAN = reference_value("us", age_months=36 * 12, sex="female")  # EAR 265, RDA 320
EFSA_WOMAN = reference_value("efsa", age_months=36 * 12, sex="female")  # AI 300
WHO_WOMAN = reference_value("who", age_months=36 * 12, sex="female")  # RNI 220, no EAR
WOMEN = spread_for(age_years=36, sex="female")

# IOM 2000's women of 19-50: EAR 265, SD of days 85.9.
IOM = {"ear_mg": 265, "spread_mg": 85.9}


def days(*amounts, supplement="0", items=None, unknown=0, without_food=0):
    return Logged(
        food_and_water_mg=[Decimal(amount) for amount in amounts],
        supplement_mean_mg=Decimal(supplement),
        items=10 * len(amounts) if items is None else items,
        unknown_items=unknown,
        days_without_food=without_food,
    )


def answer(logged, reference=WOMAN, spread=WOMEN):
    return how_sure(logged, reference=reference, spread=spread)


# The formula


def test_ioms_example_of_three_days():
    """It prints 56, and 85 % after rounding z to 1."""
    assert sd_of_difference(**IOM, days=3) == pytest.approx(56.23, abs=0.005)
    found = probability_of_adequacy(mean_mg=320, **IOM, days=3)
    assert found == pytest.approx(0.836, abs=0.0005)


def test_a_mean_at_the_ear_is_even_odds():
    assert probability_of_adequacy(mean_mg=265, **IOM, days=7) == 0.5


@pytest.mark.parametrize(
    ("number", "spread_mg", "printed"),
    [
        (1, 85.9, 445),
        (3, 85.9, 377),
        (7, 85.9, 349),
        pytest.param(1, 85.9 * 1.25, 486, id="SD + 25 %, 1 day"),
        pytest.param(7, 85.9 * 1.25, 362, id="SD + 25 %, 7 days"),
    ],
)
def test_ioms_printed_thresholds(number, spread_mg, printed):
    """The mean that lies z = 2.0 above the EAR."""
    sd_mg = sd_of_difference(ear_mg=265, spread_mg=spread_mg, days=number)
    assert 265 + 2.0 * sd_mg == pytest.approx(printed, abs=1)


def test_ioms_lower_bound():
    """It prints "about 180"."""
    assert 265 - 2.0 * sd_of_difference(**IOM, days=7) == pytest.approx(181.2, abs=0.05)


def test_confidence_above_an_ai():
    """EFSA's women: AI 300, mean 340, 7 days: z = 1.232."""
    found = confidence_above(mean_mg=340, than_mg=300, spread_mg=85.9, days=7)
    assert found == pytest.approx(0.891, abs=0.0005)


@pytest.mark.parametrize(
    ("age_years", "sex", "mg", "provisional"),
    [
        # IOM 2000, table B-2, by a reprint.
        (19, "female", 86, False),
        (50, "female", 86, False),
        (19, "male", 122, False),
        (50, "male", 122, False),
        (51, "female", 74, False),
        (90, "female", 74, False),
        (51, "male", 94, False),
        # Provisional.
        (9, "female", 74, True),
        (18, "female", 74, True),
        (9, "male", 105, True),
        (18, "male", 105, True),
        (4, "female", 61, True),
        (8, "male", 61, True),
    ],
)
def test_how_much_days_differ(age_years, sex, mg, provisional):
    found = spread_for(age_years=age_years, sex=sex)
    assert (found.mg, found.provisional) == (mg, provisional)


def test_no_figure_for_small_children_and_without_a_column():
    assert spread_for(age_years=3, sex="female") is None
    assert spread_for(age_years=36, sex="") is None


@pytest.mark.parametrize("sex", ["", "female", "male"])
def test_pregnancy_takes_the_womens_provisionally(sex):
    found = spread_for(age_years=36, sex=sex, life_stages={"pregnant"})
    assert (found.mg, found.provisional) == (86, True)
    assert not any(row.provisional for row in SPREADS if row.from_years >= 19)


# What is said


def test_enough():
    found = answer(days("330", "340", "350", "360", "320", "330", "350"))
    assert isinstance(found, Adequacy)
    assert (found.days, found.mean_mg, found.ear_mg) == (7, 340, 265)
    # (340 - 265) / sqrt(26.5² + 86² / 7) = 75 / 41.94 = 1.788
    assert found.probability == pytest.approx(0.9631, abs=0.0005)
    assert (found.verdict, found.confidence) == (Verdict.PROBABLY_ENOUGH, Confidence.FAIR)
    assert str(found.sentence) == "Probably enough: more than 19 in 20."
    assert not found.provisional


def test_in_the_middle_it_cant_be_told_yet():
    found = answer(days("300", "310", "320", "270"))
    # (300 - 265) / sqrt(26.5² + 86² / 4) = 35 / 50.52 = 0.693
    assert found.probability == pytest.approx(0.7558, abs=0.0005)
    assert (found.verdict, found.confidence) == (Verdict.CANT_TELL_YET, Confidence.LOW)
    assert str(found.sentence) == "Can’t tell yet: about 8 in 10 that it is enough."


def test_too_little():
    found = answer(days(*["180"] * 14))
    # (180 - 265) / sqrt(26.5² + 86² / 14) = -85 / 35.06 = -2.42
    assert found.probability == pytest.approx(0.0077, abs=0.0005)
    assert (found.verdict, found.confidence) == (Verdict.PROBABLY_NOT_ENOUGH, Confidence.GOOD)
    assert (
        str(found.sentence) == "Probably less than you need: less than 1 in 20 that it is enough."
    )


def test_what_has_no_figure_makes_it_at_least_and_never_too_little():
    low = answer(days(*["180"] * 14, unknown=1))
    assert low.is_lower_bound
    assert (low.verdict, str(low.sentence)) == (Verdict.CANT_TELL_YET, "Can’t tell yet.")
    middle = answer(days("300", "310", "320", "270", unknown=1))
    assert str(middle.sentence) == "Can’t tell yet: at least 7 in 10 that it is enough."
    high = answer(days(*["330"] * 7, unknown=1))
    assert (high.verdict, str(high.sentence)) == (
        Verdict.PROBABLY_ENOUGH,
        "Probably enough: at least 9 in 10.",
    )


def test_supplements_add_their_mean_and_no_variance():
    fed = answer(days("200", "260", "200", "260"))
    dosed = answer(days("200", "260", "200", "260", supplement="100"))
    assert dosed.mean_mg == fed.mean_mg + 100
    assert dosed.sd_mg == fed.sd_mg
    assert dosed.supplement_percent == pytest.approx(Decimal("30.303"), abs=Decimal("0.001"))
    assert fed.supplement_percent == 0


def test_above_an_ai():
    found = answer(days(*["340"] * 7), EFSA_WOMAN)
    assert isinstance(found, Above)
    # sqrt(7) * 40 / 86 = 1.2306
    assert found.confidence_above == pytest.approx(0.8908, abs=0.0005)
    assert (found.verdict, found.line_mg) == (Verdict.PROBABLY_ABOVE, 300)
    assert str(found.sentence) == "Probably above the AI: about 9 in 10."


@pytest.mark.parametrize("reference", [EFSA_WOMAN, WHO_WOMAN], ids=["AI", "RNI without an EAR"])
def test_below_what_has_no_ear_nothing_is_concluded(reference):
    found = answer(days(*["210"] * 30), reference)
    assert found.confidence_above is None
    assert found.verdict == Verdict.NOTHING_CONCLUDED
    assert str(found.sentence) == (
        f"Nothing can be concluded: below the {reference.kind}, intake may be enough or not."
    )


def test_little_above_an_ai_cant_be_told():
    found = answer(days(*["310"] * 7), EFSA_WOMAN)
    assert str(found.sentence) == "Can’t tell yet: about 6 in 10 that it is above the AI."


def test_the_nordic_average_requirement_is_never_used():
    nordic = replace(EFSA_WOMAN, authority="nnr", ear_mg=Decimal(240))
    found = answer(days(*["260"] * 30), nordic)
    assert isinstance(found, Above)
    assert found.verdict == Verdict.NOTHING_CONCLUDED


def test_a_provisional_table_or_spread_makes_the_answer_provisional():
    logged = days("300", "310", "320")
    assert answer(logged, replace(WOMAN, provisional=True)).provisional
    assert answer(logged, spread=spread_for(age_years=17, sex="female")).provisional


# What is refused


@pytest.mark.parametrize(
    ("logged", "reason", "sentence"),
    [
        (days(), "too_few_days", "A few days are no habit"),
        (days("300", "300"), "too_few_days", "this takes 3 logged days"),
        (days("300", "300", "300", unknown=7), "too_many_unknown", "7 of 30 items have no figure"),
        (days("0", "300", "300", without_food=1), "food_not_logged", "On 1 of 3 days no food"),
        (days("0", "0", "0", supplement="300", without_food=3), "food_not_logged", "On 3 of 3"),
        # Mean 300, SD 200: 67 %.
        (days("100", "300", "500"), "too_varied", "by 67 % of it"),
    ],
)
def test_refusals(logged, reason, sentence):
    found = answer(logged)
    assert isinstance(found, Refusal)
    assert (found.reason, found.days) == (Reason(reason), logged.days)
    assert sentence in str(found.sentence)


def test_just_not_refused():
    assert isinstance(answer(days("300", "300", "300", unknown=6)), Adequacy)
    assert isinstance(answer(days("120", "300", "480")), Adequacy)  # 60 % exactly
    assert isinstance(answer(days("0", "300", "300", "300", "300", without_food=1)), Adequacy)


def test_without_a_reference_or_a_spread():
    logged = days("300", "300", "300")
    assert answer(logged, None).reason == Reason.NO_REFERENCE
    assert answer(logged, spread=None).reason == Reason.NO_SPREAD


@pytest.mark.parametrize(
    ("number", "confidence"),
    [(3, "low"), (6, "low"), (7, "fair"), (13, "fair"), (14, "good"), (400, "good")],
)
def test_confidence_in_words(number, confidence):
    assert confidence_of(number) == confidence


@pytest.mark.parametrize(
    ("probability", "about", "at_least"),
    [
        (0.0, "less than 1 in 20", ""),
        (0.06, "about 1 in 10", ""),
        (0.19, "about 2 in 10", "at least 1 in 10"),
        (0.5, "about 5 in 10", "at least 5 in 10"),
        (0.949, "about 9 in 10", "at least 9 in 10"),
        (0.95, "more than 19 in 20", "more than 19 in 20"),
        (1.0, "more than 19 in 20", "more than 19 in 20"),
    ],
)
def test_odds_in_words(probability, about, at_least):
    assert str(odds_of(probability, at_least=False)) == about
    assert str(odds_of(probability, at_least=True) or "") == at_least


# Whatever the figures

amounts = st.decimals(min_value=0, max_value=2000, places=1)
diaries = st.lists(amounts, min_size=3, max_size=60)


@given(mean=st.floats(0, 5000), more=st.floats(0, 5000), number=st.integers(1, 400))
def test_the_probability_grows_with_the_mean_and_lies_in_0_to_1(mean, more, number):
    low = probability_of_adequacy(mean_mg=mean, **IOM, days=number)
    high = probability_of_adequacy(mean_mg=mean + more, **IOM, days=number)
    assert 0 <= low <= high <= 1


@given(mean=st.floats(0, 5000), more=st.floats(0, 5000), number=st.integers(1, 400))
def test_so_does_confidence_above_an_ai(mean, more, number):
    fixed = {"than_mg": 300, "spread_mg": 86, "days": number}
    low, high = (confidence_above(mean_mg=mg, **fixed) for mg in (mean, mean + more))
    assert 0 <= low <= high <= 1


@given(mean=st.floats(265, 2000), number=st.integers(1, 399))
def test_above_the_ear_more_days_never_make_it_less_sure(mean, number):
    fewer, more = (
        probability_of_adequacy(mean_mg=mean, **IOM, days=each) for each in (number, number + 1)
    )
    assert fewer <= more


@given(known=diaries, found=st.decimals(min_value=0, max_value=2000, places=1))
def test_what_is_said_of_a_bound_holds_once_the_figure_is_known(known, found):
    """Whatever the missing figure turns out to be, the probability was not set too high."""
    before = answer(days(*known, unknown=1))
    after = answer(days(known[0] + found, *known[1:]))
    if isinstance(before, Refusal) or isinstance(after, Refusal):
        return
    assert before.probability <= after.probability
    assert before.verdict != Verdict.PROBABLY_NOT_ENOUGH


@given(logged=diaries, supplement=amounts, unknown=st.integers(0, 100), ear=st.booleans())
def test_every_diary_gets_an_answer_and_words(logged, supplement, unknown, ear):
    found = answer(
        days(*logged, supplement=supplement, unknown=unknown, items=100),
        WOMAN if ear else EFSA_WOMAN,
    )
    assert str(found.sentence).endswith(".")
    assert "at least " not in str(found.sentence) or found.is_lower_bound
