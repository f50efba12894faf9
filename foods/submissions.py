"""What people ask of the curators, from the asking to the decision that they read.

Each act is one transaction. A photo is deleted with the decision.
"""

from __future__ import annotations

from decimal import Decimal

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Abs
from django.utils import timezone
from django.utils.translation import gettext as _

from foods.models import Food, Identifier, LabelPhoto, Scheme, State, Submission
from foods.search import search

# One person's questions that wait: more is a mistake, or malice.
MOST_WAITING = 50


class AlreadyDecided(Exception):
    """The message is for the curator."""


class TooManyWaiting(Exception):
    """The message is for the person."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "%(most)s of your proposals and reports are waiting. Send more when some of them "
                "are decided."
            )
            % {"most": MOST_WAITING}
        )


class WaitingAlready(Exception):
    """The person reported this food, and nobody has decided yet."""

    def __init__(self) -> None:
        super().__init__(_("You reported this food already; a curator has not decided yet."))


@transaction.atomic
def propose(
    food: Food, person: AbstractBaseUser, *, said: str = "", jpeg: bytes | None = None
) -> Submission:
    """Ask for a private food of one's own to be taken in. Asking again changes nothing.

    Raises TooManyWaiting.
    """
    owned = Food.objects.select_for_update(of=("self",), no_key=True).get(
        pk=food.pk, owner_id=person.pk
    )
    waiting = Submission.objects.of(person).waiting()
    known = waiting.filter(food=owned, kind=Submission.Kind.PROPOSAL).first()
    if known is None:
        _check_room(person)
        known = Submission.objects.create(
            kind=Submission.Kind.PROPOSAL, food=owned, person_id=person.pk, said=said
        )
        _keep_photo(known, jpeg)
    if owned.state == State.PRIVATE:
        owned.state = State.PROPOSED
        owned.save(update_fields=["state", "updated_at"])
    return known


@transaction.atomic
def report(
    food: Food,
    person: AbstractBaseUser,
    *,
    said: str = "",
    suggested_mg: Decimal | None = None,
    suggested_basis: str = "",
    jpeg: bytes | None = None,
) -> Submission:
    """Say that a published food's figure is wrong. Raises WaitingAlready, TooManyWaiting."""
    get_user_model()._default_manager.select_for_update(no_key=True).get(pk=person.pk)
    waiting = Submission.objects.of(person).waiting()
    if waiting.filter(food=food, kind=Submission.Kind.REPORT).exists():
        raise WaitingAlready
    _check_room(person)
    made = Submission.objects.create(
        kind=Submission.Kind.REPORT,
        food=food,
        person_id=person.pk,
        said=said,
        suggested_mg=suggested_mg,
        suggested_basis=suggested_basis if suggested_mg is not None else "",
    )
    _keep_photo(made, jpeg)
    return made


@transaction.atomic
def withdraw(submission: Submission) -> None:
    """The person takes it back; a proposed food is private again."""
    food = Food.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.food_id)
    Submission.objects.waiting().filter(pk=submission.pk).delete()
    if submission.kind == Submission.Kind.PROPOSAL and food.state == State.PROPOSED:
        food.state = State.PRIVATE
        food.save(update_fields=["state", "updated_at"])


def settle(
    submission: Submission,
    state: str,
    *,
    by: AbstractBaseUser,
    reason: str = "",
    result: Food | None = None,
) -> Submission:
    """Write the decision down and delete the photo. Raises AlreadyDecided."""
    held = Submission.objects.select_for_update().get(pk=submission.pk)
    if held.state != Submission.State.OPEN:
        raise AlreadyDecided(_("Somebody decided this already."))
    held.state, held.reason, held.result = state, reason, result
    held.decided_at, held.decided_by = timezone.now(), by  # type: ignore[assignment]
    held.save()
    LabelPhoto.objects.filter(submission=held).delete()
    return held


def settle_proposal_of(
    food: Food, state: str, *, by: AbstractBaseUser, reason: str = "", result: Food | None = None
) -> None:
    """The same for whichever proposal of `food` waits, if one does."""
    for waiting in Submission.objects.waiting().filter(food=food, kind=Submission.Kind.PROPOSAL):
        settle(waiting, state, by=by, reason=reason, result=result)


def nearest_published(food: Food, *, limit: int = 6) -> list[Food]:
    """Published foods that may be the same: by barcode, then by name, closest figure first among
    those that share as many words."""
    barcodes = Identifier.objects.filter(food=food, scheme=Scheme.GTIN).values("value")
    others = Food.objects.published().exclude(pk=food.pk).for_rows()
    same_code = others.filter(
        identifiers__scheme=Scheme.GTIN, identifiers__value__in=barcodes
    ).distinct()[:limit]
    found = {other.pk: other for other in same_code}
    for words in (f"{food.brand} {food.name}"[:200], food.name[:200]):
        for other in search(words, limit=limit).foods:
            if other.pk != food.pk:
                found.setdefault(other.pk, other)
    if len(found) < limit and food.magnesium_mg_per_basis is not None and food.group_id:
        figure = food.magnesium_mg_per_basis
        alike = others.filter(
            Q(group=food.group_id, basis=food.basis, kind=food.kind),
            magnesium_mg_per_basis__range=(figure * Decimal("0.9"), figure * Decimal("1.1")),
        ).order_by(Abs(F("magnesium_mg_per_basis") - figure), "-popularity", "pk")
        for other in alike[:limit]:
            found.setdefault(other.pk, other)
    return list(found.values())[:limit]


def _check_room(person: AbstractBaseUser) -> None:
    if Submission.objects.of(person).waiting().count() >= MOST_WAITING:
        raise TooManyWaiting


def _keep_photo(submission: Submission, jpeg: bytes | None) -> None:
    if jpeg is not None:
        LabelPhoto.objects.create(submission=submission, person_id=submission.person_id, jpeg=jpeg)
