"""How much of a food, as a saved meal and the checklist keep it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from foods.models import Basis
from intake.models import Measured


def measured_body(item: Measured) -> dict[str, Any]:
    return {
        "food": item.food_id,
        "portion": item.portion_id,
        "amount": item.amount,
        "name": item.name,
        "portion_label": item.portion_label,
        "kind": item.kind,
        "label_says": item.label_says,
        "compound": item.compound,
        "label_dose_mg": item.label_dose_mg,
    }


def quantities_body(item: Measured) -> dict[str, Decimal | None]:
    return {
        "grams": item.quantity if item.basis == Basis.PER_100_G else None,
        "millilitres": item.quantity if item.basis == Basis.PER_100_ML else None,
    }
