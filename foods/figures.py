"""Changing a food's magnesium with care: a second approval for foods that many days rest on, and
figures borrowed from foods alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from statistics import median

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from foods import submissions
from foods.curation import NotPossible, vouch_for
from foods.models import Confidence, Estimate, FigureChange, Food, State, Submission
from foods.usage import usage

# Where there is one curator only, they sleep on it.
WAIT_ALONE = timedelta(hours=24)
MOST_LENDERS = 12
FIGURE = "magnesium_mg_per_basis"
BOUND = "magnesium_at_most_mg_per_basis"


def needs_second_approval(food: Food) -> bool:
    """Whether more entries than the setting says name it."""
    return food.pk is not None and usage().of(food).entries > settings.SECOND_APPROVAL_ENTRIES


@transaction.atomic
def change_figure(
    food: Food,
    new_mg: Decimal | None,
    *,
    by: AbstractBaseUser,
    reason: str,
    confidence: str = "",
) -> FigureChange | None:
    """Set the magnesium at once and return None, or return the change that waits for approval.

    Raises NotPossible where another change of the food waits, or less than the added part is left.
    """
    held = Food.objects.select_for_update(of=("self",)).get(pk=food.pk)
    _check(held, new_mg)
    if not needs_second_approval(held):
        _set(held, new_mg, confidence, by, reason)
        return None
    if FigureChange.objects.filter(food=held, state=FigureChange.State.WAITING).exists():
        raise NotPossible(f"Another figure of “{held}” waits for approval already.")
    return FigureChange.objects.create(
        food=held,
        old_mg=held.magnesium_mg_per_basis,
        new_mg=new_mg,
        confidence=confidence,
        reason=reason,
        asked_by_id=by.pk,
    )


@transaction.atomic
def accept_report(
    submission: Submission, by: AbstractBaseUser, *, reason: str = ""
) -> tuple[Food, FigureChange | None]:
    """Set the figure that the label gives, and tell the person; or ask for a second approval,
    until when the report stays open.

    Raises NotPossible without a figure, and for one on another basis: the curator edits the food.
    """
    food = submission.food.resolved
    if submission.suggested_mg is None:
        raise NotPossible("The report gives no figure.")
    if submission.suggested_basis != food.basis:
        raise NotPossible(
            f"The label’s figure is per {submission.get_suggested_basis_display()}, the "
            f"food’s per {food.get_basis_display()}: edit the food, then close the report."
        )
    words = f"A person’s report of the label. {reason}".strip()
    change = change_figure(
        food, submission.suggested_mg, by=by, reason=words, confidence=Confidence.LABEL
    )
    if change is None:
        accepted = Submission.State.ACCEPTED
        submissions.settle(submission, accepted, by=by, reason=reason, result=food)
    return food, change


def may_approve(change: FigureChange, by: AbstractBaseUser) -> str:
    """Empty, or why this curator may not (yet)."""
    if change.asked_by_id != by.pk:
        return ""
    others = ModelBackend().with_perm("foods.change_food").exclude(pk=by.pk)
    if others.filter(is_staff=True).exists():
        return "Another curator has to approve what you asked for."
    if timezone.now() < change.asked_at + WAIT_ALONE:
        return "You are the only curator: approve it yourself 24 hours after you asked."
    return ""


@transaction.atomic
def approve(change: FigureChange, by: AbstractBaseUser) -> Food:
    """Raises NotPossible where `by` may not, or the food has another figure by now."""
    change = _waiting(change)
    if refusal := may_approve(change, by):
        raise NotPossible(refusal)
    food = Food.objects.select_for_update(of=("self",)).get(pk=change.food_id)
    if food.magnesium_mg_per_basis != change.old_mg or food.state == State.MERGED:
        raise NotPossible(f"“{food}” has changed since. Decline this, and ask anew.")
    _check(food, change.new_mg)
    _set(food, change.new_mg, change.confidence, by, f"Approved: {change.reason}")
    _decide(change, FigureChange.State.APPROVED, by)
    return food


@transaction.atomic
def decline(change: FigureChange, by: AbstractBaseUser) -> None:
    """Whoever asked may take it back so."""
    _decide(_waiting(change), FigureChange.State.DECLINED, by)


def _waiting(change: FigureChange) -> FigureChange:
    held = FigureChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if held.state != FigureChange.State.WAITING:
        raise NotPossible("Somebody decided this already.")
    return held


def _decide(change: FigureChange, state: str, by: AbstractBaseUser) -> None:
    change.state, change.decided_at, change.decided_by_id = state, timezone.now(), by.pk
    change.save()


def _check(food: Food, new_mg: Decimal | None) -> None:
    added = food.added_magnesium_mg_per_basis
    if new_mg is not None and added is not None and added > new_mg:
        raise NotPossible(f"Less than the magnesium added to “{food}” ({added.normalize():f} mg).")


def _set(
    food: Food, new_mg: Decimal | None, confidence: str, by: AbstractBaseUser, reason: str
) -> None:
    food.magnesium_mg_per_basis = new_mg
    if confidence:
        food.confidence = confidence
    vouch_for(food, [FIGURE, "confidence"] if confidence else [FIGURE])
    _save(food, by, reason)


def _save(food: Food, by: AbstractBaseUser, reason: str) -> None:
    food._history_user = by  # type: ignore[attr-defined]
    food._change_reason = reason[:100]  # type: ignore[attr-defined]
    food.save()


@transaction.atomic
def borrow(food: Food, lenders: Sequence[Food], *, by: AbstractBaseUser) -> Estimate:
    """Give a food without a figure the median of others', marked as estimated.

    Raises NotPossible for a food that has one, and lenders without one or on another basis.
    """
    held = Food.objects.select_for_update(of=("self",)).get(pk=food.pk)
    if held.magnesium_mg_per_basis is not None:
        raise NotPossible(f"“{held}” has a figure.")
    if held.magnesium_at_most_mg_per_basis is not None:
        # Another's figure may be above what this one can hold.
        raise NotPossible(f"What “{held}” holds at most is known: nothing is borrowed for it.")
    if not 1 <= len(lenders) <= MOST_LENDERS:
        raise NotPossible(f"Choose one to {MOST_LENDERS} foods.")
    figures = []
    for lender in lenders:
        if lender.pk == held.pk or lender.basis != held.basis:
            raise NotPossible(f"“{lender}” is not measured as “{held}” is.")
        if lender.magnesium_mg_per_basis is None or lender.confidence == Confidence.ESTIMATED:
            raise NotPossible(f"“{lender}” has no figure of its own.")
        figures.append(lender.magnesium_mg_per_basis)
    middle = round(median(figures), 4)
    _check(held, middle)
    Estimate.objects.filter(food=held).delete()  # one that no longer held
    made = Estimate.objects.create(
        food=held,
        low_mg=min(figures),
        high_mg=max(figures),
        magnesium_mg=middle,
        confidence_before=held.confidence,
        curated_before=held.curated_fields,
        by_id=by.pk,
    )
    made.borrowed_from.set(lenders)
    held.magnesium_mg_per_basis, held.confidence = middle, Confidence.ESTIMATED
    if held.owner_id is None:  # imports reach no private food
        vouch_for(held, [FIGURE, "confidence"])
    _save(held, by, "Estimated from " + ", ".join(str(lender) for lender in lenders))
    return made


@transaction.atomic
def take_back(food: Food, *, by: AbstractBaseUser) -> None:
    """The figure is not known again. Raises NotPossible where no estimate holds."""
    held = Food.objects.select_for_update(of=("self",)).get(pk=food.pk)
    estimate = Estimate.objects.filter(food=held).first()
    if estimate is None:
        raise NotPossible(f"The figure of “{held}” is not borrowed.")
    estimate.food = held
    if not estimate.holds:
        raise NotPossible(f"“{held}” has been given another figure since.")
    held.magnesium_mg_per_basis, held.confidence = None, estimate.confidence_before
    taken_away = {FIGURE, "confidence"} - set(estimate.curated_before)
    held.curated_fields = [name for name in held.curated_fields if name not in taken_away]
    estimate.delete()
    _save(held, by, "Estimate taken back")
