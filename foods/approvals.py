"""The second approval of a changed figure that many days rest on: who may give it, and what then
happens."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foods import borrowing, figures, submissions
from foods.curation import NotPossible
from foods.models import FigureChange, Food, State, Submission

# Where there is one curator only, they sleep on it.
WAIT_ALONE = timedelta(hours=24)


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
    reason = f"Approved: {figures.worded(change.reason, change.submission)}"
    if change.how == FigureChange.How.BORROW:
        lenders = list(change.lenders.all())
        if borrowing.lent(food, lenders)[1] != change.new_mg:
            raise NotPossible(_("The foods it borrows from have changed since. Decline this."))
        borrowing.lend(food, lenders, by, reason)
    elif change.how == FigureChange.How.TAKE_BACK:
        borrowing.forget(food, by, reason)
    else:
        figures.check(food, change.new_mg)
        figures.put(food, change.new_mg, change.confidence, by, reason)
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
