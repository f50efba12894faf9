"""What can be said of a person's logged days, and when nothing is.

The thresholds are explained in docs/decisions/how-sure.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import mean, stdev

from foods.marked import Phrase
from foods.marked import gettext_noop as _
from foods.rounding import whole_percent
from intake.adequacy.formula import (
    Spread,
    confidence_above,
    probability_of_adequacy,
    sd_of_difference,
)
from intake.reference_values import ReferenceValue

FEWEST_DAYS = 3
FAIR_DAYS, GOOD_DAYS = 7, 14
# The formula holds no longer somewhere between 60 and 70 % (IOM 2000).
WIDEST_CV = 0.60
MOST_UNKNOWN = Decimal("0.20")  # of the items, and of the days without any food
# Between one standard deviation below and above: it can't be told yet.
UNLIKELY, LIKELY = 0.15, 0.85
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


class Confidence(StrEnum):
    LOW = "low"
    FAIR = "fair"
    GOOD = "good"


def confidence_of(days: int) -> Confidence:
    if days < FAIR_DAYS:
        return Confidence.LOW
    return Confidence.FAIR if days < GOOD_DAYS else Confidence.GOOD


class Verdict(StrEnum):
    PROBABLY_ENOUGH = "probably_enough"
    PROBABLY_NOT_ENOUGH = "probably_not_enough"
    PROBABLY_ABOVE = "probably_above"
    CANT_TELL_YET = "cant_tell_yet"
    NOTHING_CONCLUDED = "nothing_concluded"


class Reason(StrEnum):
    TOO_FEW_DAYS = "too_few_days"
    NO_REFERENCE = "no_reference"
    NO_SPREAD = "no_spread"
    TOO_MANY_UNKNOWN = "too_many_unknown"
    FOOD_NOT_LOGGED = "food_not_logged"
    TOO_VARIED = "too_varied"


@dataclass(frozen=True)
class Refusal:
    """Nothing is said of adequacy; `sentence` tells its reader why."""

    reason: Reason
    sentence: Phrase
    days: int


@dataclass(frozen=True)
class Estimate:
    """What both kinds of answer rest on.

    `sd_mg` is the standard deviation round the mean. `is_lower_bound`: some items had no figure, so
    the mean and what is said of it are "at least". `supplement_percent` is of the known mean.
    """

    days: int
    mean_mg: Decimal
    is_lower_bound: bool
    supplement_percent: Decimal | None
    sd_mg: float
    spread: Spread
    reference: ReferenceValue

    @property
    def confidence(self) -> Confidence:
        return confidence_of(self.days)

    @property
    def provisional(self) -> bool:
        return self.spread.provisional or self.reference.provisional


@dataclass(frozen=True)
class Adequacy(Estimate):
    """`probability` that usual intake meets the person's own requirement, by an EAR."""

    ear_mg: Decimal
    probability: float

    @property
    def line_mg(self) -> Decimal:
        return self.ear_mg

    @property
    def verdict(self) -> Verdict:
        if self.probability >= LIKELY:
            return Verdict.PROBABLY_ENOUGH
        # What has no figure can only add to it.
        if self.probability <= UNLIKELY and not self.is_lower_bound:
            return Verdict.PROBABLY_NOT_ENOUGH
        return Verdict.CANT_TELL_YET

    @property
    def sentence(self) -> Phrase:
        odds = odds_of(self.probability, at_least=self.is_lower_bound)
        if odds is None:
            return Phrase(_("Can’t tell yet."))
        if self.verdict == Verdict.PROBABLY_ENOUGH:
            return Phrase(_("Probably enough: %(odds)s."), odds=odds)
        if self.verdict == Verdict.PROBABLY_NOT_ENOUGH:
            words = _("Probably less than you need: %(odds)s that it is enough.")
            return Phrase(words, odds=odds)
        return Phrase(_("Can’t tell yet: %(odds)s that it is enough."), odds=odds)


@dataclass(frozen=True)
class Above(Estimate):
    """`confidence_above` that usual intake is above a recommendation without an EAR, such as an AI.

    None below it: who takes in less may have enough all the same, and nothing is concluded.
    """

    confidence_above: float | None

    @property
    def line_mg(self) -> Decimal:
        return self.reference.recommended_mg

    @property
    def verdict(self) -> Verdict:
        if self.confidence_above is None:
            return Verdict.NOTHING_CONCLUDED
        likely = self.confidence_above >= LIKELY
        return Verdict.PROBABLY_ABOVE if likely else Verdict.CANT_TELL_YET

    @property
    def sentence(self) -> Phrase:
        kind = self.reference.kind
        if self.confidence_above is None:
            words = _("Nothing can be concluded: below the %(kind)s, intake may be enough or not.")
            return Phrase(words, kind=kind)
        odds = odds_of(self.confidence_above, at_least=self.is_lower_bound)
        if odds is None:
            return Phrase(_("Can’t tell yet."))
        if self.verdict == Verdict.PROBABLY_ABOVE:
            return Phrase(_("Probably above the %(kind)s: %(odds)s."), kind=kind, odds=odds)
        words = _("Can’t tell yet: %(odds)s that it is above the %(kind)s.")
        return Phrase(words, odds=odds, kind=kind)


Answer = Adequacy | Above | Refusal


def odds_of(probability: float, *, at_least: bool) -> Phrase | None:
    """ "about 7 in 10"; a lower bound is rounded down, "at least 6 in 10", and None under 1."""
    if probability >= 0.95:
        return Phrase(_("more than 19 in 20"))
    if at_least:
        tenths = math.floor(probability * 10)
        return Phrase(_("at least %(tenths)s in 10"), tenths=tenths) if tenths else None
    if probability < 0.05:
        return Phrase(_("less than 1 in 20"))
    tenths = min(9, max(1, math.floor(probability * 10 + 0.5)))
    return Phrase(_("about %(tenths)s in 10"), tenths=tenths)


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
