"""Which notes a situation calls for, why, and in what order.

Pure, and told of a situation rather than of a person. A fact that is not known is None and
calls for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foods.marked import Phrase
from foods.marked import gettext_noop as _
from notes.reasons import When, above, in_mg, more_than
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
    Fact.TYPE_2_DIABETES: _("type 2 diabetes"),
    Fact.STOMACH_OR_BOWEL: _("a disease of the stomach or bowel"),
    Fact.ALCOHOL: _("much alcohol"),
}


@dataclass(frozen=True)
class Reason:
    """`words` are "shown because ..."; `rests_on` is what would make it another reason: days,
    classes of medicines, facts. `may_be_hidden`: "got it" is no answer to it where not."""

    words: Phrase
    rests_on: frozenset[str] = frozenset()
    may_be_hidden: bool = True


@dataclass(frozen=True)
class Trigger:
    """A note to show, and why; `reason` is for its reader."""

    slug: str
    reason: Phrase
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
            found.append(Trigger(slug, reason.words, safety, reason.rests_on, reason.may_be_hidden))
    return found


# Safety


def _kidney_disease(situation: Situation) -> Reason | None:
    if not situation.kidney_disease:
        return None
    of_the_day = _dose_of_the_day(situation)
    if of_the_day is None and not situation.days_with_doses:
        return Reason(Phrase(_("shown because you told us about your kidneys")))
    of_the_week = _(
        "shown because you told us about your kidneys, and added magnesium was logged in the week "
        "up to this day: please speak with your doctor"
    )
    return Reason(
        of_the_day or Phrase(of_the_week),
        _iso(situation.days_with_doses),
        # What it says of a dose is not to be put away on the dose's day.
        may_be_hidden=of_the_day is None,
    )


def _dose_of_the_day(situation: Situation) -> Phrase | None:
    added = situation.added_today
    if added is not None and added.mg > 0:
        if situation.in_words:
            words = _(
                "shown because you told us about your kidneys, and added magnesium is logged on "
                "this day: please speak with your doctor"
            )
            return Phrase(words)
        if added.at_least or situation.dose_without_figure:
            words = _(
                "shown because you told us about your kidneys, and at least %(much)s of added "
                "magnesium are logged on this day: please speak with your doctor"
            )
        else:
            words = _(
                "shown because you told us about your kidneys, and %(much)s of added magnesium are "
                "logged on this day: please speak with your doctor"
            )
        return Phrase(words, much=in_mg(added.mg))
    if situation.dose_without_figure:
        words = _(
            "shown because you told us about your kidneys, and a supplement or medicine whose "
            "magnesium is not known is logged on this day: please speak with your doctor"
        )
        return Phrase(words)
    return None


def _above_upper_level(situation: Situation) -> Reason | None:
    level, over = situation.level, situation.added_over
    today, mean = situation.added_today, situation.added_mean
    is_today_over = level is not None and today is not None and today.mg > level.mg
    is_mean_over = level is not None and mean is not None and mean.mg > level.mg
    day = None
    if level and today and is_today_over:
        shown, when = Over(today, level), When.TODAY
    elif level and mean and is_mean_over:
        shown, when = Over(mean, level), When.WEEK
    elif over:
        day = max(over)
        shown, when = over[day], When.EARLIER
    else:
        return None
    words = above(shown, when, day=day, in_words=situation.in_words)
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
    words = _(
        "shown because you named %(medicines)s, and take magnesium too: a gap between them is "
        "advised"
    )
    return Reason(Phrase(words, medicines=_listed(list(named.values()))), frozenset(named))


# Others


def _compound_or_large_dose(situation: Situation) -> Reason | None:
    if situation.logged_as_compound:
        return Reason(
            Phrase(_("shown because you logged a supplement by the weight of its compound"))
        )
    dose = situation.largest_dose_mg
    if dose is None or dose <= LARGE_DOSE_MG:
        return None
    if situation.in_words:
        words = _(
            "shown because a large dose is logged: is that the magnesium, or the whole compound?"
        )
        return Reason(Phrase(words))
    words = _(
        "shown because a dose of %(much)s is logged: is that the magnesium, or the whole compound?"
    )
    return Reason(Phrase(words, much=more_than(dose, LARGE_DOSE_MG)))


def _water_without_figure(situation: Situation) -> Reason | None:
    if not situation.has_water_without_figure:
        return None
    return Reason(Phrase(_("shown because you logged a water whose magnesium is not known")))


def _medicines_that_change_it(situation: Situation) -> Reason | None:
    named = situation.medicines_that_change_it
    if not named:
        return None
    words = _("shown because you named %(medicines)s among your medicines")
    return Reason(Phrase(words, medicines=_listed(list(named.values()))), frozenset(named))


def _kidney_stones(situation: Situation) -> Reason | None:
    if Fact.KIDNEY_STONES not in situation.facts:
        return None
    return Reason(Phrase(_("shown because you told us of kidney stones")))


def _calcification(situation: Situation) -> Reason | None:
    if not situation.interested_in_calcification:
        return None
    return Reason(Phrase(_("shown because you asked about magnesium and the arteries")))


def _few_days(situation: Situation) -> Reason | None:
    days = situation.days_logged
    if days is None or not 0 < days < FEW_DAYS:
        return None
    if days == 1:
        return Reason(Phrase(_("shown because only 1 day is logged in the weeks up to this one")))
    words = _("shown because only %(days)s days are logged in the weeks up to this one")
    return Reason(Phrase(words, days=days))


def _below_target(situation: Situation) -> Reason | None:
    """Only where the most that the mean can be is below: what has no figure is not zero."""
    most, target, age = situation.mean_at_most_mg, situation.target_mg, situation.age_years
    if most is None or not target or situation.mean_days < DAYS_OF_A_HABIT:
        return None
    if (age is not None and age < ADULT_YEARS) or most * 100 >= target * LOW_PERCENT:
        return None
    days = situation.mean_days
    if situation.in_words:
        words = _(
            "shown because the %(days)s days logged in this week are on average well below your "
            "target"
        )
        return Reason(Phrase(words, days=days))
    if most != situation.mean_mg:
        words = _(
            "shown because the %(days)s days logged in this week have at most %(mean)s on average, "
            "below %(percent)s %% of your target of %(target)s"
        )
    else:
        words = _(
            "shown because the %(days)s days logged in this week have %(mean)s on average, below "
            "%(percent)s %% of your target of %(target)s"
        )
    named = {"mean": in_mg(most), "target": in_mg(target)}
    return Reason(Phrase(words, days=days, percent=LOW_PERCENT, **named))


def _refined_grains(situation: Situation) -> Reason | None:
    refined, grains = situation.refined_grain_entries, situation.grain_entries
    if grains < FEWEST_GRAINS or refined * 2 <= grains:
        return None
    if situation.in_words:
        words = _("shown because most grain foods that you logged in this week were refined")
        return Reason(Phrase(words))
    words = _(
        "shown because %(refined)s of the %(grains)s grain foods that you logged in this week were "
        "refined"
    )
    return Reason(Phrase(words, refined=refined, grains=grains))


def _who_runs_low(situation: Situation) -> Reason | None:
    told = {fact: words for fact, words in FACTS_IN_WORDS.items() if fact in situation.facts}
    rests_on = frozenset(map(str, told))
    facts = _listed([Phrase(words) for words in told.values()]) if told else None
    years = situation.age_years
    if years is None or years < OLDER_AGE_YEARS:
        if facts is None:
            return None
        return Reason(Phrase(_("shown because you told us of %(facts)s"), facts=facts), rests_on)
    rests_on |= {OLDER_AGE}
    if facts is None:
        return Reason(Phrase(_("shown because you are %(years)s"), years=years), rests_on)
    words = _("shown because you are %(years)s and you told us of %(facts)s")
    return Reason(Phrase(words, years=years, facts=facts), rests_on)


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

IS_SAFETY = {slug: safety for slug, safety, _rule in RULES}


def _iso(days: Iterable[date]) -> frozenset[str]:
    return frozenset(day.isoformat() for day in days)


def _listed(words: Sequence[str | Phrase]) -> str | Phrase:
    """ "a", "a and b", "a, b and c"."""
    if len(words) == 1:
        return words[0]
    before, last = words[0], words[-1]
    for each in words[1:-1]:
        before = Phrase("%(before)s, %(next)s", before=before, next=each)
    return Phrase(_("%(before)s and %(last)s"), before=before, last=last)
