"""A person's own tap water: a private food whose figure, or bound, is what they know of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from foods.models import (
    Basis,
    Confidence,
    Food,
    FoodName,
    FoodQuerySet,
    Group,
    Kind,
    Scheme,
    State,
)
from foods.own_foods import hold_owner, write_food
from foods.waters import Reading

GROUP = "waters"
# What people type for it, whatever name they gave it.
ALIASES = ("tap water", "water", "drinking water")
PORTIONS: list[dict[str, Any]] = [
    {"label": "1 glass (250 ml)", "quantity": Decimal(250), "is_default": True},
    {"label": "1 bottle (500 ml)", "quantity": Decimal(500), "is_default": False},
]


def waters_of(person: AbstractBaseUser) -> FoodQuerySet:
    """Not what has a brand or a barcode: that is bottled, and a food as any other."""
    waters = Food.objects.owned_by(person).filter(kind=Kind.WATER, basis=Basis.PER_100_ML)
    return waters.filter(brand="").exclude(identifiers__scheme=Scheme.GTIN)


@transaction.atomic
def write_water(
    person: AbstractBaseUser, name: str, reading: Reading, *, food: Food | None
) -> Food:
    """Save what is known of `food`, or of the person's water of that name, or of a new one.

    Entries keep what was known when they were logged.
    """
    # Held, so that a form that is sent twice makes one water.
    hold_owner(person)
    if food is None:
        food = waters_of(person).filter(name__iexact=name).first()
    is_new = food is None
    if food is None:
        food = Food(
            owner_id=person.pk,
            state=State.PRIVATE,
            kind=Kind.WATER,
            basis=Basis.PER_100_ML,
            group=Group.objects.filter(pk=GROUP).first(),
            # What water holds by nature counts to no upper level.
            added_magnesium_mg_per_basis=Decimal(0),
        )
    fields: dict[str, Any] = {
        "confidence": Confidence.PERSONAL,
        "name": name,
        "magnesium_mg_per_basis": reading.mg_per_100_ml,
        "magnesium_at_most_mg_per_basis": reading.at_most_mg_per_100_ml,
    }
    write_food(food, fields | ({"portions": PORTIONS} if is_new else {}))
    for alias in ALIASES:
        if alias != name.casefold():
            FoodName.objects.get_or_create(food=food, language="en", name=alias)
    return food
