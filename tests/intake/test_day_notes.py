from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from foods.models import Group, Kind
from intake.checklist_items import add_item
from intake.day_marks import mark_day
from intake.day_notes import Seen, note_situation, notes_for
from intake.days import day_of, summaries_of
from intake.diary import NewEntry
from intake.models import FIRST_DAY, ChecklistItem, Profile, Target
from intake.snapshots import Measure
from intake.targets import situation_of
from intake.trends import added_mean_of
from notes.models import Note
from notes.situations import Added
from tests.factories import (
    make_entry,
    make_food,
    make_medicine,
    make_note,
    make_profile,
    make_quick_add,
    make_target,
)

TODAY = date(2026, 11, 23)

SLUGS = {  # slug: (safety, says_take_more)
    "kidney-disease": (True, False),
    "supplement-upper-level": (True, False),
    "elemental-or-compound": (False, False),
    "one-low-day": (False, False),
    "water-counts": (False, True),
    "timing-with-medicines": (True, False),
    "ppis-and-diuretics": (False, False),
    "below-target": (False, True),
    "whole-grains-and-phytate": (False, False),
    "kidney-stones": (False, False),
    "who-runs-low": (False, False),
    "artery-calcification": (False, True),
}


@pytest.fixture(autouse=True)
def notes(db):
    for slug, (safety, says_take_more) in SLUGS.items():
        make_note(slug, safety=safety, says_take_more=says_take_more)


def shown(person, on=TODAY):
    situation = situation_of(person)
    seen = Seen.of_day(person, day_of(person, on, situation))
    found = notes_for(seen, situation, today=TODAY)
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
    assert "450 mg a day on average" in reason  # today is not over, and in no mean


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
    seen = Seen.of_day(alice, day_of(alice, TODAY, situation))
    with django_assert_num_queries(1):
        notes_for(seen, situation, today=TODAY)


def situation_on(person, day=TODAY):
    situation = situation_of(person)
    seen = Seen.of_day(person, day_of(person, day, situation))
    return note_situation(seen, situation, today=TODAY)


def test_a_skipped_day_is_in_no_weeks_mean(alice):
    """The label's 500 mg of one day; 71 mg a day over a week of seven would be another matter."""
    yesterday = date(2026, 11, 22)
    tablet(alice, yesterday, elemental_mg=Decimal(500))
    before = situation_on(alice)
    mark_day(alice, yesterday, skipped=True)
    after = situation_on(alice)
    assert before.added_mean == Added(Decimal(500))
    assert after.added_mean is None
    # It was taken all the same.
    assert list(before.added_over) == list(after.added_over) == [yesterday]


def back(days):
    return TODAY - timedelta(days=days)


def eat(person, mg, *days):
    for day in days:
        make_quick_add(person, day, "Soup", mg)


class TestBelowTarget:
    """The mean is that of the seven days that are over; the Daily Value is 420 mg."""

    def test_over_most_of_a_week(self, alice):
        eat(alice, "200", *map(back, range(1, 6)))
        assert dict(shown(alice)) == {
            "below-target": "shown because the 5 days logged in this week have 200 mg on average, "
            "below 67 % of your target of 420 mg"
        }

    def test_today_is_not_over_and_the_eighth_day_is_of_another_week(self, alice):
        eat(alice, "200", TODAY, *map(back, (1, 2, 3, 4, 8)))
        assert "below-target" not in dict(shown(alice))

    def test_a_skipped_day_does_not_count(self, alice):
        eat(alice, "200", *map(back, range(1, 6)))
        mark_day(alice, back(3), skipped=True)
        assert "below-target" not in dict(shown(alice))

    def test_unknown_is_not_zero(self, alice):
        eat(alice, "200", *map(back, range(1, 7)))
        eat(alice, None, back(2))
        assert "below-target" not in dict(shown(alice))

    def test_what_an_unknown_water_can_hold_at_most_is_counted(self, alice):
        eat(alice, "200", *map(back, range(1, 6)))
        water = make_food(
            kind=Kind.WATER,
            basis="100ml",
            magnesium_mg=None,
            magnesium_at_most_mg_per_basis=Decimal(10),
        )
        make_entry(alice, water, date=back(1), measure=Measure(millilitres=Decimal(500)))
        assert "at most 210 mg on average" in dict(shown(alice))["below-target"]
        make_entry(alice, water, date=back(1), measure=Measure(millilitres=Decimal(5000)))
        assert "below-target" not in dict(shown(alice))

    def test_never_under_18_nor_with_weak_kidneys(self, alice, bob):
        make_profile(alice, birth_date=date(2009, 3, 15))
        make_profile(bob, kidney_disease=True)
        for person in (alice, bob):
            eat(person, "100", *map(back, range(1, 7)))
            assert "below-target" not in dict(shown(person))


