"""Numbers as people read them. Pages round here and nowhere else."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foods.rounding import rounded_quantity, whole_percent
from foods.shown_units import shows_ounces
from foods.thousands import set_apart
from foods.typed_numbers import decimal_separator
from foods.unit_names import BESIDE_A_NUMBER
from foods.units import OUNCES, in_ounces

FRACTIONS = {
    Decimal("0.125"): "⅛",
    Decimal("0.25"): "¼",
    Decimal("0.333"): "⅓",
    Decimal("0.5"): "½",
    Decimal("0.667"): "⅔",
    Decimal("0.75"): "¾",
}


def isolated(words: str) -> str:
    """Somebody's words within a sentence, where they are written from right to left: else the
    figure that follows a Hebrew name would stand before it."""
    turns = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words)
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}" if turns else words


def format_mg(mg: Decimal | None) -> str:
    """Whole from 10 up, one decimal below; what is there but too little to print is "<0.1"."""
    if mg is None:
        return _("not known")
    tenths = mg.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if mg > 0 and tenths == 0:
        return f"<{format_number(Decimal('0.1'))}"
    if abs(tenths) >= 10:
        return format_number(mg.quantize(Decimal(1), ROUND_HALF_UP))
    return format_number(tenths)


def format_range_mg(least: Decimal | None, most: Decimal | None) -> str:
    """ "113 to 162"; the one figure where `most` is None or prints the same."""
    first, last = format_mg(least), format_mg(most if most is not None else least)
    if first == last:
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def format_percent(percent: Decimal | None) -> str:
    """Whole, as `whole_percent`."""
    if percent is None:
        return _("not known")
    return format_number(whole_percent(percent))


def format_quantity(quantity: Decimal | None) -> str:
    """Grams, millilitres or pieces: whole from 100 up, one decimal from 10 up, else two."""
    if quantity is None:
        return _("not known")
    rounded = rounded_quantity(quantity)
    if quantity > 0 and rounded == 0:
        return f"<{format_number(Decimal('0.01'))}"
    return format_number(rounded)


def format_measure(quantity: Decimal | None, unit: str, *, as_typed: bool = False) -> str:
    """So many "g" or "ml", to whoever reads ounces "1.06 oz" unless they typed it so. Pieces, of no
    unit, are a number alone."""
    if quantity is None or not unit:
        return format_quantity(quantity)
    if as_typed or not shows_ounces():
        return f"{format_quantity(quantity)} {unit}"
    ounces = in_ounces(quantity, OUNCES[unit])
    number = (
        format_number(ounces) if ounces or not quantity else f"<{format_number(Decimal('0.001'))}"
    )
    return f"{number} {shown_unit(unit)}"


def shown_unit(unit: str) -> str:
    """ "g", or "oz" to whoever reads ounces."""
    if not shows_ounces():
        return unit
    return str(BESIDE_A_NUMBER[OUNCES[unit]])


def format_count(amount: Decimal) -> str:
    """How many portions: "½", "1½", "3", "0.4"."""
    whole, rest = divmod(amount, 1)
    sign = FRACTIONS.get(rest.quantize(Decimal("0.001"), ROUND_HALF_UP))
    if sign is None:
        return format_quantity(amount)
    return f"{format_number(whole)}{sign}" if whole else sign


def format_portion(amount: Decimal, label: str) -> str:
    """An amount of a portion: "30 g", "½ × 1 cup" said as "½ cup", "2 × handful"."""
    if label in ("g", "ml"):
        return format_measure(amount, label)
    if not label:
        # Parts of one are many, as in "½ pieces".
        said = ngettext("%(amount)s piece", "%(amount)s pieces", 1 if amount == 1 else 2)
        return said % {"amount": format_count(amount)}
    if amount == 1:
        return label
    measure = re.sub(r"^1 (?![\d½¼¾⅓⅔⅛])", "", label)  # the 1 of "1 1/2 oz" is part of its number
    if amount < 1 and measure != label:
        return f"{format_count(amount)} {measure}"
    return f"{format_count(amount)} × {measure}"


def format_number(number: int | Decimal) -> str:
    """As it is, without needless zeros, with the language's decimal sign."""
    text = set_apart(number)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", decimal_separator()) if "." in text else text
