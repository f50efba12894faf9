from decimal import Decimal

import pytest
from django.utils import translation

from foods.formatting import (
    format_count,
    format_mg,
    format_number,
    format_percent,
    format_portion,
    format_quantity,
    isolated,
)
from foods.templatetags.amounts import number, subscripts, units_kept
from foods.thousands import set_apart


@pytest.mark.parametrize(
    ("mg", "text"),
    [
        (None, "not known"),
        ("0", "0"),
        ("0.0400", "<0.1"),
        ("0.05", "0.1"),
        ("2.3456", "2.3"),
        ("9", "9"),
        ("9.94", "9.9"),
        ("9.95", "10"),
        ("10.4", "10"),
        ("10.5", "11"),
        ("268.5000000000", "269"),
        ("999.4", "999"),
        ("1234.5", "1\N{NARROW NO-BREAK SPACE}235"),
        ("1000000", "1\N{NARROW NO-BREAK SPACE}000\N{NARROW NO-BREAK SPACE}000"),
    ],
)
def test_milligrams(mg, text):
    assert format_mg(None if mg is None else Decimal(mg)) == text


@pytest.mark.parametrize(
    ("percent", "text"),
    [
        (None, "not known"),
        ("0", "0"),
        ("83.5", "84"),
        ("99.7", "99"),
        ("100", "100"),
        ("140.4", "140"),
    ],
)
def test_percent(percent, text):
    assert format_percent(None if percent is None else Decimal(percent)) == text


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        ("250.000", "250"),
        ("28.3495", "28.3"),
        ("7.5", "7.5"),
        ("0.125", "0.13"),
        ("0.001", "<0.01"),
    ],
)
def test_quantities(quantity, text):
    assert format_quantity(Decimal(quantity)) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1", "1"), ("0.5", "½"), ("1.500", "1½"), ("0.333", "⅓"), ("2.25", "2¼"), ("0.4", "0.4")],
)
def test_counts(amount, text):
    assert format_count(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("amount", "label", "text"),
    [
        ("30", "g", "30 g"),
        ("1500", "ml", "1\N{NARROW NO-BREAK SPACE}500 ml"),
        ("1", "1 handful", "1 handful"),
        ("0.5", "1 cup", "½ cup"),
        ("2", "1 slice", "2 × slice"),
        ("2", "½ cup", "2 × ½ cup"),
        ("2", "1 1/2 fl oz", "2 × 1 1/2 fl oz"),
        ("0.5", "1 ½ oz", "½ × 1 ½ oz"),
        ("2", "60 mg elemental", "2 × 60 mg elemental"),
        ("1", "", "1 piece"),
        ("3", "", "3 pieces"),
    ],
)
def test_portions(amount, label, text):
    assert format_portion(Decimal(amount), label) == text


@pytest.mark.parametrize(
    ("formula", "written"),
    [("Mg3(C6H5O7)2·9H2O", "Mg₃(C₆H₅O₇)₂· 9H₂O"), ("4MgCO3·Mg(OH)2·4H2O", "4MgCO₃· Mg(OH)₂· 4H₂O")],
)
def test_a_formula_is_written_as_chemists_do_and_breaks_between_molecules(formula, written):
    assert subscripts(formula).replace("\N{ZERO WIDTH SPACE}", " ") == written


@pytest.mark.parametrize(
    ("language", "fraction", "whole"),
    [
        ("en", "12\u202f345.6", "1\u202f234"),
        ("de", "12\u202f345,6", "1\u202f234"),
        ("es", "12\u202f345,6", "1\u202f234"),
    ],
)
def test_large_numbers_have_one_reading_in_every_language(language, fraction, whole):
    with translation.override(language):
        assert format_number(Decimal("12345.60")) == fraction
        assert format_number(1234) == number(1234) == whole
        assert format_number(Decimal("1E+3")) == "1\u202f000"
        # What is told without Django reads the same in English.
        assert set_apart(1234) == "1\u202f234"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Almonds", "Almonds"),
        ("Kürbis 🎃", "Kürbis 🎃"),
        ("חלה", "\u2068חלה\u2069"),
        ("Bread: خبز", "\u2068Bread: خبز\u2069"),
    ],
)
def test_words_from_right_to_left_do_not_turn_the_sentence(name, expected):
    assert isolated(name) == expected


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("350 mg, 12 % of 100 g", "350~mg, 12~% of 100~g"),
        ("<b>0.5</b> mg over 6 days", "<b>0.5</b> mg over 6 days"),
        ("2 grams", "2 grams"),
    ],
)
def test_no_line_ends_between_a_number_and_its_unit(text, kept):
    assert units_kept(text) == kept.replace("~", "\N{NO-BREAK SPACE}")
