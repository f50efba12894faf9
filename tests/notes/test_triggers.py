from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from notes.situations import Added, Fact, Level, Over, Situation
from notes.texts import read_notes
from notes.triggers import RULES, triggered

DAY = date(2026, 11, 23)
EARLIER = date(2026, 11, 20)
OVER = "the added magnesium of this day comes to {}; the upper level, which counts nothing "
OVER += "that food and water hold by nature, is 350 mg"
GUIDANCE = {"level": Level(Decimal(400), "An expert group, 2003")}


def mg(text):
    return Decimal(text)


def added(text, **more):
    return Added(mg(text), **more)


def over(text, level):
    return Over(added(text), Level(mg(level)))


def low(mean="180", most=None, days=6, target="320", **more):
    """A mean of the week below the target."""
    return Situation(
        mean_mg=mg(mean),
        mean_at_most_mg=mg(most or mean),
        mean_days=days,
        target_mg=mg(target),
        **more,
    )


UL = {"level": Level(mg("350"))}
IRON = {"spaced_medicines": {"iron": "Iron"}}
OMEPRAZOLE = {"medicines_that_change_it": {"proton_pump_inhibitor": "Omeprazole"}}

# Every situation, and exactly the notes that it calls for, in their order.
TABLE = [
    (Situation(), ""),
    # 1: below the target, over most of a week
    (low(), "below-target"),
    (low(days=5), "below-target"),
    (low(days=7), "below-target"),
    (low(days=4), ""),
    (low(days=0), ""),
    (low("214.3"), "below-target"),
    (low("214.4"), ""),  # 67 % of 320 exactly
    (low("320"), ""),
    (low("0"), "below-target"),
    (low("180", "214.3"), "below-target"),
    (low("180", "214.4"), ""),
    (replace(low(), mean_at_most_mg=None), ""),  # "at least", and nobody knows how much more
    (replace(low(), mean_mg=None, mean_at_most_mg=None), ""),
    (replace(low(), target_mg=None), ""),
    (low(age_years=18), "below-target"),
    (low(age_years=17), ""),
    (low(age_years=16), ""),
    (low(age_years=75), "below-target who-runs-low"),
    (low(kidney_disease=True), "kidney-disease"),
    # 2: few days
    (Situation(days_logged=0), ""),
    (Situation(days_logged=1), "one-low-day"),
    (Situation(days_logged=2), "one-low-day"),
    (Situation(days_logged=3), ""),
    (Situation(days_logged=1, kidney_disease=True), "kidney-disease"),
    # 3: above the upper level
    (Situation(added_today=added("350"), **UL), ""),
    (Situation(added_today=added("350.2"), **UL), "supplement-upper-level"),
    (Situation(added_today=added("420"), **UL), "supplement-upper-level"),
    (Situation(added_today=added("0"), added_mean=added("351"), **UL), "supplement-upper-level"),
    (Situation(added_today=added("300"), added_mean=added("350"), **UL), ""),
    (Situation(added_over={EARLIER: over("400", "350")}, **UL), "supplement-upper-level"),
    (Situation(added_over={EARLIER: over("300", "250")}, **UL), "supplement-upper-level"),
    (Situation(added_over={EARLIER: over("400", "350")}), "supplement-upper-level"),
    (Situation(added_today=added("900")), ""),  # the authority sets none
    (Situation(added_mean=added("900")), ""),
    (Situation(added_today=added("400"), **GUIDANCE), ""),
    (Situation(added_today=added("450"), **GUIDANCE), "supplement-upper-level"),
    (Situation(**UL), ""),
    # 4: weak kidneys
    (Situation(kidney_disease=True), "kidney-disease"),
    (Situation(kidney_disease=True, added_today=added("100")), "kidney-disease"),
    (Situation(kidney_disease=True, dose_without_figure=True), "kidney-disease"),
    (
        Situation(kidney_disease=True, takes_doses=True, **IRON),
        "kidney-disease timing-with-medicines",
    ),
    (
        Situation(kidney_disease=True, added_today=added("420"), **UL),
        "kidney-disease supplement-upper-level",
    ),
    # 5: elemental or compound
    (Situation(logged_as_compound=True), "elemental-or-compound"),
    (Situation(logged_as_compound=False), ""),
    (Situation(largest_dose_mg=mg("500")), ""),
    (Situation(largest_dose_mg=mg("500.1")), "elemental-or-compound"),
    (Situation(largest_dose_mg=mg("600"), kidney_disease=True), "kidney-disease"),
    # 6: timing with medicines
    (Situation(takes_doses=True, **IRON), "timing-with-medicines"),
    (Situation(takes_doses=False, **IRON), ""),
    (Situation(takes_doses=True), ""),
    # 7: proton pump inhibitors and diuretics
    (Situation(**OMEPRAZOLE), "ppis-and-diuretics"),
    (Situation(takes_doses=True, **OMEPRAZOLE), "ppis-and-diuretics"),
    (
        Situation(takes_doses=True, **IRON, **OMEPRAZOLE),
        "timing-with-medicines ppis-and-diuretics",
    ),
    (Situation(kidney_disease=True, **OMEPRAZOLE), "kidney-disease"),
    # 8: the arteries
    (Situation(interested_in_calcification=True), "artery-calcification"),
    (Situation(interested_in_calcification=False), ""),
    (Situation(interested_in_calcification=True, kidney_disease=True), "kidney-disease"),
    # 11: refined grains
    (Situation(grain_entries=4, refined_grain_entries=3), "whole-grains-and-phytate"),
    (Situation(grain_entries=4, refined_grain_entries=2), ""),
    (Situation(grain_entries=3, refined_grain_entries=3), ""),
    (Situation(grain_entries=9, refined_grain_entries=5), "whole-grains-and-phytate"),
    (
        Situation(grain_entries=4, refined_grain_entries=4, kidney_disease=True),
        "kidney-disease",
    ),
    # 12: a water without a figure
    (Situation(has_water_without_figure=True), "water-counts"),
    (Situation(has_water_without_figure=False), ""),
    # 13: kidney stones
    (Situation(facts=frozenset([Fact.KIDNEY_STONES])), "kidney-stones"),
    (
        Situation(facts=frozenset([Fact.KIDNEY_STONES]), kidney_disease=True),
        "kidney-disease",
    ),
    # 14: who runs low
    (Situation(age_years=69), ""),
    (Situation(age_years=70), "who-runs-low"),
    (Situation(facts=frozenset([Fact.TYPE_2_DIABETES])), "who-runs-low"),
    (Situation(facts=frozenset([Fact.STOMACH_OR_BOWEL])), "who-runs-low"),
    (Situation(facts=frozenset([Fact.ALCOHOL]), age_years=30), "who-runs-low"),
    (Situation(facts=frozenset(Fact)), "kidney-stones who-runs-low"),
    # All together
    (
        Situation(
            **UL,
            **IRON,
            **OMEPRAZOLE,
            added_today=added("700"),
            largest_dose_mg=mg("700"),
            has_water_without_figure=True,
            facts=frozenset(Fact),
            interested_in_calcification=True,
            takes_doses=True,
            days_logged=2,
            grain_entries=5,
            refined_grain_entries=5,
        ),
        "supplement-upper-level timing-with-medicines elemental-or-compound water-counts "
        "ppis-and-diuretics kidney-stones artery-calcification one-low-day "
        "whole-grains-and-phytate who-runs-low",
    ),
]


