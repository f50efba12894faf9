"""Foods of a person's own: written, removed and brought back. Page and API call these."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import RestrictedError
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from foods import submissions
from foods.models import Confidence, Estimate, Food, Identifier, Portion, Scheme
from foods.supplements import compound_of


@transaction.atomic
def write_food(food: Food, fields: dict[str, Any]) -> None:
    """Save `food` with `fields` as `FoodWriteSerializer` checked them; those left out stay, as
    they are by now.

    A figure of one's own takes the place of a borrowed one.
    Raises ValidationError where they do not fit each other; Food.DoesNotExist where it was removed
    meanwhile.
    """
    if not food._state.adding:
        # Else what another request wrote since `food` was read would be written over.
        food.refresh_from_db(from_queryset=Food.objects.select_for_update(of=("self",)))
    portions, gtin = fields.pop("portions", None), fields.pop("gtin", None)
    figure = (food.basis, food.magnesium_mg_per_basis)
    for name, value in fields.items():
        setattr(food, name, value)
    replaced = food.confidence == Confidence.ESTIMATED and figure != (
        food.basis,
        food.magnesium_mg_per_basis,
    )
    if replaced:
        food.confidence = Confidence.PERSONAL
    magnesium, added = food.magnesium_mg_per_basis, food.added_magnesium_mg_per_basis
    if magnesium is not None and added is not None and added > magnesium:
        message = "The added part can't be more than all of the magnesium."
        raise ValidationError({"added_magnesium_mg_per_basis": [message]}, code="more_than_all")
    if fields.get("magnesium_at_most_mg_per_basis") is not None and magnesium is not None:
        message = "The magnesium is known: a bound is for when it is not."
        raise ValidationError({"magnesium_at_most_mg_per_basis": [message]}, code="figure_known")
    if "compound" in fields:
        food.elemental_fraction = (
            round(compound_of(food.compound).elemental_fraction, 6) if food.compound else None
        )
    food.save()
    if replaced:
        Estimate.objects.filter(food=food).delete()
    if portions is not None:
        _write_portions(food, portions)
    if gtin is not None:
        food.identifiers.filter(scheme=Scheme.GTIN).delete()
        if gtin:
            Identifier.objects.create(food=food, scheme=Scheme.GTIN, value=gtin)


def _write_portions(food: Food, rows: list[dict[str, Any]]) -> None:
    """Those with an id are changed in place, so that entries keep pointing at them."""
    known = {portion.pk: portion for portion in food.portions.all()}
    errors: dict[str, Any] = {}
    for index, row in enumerate(rows):
        if "id" in row and row["id"] not in known:
            errors[str(index)] = {"id": ["This food has no such portion."]}
        elif row["label"] in [other["label"] for other in rows[:index]]:
            errors[str(index)] = {"label": ["Another portion has this label."]}
        elif row["is_default"] and any(other["is_default"] for other in rows[:index]):
            errors[str(index)] = {"is_default": ["Only one portion can be the default."]}
    if errors:
        raise ValidationError({"portions": errors}, code="invalid")
    kept = {row["id"] for row in rows if "id" in row}
    for portion in known.values():
        if portion.pk not in kept:
            portion.delete()
    # Labels and the default are unique: make room before writing the new ones.
    for portion_id in kept:
        Portion.objects.filter(pk=portion_id).update(label=f"\x01{portion_id}", is_default=False)
    for position, row in enumerate(rows):
        portion = known.get(row.get("id", 0)) or Portion(food=food)
        portion.position = position
        portion.label, portion.quantity = row["label"], row["quantity"]
        portion.is_default = row["is_default"]
        portion.save()


def remove_food(food: Food) -> None:
    """Gone for its owner. One that entries name is kept for them, but found no more."""
    try:
        with transaction.atomic():
            food.delete()
    except RestrictedError:
        hide_food(food)


@transaction.atomic
def hide_food(food: Food) -> None:
    """Its owner finds it no more, until `bring_back`."""
    for submission in food.submissions.waiting():
        submissions.withdraw(submission)
    food.refresh_from_db(fields=["state"])
    food.removed_at = timezone.now()
    food.save(update_fields=["removed_at", "updated_at"])


def bring_back(food: Food) -> None:
    food.removed_at = None
    food.save(update_fields=["removed_at", "updated_at"])
