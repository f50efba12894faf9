"""Grams and ounces, millilitres and fluid ounces: converted here and nowhere else.

Grams and millilitres are kept. Ounces are how some people read them, and may type them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from foods.rounding import rounded_quantity

GRAMS: Mapping[str, Decimal] = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "oz": Decimal("28.349523125"),
    "lb": Decimal("453.59237"),
}
MILLILITRES: Mapping[str, Decimal] = {
    "ml": Decimal(1),
    "cl": Decimal(10),
    "dl": Decimal(100),
    "l": Decimal(1000),
    "fl oz": Decimal("29.5735295625"),
}
# What whoever reads ounces sees in place of ours; the fluid ounce is that of the US.
OUNCES: Mapping[str, str] = {"g": "oz", "ml": "fl oz"}
US_UNITS = frozenset(["oz", "lb", "fl oz"])
OUR_UNITS: Mapping[str, str] = {ounce: ours for ours, ounce in OUNCES.items()}

_KEPT = Decimal("0.001")
_OF_AN_OUNCE = {"oz": GRAMS["oz"], "fl oz": MILLILITRES["fl oz"]}


def kept(quantity: Decimal) -> Decimal:
    """With the three decimals that a typed amount may have."""
    return quantity.quantize(_KEPT).normalize()


def one_ounce(ounce: str) -> Decimal:
    """Grams of "oz", millilitres of "fl oz"."""
    return _OF_AN_OUNCE[ounce]


def in_ounces(quantity: Decimal, ounce: str) -> Decimal:
    """So many g or ml, as precisely as they are shown: as other quantities, and with three decimals
    below a tenth, where two would be a guess. 0: too little to be shown."""
    ounces = quantity / one_ounce(ounce)
    if ounces < Decimal("0.1"):
        return ounces.quantize(_KEPT, ROUND_HALF_UP)
    return rounded_quantity(ounces)


def typed_in_ounces(quantity: Decimal, ounce: str) -> Decimal:
    """So many g or ml that were typed in ounces: with all the decimals that these may have."""
    return kept(quantity / one_ounce(ounce))


def from_ounces(ounces: Decimal, ounce: str, *, was: Decimal | None = None) -> Decimal:
    """In g or ml. Left as it `was` shown, it stays exactly what it was."""
    if was is not None and ounces in (in_ounces(was, ounce), typed_in_ounces(was, ounce)):
        return was
    return kept(ounces * one_ounce(ounce))
