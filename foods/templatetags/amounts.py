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
