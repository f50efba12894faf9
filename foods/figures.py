"""Changing a food's magnesium with care: a second approval for foods that many days rest on, and
figures borrowed from foods alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foods import submissions
from foods.curation import NotPossible, vouch_for
from foods.formatting import format_number
from foods.models import Basis, Confidence, Estimate, FigureChange, Food, State, Submission
from foods.usage import needs_second_approval

# Where there is one curator only, they sleep on it.
WAIT_ALONE = timedelta(hours=24)
MOST_LENDERS = 12
FIGURE = "magnesium_mg_per_basis"
# Pure magnesium oxide, the compound that holds most: 24.305 / 40.304 of its mass.
MOST_MAGNESIUM_MG_PER_100_G = Decimal(60_310)
BOUND = "magnesium_at_most_mg_per_basis"


@transaction.atomic
def change_figure(
    food: Food,
    new_mg: Decimal | None,
    *,
    by: AbstractBaseUser,
    reason: str,
    confidence: str = "",
    submission: Submission | None = None,
) -> FigureChange | None:
    """Set the magnesium at once and return None, or return the change that waits for approval.

    Raises NotPossible where another change of the food waits, or less than the added part is left.
    """
    held = Food.objects.select_for_update(of=("self",), no_key=True).get(pk=food.pk)
    _check(held, new_mg)
    if not needs_second_approval(held):
        _set(held, new_mg, confidence, by, _words(reason, submission))
        return None
    return _ask(held, new_mg, by, reason, confidence=confidence, submission=submission)


def waiting_change(food: Food) -> FigureChange | None:
    return FigureChange.objects.filter(food=food, state=FigureChange.State.WAITING).first()


def _ask(
    food: Food, new_mg: Decimal | None, by: AbstractBaseUser, reason: str, **how: Any
) -> FigureChange:
    if waiting_change(food):
        raise NotPossible(
            _("Another figure of “%(food)s” waits for approval already.") % {"food": food}
        )
    old_mg = food.magnesium_mg_per_basis
    return FigureChange.objects.create(
        food=food, old_mg=old_mg, new_mg=new_mg, reason=reason[:300], asked_by_id=by.pk, **how
    )


def _words(reason: str, submission: Submission | None) -> str:
    return f"A person’s report of the label. {reason}".strip() if submission else reason


@transaction.atomic
def accept_report(
    submission: Submission, by: AbstractBaseUser, *, reason: str = ""
) -> tuple[Food, FigureChange | None]:
    """Set the figure that the label gives, and tell the person; or ask for a second approval,
    which then does both.

    Raises NotPossible without a figure, and for one on another basis: the curator edits the food.
    """
    food = submission.food.resolved
    if submission.suggested_mg is None:
        raise NotPossible(_("The report gives no figure."))
    if submission.suggested_basis != food.basis:
        raise NotPossible(
            _(
                "The label’s figure is per %(label_basis)s, the food’s per "
                "%(food_basis)s: edit the food, then close the report."
            )
            % {
                "label_basis": submission.get_suggested_basis_display(),
                "food_basis": food.get_basis_display(),
            }
        )
    change = change_figure(
        food,
        submission.suggested_mg,
        by=by,
        reason=reason,
        confidence=Confidence.LABEL,
        submission=submission,
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
        return _("Another curator has to approve what you asked for.")
    if timezone.now() < change.asked_at + WAIT_ALONE:
        return _("You are the only curator: approve it yourself 24 hours after you asked.")
    return ""


@transaction.atomic
def approve(change: FigureChange, by: AbstractBaseUser) -> Food:
    """Raises NotPossible where `by` may not, or the food has another figure by now."""
    change = _waiting(change)
    if refusal := may_approve(change, by):
        raise NotPossible(refusal)
    food = Food.objects.select_for_update(of=("self",), no_key=True).get(pk=change.food_id)
    if food.magnesium_mg_per_basis != change.old_mg or food.state == State.MERGED:
        raise NotPossible(
            _("“%(food)s” has changed since. Decline this, and ask anew.") % {"food": food}
        )
    reason = f"Approved: {_words(change.reason, change.submission)}"
    if change.how == FigureChange.How.BORROW:
        lenders = list(change.lenders.all())
        if _lent(food, lenders)[1] != change.new_mg:
            raise NotPossible(_("The foods it borrows from have changed since. Decline this."))
        _lend(food, lenders, by, reason)
    elif change.how == FigureChange.How.TAKE_BACK:
        _take_back(food, by, reason)
    else:
        _check(food, change.new_mg)
        _set(food, change.new_mg, change.confidence, by, reason)
    _decide(change, FigureChange.State.APPROVED, by)
    asked, accepted = change.submission, Submission.State.ACCEPTED
    if asked is not None and asked.state == Submission.State.OPEN:
        submissions.settle(asked, accepted, by=by, reason=change.reason, result=food)
    return food


@transaction.atomic
def decline(change: FigureChange, by: AbstractBaseUser) -> None:
    """Whoever asked may take it back so."""
    _decide(_waiting(change), FigureChange.State.DECLINED, by)


def _waiting(change: FigureChange) -> FigureChange:
    held = FigureChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if held.state != FigureChange.State.WAITING:
        raise NotPossible(_("Somebody decided this already."))
    return held


def _decide(change: FigureChange, state: str, by: AbstractBaseUser) -> None:
    change.state, change.decided_at, change.decided_by_id = state, timezone.now(), by.pk
    change.save()


def impossible(basis: str, mg: Decimal | None) -> str:
    """Empty, or why no food can have so much magnesium."""
    if mg is None or basis != Basis.PER_100_G or mg <= MOST_MAGNESIUM_MG_PER_100_G:
        return ""
    most = f"{format_number(MOST_MAGNESIUM_MG_PER_100_G)} mg"
    return _("100 g can’t hold that much: even pure magnesium oxide has %(most)s.") % {"most": most}


def _check(food: Food, new_mg: Decimal | None) -> None:
    if refusal := impossible(food.basis, new_mg):
        raise NotPossible(refusal)
    added = food.added_magnesium_mg_per_basis
    if new_mg is not None and added is not None and added > new_mg:
        raise NotPossible(
            _("Less than the magnesium added to “%(food)s” (%(mg)s mg).")
            % {"food": food, "mg": f"{added.normalize():f}"}
        )


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
def borrow(food: Food, lenders: Sequence[Food], *, by: AbstractBaseUser) -> FigureChange | None:
    """Give a food without a figure the median of others', marked as estimated, and return None;
    or return the change that waits for approval.

    Raises NotPossible for a food that has one, and lenders without one, on another basis, or of a
    source that is kept apart: with these only a person's own food is estimated.
    """
    held = Food.objects.select_for_update(of=("self",), no_key=True).get(pk=food.pk)
    _, middle, _ = _lent(held, lenders)
    reason = "Estimated from " + ", ".join(str(lender) for lender in lenders)
    if not needs_second_approval(held):
        _lend(held, lenders, by, reason)
        return None
    estimated = {"how": FigureChange.How.BORROW, "confidence": Confidence.ESTIMATED}
    change = _ask(held, middle, by, reason, **estimated)
    change.lenders.set(lenders)
    return change


def _lent(held: Food, lenders: Sequence[Food]) -> tuple[Decimal, Decimal, Decimal]:
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
    _check(held, middle)
    return min(figures), middle, max(figures)


def _lend(held: Food, lenders: Sequence[Food], by: AbstractBaseUser, reason: str) -> None:
    low, middle, high = _lent(held, lenders)
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
    _save(held, by, reason)


@transaction.atomic
def take_back(food: Food, *, by: AbstractBaseUser) -> FigureChange | None:
    """The figure is not known again, or the change that waits for approval is returned.

    Raises NotPossible where no estimate holds.
    """
    held = Food.objects.select_for_update(of=("self",), no_key=True).get(pk=food.pk)
    _estimate_of(held)
    if needs_second_approval(held):
        return _ask(held, None, by, "Estimate taken back", how=FigureChange.How.TAKE_BACK)
    _take_back(held, by, "Estimate taken back")
    return None


def _estimate_of(held: Food) -> Estimate:
    estimate = Estimate.objects.filter(food=held).first()
    if estimate is None:
        raise NotPossible(_("The figure of “%(held)s” is not borrowed.") % {"held": held})
    estimate.food = held
    if not estimate.holds:
        raise NotPossible(_("“%(held)s” has been given another figure since.") % {"held": held})
    return estimate


def _take_back(held: Food, by: AbstractBaseUser, reason: str) -> None:
    estimate = _estimate_of(held)
    held.magnesium_mg_per_basis, held.confidence = None, estimate.confidence_before
    taken_away = {FIGURE, "confidence"} - set(estimate.curated_before)
    held.curated_fields = [name for name in held.curated_fields if name not in taken_away]
    estimate.delete()
    _save(held, by, reason)
