"""The formula of IOM 2000, and how much a person's days differ from each other."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from statistics import NormalDist

from foods.marked import gettext_noop as _

# Requirements differ between people with a coefficient of variation of 10 % (IOM 2000).
REQUIREMENT_CV = 0.10


@dataclass(frozen=True)
class Spread:
    """How much one person's days differ: the standard deviation pooled over many people.

    The person's own days are too few to estimate it from. It is that of food and water.
    """

    label: str
    from_years: int
    before_years: int | None
    sex: str
    mg: float
    source: str = _("IOM 2000, table B-2, by a reprint")
    provisional: bool = False


NOT_CONFIRMED = _("not confirmed")
SPREADS = (
    # B-3 lists girls and boys apart, so these are two figures although they are alike.
    Spread(_("girls 4–8 y"), 4, 9, "female", 61, NOT_CONFIRMED, provisional=True),
    Spread(_("boys 4–8 y"), 4, 9, "male", 61, NOT_CONFIRMED, provisional=True),
    Spread(_("girls 9–18 y"), 9, 19, "female", 74, NOT_CONFIRMED, provisional=True),
    Spread(_("boys 9–18 y"), 9, 19, "male", 105, NOT_CONFIRMED, provisional=True),
    Spread(_("women 19–50 y"), 19, 51, "female", 86),
    Spread(_("men 19–50 y"), 19, 51, "male", 122),
    Spread(_("women over 50 y"), 51, None, "female", 74),
    Spread(_("men over 50 y"), 51, None, "male", 94),
)


def spread_for(
    *, age_years: int, sex: str, life_stages: Collection[str] = frozenset()
) -> Spread | None:
    """None where there is no figure. In pregnancy and lactation the women's, provisionally."""
    column = "female" if life_stages else sex
    found = next(
        (
            row
            for row in SPREADS
            if row.sex == column
            and row.from_years <= age_years
            and (row.before_years is None or age_years < row.before_years)
        ),
        None,
    )
    if found is None or not life_stages:
        return found
    return replace(found, provisional=True)


def sd_of_difference(*, ear_mg: float, spread_mg: float, days: int) -> float:
    """Of the difference between a mean of `days` and the person's own, unknown requirement."""
    return math.sqrt((REQUIREMENT_CV * ear_mg) ** 2 + spread_mg**2 / days)


def probability_of_adequacy(*, mean_mg: float, ear_mg: float, spread_mg: float, days: int) -> float:
    """That usual intake meets the person's requirement."""
    sd_mg = sd_of_difference(ear_mg=ear_mg, spread_mg=spread_mg, days=days)
    return NormalDist().cdf((mean_mg - ear_mg) / sd_mg)


def confidence_above(*, mean_mg: float, than_mg: float, spread_mg: float, days: int) -> float:
    """That usual intake is above an AI. Below one it says nothing of adequacy."""
    return NormalDist().cdf(math.sqrt(days) * (mean_mg - than_mg) / spread_mg)
