"""`{% load amounts %}`: numbers as people read them, in every template."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from foods import formatting

register = template.Library()


def _decimal(value: Any) -> Decimal | None:
    return None if value is None or value == "" else Decimal(value)


@register.filter
def mg(value: Any) -> str:
    return formatting.format_mg(_decimal(value))


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
    return str(least) if least == most else f"{least} to {most}"


@register.filter
def percent(value: Any) -> str:
    return formatting.format_percent(_decimal(value))


@register.filter
def quantity(value: Any) -> str:
    return formatting.format_quantity(_decimal(value))


@register.filter
def portion(amount: Any, label: str) -> str:
    return formatting.format_portion(Decimal(amount), label)


@register.filter
def plain_number(value: Any) -> str:
    """For a form field: no grouping, no needless zeros."""
    number = _decimal(value)
    return "" if number is None else f"{number.normalize():f}"