def test_a_day_of_the_week_above_the_level_is_named(alice):
    tablet(alice, back(3), elemental_mg=Decimal(420))
    eat(alice, "300", back(1), back(2))
    slug, reason = shown(alice)[0]
    assert slug == "supplement-upper-level"
    assert "the added magnesium of 20 November came to 420 mg" in reason


class TestEachDayByItsOwnLevel:
    """The US level is 350 mg of added magnesium, EFSA's 250."""

    @pytest.fixture
    def week(self, alice):
        make_profile(alice)
        tablet(alice, back(3), elemental_mg=Decimal(300))
        eat(alice, "300", back(3), back(2), back(1))

    def authorities(self, person, before, now):
        make_target(person, FIRST_DAY, authority=before)
        make_target(person, TODAY, authority=now)

    def test_what_was_below_its_days_level_stays_below(self, alice, week):
        self.authorities(alice, "us", "efsa")
        assert "supplement-upper-level" not in dict(shown(alice))

    def test_what_was_above_it_stays_above(self, alice, week):
        self.authorities(alice, "efsa", "us")
        reason = dict(shown(alice))["supplement-upper-level"]
        assert "of 20 November came to at least 300 mg" in reason
        assert reason.endswith("is 250 mg")

    def test_trends_counts_the_same_days(self, alice, week):
        for before, now, days in (("us", "efsa", 0), ("efsa", "us", 1)):
            Target.objects.all().delete()
            self.authorities(alice, before, now)
            situation = situation_of(alice)
            read = summaries_of(alice, back(6), TODAY, situation)
            over = situation_on(alice).added_over
            assert len(over) == added_mean_of(read, today=TODAY).days_over == days


class TestWeakKidneysOnASkippedDay:
    def test_a_dose_was_taken_all_the_same(self, alice):
        make_profile(alice, kidney_disease=True)
        tablet(alice, back(1), elemental_mg=Decimal(900))
        mark_day(alice, back(1), skipped=True)
        assert "please speak with your doctor" in dict(shown(alice))["kidney-disease"]

    def test_a_dose_without_a_figure_counts_on_an_earlier_day_too(self, alice):
        make_profile(alice, kidney_disease=True)
        make_quick_add(alice, back(1), "Magnesium", None, kind=Kind.SUPPLEMENT)
        assert "please speak with your doctor" in dict(shown(alice))["kidney-disease"]


class TestADayToCome:
    """What is written on it is a plan, and its week is not over."""

    @pytest.mark.parametrize("ahead", [1, 5, 27, 40])
    def test_has_no_week(self, alice, ahead):
        for days in range(1, 8):
            tablet(alice, back(days), elemental_mg=Decimal(420))
            eat(alice, "50", back(days))
        on = TODAY + timedelta(days=ahead)
        assert "supplement-upper-level" in dict(shown(alice))
        assert shown(alice, on) == []
        assert situation_on(alice, on).days_logged is None

    def test_its_own_dose_counts(self, alice):
        on = TODAY + timedelta(days=3)
        tablet(alice, on, elemental_mg=Decimal(420))
        assert [slug for slug, _ in shown(alice, on)] == ["supplement-upper-level"]


class TestUnder18:
    """Nothing that says to take more, whatever calls for it."""

    def test_nothing_says_take_more(self, alice):
        make_profile(alice, birth_date=date(2009, 3, 15), interested_in_calcification=True)
        Note.objects.filter(slug="kidney-stones").update(says_take_more=False)
        Profile.objects.update(health_facts=["kidney_stones"])
        assert [slug for slug, _ in shown(alice)] == ["kidney-stones"]

    def test_by_the_age_on_that_day(self, alice):
        make_profile(alice, birth_date=date(2008, 11, 22), interested_in_calcification=True)
        assert "artery-calcification" in dict(shown(alice))
        assert shown(alice, date(2026, 11, 21)) == []


def test_a_rule_of_age_goes_by_the_age_on_the_day(alice):
    make_profile(alice, birth_date=date(1956, 11, 23))
    assert dict(shown(alice))["who-runs-low"] == "shown because you are 70"
    assert shown(alice, back(1)) == []


def test_a_mean_with_an_unknown_dose_is_at_least(alice):
    for days in range(1, 4):
        tablet(alice, back(days), elemental_mg=Decimal(450))
    make_quick_add(alice, back(1), "Magnesium", None, kind=Kind.SUPPLEMENT)
    assert "at least 450 mg a day" in dict(shown(alice))["supplement-upper-level"]


def test_a_day_with_medicines_alone_is_no_logged_day(alice):
    make_quick_add(alice, back(1), "Antacid", "100", kind=Kind.MEDICINE)
    assert situation_on(alice).days_logged == 0


