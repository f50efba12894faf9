"""A figure for a food without one, borrowed from foods alike; and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from foods.curation import NotPossible, vouch_for
from foods.figures import FIGURE, ask, check
from foods.models import Confidence, Estimate, FigureChange, Food
from foods.usage import needs_second_approval

MOST_LENDERS = 12


@transaction.atomic
def borrow(food: Food, lenders: Sequence[Food], *, by: AbstractBaseUser) -> FigureChange | None:
    """Give a food without a figure the median of others', marked as estimated, and return None;
    or return the change that waits for approval.

    Raises NotPossible for a food that has one, and lenders without one, on another basis, or of a
    source that is kept apart: with these only a person's own food is estimated.
    """
    held = Food.objects.select_for_update(of=("self",), no_key=True).get(pk=food.pk)
    _, middle, _ = lent(held, lenders)
    reason = "Estimated from " + ", ".join(str(lender) for lender in lenders)
    if not needs_second_approval(held):
        lend(held, lenders, by, reason)
        return None
    estimated = {"how": FigureChange.How.BORROW, "confidence": Confidence.ESTIMATED}
    change = ask(held, middle, by, reason, **estimated)
    change.lenders.set(lenders)
    return change


def lent(held: Food, lenders: Sequence[Food]) -> tuple[Decimal, Decimal, Decimal]:
    """The least, the median and the most of the lenders' figures. Raises NotPossible."""
    if held.magnesium_mg_per_basis is not None:
        raise NotPossible(_("“%(held)s” has a figure.") % {"held": held})
    if held.magnesium_at_most_mg_per_basis is not None:
        # Another's figure may be above what this one can hold.
        raise NotPossible(
            _("What “%(held)s” holds at most is known: nothing is borrowed for it.")
            % {"held": held}
        )
    if not 1 <= len(lenders) <= MOST_LENDERS:
        raise NotPossible(_("Choose one to %(most)s foods.") % {"most": MOST_LENDERS})
    figures = []
    for lender in lenders:
        if lender.pk == held.pk or lender.basis != held.basis:
            raise NotPossible(
                _("“%(lender)s” is not measured as “%(held)s” is.")
                % {"lender": lender, "held": held}
            )
        if lender.magnesium_mg_per_basis is None or lender.confidence == Confidence.ESTIMATED:
            raise NotPossible(_("“%(lender)s” has no figure of its own.") % {"lender": lender})
        if held.owner_id is None and lender.stays_apart_from(held):
            raise NotPossible(
                _("The licence of “%(source)s” would follow its figure.")
                % {"source": lender.source}
            )
        figures.append(lender.magnesium_mg_per_basis)
    middle = round(median(figures), 4)
    check(held, middle)
    return min(figures), middle, max(figures)


def lend(held: Food, lenders: Sequence[Food], by: AbstractBaseUser, reason: str) -> None:
    """At once, without a second approval. Raises NotPossible as `lent` does."""
    low, middle, high = lent(held, lenders)
    Estimate.objects.filter(food=held).delete()  # one that no longer held
    made = Estimate.objects.create(
        food=held,
        low_mg=low,
        high_mg=high,
        magnesium_mg=middle,
        confidence_before=held.confidence,
        curated_before=held.curated_fields,
        by_id=by.pk,
    )
    made.borrowed_from.set(lenders)
    held.magnesium_mg_per_basis, held.confidence = middle, Confidence.ESTIMATED
    if held.owner_id is None:  # imports reach no private food
        vouch_for(held, [FIGURE, "confidence"])
    held.save_signed(by, reason)


@transaction.atomic
def take_back(food: Food, *, by: AbstractBaseUser) -> FigureChange | None:
    """The figure is not known again, or the change that waits for approval is returned.

    Raises NotPossible where no estimate holds.
    """
    held = Food.objects.select_for_update(of=("self",), no_key=True).get(pk=food.pk)
    _estimate_of(held)
    if needs_second_approval(held):
        return ask(held, None, by, "Estimate taken back", how=FigureChange.How.TAKE_BACK)
    forget(held, by, "Estimate taken back")
    return None


def _estimate_of(held: Food) -> Estimate:
    estimate = Estimate.objects.filter(food=held).first()
    if estimate is None:
        raise NotPossible(_("The figure of “%(held)s” is not borrowed.") % {"held": held})
    estimate.food = held
    if not estimate.holds:
        raise NotPossible(_("“%(held)s” has been given another figure since.") % {"held": held})
    return estimate


def forget(held: Food, by: AbstractBaseUser, reason: str) -> None:
    """Take the estimate back at once. Raises NotPossible where none holds."""
    estimate = _estimate_of(held)
    held.magnesium_mg_per_basis, held.confidence = None, estimate.confidence_before
    taken_away = {FIGURE, "confidence"} - set(estimate.curated_before)
    held.curated_fields = [name for name in held.curated_fields if name not in taken_away]
    estimate.delete()
    held.save_signed(by, reason)
