"""Whether usual intake is enough, and how sure one can be of that from a few logged days.

The method for one person of the Institute of Medicine, Dietary Reference Intakes: Applications in
Dietary Assessment, 2000 (IOM 2000). Pure: days and a reference value go in, a probability or a
refusal comes out. Amounts are mg of elemental magnesium a day, probabilities lie in 0 to 1.
"""

from intake.adequacy.answers import (
    Above,
    Adequacy,
    Answer,
    Confidence,
    Estimate,
    Reason,
    Refusal,
    Verdict,
    confidence_of,
    odds_of,
)
from intake.adequacy.estimating import Logged, how_sure
from intake.adequacy.formula import (
    SPREADS,
    Spread,
    confidence_above,
    probability_of_adequacy,
    sd_of_difference,
    spread_for,
)

__all__ = [
    "SPREADS",
    "Above",
    "Adequacy",
    "Answer",
    "Confidence",
    "Estimate",
    "Logged",
    "Reason",
    "Refusal",
    "Spread",
    "Verdict",
    "confidence_above",
    "confidence_of",
    "how_sure",
    "odds_of",
    "probability_of_adequacy",
    "sd_of_difference",
    "spread_for",
]
