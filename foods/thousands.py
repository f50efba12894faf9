"""How large numbers are written, for pages and for sentences that know no Django."""

from __future__ import annotations

from decimal import Decimal

THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


def set_apart(number: int | Decimal) -> str:
    """ "12 345.6": thousands stand apart by a space, which marks decimals in no language."""
    return f"{Decimal(number):,f}".replace(",", THIN_SPACE)
