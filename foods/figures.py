"""Changing a food's magnesium with care: at once, or by asking for the second approval that a food
needs on which many days rest."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from foods import submissions
from foods.curation import NotPossible, vouch_for
from foods.formatting import format_number
from foods.models import Basis, Confidence, FigureChange, Food, Submission
from foods.usage import needs_second_approval

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
    check(held, new_mg)
    if not needs_second_approval(held):
        put(held, new_mg, confidence, by, worded(reason, submission))
        return None
    return ask(held, new_mg, by, reason, confidence=confidence, submission=submission)


def waiting_change(food: Food) -> FigureChange | None:
    return FigureChange.objects.filter(food=food, state=FigureChange.State.WAITING).first()


def ask(
    food: Food, new_mg: Decimal | None, by: AbstractBaseUser, reason: str, **how: Any
) -> FigureChange:
    """Without looking whether it needs one. Raises NotPossible where another change waits."""
    if waiting_change(food):
        raise NotPossible(
            _("Another figure of “%(food)s” waits for approval already.") % {"food": food}
        )
    old_mg = food.magnesium_mg_per_basis
    return FigureChange.objects.create(
        food=food, old_mg=old_mg, new_mg=new_mg, reason=reason[:300], asked_by_id=by.pk, **how
    )


def worded(reason: str, submission: Submission | None) -> str:
    """As the history says it."""
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


def impossible(basis: str, mg: Decimal | None) -> str:
    """Empty, or why no food can have so much magnesium."""
    if mg is None or basis != Basis.PER_100_G or mg <= MOST_MAGNESIUM_MG_PER_100_G:
        return ""
    most = f"{format_number(MOST_MAGNESIUM_MG_PER_100_G)} mg"
    return _("100 g can’t hold that much: even pure magnesium oxide has %(most)s.") % {"most": most}


def check(food: Food, new_mg: Decimal | None) -> None:
    """Raises NotPossible for a figure that the food can't have."""
    if refusal := impossible(food.basis, new_mg):
        raise NotPossible(refusal)
    added = food.added_magnesium_mg_per_basis
    if new_mg is not None and added is not None and added > new_mg:
        raise NotPossible(
            _("Less than the magnesium added to “%(food)s” (%(mg)s mg).")
            % {"food": food, "mg": f"{added.normalize():f}"}
        )


def put(
    food: Food, new_mg: Decimal | None, confidence: str, by: AbstractBaseUser, reason: str
) -> None:
    """At once and unchecked; without a `confidence` the food keeps its own."""
    food.magnesium_mg_per_basis = new_mg
    if confidence:
        food.confidence = confidence
    vouch_for(food, [FIGURE, "confidence"] if confidence else [FIGURE])
    food.save_signed(by, reason)
