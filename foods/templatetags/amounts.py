"""`{% load amounts %}`: numbers as people read them, in every template."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from foods import formatting, wordings
from foods.languages import page_language
from foods.models import Basis
from foods.rounding import whole_percent
from foods.shown_units import shows_ounces
from foods.typed_amounts import Helping
from foods.typed_numbers import one_reading

register = template.Library()
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

_SAYS_OUNCES = re.compile(r"\boz\b")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:mg|g|ml)\b|%)")


def _decimal(value: Any) -> Decimal | None:
    return None if value is None or value == "" else Decimal(value)


@register.filter
def mg(value: Any) -> str:
    return formatting.format_mg(_decimal(value))


@register.filter
def mg_or_more(value: Any, is_lower_bound: bool) -> str:
    """ "12 mg", or "at least 12 mg"."""
    return at_least(f"{mg(value)} mg", is_lower_bound)


@register.filter
def at_least(amount: str, is_lower_bound: bool) -> str:
    """ "at least 300"; the amount alone where nothing of the sum is missing."""
    return _("at least %(amount)s") % {"amount": amount} if is_lower_bound else amount


@register.filter
def plus(value: Decimal, more: Decimal) -> Decimal:
    return value + more


@register.filter
def to_mg(least: Any, most: Any) -> str:
    """ "113 to 162", and "162" where `most` is empty: a figure or a range."""
    return formatting.format_range_mg(_decimal(least), _decimal(most))


@register.filter
def to_percent(least: Decimal, most: Decimal) -> str:
    """ "16.16", or "11.34 to 16.16"."""
    first, last = formatting.format_number(least), formatting.format_number(most)
    if first == last:
        return first
    return _("%(least)s to %(most)s") % {"least": first, "most": last}


@register.filter
def subscripts(formula: str) -> str:
    """ "Mg3(C6H5O7)2·9H2O" as chemists write it: numbers of atoms, not of molecules, low. Where a
    line has to end, it ends between the molecules."""
    low = re.sub(r"(?<=[A-Za-z)])\d+", lambda atoms: atoms[0].translate(_LOW), formula)
    return low.replace("·", "·\N{ZERO WIDTH SPACE}")


@register.filter(is_safe=True)
def units_kept(text: str) -> str:
    """With no line ending between a number and its unit; for `{% filter %}` round a paragraph."""
    return _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", text)


@register.filter
def number(value: Any) -> str:
    return formatting.format_number(Decimal(value))


@register.filter
def percent(value: Any) -> str:
    return formatting.format_percent(_decimal(value))


@register.filter
def all_percent(value: Any) -> str:
    """As `percent`, and "<1" where that would say 0 of something; not for "at least" so much."""
    share = _decimal(value)
    return "<1" if share and not whole_percent(share) else formatting.format_percent(share)


@register.filter
def measure(quantity: Any, unit: str) -> str:
    """ "28 g", or "1 oz" to whoever reads ounces."""
    return formatting.format_measure(_decimal(quantity), unit)


@register.filter
def helping(helped: Helping, unit: str) -> str:
    """What was typed, or is usual, of a food with this basis unit. Grams stay grams where they were
    typed."""
    if helped.portion:
        return portion(helped.amount, helped.portion.label)
    if not unit:
        return portion(helped.amount, "")
    return formatting.format_measure(helped.amount, unit, as_typed=helped.typed_in_metric)


@register.simple_tag
def weighing(label: str, quantity: Any, basis: str) -> str:
    """ " · 28 g" beside a portion of that `label`; "" of pieces, and where it says so itself."""
    unit = Basis(basis).unit if basis else ""
    if quantity is None or not unit or label == unit:
        return ""
    if shows_ounces() and _SAYS_OUNCES.search(str(label)):
        return ""
    weight = formatting.format_measure(_decimal(quantity), unit)
    return "" if f"({weight})" in str(label) else f" · {weight}"


@register.filter
def without(label: str, weight: str) -> str:
    """ "1 glass" of "1 glass (200 ml)", where "200 ml" stands beside it."""
    return label.removesuffix(f" ({weight})")


@register.simple_tag
def reads_ounces() -> bool:
    return shows_ounces()


@register.filter
def portion(amount: Any, label: str) -> str:
    return formatting.format_portion(Decimal(amount), portion_label(label))


@register.filter
def portion_label(label: str) -> str:
    """In the language of the page, as far as it has the words."""
    # A unit of ours comes as a lazy text, which is in the language already.
    return wordings.portion_label(str(label), page_language())


@register.filter
def plain_number(value: Any) -> str:
    """For forms and addresses: a point, no grouping, no needless zeros, and one reading."""
    plain = _decimal(value)
    return "" if plain is None else one_reading(f"{plain.normalize():f}")
