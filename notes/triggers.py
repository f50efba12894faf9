"""Which notes a situation calls for, why, and in what order.

Pure, and told of a situation rather than of a person. A fact that is not known is None and
calls for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from notes.situations import Fact, Over, Situation

FEW_DAYS = 3
# Of the target, over most of a week: a convention, no requirement.
LOW_PERCENT = 67
DAYS_OF_A_HABIT = 5
LARGE_DOSE_MG = Decimal(500)
OLDER_AGE_YEARS = 70
ADULT_YEARS = 18
FEWEST_GRAINS = 4
MOST_HALVES = 20

# What a reason rests on besides days and medicines.
WEEK_MEAN = "mean"
OLDER_AGE = "age"

FACTS_IN_WORDS = {
    Fact.TYPE_2_DIABETES: "type 2 diabetes",
    Fact.STOMACH_OR_BOWEL: "a disease of the stomach or bowel",
    Fact.ALCOHOL: "much alcohol",
}


@dataclass(frozen=True)
class Reason:
    """`words` complete "shown because ..."; `rests_on` is what would make it another reason: days,
    classes of medicines, facts. `may_be_hidden`: "got it" is no answer to it where not."""

    words: str
    rests_on: frozenset[str] = frozenset()
    may_be_hidden: bool = True


@dataclass(frozen=True)
class Trigger:
    """A note to show, and why; `reason` is for its reader."""

    slug: str
    reason: str
    safety: bool
    rests_on: frozenset[str] = frozenset()
    may_be_hidden: bool = True


def triggered(situation: Situation) -> list[Trigger]:
    """Safety first, then the nearest to what was just logged; with weak kidneys safety only."""
    found = []
    for slug, safety, rule in RULES:
        if situation.kidney_disease and not safety:
            continue
        if reason := rule(situation):
            found.append(
                Trigger(
                    slug,
                    f"shown because {reason.words}",
                    safety,
                    reason.rests_on,
                    reason.may_be_hidden,
                )
            )
    return found


# Safety


def _kidney_disease(situation: Situation) -> Reason | None:
    if not situation.kidney_disease:
        return None
    told = "you told us about your kidneys"
    of_the_day = _dose_of_the_day(situation)
    if not of_the_day and not situation.days_with_doses:
        return Reason(told)
    logged = of_the_day or "added magnesium was logged in the week up to this day"
    return Reason(
        f"{told}, and {logged}: please speak with your doctor",
        _iso(situation.days_with_doses),
        # What it says of a dose is not to be put away on the dose's day.
        may_be_hidden=not of_the_day,
    )


def _dose_of_the_day(situation: Situation) -> str:
    added = situation.added_today
    if added is not None and added.mg > 0:
        if situation.in_words:
            return "added magnesium is logged on this day"
        at_least = "at least " * (added.at_least or situation.dose_without_figure)
        return f"{at_least}{_mg(added.mg)} of added magnesium are logged on this day"
    if situation.dose_without_figure:
        return "a supplement or medicine whose magnesium is not known is logged on this day"
    return ""


def _above_upper_level(situation: Situation) -> Reason | None:
    level, over = situation.level, situation.added_over
    today, mean = situation.added_today, situation.added_mean
    is_today_over = level is not None and today is not None and today.mg > level.mg
    is_mean_over = level is not None and mean is not None and mean.mg > level.mg
    a_day, when, verbs = "", "", ("is", "comes to")
    if level and today and is_today_over:
        shown, of_day = Over(today, level), " of this day"
    elif level and mean and is_mean_over:
        shown, of_day, a_day, when = Over(mean, level), "", " a day", " on average in this week"
    elif over:
        latest = max(over)
        shown, of_day, verbs = over[latest], f" of {_day(latest)}", ("was", "came to")
    else:
        return None
    added, level = shown.added, shown.level
    what, limit = "added magnesium", "the upper level, which counts nothing that food and water "
    limit += "hold by nature"
    if level.issuer:
        what = "magnesium from supplements and medicines"
        limit = f"the guidance level for supplements ({level.issuer}), which is not an upper level"
    the = "the " * bool(of_day)
    if situation.in_words:
        words = f"{the}{what}{of_day} {verbs[0]}{when} above {limit}"
    else:
        much = "at least " * added.at_least + _more_than(added.mg, level.mg)
        words = f"{the}{what}{of_day} {verbs[1]} {much}{a_day}{when}; {limit}, is {_mg(level.mg)}"
    rests_on = _iso(over) | _how_far([shown, *over.values()])
    return Reason(words, rests_on | {WEEK_MEAN} if is_mean_over else rests_on)


def _how_far(over: Iterable[Over]) -> frozenset[str]:
    """Half a level more is another reason: who put away the note on 351 mg did not see 700."""
    farthest = max(int(2 * each.added.mg / each.level.mg) for each in over)
    return frozenset(f"{halves} half levels" for halves in range(2, min(farthest, MOST_HALVES) + 1))


def _timing_with_medicines(situation: Situation) -> Reason | None:
    named = situation.spaced_medicines
    if not named or not situation.takes_doses:
        return None
    return Reason(
        f"you named {_listed(named.values())}, and take magnesium too: a gap between them is "
        "advised",
        frozenset(named),
    )


# Others


def _compound_or_large_dose(situation: Situation) -> Reason | None:
    if situation.logged_as_compound:
        return Reason("you logged a supplement by the weight of its compound")
    dose = situation.largest_dose_mg
    if dose is not None and dose > LARGE_DOSE_MG:
        much = "a large dose"
        if not situation.in_words:
            much = f"a dose of {_more_than(dose, LARGE_DOSE_MG)}"
        return Reason(f"{much} is logged: is that the magnesium, or the whole compound?")
    return None


def _water_without_figure(situation: Situation) -> Reason | None:
    if not situation.has_water_without_figure:
        return None
    return Reason("you logged a water whose magnesium is not known")


def _medicines_that_change_it(situation: Situation) -> Reason | None:
    named = situation.medicines_that_change_it
    if not named:
        return None
    return Reason(f"you named {_listed(named.values())} among your medicines", frozenset(named))


def _kidney_stones(situation: Situation) -> Reason | None:
    if Fact.KIDNEY_STONES not in situation.facts:
        return None
    return Reason("you told us of kidney stones")


def _calcification(situation: Situation) -> Reason | None:
    if not situation.interested_in_calcification:
        return None
    return Reason("you asked about magnesium and the arteries")


def _few_days(situation: Situation) -> Reason | None:
    days = situation.days_logged
    if days is None or not 0 < days < FEW_DAYS:
        return None
    logged = "1 day is" if days == 1 else f"{days} days are"
    return Reason(f"only {logged} logged in the weeks up to this one")


def _below_target(situation: Situation) -> Reason | None:
    """Only where the most that the mean can be is below: what has no figure is not zero."""
    most, target, age = situation.mean_at_most_mg, situation.target_mg, situation.age_years
    if most is None or not target or situation.mean_days < DAYS_OF_A_HABIT:
        return None
    if (age is not None and age < ADULT_YEARS) or most * 100 >= target * LOW_PERCENT:
        return None
    days = f"the {situation.mean_days} days logged in this week"
    if situation.in_words:
        return Reason(f"{days} are on average well below your target")
    at_most = "at most " * (most != situation.mean_mg)
    return Reason(
        f"{days} have {at_most}{_mg(most)} on average, below {LOW_PERCENT} % of your target of "
        f"{_mg(target)}"
    )


def _refined_grains(situation: Situation) -> Reason | None:
    refined, grains = situation.refined_grain_entries, situation.grain_entries
    if grains < FEWEST_GRAINS or refined * 2 <= grains:
        return None
    much = "most" if situation.in_words else f"{refined} of the {grains}"
    return Reason(f"{much} grain foods that you logged in this week were refined")


def _who_runs_low(situation: Situation) -> Reason | None:
    told = {fact: words for fact, words in FACTS_IN_WORDS.items() if fact in situation.facts}
    rests_on, said = frozenset(map(str, told)), []
    if situation.age_years is not None and situation.age_years >= OLDER_AGE_YEARS:
        said.append(f"you are {situation.age_years}")
        rests_on |= {OLDER_AGE}
    if told:
        said.append(f"you told us of {_listed(told.values())}")
    return Reason(" and ".join(said), rests_on) if said else None


# In the order of showing; a rule gives its reason, or nothing.
RULES: tuple[tuple[str, bool, Callable[[Situation], Reason | None]], ...] = (
    ("kidney-disease", True, _kidney_disease),
    ("supplement-upper-level", True, _above_upper_level),
    ("timing-with-medicines", True, _timing_with_medicines),
    ("elemental-or-compound", False, _compound_or_large_dose),
    ("water-counts", False, _water_without_figure),
    ("ppis-and-diuretics", False, _medicines_that_change_it),
    ("kidney-stones", False, _kidney_stones),
    ("artery-calcification", False, _calcification),
    ("one-low-day", False, _few_days),
    ("below-target", False, _below_target),
    ("whole-grains-and-phytate", False, _refined_grains),
    ("who-runs-low", False, _who_runs_low),
)

IS_SAFETY = {slug: safety for slug, safety, _ in RULES}


def _mg(amount: Decimal) -> str:
    """Whole mg from 10 up, one decimal below."""
    step = Decimal(1) if amount >= 10 else Decimal("0.1")
    return f"{amount.quantize(step, ROUND_HALF_UP)} mg"


def _more_than(amount: Decimal, limit: Decimal) -> str:
    """350.2 beside 350 would read as equal."""
    shown = _mg(amount)
    return f"a little over {shown}" if shown == _mg(limit) else shown


def _day(on: date) -> str:
    return f"{on:%-d %B}"


def _iso(days: Iterable[date]) -> frozenset[str]:
    return frozenset(day.isoformat() for day in days)


def _listed(words: Iterable[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last
