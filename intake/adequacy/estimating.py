"""Which answer a person's logged days allow, and when none.

The thresholds are explained in docs/decisions/how-sure.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean, stdev

from foods.marked import Phrase
from foods.marked import gettext_noop as _
from foods.rounding import whole_percent
from intake.adequacy.answers import GOOD_DAYS, Above, Adequacy, Answer, Reason, Refusal
from intake.adequacy.formula import (
    Spread,
    confidence_above,
    probability_of_adequacy,
    sd_of_difference,
)
from intake.reference_values import ReferenceValue

FEWEST_DAYS = 3
# The formula holds no longer somewhere between 60 and 70 % (IOM 2000).
WIDEST_CV = 0.60
MOST_UNKNOWN = Decimal("0.20")  # of the items, and of the days without any food
# NNR 2023 calls its provisional average requirement likely too high: 0.8 of its AI.
EAR_NOT_FOR_THIS = frozenset({"nnr"})


@dataclass(frozen=True)
class Logged:
    """The counted days of a period, as far as they are known.

    `food_and_water_mg` has each day's, whose mean alone carries variance; the mean of supplements
    is added to it. `unknown_items` of `items` had no figure. A day with nothing but a supplement on
    it says nothing about food: it is one of `days_without_food`, not a day of eating none.
    `supplement_is_range`: the form of some is not known, and their mean is the least it can be.
    """

    food_and_water_mg: Sequence[Decimal]
    supplement_mean_mg: Decimal
    items: int
    unknown_items: int
    days_without_food: int
    supplement_is_range: bool = False

    @property
    def days(self) -> int:
        return len(self.food_and_water_mg)

    @property
    def mean_mg(self) -> Decimal:
        return sum(self.food_and_water_mg, Decimal(0)) / self.days + self.supplement_mean_mg

    @property
    def is_lower_bound(self) -> bool:
        return self.unknown_items > 0 or self.days_without_food > 0 or self.supplement_is_range

    @property
    def cv(self) -> float | None:
        """The person's own coefficient of variation; None where there is no food to take it of."""
        amounts = [float(mg) for mg in self.food_and_water_mg]
        return stdev(amounts) / mean(amounts) if len(amounts) > 1 and any(amounts) else None


def how_sure(logged: Logged, *, reference: ReferenceValue | None, spread: Spread | None) -> Answer:
    """By the EAR where the authority has one, else against its recommendation; or why not."""
    if logged.days < FEWEST_DAYS:
        return Refusal(
            Reason.TOO_FEW_DAYS,
            Phrase(
                _(
                    "A few days are no habit: this takes %(fewest)s logged days that are over, "
                    "and gets better up to %(good)s."
                ),
                fewest=FEWEST_DAYS,
                good=GOOD_DAYS,
            ),
            logged.days,
        )
    if reference is None:
        return Refusal(
            Reason.NO_REFERENCE,
            Phrase(
                _("There is no value to hold it against: that takes a date of birth and a column.")
            ),
            logged.days,
        )
    if spread is None:
        return Refusal(
            Reason.NO_SPREAD,
            Phrase(_("How much days differ from each other is not known for this age and column.")),
            logged.days,
        )
    return _unfit(logged) or _estimated(logged, reference, spread)


def _unfit(logged: Logged) -> Refusal | None:
    if logged.unknown_items > MOST_UNKNOWN * logged.items:
        return Refusal(
            Reason.TOO_MANY_UNKNOWN,
            Phrase(
                _("%(unknown)s of %(items)s items have no figure: too many to say."),
                unknown=logged.unknown_items,
                items=logged.items,
            ),
            logged.days,
        )
    if logged.days_without_food > MOST_UNKNOWN * logged.days:
        return Refusal(
            Reason.FOOD_NOT_LOGGED,
            Phrase(
                _("On %(without)s of %(days)s days no food was logged."),
                without=logged.days_without_food,
                days=logged.days,
            ),
            logged.days,
        )
    if logged.cv is not None and logged.cv > WIDEST_CV:
        return Refusal(
            Reason.TOO_VARIED,
            Phrase(
                _(
                    "Your days differ too much from each other for their mean to say what is "
                    "usual: by %(percent)s %% of it."
                ),
                percent=whole_percent(Decimal(logged.cv) * 100),
            ),
            logged.days,
        )
    return None


def _estimated(logged: Logged, reference: ReferenceValue, spread: Spread) -> Adequacy | Above:
    mean_mg, days = logged.mean_mg, logged.days
    share = logged.supplement_mean_mg * 100 / mean_mg if mean_mg else None
    ear_mg = None if reference.authority in EAR_NOT_FOR_THIS else reference.ear_mg
    if ear_mg is None:
        ai_mg = reference.recommended_mg
        above = confidence_above(
            mean_mg=float(mean_mg), than_mg=float(ai_mg), spread_mg=spread.mg, days=days
        )
        return Above(
            days=days,
            mean_mg=mean_mg,
            is_lower_bound=logged.is_lower_bound,
            supplement_percent=share,
            sd_mg=spread.mg / math.sqrt(days),
            spread=spread,
            reference=reference,
            confidence_above=None if mean_mg < ai_mg else above,
        )
    return Adequacy(
        days=days,
        mean_mg=mean_mg,
        is_lower_bound=logged.is_lower_bound,
        supplement_percent=share,
        sd_mg=sd_of_difference(ear_mg=float(ear_mg), spread_mg=spread.mg, days=days),
        spread=spread,
        reference=reference,
        ear_mg=ear_mg,
        probability=probability_of_adequacy(
            mean_mg=float(mean_mg), ear_mg=float(ear_mg), spread_mg=spread.mg, days=days
        ),
    )
