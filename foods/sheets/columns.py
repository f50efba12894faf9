"""What the columns of a sheet are, and how a food's fields are written in them and read."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from foods.formatting import format_number
from foods.models import NUTRIENTS, Food
from foods.typed_numbers import two_readings

FIGURES = {name: f"{name}_per_basis" for name in (*NUTRIENTS, "added_magnesium_mg")}
TEXTS = ("name", "brand", "kind", "group", "basis", "confidence", "note")
FIELDS = {**{name: name for name in TEXTS}, **FIGURES}
# For the eye only: changing them changes nothing.
SHOWN = ("state", "source", "source_ref")
COLUMNS = ("id", *TEXTS[:5], *FIGURES, *TEXTS[5:], *SHOWN)


def text_of(food: Food, column: str) -> str:
    """As a sheet says it; "" where nothing is known."""
    attribute = FIELDS.get(column, column)
    value = getattr(food, f"{attribute}_id" if attribute in ("group", "source") else attribute)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def value_of(column: str, text: str, groups: set[str]) -> Any:
    """What a cell says; `groups` are those there are. Raises ValueError with a sentence."""
    if column in FIGURES:
        if not text:
            return None
        # A point is what we write ourselves; a comma before three figures may be for thousands.
        if "," in text and (readings := two_readings(text)):
            many, few = readings
            raise ValueError(
                _("“%(text)s” may be %(many)s or %(few)s: write it without a comma.")
                % {"text": text[:40], "many": many, "few": few}
            )
        try:
            number = Decimal(text.replace(",", ".") if text.count(",") == 1 else text)
        except InvalidOperation:
            raise ValueError(_("“%(text)s” is no number.") % {"text": text[:40]}) from None
        if not number.is_finite() or not 0 <= number <= 1_000_000:
            raise ValueError(
                _("“%(text)s” is not between 0 and %(most)s.")
                % {"text": text[:40], "most": format_number(1_000_000)}
            )
        return round(number, 4)
    if column == "group":
        if text and text not in groups:
            raise ValueError(_("there is no group “%(text)s”.") % {"text": text[:40]})
        return text or None
    if column == "name" and not text:
        raise ValueError(_("a food needs a name."))
    return text


def give(food: Food, column: str, value: Any) -> None:
    """Unsaved."""
    setattr(food, "group_id" if column == "group" else FIELDS[column], value)
