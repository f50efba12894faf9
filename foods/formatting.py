"""Numbers as people read them. Pages round here and nowhere else."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

NOT_KNOWN = "not known"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
FRACTIONS = {
    Decimal("0.125"): "⅛",
    Decimal("0.25"): "¼",
    Decimal("0.333"): "⅓",
    Decimal("0.5"): "½",
    Decimal("0.667"): "⅔",
    Decimal("0.75"): "¾",
}


def format_mg(mg: Decimal | None) -> str:
    """Whole from 10 up, one decimal below; what is there but too little to print is "<0.1"."""
    if mg is None:
        return NOT_KNOWN
    tenths = mg.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if mg > 0 and tenths == 0:
        return "<0.1"
    if abs(tenths) >= 10:
        return _grouped(mg.quantize(Decimal(1), ROUND_HALF_UP))
    return _plain(tenths)


def format_range_mg(least: Decimal | None, most: Decimal | None) -> str:
    """ "113 to 162"; the one figure where `most` is None or prints the same."""
    first, last = format_mg(least), format_mg(most if most is not None else least)
    return first if first == last else f"{first} to {last}"


def format_percent(percent: Decimal | None) -> str:
    """Whole. Nothing short of the whole is called 100: 99.7 is 99."""
    if percent is None:
        return NOT_KNOWN
    whole = percent.quantize(Decimal(1), ROUND_HALF_UP)
    if percent < 100 <= whole:
        whole = Decimal(99)
    return _grouped(whole)


def format_quantity(quantity: Decimal | None) -> str:
    """Grams, millilitres or pieces: whole from 100 up, one decimal from 10 up, else two."""
    if quantity is None:
        return NOT_KNOWN
    places = Decimal(1) if quantity >= 100 else Decimal("0.1" if quantity >= 10 else "0.01")
    rounded = quantity.quantize(places, ROUND_HALF_UP)
    return "<0.01" if quantity > 0 and rounded == 0 else _grouped(rounded)


def format_count(amount: Decimal) -> str:
    """How many portions: "½", "1½", "3", "0.4"."""
    whole, rest = divmod(amount, 1)
    sign = FRACTIONS.get(rest.quantize(Decimal("0.001"), ROUND_HALF_UP))
    if sign is None:
        return format_quantity(amount)
    return f"{_grouped(whole)}{sign}" if whole else sign


def format_portion(amount: Decimal, label: str) -> str:
    """An amount of a portion: "30 g", "½ × 1 cup" said as "½ cup", "2 × handful"."""
    if label in ("g", "ml"):
        return f"{format_quantity(amount)} {label}"
    if not label:
        return f"{format_count(amount)} {'piece' if amount == 1 else 'pieces'}"
    if amount == 1:
        return label
    measure = re.sub(r"^1 (?![\d½¼¾⅓⅔⅛])", "", label)  # the 1 of "1 1/2 oz" is part of its number
    if amount < 1 and measure != label:
        return f"{format_count(amount)} {measure}"
    return f"{format_count(amount)} × {measure}"


def _grouped(number: Decimal) -> str:
    return f"{number:,f}".replace(",", THIN_SPACE) if number >= 1000 else _plain(number)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