@pytest.mark.parametrize(("situation", "slugs"), TABLE)
def test_what_a_situation_calls_for(situation, slugs):
    assert [trigger.slug for trigger in triggered(situation)] == slugs.split()


@pytest.mark.parametrize("situation", [situation for situation, _ in TABLE])
def test_whoever_hides_numbers_sees_the_same_notes(situation):
    in_words = triggered(replace(situation, in_words=True))
    in_figures = triggered(situation)
    assert [replace(each, reason="") for each in in_words] == [
        replace(each, reason="") for each in in_figures
    ]
    reasons = [str(each.reason) for each in in_words]
    assert not any(" mg" in reason or "%" in reason for reason in reasons)


TOLD = "you told us about your kidneys"


@pytest.mark.parametrize(
    ("situation", "reason"),
    [
        (Situation(days_logged=1), "only 1 day is logged in the weeks up to this one"),
        (Situation(days_logged=2), "only 2 days are logged in the weeks up to this one"),
        (Situation(added_today=added("420"), **UL), OVER.format("420 mg")),
        (
            Situation(added_today=added("420", at_least=True), **UL),
            OVER.format("at least 420 mg"),
        ),
        (Situation(added_today=added("350.2"), **UL), OVER.format("a little over 350 mg")),
        (
            Situation(added_today=added("0"), added_mean=added("300.5"), level=Level(mg("250"))),
            "added magnesium comes to 301 mg a day on average in this week; the upper "
            "level, which counts nothing that food and water hold by nature, is 250 mg",
        ),
        (
            Situation(
                added_over={EARLIER: over("400", "350"), date(2026, 11, 19): over("500", "350")},
                **UL,
            ),
            "the added magnesium of 20 November came to 400 mg; the upper level, which counts "
            "nothing that food and water hold by nature, is 350 mg",
        ),
        (
            Situation(added_today=added("450"), **GUIDANCE),
            "the magnesium from supplements and medicines of this day comes to 450 mg; the "
            "guidance level for supplements (An expert group, 2003), which is not an upper "
            "level, is 400 mg",
        ),
        (
            Situation(logged_as_compound=True),
            "you logged a supplement by the weight of its compound",
        ),
        (
            Situation(largest_dose_mg=mg("600")),
            "a dose of 600 mg is logged: is that the magnesium, or the whole compound?",
        ),
        (
            Situation(has_water_without_figure=True),
            "you logged a water whose magnesium is not known",
        ),
        (
            Situation(interested_in_calcification=True),
            "you asked about magnesium and the arteries",
        ),
        (Situation(kidney_disease=True, added_today=added("0")), TOLD),
        (
            Situation(kidney_disease=True, added_today=added("7.25")),
            f"{TOLD}, and 7.3 mg of added magnesium are logged on this day: please speak with "
            "your doctor",
        ),
        (
            Situation(kidney_disease=True, added_today=added("100"), dose_without_figure=True),
            f"{TOLD}, and at least 100 mg of added magnesium are logged on this day: please "
            "speak with your doctor",
        ),
        (
            Situation(kidney_disease=True, added_today=added("0"), dose_without_figure=True),
            f"{TOLD}, and a supplement or medicine whose magnesium is not known is logged on this "
            "day: please speak with your doctor",
        ),
        (
            Situation(on=DAY, kidney_disease=True, days_with_doses=frozenset([EARLIER])),
            f"{TOLD}, and added magnesium was logged in the week up to this day: please speak "
            "with your doctor",
        ),
        (
            Situation(takes_doses=True, spaced_medicines={"iron": "Iron", "": "Euthyrox"}),
            "you named Iron and Euthyrox, and take magnesium too: a gap between them is advised",
        ),
        (Situation(**OMEPRAZOLE), "you named Omeprazole among your medicines"),
        (Situation(facts=frozenset([Fact.KIDNEY_STONES])), "you told us of kidney stones"),
        (
            low(),
            "the 6 days logged in this week have 180 mg on average, below 67 % of your target of "
            "320 mg",
        ),
        (
            low("180", "190"),
            "the 6 days logged in this week have at most 190 mg on average, below 67 % of your "
            "target of 320 mg",
        ),
        (
            Situation(grain_entries=7, refined_grain_entries=5),
            "5 of the 7 grain foods that you logged in this week were refined",
        ),
        (
            Situation(age_years=70, facts=frozenset([Fact.ALCOHOL, Fact.TYPE_2_DIABETES])),
            "you are 70 and you told us of type 2 diabetes and much alcohol",
        ),
    ],
)
def test_the_reason_in_words(situation, reason):
    assert str(triggered(situation)[0].reason) == f"shown because {reason}"


