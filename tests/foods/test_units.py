"""Ounces as they are shown and typed: grams are kept, and stay what they were."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from foods.formatting import format_measure, format_portion
from foods.shown_units import showing, shows_ounces
from foods.templatetags.amounts import plain_number, weighing
from foods.typed_numbers import as_decimal, in_a_field, two_readings
from foods.units import from_ounces, in_ounces, one_ounce, typed_in_ounces


# NIST Handbook 44 (2024), appendix C: an avoirdupois ounce is 28.349 523 125 g exactly, a US liquid
# ounce 29.573 529 562 5 mL exactly.
def test_an_ounce_is_what_it_is():
    assert one_ounce("oz") == Decimal("28.349523125")
    assert one_ounce("fl oz") == Decimal("29.5735295625")


@pytest.mark.parametrize(
    ("grams", "ounces"),
    [
        ("28.349523125", "1.00"),
        ("56.699", "2.00"),
        ("30", "1.06"),
        ("100", "3.53"),
        ("453.59237", "16.0"),
        ("5", "0.18"),
        ("1", "0.035"),
        ("0.5", "0.018"),
        ("0.01", "0.000"),
        ("5000", "176"),
    ],
)
def test_grams_in_ounces_as_precisely_as_they_are_shown(grams, ounces):
    assert str(in_ounces(Decimal(grams), "oz")) == ounces


@pytest.mark.parametrize(
    ("ounces", "unit", "kept"),
    [
        ("1", "oz", "28.35"),
        ("2", "oz", "56.699"),
        ("8", "fl oz", "236.588"),
        ("0.5", "oz", "14.175"),
    ],
)
def test_what_is_typed_in_ounces_is_kept_in_our_units(ounces, unit, kept):
    assert from_ounces(Decimal(ounces), unit) == Decimal(kept)


AMOUNTS = st.decimals(min_value="0.001", max_value="100000", places=3)


@given(
    amount=AMOUNTS, unit=st.sampled_from(["oz", "fl oz"]), language=st.sampled_from(["en", "de"])
)
def test_what_is_shown_and_sent_back_changes_nothing(amount, unit, language):
    shown = in_ounces(amount, unit)
    if not shown:
        return  # a form shows it in grams
    with translation.override(language):
        field = in_a_field(plain_number(shown))
        assert two_readings(field) is None
        assert from_ounces(Decimal(as_decimal(field)), unit, was=amount) == amount


@pytest.mark.parametrize("typed", ["0.333", "10.25", "250.5", "3"])
def test_what_was_typed_in_ounces_is_shown_as_it_was_typed(typed):
    grams = from_ounces(Decimal(typed), "oz")
    assert str(typed_in_ounces(grams, "oz")) == typed
    assert from_ounces(Decimal(typed), "oz", was=grams) == grams


@given(amount=AMOUNTS, unit=st.sampled_from(["oz", "fl oz"]))
def test_what_is_shown_is_within_what_its_last_figure_tells(amount, unit):
    shown = in_ounces(amount, unit)
    half_of_the_last_figure = Decimal((0, (5,), shown.as_tuple().exponent - 1))
    assert abs(shown * one_ounce(unit) - amount) <= half_of_the_last_figure * one_ounce(unit)


@pytest.mark.parametrize(
    ("amount", "label", "grams", "ounces"),
    [
        ("30", "g", "30 g", "1.06 oz"),
        ("500", "ml", "500 ml", "16.9 fl oz"),
        ("0.01", "g", "0.01 g", "<0.001 oz"),
        ("0", "g", "0 g", "0 oz"),
        ("2", "1 cup", "2 × cup", "2 × cup"),
        ("2", "1 oz", "2 × oz", "2 × oz"),
        ("2", "60 mg elemental", "2 × 60 mg elemental", "2 × 60 mg elemental"),
        ("3", "", "3 pieces", "3 pieces"),
    ],
)
def test_only_weights_and_volumes_are_shown_in_ounces(amount, label, grams, ounces):
    assert format_portion(Decimal(amount), label) == grams
    with showing(ounces=True):
        assert format_portion(Decimal(amount), label) == ounces
    assert not shows_ounces()


def test_ounces_have_the_decimal_sign_of_the_language():
    with showing(ounces=True), translation.override("de"):
        assert format_measure(Decimal(100), "g") == "3,53 oz"


@pytest.mark.parametrize(
    ("label", "quantity", "basis", "grams", "ounces"),
    [
        ("1 cup", "160", "100g", " · 160 g", " · 5.64 oz"),
        ("1 glass", "250", "100ml", " · 250 ml", " · 8.45 fl oz"),
        ("1 oz", "28.35", "100g", " · 28.4 g", ""),
        ("1 glass (200 ml)", "200", "100ml", "", " · 6.76 fl oz"),
        ("1 glass (200 ml)", "400", "100ml", " · 400 ml", " · 13.5 fl oz"),
        ("1 bottle (12 fl oz)", "355", "100ml", " · 355 ml", ""),
        ("g", "30", "100g", "", ""),
        ("2 tablets", "2", "unit", "", ""),
        ("60 mg elemental", None, "", "", ""),
    ],
)
def test_what_a_portion_weighs_is_said_beside_it_once(label, quantity, basis, grams, ounces):
    assert weighing(label, quantity, basis) == grams
    with showing(ounces=True):
        assert weighing(label, quantity, basis) == ounces
