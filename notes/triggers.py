"""Which notes a situation calls for, why, and in what order.

Pure, and told of a situation rather than of a person. A fact that is not known is None and
calls for nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FEW_DAYS = 3
LARGE_DOSE_MG = Decimal(500)
OLDER_AGE_YEARS = 70


@dataclass(frozen=True)
class Situation:
    """What is known of a day and the days before it; None is not known.

    `added_mg_today` is what an upper level counts: elemental magnesium of supplements, medicines
    and additions to food. `added_mean_mg` is its mean over the logged days, `largest_dose_mg` the
    day's largest dose that was typed from a label, `ul_mg` None also where the authority
    sets no upper level. `guidance_mg`, of `guidance_issuer`, is where `ul_mg` is not, and counts
    supplements and medicines. `in_words`: the reader wants to see no amounts.
    """

    kidney_disease: bool = False
    days_logged: int | None = None
    added_mg_today: Decimal | None = None
    added_mean_mg: Decimal | None = None
    ul_mg: Decimal | None = None
    guidance_mg: Decimal | None = None
    guidance_issuer: str = ""
    largest_dose_mg: Decimal | None = None
    logged_as_compound: bool | None = None
    has_water_without_figure: bool | None = None
    interested_in_calcification: bool | None = None
    age_years: int | None = None
    in_words: bool = False


@dataclass(frozen=True)
class Trigger:
    """A note to show; `reason` completes "shown because ..." in words for its reader."""

    slug: str
    reason: str
    safety: bool


def triggered(situation: Situation) -> list[Trigger]:
    """Safety first, then the nearest to what was just logged; with weak kidneys safety only."""
    found = []
    for slug, safety, rule in _RULES:
        if situation.kidney_disease and not safety:
            continue
        if reason := rule(situation):
            found.append(Trigger(slug, f"shown because {reason}", safety))
    return found


def _kidney_disease(situation: Situation) -> str:
    if not situation.kidney_disease:
        return ""
    if situation.added_mg_today:
        logged = (
            "added magnesium is"
            if situation.in_words
            else f"{_mg(situation.added_mg_today)} of added magnesium are"
        )
        return (
            f"you told us about your kidneys, and {logged} logged on this day: please speak with "
            "your doctor"
        )
    return "you told us about your kidneys"


def _above_upper_level(situation: Situation) -> str:
    if situation.ul_mg is not None:
        limit, counted = situation.ul_mg, "added magnesium"
        level = "the upper level, which counts nothing that food and water hold by nature"
    elif situation.guidance_mg is not None:
        limit, counted = situation.guidance_mg, "magnesium from supplements and medicines"
        level = (
            f"the guidance level for supplements ({situation.guidance_issuer}), which is not an "
            "upper level"
        )
    else:
        return ""
    today, mean = situation.added_mg_today, situation.added_mean_mg
    if today is not None and today > limit:
        what, much, when = f"the {counted} of this day", _more_than(today, limit), ""
    elif mean is not None and mean > limit:
        what, much = counted, f"{_more_than(mean, limit)} a day"
        when = " on average in this week"
    else:
        return ""
    if situation.in_words:
        return f"{what} is{when} above {level}"
    return f"{what} comes to {much}{when}; {level}, is {_mg(limit)}"


def _compound_or_large_dose(situation: Situation) -> str:
    if situation.logged_as_compound:
        return "you logged a supplement by the weight of its compound"
    dose = situation.largest_dose_mg
    if dose is not None and dose > LARGE_DOSE_MG:
        much = "a large dose"
        if not situation.in_words:
            much = f"a dose of {_more_than(dose, LARGE_DOSE_MG)}"
        return f"{much} is logged: is that the magnesium, or the whole compound?"
    return ""


def _water_without_figure(situation: Situation) -> str:
    return "you logged a water whose magnesium is not known" * bool(
        situation.has_water_without_figure
    )


def _calcification(situation: Situation) -> str:
    return "you asked about magnesium and the arteries" * bool(
        situation.interested_in_calcification
    )


def _few_days(situation: Situation) -> str:
    days = situation.days_logged
    if days is None or not 0 < days < FEW_DAYS:
        return ""
    logged = "1 day is" if days == 1 else f"{days} days are"
    return f"only {logged} logged in the weeks up to this one"


def _older(situation: Situation) -> str:
    age = situation.age_years
    return f"you are {age}" if age is not None and age >= OLDER_AGE_YEARS else ""


# In the order of showing; a rule gives its reason, or nothing.
_RULES: tuple[tuple[str, bool, Callable[[Situation], str]], ...] = (
    ("kidney-disease", True, _kidney_disease),
    ("supplement-upper-level", True, _above_upper_level),
    ("elemental-or-compound", False, _compound_or_large_dose),
    ("water-counts", False, _water_without_figure),
    ("artery-calcification", False, _calcification),
    ("one-low-day", False, _few_days),
    ("who-runs-low", False, _older),
)


def _mg(amount: Decimal) -> str:
    """Whole mg from 10 up, one decimal below."""
    step = Decimal(1) if amount >= 10 else Decimal("0.1")
    return f"{amount.quantize(step, ROUND_HALF_UP)} mg"


def _more_than(amount: Decimal, limit: Decimal) -> str:
    """350.2 beside 350 would read as equal."""
    shown = _mg(amount)
    return f"a little over {shown}" if shown == _mg(limit) else shown