def test_notes_and_rules_agree_on_what_is_safety():
    notes = {note.slug: note.safety for note in read_notes()}
    assert {slug: notes.get(slug) for slug, _, _ in RULES} == {
        slug: safety for slug, safety, _ in RULES
    }


@pytest.mark.parametrize(
    ("situation", "reason"),
    [
        (
            Situation(added_today=added("420"), level=Level(mg("350"))),
            "the added magnesium of this day is above the upper level, which counts nothing that "
            "food and water hold by nature",
        ),
        (
            Situation(added_mean=added("420"), **GUIDANCE),
            "magnesium from supplements and medicines is on average in this week above the "
            "guidance level for supplements (An expert group, 2003), which is not an upper level",
        ),
        (
            Situation(largest_dose_mg=mg("600")),
            "a large dose is logged: is that the magnesium, or the whole compound?",
        ),
        (
            Situation(kidney_disease=True, added_today=added("100")),
            "you told us about your kidneys, and added magnesium is logged on this day: please "
            "speak with your doctor",
        ),
        (low(), "the 6 days logged in this week are on average well below your target"),
        (
            Situation(grain_entries=7, refined_grain_entries=5),
            "most grain foods that you logged in this week were refined",
        ),
    ],
)
def test_whoever_hides_numbers_reads_the_same_reason_in_words(situation, reason):
    (trigger,) = triggered(replace(situation, in_words=True))
    assert str(trigger.reason) == f"shown because {reason}"
    (in_figures,) = triggered(situation)
    assert (in_figures.slug, in_figures.safety) == (trigger.slug, trigger.safety)


@pytest.mark.parametrize(
    ("mg_added", "steps"), [("351", 1), ("524", 1), ("525", 2), ("700", 3), ("99999", 19)]
)
def test_half_a_level_more_is_another_reason(mg_added, steps):
    (trigger,) = triggered(Situation(added_today=added(mg_added), **UL))
    assert len(trigger.rests_on) == steps
    (mean,) = triggered(Situation(added_mean=added(mg_added), **UL))
    assert mean.rests_on == trigger.rests_on | {"mean"}
    (less,) = triggered(Situation(added_today=added("351"), **UL))
    assert less.rests_on <= trigger.rests_on