def test_the_checklist_of_now_says_nothing_of_days_past(alice):
    make_medicine(alice, name="Euthyrox")
    food = make_food(kind=Kind.SUPPLEMENT, basis="unit")
    add_item(
        alice,
        NewEntry(date=back(20), meal="lunch", food=food, measure=Measure(amount=Decimal(1))),
    )
    assert "timing-with-medicines" in dict(shown(alice))
    assert shown(alice, back(1)) == []


def test_trends_and_the_day_see_the_same(alice):
    """Trends reads its last day from a period, however short; the day its own month."""
    make_medicine(alice, name="Euthyrox")
    for days in (0, 2, 9, 25):
        eat(alice, "100", back(days))
    tablet(alice, back(3), elemental_mg=Decimal(420))
    mark_day(alice, back(2), skipped=True)
    situation = situation_of(alice)
    read = summaries_of(alice, back(29), TODAY, situation)
    by_period = note_situation(Seen.last_of(alice, read), situation, today=TODAY)
    assert by_period == situation_on(alice)
    assert by_period.days_logged == 4 + 1


def test_what_is_over_a_week_ago_is_past(alice):
    tablet(alice, back(8), elemental_mg=Decimal(420))
    eat(alice, "300", back(1), back(2))
    assert shown(alice) == []


class TestMedicines:
    @pytest.fixture(autouse=True)
    def named(self, alice):
        make_medicine(alice, name="Euthyrox")

    def test_alone_call_for_nothing(self, alice):
        assert shown(alice) == []

    def test_beside_a_supplement_of_the_week(self, alice):
        tablet(alice, back(7), elemental_mg=Decimal(100))
        assert shown(alice)[0] == (
            "timing-with-medicines",
            "shown because you named Euthyrox, and take magnesium too: a gap between them is "
            "advised",
        )

    def test_beside_one_without_a_figure(self, alice):
        make_quick_add(alice, TODAY, "Magnesium", None, kind=Kind.SUPPLEMENT)
        assert shown(alice)[0][0] == "timing-with-medicines"

    def test_not_beside_one_without_magnesium_nor_a_water(self, alice):
        make_quick_add(alice, TODAY, "Vitamin D", "0", kind=Kind.SUPPLEMENT)
        make_quick_add(alice, TODAY, "Water", "50", kind=Kind.WATER)
        assert "timing-with-medicines" not in dict(shown(alice))

    @pytest.mark.parametrize(("mg", "found"), [("100", True), (None, True), ("0", False)])
    def test_beside_the_checklist(self, alice, mg, found):
        food = make_food(kind=Kind.SUPPLEMENT, basis="unit", magnesium_mg=mg)
        new = NewEntry(date=TODAY, meal="lunch", food=food, measure=Measure(amount=Decimal(1)))
        item = add_item(alice, new)
        assert ("timing-with-medicines" in dict(shown(alice))) is found
        ChecklistItem.objects.filter(pk=item.pk).update(paused_at=datetime(2026, 1, 1, tzinfo=UTC))
        assert shown(alice) == []

    def test_those_without_a_gap_have_their_own_note(self, alice):
        make_medicine(alice, name="Omep 20", medicine_class="proton_pump_inhibitor")
        make_medicine(alice, name="Furo", medicine_class="diuretic")
        assert shown(alice) == [
            (
                "ppis-and-diuretics",
                "shown because you named Omep 20 and Furo among your medicines",
            )
        ]


class TestGrains:
    @pytest.fixture
    def bread(self):
        group, _ = Group.objects.get_or_create(
            slug="bread-bakery", defaults={"name": "Bread", "order": 1}
        )
        return [make_food(f"{kind} bread", group=group) for kind in ("White", "Whole-wheat", "Rye")]

    def log(self, person, food, *days):
        for day in days:
            make_entry(person, food, date=day)

    def test_mostly_refined(self, alice, bread):
        white, whole, rye = bread
        self.log(alice, white, back(1), back(2), back(6))
        self.log(alice, whole, TODAY)
        self.log(alice, rye, back(2), back(3))  # nobody knows which
        assert dict(shown(alice))["whole-grains-and-phytate"] == (
            "shown because 3 of the 4 grain foods that you logged in this week were refined"
        )
        self.log(alice, whole, TODAY, back(1))
        assert "whole-grains-and-phytate" not in dict(shown(alice))

    def test_an_older_day_is_of_another_week(self, alice, bread):
        self.log(alice, bread[0], back(1), back(2), back(6), back(7))
        assert "whole-grains-and-phytate" not in dict(shown(alice))


def test_facts_and_interests(alice):
    make_profile(
        alice,
        health_facts=["kidney_stones", "alcohol"],
        interested_in_calcification=True,
        birth_date=date(1950, 1, 1),
    )
    assert [slug for slug, _ in shown(alice)] == [
        "kidney-stones",
        "artery-calcification",
        "who-runs-low",
    ]
