from decimal import Decimal

import pytest

from foods.formatting import (
    format_count,
    format_mg,
    format_percent,
    format_portion,
    format_quantity,
)


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
