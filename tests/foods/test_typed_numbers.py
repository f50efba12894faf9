"""A comma and a point are one; what could be a thousand times as much is asked for again."""

from decimal import Decimal

import pytest
from django.utils import translation

from foods.formatting import format_count, format_mg, format_quantity
from foods.templatetags.amounts import plain_number, to_percent
from foods.typed_numbers import as_decimal, in_a_field, two_readings, without_two_readings


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize(
    ("typed", "plain"),
    [("1.5", "1.5"), ("1,5", "1.5"), (" 0,125 ", "0.125"), ("12,50", "12.5"), ("1500", "1500")],
)
def test_comma_and_point_are_the_same_in_every_language(language, typed, plain):
    with translation.override(language):
        assert two_readings(typed) is None
        assert as_decimal(typed) == plain


@pytest.mark.parametrize(
    ("typed", "english", "german"),
    [
        ("1,500", ("1500", "1.5"), ("1500", "1.5")),
        ("28,349", ("28349", "28.349"), ("28349", "28.349")),
        ("1.500", None, ("1500", "1.5")),
        ("28.349", None, ("28349", "28.349")),
        ("1.000", ("1000", "1"), ("1000", "1")),
        ("0.500", None, None),
        ("1.5000", None, None),
        ("1500.250", None, None),
    ],
)
def test_what_has_two_readings(typed, english, german):
    assert two_readings(typed) == english
    for language in ("de", "es"):
        with translation.override(language):
            assert two_readings(typed) == german


@pytest.mark.parametrize("plain", ["1", "1.5", "0.125", "28.349", "999.999", "1000.125", "1500"])
@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_what_a_form_shows_can_be_sent_back(language, plain):
    with translation.override(language):
        for shown in (in_a_field(plain), plain_number(Decimal(plain))):
            assert two_readings(shown) is None
            assert Decimal(as_decimal(shown)) == Decimal(plain)


def test_what_is_no_number_stays_what_it_is():
    for typed in ("", ".", "1.", "1.500,5", "one", "1,2,3"):
        assert as_decimal(typed) == typed.replace(",", ".")


def test_a_search_understands_no_amount_that_has_two_readings():
    assert without_two_readings("1,000 g rice", "en") is None
    assert without_two_readings("1.500 g Reis", "de") == "Reis"
    assert without_two_readings("Reis 1,500kg", "de") == "Reis"
    assert without_two_readings("1.500 Gramm Reis", "de") == "Reis"
    assert without_two_readings("1,500 Esslöffel Reis", "de") == "Reis"
    assert without_two_readings("1,5 dl  Milch", "de") is None
    assert without_two_readings("0,125 l Milch", "de") is None


def test_a_language_has_its_own_words_for_units():
    assert without_two_readings("1.500 gramos de arroz", "es") == "arroz"
    assert without_two_readings("1.500 gramos de arroz", "en") is None


@pytest.mark.parametrize(("language", "sign"), [("en", "."), ("de", ","), ("es", ",")])
def test_pages_show_the_languages_decimal_sign(language, sign):
    with translation.override(language):
        assert format_mg(Decimal("2.34")) == f"2{sign}3"
        assert format_mg(Decimal("0.01")) == f"<0{sign}1"
        assert format_quantity(Decimal("28.35")) == f"28{sign}4"
        assert format_quantity(Decimal("0.001")) == f"<0{sign}01"
        assert format_count(Decimal("0.4")) == f"0{sign}4"
        assert format_mg(Decimal("1234")) == "1\N{NARROW NO-BREAK SPACE}234"
        assert to_percent(Decimal("16.16"), Decimal("16.16")) == f"16{sign}16"
        assert plain_number(Decimal("2.50")) == "2.5"
