"""What curators do to foods: publish, send back, retire, and vouch for figures.

Each act is one transaction, locks the food it changes, and leaves a row of history with its author.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import PROTECT, RESTRICT, ManyToOneRel, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from foods import merging, submissions
from foods.models import (
    NUTRIENTS,
    Confidence,
    Estimate,
    Food,
    FoodName,
    Identifier,
    Merge,
    Portion,
    Scheme,
    State,
    Submission,
)
from foods.search_index import refresh

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What a curator can vouch for; imports leave these alone once they stand in `curated_fields`.
CURATED_FIELDS = (
    "name",
    "brand",
    "kind",
    "group",
    "basis",
    *(f"{nutrient}_per_basis" for nutrient in NUTRIENTS),
    "magnesium_at_most_mg_per_basis",
    "added_magnesium_mg_per_basis",
    "compound",
    "elemental_fraction",
    "confidence",
    "source",
    "source_ref",
    "popularity",
)
# The same for rows that hang on a food, of which an import then changes none, and for its state.
CURATED_ROWS = ("portions", "names", "identifiers")
CURATED = (*CURATED_FIELDS, *CURATED_ROWS, "state")

# A copy is a food of its own: what makes it one is set by `publish`.
_OWN_TO_EACH_FOOD = {
    "id",
    "state",
    "owner",
    "merged_into",
    "published_from",
    "removed_at",
    "builtin",
    "curated_fields",
    "filled_fields",
    "popularity",
    "created_at",
    "updated_at",
    "reviewed_at",
    "name_folded",
    "search_document",
}


def label_of(name: str) -> StrOrPromise:
    """What a curator reads for one of `CURATED`."""
    field: Any = Food._meta.get_field(name)
    return (
        field.related_model._meta.verbose_name_plural if field.one_to_many else field.verbose_name
    )


class NotPossible(Exception):
    """The act does not fit the state the food is in. The message is for the curator."""


def vouch_for(food: Food, fields: Iterable[str]) -> None:
    """Add `fields` to those that imports leave alone, in the order of `CURATED`."""
    vouched = {*food.curated_fields, *fields}
    food.curated_fields = [f for f in CURATED if f in vouched]
    food.reviewed_at = timezone.now()


def filled_fields(food: Food) -> list[str]:
    """Those of `CURATED_FIELDS` that say something: 0 mg does, an unknown figure does not."""
    return [field for field in CURATED_FIELDS if getattr(food, field) not in (None, "")]


@transaction.atomic
def publish(food: Food, by: AbstractBaseUser, *, reason: str = "") -> Food:
    """Copy a proposed food into a new one for everybody, and return the copy.

    The proposed one stays its owner's, private again. Portions and names go along, and those
    identifiers that another food may carry too (barcodes). A borrowed figure goes along with what
    it is borrowed from, save from a private food or from a source that is kept apart.
    """
    proposed = _locked(food)
    if proposed.state != State.PROPOSED or proposed.removed_at is not None:
        raise NotPossible(
            _("“%(proposed)s” is not proposed for the catalogue (any more).")
            % {"proposed": proposed}
        )

    copied = {
        field.attname: getattr(proposed, field.attname)
        for field in Food._meta.concrete_fields
        if field.name not in _OWN_TO_EACH_FOOD
    }
    published = Food(**copied, state=State.PUBLISHED, published_from=proposed)
    if published.confidence == Confidence.PERSONAL:
        published.confidence = Confidence.ESTIMATED
    estimate = proposed.held_estimate
    lenders = list(estimate.borrowed_from.select_related("source")) if estimate else []
    if any(lender.owner_id or lender.stays_apart_from(published) for lender in lenders):
        published.magnesium_mg_per_basis = estimate = None
    vouch_for(published, (*filled_fields(published), *CURATED_ROWS, "state"))
    published.save_signed(by, "Published")
    if estimate is not None:
        _copy_estimate(estimate, published, lenders, by)

    barcodes = Identifier.objects.filter(food=proposed, scheme=Scheme.GTIN)
    _copy_rows(published, by, Portion.objects.filter(food=proposed))
    _copy_rows(published, by, FoodName.objects.filter(food=proposed))
    _copy_rows(published, by, barcodes)
    refresh([published.pk])
    proposed.state = State.PRIVATE
    proposed.save_signed(by, "Published as a food of the catalogue")
    accepted = Submission.State.ACCEPTED
    submissions.settle_proposal_of(proposed, accepted, by=by, reason=reason, result=published)
    return published


@transaction.atomic
def reject(food: Food, by: AbstractBaseUser, *, reason: str = "") -> None:
    """Give a proposed food back to its owner, who keeps it as a private one and reads why.

    Raises NotPossible without a reason, where a proposal waits for one.
    """
    proposed = _locked(food)
    if proposed.state != State.PROPOSED:
        raise NotPossible(
            _("“%(proposed)s” is not proposed for the catalogue (any more).")
            % {"proposed": proposed}
        )
    if not reason and Submission.objects.waiting().filter(food=proposed).exists():
        raise NotPossible(
            _("“%(proposed)s” is a person’s proposal: decline it there, with a reason.")
            % {"proposed": proposed}
        )
    proposed.state = State.PRIVATE
    proposed.save_signed(by, "Not taken into the catalogue")
    submissions.settle_proposal_of(proposed, Submission.State.DECLINED, by=by, reason=reason)


@transaction.atomic
def merge_proposal(food: Food, *, into: Food, by: AbstractBaseUser, reason: str = "") -> Merge:
    """Let a published food stand for a proposed one: its owner finds that one from now on."""
    proposed = _locked(food)
    kept = _locked(into)
    if proposed.state != State.PROPOSED or proposed.removed_at is not None:
        raise NotPossible(
            _("“%(proposed)s” is not proposed for the catalogue (any more).")
            % {"proposed": proposed}
        )
    if kept.state != State.PUBLISHED:
        raise NotPossible(_("“%(kept)s” is not published (any more).") % {"kept": kept})
    waiting = list(Submission.objects.waiting().filter(food=proposed))
    if not waiting:
        # Undoing gives the food back to its owner, whom the proposal names.
        raise NotPossible(_("Nobody’s proposal: publish a copy, or reject it."))
    act = merging.merge(proposed, into=kept, by=by, reason=reason or "the same food")
    for submission in waiting:
        merged = Submission.State.MERGED
        held = submissions.settle(submission, merged, by=by, reason=reason, result=kept)
        held.merge = act
        held.save(update_fields=["merge"])
    return act


def close_report(submission: Submission, by: AbstractBaseUser, *, reason: str = "") -> None:
    """The curator has edited the food already, or nothing but words was asked for."""
    accepted, food = Submission.State.ACCEPTED, submission.food.resolved
    with transaction.atomic():
        submissions.settle(submission, accepted, by=by, reason=reason, result=food)


def decline_report(submission: Submission, by: AbstractBaseUser, *, reason: str = "") -> None:
    with transaction.atomic():
        submissions.settle(submission, Submission.State.DECLINED, by=by, reason=reason)


@transaction.atomic
def confirm_figure(food: Food, by: AbstractBaseUser) -> None:
    """Somebody looked, and the magnesium is right as it is."""
    found = _locked(food)
    vouch_for(found, ["magnesium_mg_per_basis"])
    found.save_signed(by, "The figure is right")


@transaction.atomic
def retire(food: Food, by: AbstractBaseUser) -> None:
    """Take a food out of search. Entries that name it stay as they are."""
    _move(
        food,
        by,
        State.PUBLISHED,
        State.RETIRED,
        "Retired",
        _("Only published foods can retire: “%(food)s” is %(state)s."),
    )


@transaction.atomic
def unretire(food: Food, by: AbstractBaseUser) -> None:
    _move(
        food,
        by,
        State.RETIRED,
        State.PUBLISHED,
        "Published again",
        _("Not a retired food: “%(food)s” is %(state)s."),
    )


def is_in_use(food: Food) -> bool:
    """Whether rows of another room point at the food, or rows that forbid its deletion."""
    for relation in Food._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):
            continue
        model = relation.field.model
        forbids = relation.on_delete in (PROTECT, RESTRICT)
        if (forbids or model._meta.app_label != "foods") and (
            model._base_manager.filter(**{relation.field.name: food.pk}).exists()
        ):
            return True
    return False


def _move(
    food: Food, by: AbstractBaseUser, start: State, end: State, reason: str, refusal: str
) -> None:
    found = _locked(food)
    if found.state != start:
        raise NotPossible(refusal % {"food": found, "state": found.get_state_display().lower()})
    found.state = end
    vouch_for(found, ["state"])
    found.save_signed(by, reason)


def _copy_estimate(
    estimate: Estimate, to: Food, lenders: Iterable[Food], by: AbstractBaseUser
) -> None:
    copy = Estimate.objects.create(
        food=to,
        low_mg=estimate.low_mg,
        high_mg=estimate.high_mg,
        magnesium_mg=estimate.magnesium_mg,
        confidence_before=Confidence.ESTIMATED,  # nobody else's "your own figure"
        by_id=by.pk,
    )
    copy.borrowed_from.set(lenders)


def _copy_rows(
    to: Food,
    by: AbstractBaseUser,
    rows: QuerySet[Any],
) -> None:
    copies = list(rows)
    for copy in copies:
        copy.pk, copy.food = None, to
    bulk_create_with_history(copies, rows.model, default_user=by)


def _locked(food: Food) -> Food:
    """The row as it is now, which may be more than its reader knows, held until the commit."""
    return Food.objects.select_for_update(of=("self",), no_key=True).get(pk=food.pk)
