"""What can be said of a person's logged days, and in which words.

The thresholds are explained in docs/decisions/how-sure.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from foods.marked import Phrase
from foods.marked import gettext_noop as _
from intake.adequacy.formula import Spread
from intake.reference_values import ReferenceValue

FAIR_DAYS, GOOD_DAYS = 7, 14
# Between one standard deviation below and above: it can't be told yet.
UNLIKELY, LIKELY = 0.15, 0.85


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
