from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from foods.models import Kind
from intake.day_marks import mark_day
from intake.day_notes import note_situation, notes_for
from intake.days import day_of
from intake.models import FIRST_DAY
from intake.snapshots import Measure
from intake.targets import situation_of
from notes.models import Note
from tests.factories import make_entry, make_food, make_profile, make_target

TODAY = date(2026, 11, 23)

SLUGS = {  # slug: (safety, says_take_more)
    "kidney-disease": (True, False),
    "supplement-upper-level": (True, False),
    "elemental-or-compound": (False, False),
    "one-low-day": (False, False),
    "water-counts": (False, True),
}


@pytest.fixture(autouse=True)
def notes(db):
    for slug, (safety, says_take_more) in SLUGS.items():
        Note.objects.create(
            slug=slug,
            title=slug,
            summary="...",
            body="...",
            topic="intake",
            evidence_kind="consensus",
            evidence_verdict="shown",
            safety=safety,
            says_take_more=says_take_more,
        )


def shown(person):
    situation = situation_of(person)
    found = notes_for(day_of(person, TODAY, situation), situation)
    return [(each.note.slug, each.reason) for each in found]


def tablet(person, day=TODAY, **measure):
    food = make_food(
        magnesium_mg=None,
        kind=Kind.SUPPLEMENT,
        basis="unit",
        elemental_fraction=Decimal("0.1616"),
    )
    make_entry(person, food, date=day, measure=Measure(**measure))


def test_an_empty_diary_calls_for_nothing(alice):
    assert shown(alice) == []


def test_beginners_learn_that_one_day_says_little(alice):
    make_entry(alice)
    assert shown(alice) == [
        ("one-low-day", "shown because only 1 day is logged in the weeks up to this one")
    ]


def test_supplements_above_the_upper_level_come_first_with_the_numbers(alice):
    tablet(alice, elemental_mg=Decimal(420))
    assert shown(alice)[0] == (
        "supplement-upper-level",
        "shown because the added magnesium of this day comes to 420 mg; "
        "the upper level, which counts nothing that food and water hold by nature, is 350 mg",
    )


def test_in_the_uk_which_has_no_upper_level_guidance_brings_the_note(alice):
    """Of supplements, by the Expert Group of 2003: what fortified food adds has no part in it."""
    make_profile(alice)
    make_target(alice, FIRST_DAY, authority="uk")
    tablet(alice, elemental_mg=Decimal(390))
    make_entry(alice, make_food("Cereal", added_magnesium_mg_per_basis=Decimal(100)))
    assert "supplement-upper-level" not in dict(shown(alice))
    tablet(alice, elemental_mg=Decimal(20))
    assert shown(alice)[0] == (
        "supplement-upper-level",
        "shown because the magnesium from supplements and medicines of this day comes to 410 mg; "
        "the guidance level for supplements (Expert Group on Vitamins and Minerals, 2003), which "
        "is not an upper level, is 400 mg",
    )
    day = day_of(alice, TODAY, situation_of(alice)).summary
    assert day.upper_level is None


def test_under_19_nobody_is_told_of_the_uks_guidance(alice):
    make_profile(alice, birth_date=date(2009, 3, 15))
    make_target(alice, FIRST_DAY, authority="uk")
    tablet(alice, elemental_mg=Decimal(500))
    assert "supplement-upper-level" not in dict(shown(alice))


def test_the_mean_of_the_week_counts_too(alice):
    for day in range(17, 23):
        tablet(alice, day=date(2026, 11, day), elemental_mg=Decimal(450))
    make_entry(alice)

    slug, reason = shown(alice)[0]

    assert slug == "supplement-upper-level"
    assert "386 mg a day on average" in reason  # 6 of 7 logged days had 450 mg


def test_a_dose_by_its_compound_asks_which_it_was(alice):
    tablet(alice, compound_mg=Decimal(1000))
    assert [slug for slug, _ in shown(alice)] == ["elemental-or-compound", "one-low-day"]


def test_a_large_dose_asks_which_it_was_where_somebody_read_it_off_a_label(alice):
    antacid = make_food("Antacid", magnesium_mg="900", kind=Kind.MEDICINE, basis="unit")
    make_entry(alice, antacid, date=TODAY, measure=Measure(amount=Decimal(1)))
    assert "elemental-or-compound" not in dict(shown(alice))
    tablet(alice, elemental_mg=Decimal(600))
    assert dict(shown(alice))["elemental-or-compound"].startswith(
        "shown because a dose of 600 mg is logged"
    )


def test_a_question_ends_with_its_own_mark():
    a_note = Note(slug="a", title="A", evidence_kind="trials", evidence_verdict="shown")
    note = {"reason": "shown because of what?", "note": a_note}
    assert "what? <a" in render_to_string("intake/_note.html", {"each": note})
    note["reason"] = "shown because it is so"
    assert "it is so. <a" in render_to_string("intake/_note.html", {"each": note})


def test_with_the_kidney_flag_safety_only(alice):
    make_profile(alice, kidney_disease=True)
    tablet(alice, compound_mg=Decimal(1000))
    tap = make_food(kind=Kind.WATER, basis="100ml", magnesium_mg=None)
    make_entry(alice, tap, measure=Measure(millilitres=Decimal(500)))

    ((slug, reason),) = shown(alice)

    assert slug == "kidney-disease"
    assert "162 mg" in reason


def test_an_unpublished_note_is_not_shown(alice):
    Note.objects.update(published=False)
    make_entry(alice)
    assert shown(alice) == []


def test_notes_take_one_query(alice, django_assert_num_queries):
    for _ in range(20):
        make_entry(alice)
    situation = situation_of(alice)
    day = day_of(alice, TODAY, situation)
    with django_assert_num_queries(1):
        notes_for(day, situation)


def test_a_skipped_day_is_in_no_weeks_mean(alice):
    """The label's 500 mg of one day; 71 mg a day over a week of seven would be another matter."""
    situation = situation_of(alice)
    yesterday = date(2026, 11, 22)
    tablet(alice, yesterday, elemental_mg=Decimal(500))
    before = note_situation(day_of(alice, TODAY, situation), situation)
    mark_day(alice, yesterday, skipped=True)
    after = note_situation(day_of(alice, TODAY, situation), situation)
    assert (before.added_mean_mg, after.added_mean_mg) == (500, None)
