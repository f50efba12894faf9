"""Foods of a person's own: made, written, removed and brought back. Page and API call these."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from foods import submissions
from foods.models import (
    ChosenId,
    Confidence,
    Estimate,
    Food,
    FoodQuerySet,
    Identifier,
    Portion,
    Scheme,
    State,
)
from foods.supplements import fractions_of


class FoodTaken(Exception):
    """The person used this id for another food; `food` is the one that stands for it now."""

    def __init__(self, food: Food) -> None:
        super().__init__("This id already holds another food.")
        self.food = food


class FoodGone(Exception):
    """The person removed it."""


def hold_owner(person: AbstractBaseUser) -> None:
    """Let one request at a time write what is the person's, to the end of the transaction."""
    _hold(person.pk)


def _hold(person_id: Any) -> None:
    """Before any row of theirs, as everything that is pushed does."""
    get_user_model()._default_manager.select_for_update(no_key=True).get(pk=person_id)


def make_food(
    person: AbstractBaseUser,
    fields: dict[str, Any],
    *,
    client_id: UUID | None = None,
    request_hash: str = "",
) -> tuple[Food, bool]:
    """The food, and whether this call made it: False when the same request came before. Then it
    may be the catalogue's by now.

    `fields` as `write_food` takes them. Raises ValidationError, FoodTaken, FoodGone.
    """
    food = Food(owner_id=person.pk, state=State.PRIVATE, confidence=Confidence.PERSONAL)
    with transaction.atomic():
        if client_id is not None:
            hold_owner(person)
            known = ChosenId.objects.filter(owner=person.pk, client_id=client_id).first()
            if known is not None:
                return _replayed(known, request_hash), False
        write_food(food, fields)
        if client_id is not None:
            ChosenId.objects.create(
                owner_id=person.pk, client_id=client_id, request_hash=request_hash, food=food
            )
    return food, True


def _replayed(known: ChosenId, request_hash: str) -> Food:
    food = Food.objects.select_related("merged_into").filter(pk=known.food_id).first()
    if food is None or food.removed_at is not None:
        raise FoodGone
    if known.request_hash != request_hash:
        raise FoodTaken(food.resolved)
    return food.resolved


@transaction.atomic
def write_food(food: Food, fields: dict[str, Any]) -> None:
    """Save `food` with `fields` as `FoodWriteSerializer` checked them; those left out stay, as
    they are by now.

    A figure of one's own takes the place of a borrowed one.
    Raises ValidationError where they do not fit each other; Food.DoesNotExist where it was removed
    meanwhile.
    """
    if not food._state.adding:
        _hold(food.owner_id)
        # Else what another request wrote since `food` was read would be written over.
        food.refresh_from_db(
            from_queryset=Food.objects.filter(removed_at=None).select_for_update(
                of=("self",), no_key=True
            )
        )
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
        message = _("The added part can't be more than all of the magnesium.")
        raise ValidationError({"added_magnesium_mg_per_basis": [message]}, code="more_than_all")
    if fields.get("magnesium_at_most_mg_per_basis") is not None and magnesium is not None:
        message = _("The magnesium is known: a bound is for when it is not.")
        raise ValidationError({"magnesium_at_most_mg_per_basis": [message]}, code="figure_known")
    if "compound" in fields:
        food.elemental_fraction = _share_of(food.compound)
    food.save()
    if replaced:
        Estimate.objects.filter(food=food).delete()
    if portions is not None:
        _write_portions(food, portions)
    if gtin is not None:
        food.identifiers.filter(scheme=Scheme.GTIN).delete()
        if gtin:
            Identifier.objects.create(food=food, scheme=Scheme.GTIN, value=gtin)


def _share_of(compound: str) -> Decimal | None:
    """None for no compound, and for a salt whose form is not known: its share is a range."""
    if not compound:
        return None
    least, most = fractions_of(compound)
    return least if least == most else None


def _write_portions(food: Food, rows: list[dict[str, Any]]) -> None:
    """Those with an id are changed in place, so that entries keep pointing at them."""
    known = {portion.pk: portion for portion in food.portions.all()}
    errors: dict[str, Any] = {}
    for index, row in enumerate(rows):
        if "id" in row and row["id"] not in known:
            errors[str(index)] = {"id": [_("This food has no such portion.")]}
        elif row["label"] in [other["label"] for other in rows[:index]]:
            errors[str(index)] = {"label": [_("Another portion has this label.")]}
        elif row["is_default"] and any(other["is_default"] for other in rows[:index]):
            errors[str(index)] = {"is_default": [_("Only one portion can be the default.")]}
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


@transaction.atomic
def remove_food(food: Food) -> None:
    """Its owner finds it no more, until `bring_back`. What names it, and what a phone logs of it
    that does not know yet, stays.

    Raises Food.DoesNotExist where it went meanwhile.
    """
    _hold(food.owner_id)
    for submission in food.submissions.waiting():
        submissions.withdraw(submission)
    food.refresh_from_db(
        fields=["state", "removed_at"], from_queryset=Food.objects.filter(removed_at=None)
    )
    food.removed_at = timezone.now()
    food.save(update_fields=["removed_at", "updated_at"])


@transaction.atomic
def bring_back(food: Food) -> None:
    """Raises Food.DoesNotExist where it was deleted meanwhile."""
    _hold(food.owner_id)
    food.refresh_from_db(fields=["removed_at"])
    food.removed_at = None
    food.save(update_fields=["removed_at", "updated_at"])


@transaction.atomic
def unmake_food(food: Food) -> None:
    """Gone for good, or removed where something names it.

    Raises Food.DoesNotExist where it went meanwhile.
    """
    # First, since that counts the owner's changes: whoever logs it meanwhile holds these and
    # waits for a row that is deleted, so it is not to be deleted by who waits for them.
    remove_food(food)
    _delete_unless_named(food)


def removed_foods(before: datetime) -> FoodQuerySet:
    """Those that their owners removed before then, whether or not something names them."""
    return Food.objects.filter(removed_at__lt=before, owner__isnull=False)


def forget_removed(person: AbstractBaseUser, before: datetime, gone_ids: Iterable[int]) -> None:
    """Delete for good what the person removed before then and nothing names any more, and forget
    the ids that they chose for it, and for those of `gone_ids` that are no longer there."""
    removed = removed_foods(before).filter(owner=person.pk)
    food_ids = {*gone_ids, *(food.pk for food in removed)}
    for food in removed:
        _delete_unless_named(food)
    there = Food.objects.filter(pk=OuterRef("food_id"))
    ChosenId.objects.filter(~Exists(there), owner=person.pk, food_id__in=food_ids).delete()


def _delete_unless_named(food: Food) -> None:
    with suppress(RestrictedError, ProtectedError), transaction.atomic():
        food.delete()
