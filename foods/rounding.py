"""How percentages and quantities are rounded, for pages and for sentences that know no Django."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def whole_percent(percent: Decimal) -> Decimal:
    """Nothing short of the whole is called 100: 99.7 is 99."""
    whole = percent.quantize(Decimal(1), ROUND_HALF_UP)
    return Decimal(99) if percent < 100 <= whole else whole


def rounded_quantity(quantity: Decimal) -> Decimal:
    """Whole from 100 up, one decimal from 10 up, else two."""
    places = Decimal(1) if quantity >= 100 else Decimal("0.1" if quantity >= 10 else "0.01")
    return quantity.quantize(places, ROUND_HALF_UP)
