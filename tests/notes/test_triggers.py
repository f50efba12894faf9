from dataclasses import replace
from decimal import Decimal

import pytest

from notes.texts import read_notes
from notes.triggers import _RULES, Situation, Trigger, triggered

NOTHING = Situation()
OVER = "the added magnesium of this day comes to {}; the upper level, which counts nothing "
OVER += "that food and water hold by nature, is 350 mg"
GUIDANCE = {"guidance_mg": Decimal(400), "guidance_issuer": "An expert group, 2003"}


def mg(text):
    return Decimal(text)


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (NOTHING, []),
        (Situation(days_logged=0), []),
        (
            Situation(days_logged=1),
            [("one-low-day", "only 1 day is logged in the weeks up to this one")],
        ),
        (
            Situation(days_logged=2),
            [("one-low-day", "only 2 days are logged in the weeks up to this one")],
        ),
        (Situation(days_logged=3), []),
        (Situation(added_mg_today=mg("350"), ul_mg=mg("350")), []),
        (
            Situation(added_mg_today=mg("420"), ul_mg=mg("350")),
            [("supplement-upper-level", OVER.format("420 mg"))],
        ),
        (
            Situation(added_mg_today=mg("350.2"), ul_mg=mg("350")),
            [("supplement-upper-level", OVER.format("a little over 350 mg"))],
        ),
        (
            Situation(added_mg_today=mg("0"), added_mean_mg=mg("300.5"), ul_mg=mg("250")),
            [
                (
                    "supplement-upper-level",
                    "added magnesium comes to 301 mg a day on average in this week; the upper "
                    "level, which counts nothing that food and water hold by nature, is 250 mg",
                )
            ],
        ),
        # An authority that sets no upper level, and supplements that are not known.
        (Situation(added_mg_today=mg("900"), ul_mg=None), []),
        # Guidance stands in for it, by its own name.
        (Situation(added_mg_today=mg("400"), **GUIDANCE), []),
        (
            Situation(added_mg_today=mg("450"), **GUIDANCE),
            [
                (
                    "supplement-upper-level",
                    "the magnesium from supplements and medicines of this day comes to 450 mg; the "
                    "guidance level for supplements (An expert group, 2003), which is not an upper "
                    "level, is 400 mg",
                )
            ],
        ),
        (
            Situation(added_mg_today=mg("360"), ul_mg=mg("350"), **GUIDANCE),
            [("supplement-upper-level", OVER.format("360 mg"))],
        ),
        (Situation(added_mg_today=None, added_mean_mg=None, ul_mg=mg("350")), []),
        (
            Situation(logged_as_compound=True),
            [
                (
                    "elemental-or-compound",
                    "you logged a supplement by the weight of its compound",
                )
            ],
        ),
        (Situation(logged_as_compound=False, largest_dose_mg=mg("500")), []),
        (
            Situation(largest_dose_mg=mg("600")),
            [
                (
                    "elemental-or-compound",
                    "a dose of 600 mg is logged: is that the magnesium, or the whole compound?",
                )
            ],
        ),
        (
            Situation(has_water_without_figure=True),
            [("water-counts", "you logged a water whose magnesium is not known")],
        ),
        (Situation(has_water_without_figure=False), []),
        (
            Situation(interested_in_calcification=True),
            [("artery-calcification", "you asked about magnesium and the arteries")],
        ),
        (Situation(age_years=69), []),
        (Situation(age_years=70), [("who-runs-low", "you are 70")]),
        (Situation(kidney_disease=True), [("kidney-disease", "you told us about your kidneys")]),
        (
            Situation(kidney_disease=True, added_mg_today=mg("0")),
            [("kidney-disease", "you told us about your kidneys")],
        ),
        (
            Situation(kidney_disease=True, added_mg_today=mg("7.25")),
            [
                (
                    "kidney-disease",
                    "you told us about your kidneys, and 7.3 mg of added magnesium "
                    "are logged on this day: please speak with your doctor",
                )
            ],
        ),
    ],
)
def test_what_a_situation_calls_for(situation, expected):
    safety = {note.slug: note.safety for note in read_notes()}
    assert triggered(situation) == [
        Trigger(slug, f"shown because {reason}", safety[slug]) for slug, reason in expected
    ]


EVERYTHING = {
    "days_logged": 2,
    "added_mg_today": mg("700"),
    "added_mean_mg": mg("700"),
    "ul_mg": mg("350"),
    "largest_dose_mg": mg("700"),
    "logged_as_compound": True,
    "has_water_without_figure": True,
    "interested_in_calcification": True,
    "age_years": 80,
}


def test_safety_comes_first():
    assert [trigger.slug for trigger in triggered(Situation(**EVERYTHING))] == [
        "supplement-upper-level",
        "elemental-or-compound",
        "water-counts",
        "artery-calcification",
        "one-low-day",
        "who-runs-low",
    ]


def test_weak_kidneys_leave_safety_notes_only():
    shown = triggered(Situation(kidney_disease=True, **EVERYTHING))
    assert [trigger.slug for trigger in shown] == ["kidney-disease", "supplement-upper-level"]
    assert all(trigger.safety for trigger in shown)
    takes_more = {note.slug for note in read_notes() if note.says_take_more}
    assert not takes_more & {trigger.slug for trigger in shown}


def test_every_rule_leads_to_a_note():
    notes = read_notes()
    assert {(slug, safety) for slug, safety, _ in _RULES} <= {(n.slug, n.safety) for n in notes}


@pytest.mark.parametrize(
    ("situation", "reason"),
    [
        (
            Situation(added_mg_today=mg("420"), ul_mg=mg("350")),
            "the added magnesium of this day is above the upper level, which counts nothing that "
            "food and water hold by nature",
        ),
        (
            Situation(added_mean_mg=mg("420"), **GUIDANCE),
            "magnesium from supplements and medicines is on average in this week above the "
            "guidance level for supplements (An expert group, 2003), which is not an upper level",
        ),
        (
            Situation(largest_dose_mg=mg("600")),
            "a large dose is logged: is that the magnesium, or the whole compound?",
        ),
        (
            Situation(kidney_disease=True, added_mg_today=mg("100")),
            "you told us about your kidneys, and added magnesium is logged on this day: please "
            "speak with your doctor",
        ),
    ],
)
def test_whoever_hides_numbers_reads_the_same_reason_in_words(situation, reason):
    (trigger,) = triggered(replace(situation, in_words=True))
    assert trigger.reason == f"shown because {reason}"
    (in_figures,) = triggered(situation)
    assert (in_figures.slug, in_figures.safety) == (trigger.slug, trigger.safety)
