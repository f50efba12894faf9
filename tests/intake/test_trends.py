from datetime import date, timedelta
from decimal import Decimal

import pytest

from foods.models import Kind
from intake.adequacy import Above, Adequacy, Reason, Refusal
from intake.day_marks import mark_day
from intake.days import summaries_of
from intake.models import LifeStage
from intake.snapshots import Measure
from intake.targets import situation_of
from intake.trends import added_mean_of, before_of, how_sure_of, span_before
from tests.factories import make_entry, make_food, make_profile, make_quick_add, make_target

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
WEEK = [TODAY - timedelta(days=back) for back in range(7, 0, -1)]


def days_of(person, first=WEEK[0], last=TODAY):
    return summaries_of(person, first, last, situation_of(person))


def sure(person, first=WEEK[0], last=TODAY):
    return how_sure_of(days_of(person, first, last), situation_of(person), today=TODAY)


def added(person):
    return added_mean_of(days_of(person), today=TODAY)


def a_tablet(mg, **fields):
    return make_food(magnesium_mg=mg, kind=Kind.SUPPLEMENT, basis="unit", **fields)


ONE = {"measure": Measure(amount=Decimal(1))}


@pytest.fixture
def a_week(alice):
    """A woman of 36: 240 mg of food and water and 60 mg of supplement a day, and today so far."""
    make_profile(alice)
    for day in WEEK:
        make_quick_add(alice, day, "Meals", "200")
        make_quick_add(alice, day, "Water", "40", kind="water")
        make_quick_add(alice, day, "Citrate", "60", kind="supplement")
    make_quick_add(alice, TODAY, "Breakfast", "20")
    return alice


# How sure


def test_by_the_same_days_as_the_mean(a_week):
    found = sure(a_week)
    answer = found.answer
    assert isinstance(answer, Adequacy)
    assert (answer.days, answer.mean_mg, answer.supplement_percent) == (7, 300, 20)
    assert (answer.ear_mg, answer.spread.mg) == (265, 86)
    # 35 / sqrt(26.5² + 86² / 7) = 35 / 41.94 = 0.8345
    assert answer.probability == pytest.approx(0.798, abs=0.0005)
    assert (found.judged_by_day, found.reference_changed) == (TODAY, False)


def test_an_antacid_is_no_intake(a_week):
    antacid = make_food(magnesium_mg="300", kind=Kind.MEDICINE, basis="unit")
    before_it = sure(a_week).answer
    make_entry(a_week, antacid, date=WEEK[0], **ONE)
    make_entry(a_week, antacid, date=WEEK[0] - timedelta(days=1), **ONE)
    assert sure(a_week, WEEK[0] - timedelta(days=1)).answer == before_it


def test_an_item_without_a_figure_makes_it_at_least(a_week):
    make_entry(a_week, make_food(magnesium_mg=None), date=WEEK[0])
    answer = sure(a_week).answer
    assert answer.is_lower_bound
    assert str(answer.sentence) == "Can’t tell yet: at least 7 in 10 that it is enough."


def test_a_day_of_a_tablet_alone_is_no_day_without_food(a_week):
    make_entry(a_week, a_tablet("100"), date=WEEK[0] - timedelta(days=1), **ONE)
    answer = sure(a_week, WEEK[0] - timedelta(days=1)).answer
    assert (answer.days, answer.is_lower_bound) == (8, True)
    for back in (2, 3, 4):
        make_entry(a_week, a_tablet("100"), date=WEEK[0] - timedelta(days=back), **ONE)
    answer = sure(a_week, WEEK[0] - timedelta(days=4)).answer
    assert isinstance(answer, Refusal)
    assert answer.reason == Reason.FOOD_NOT_LOGGED


def test_with_the_kidney_flag_nothing_is_said(a_week):
    a_week.profile.kidney_disease = True
    a_week.profile.save()
    assert sure(a_week) is None
    assert added(a_week) is None


def test_without_a_profile_there_is_nothing_to_hold_it_against(alice):
    for day in WEEK:
        make_quick_add(alice, day, "Meals", "200")
    assert sure(alice).answer.reason == Reason.NO_REFERENCE


def test_a_target_of_ones_own_is_no_requirement(a_week):
    make_target(a_week, date(2026, 1, 1), mg=Decimal(900))
    assert sure(a_week).answer.ear_mg == 265


@pytest.mark.parametrize(("authority", "recommended_mg"), [("efsa", 300), ("who", 220)])
def test_authorities_without_an_ear(a_week, authority, recommended_mg):
    make_target(a_week, date(2026, 1, 1), authority=authority)
    answer = sure(a_week).answer
    assert isinstance(answer, Above)
    assert answer.line_mg == recommended_mg


def test_a_birthday_in_the_period_judges_by_the_last_day(a_week):
    """31 on 20 November: the EAR goes from 255 to 265."""
    a_week.profile.birth_date = date(1995, 11, 20)
    a_week.profile.save()
    found = sure(a_week)
    assert (found.answer.ear_mg, found.reference_changed) == (265, True)
    earlier = sure(a_week, last=date(2026, 11, 19))
    assert (earlier.answer.ear_mg, earlier.reference_changed) == (255, False)


def test_so_does_a_pregnancy(a_week):
    LifeStage.objects.create(person=a_week, kind="pregnant", starts_on=date(2026, 11, 22))
    found = sure(a_week)
    assert (found.answer.ear_mg, found.reference_changed) == (300, True)
    assert found.answer.provisional


def test_days_to_come_judge_nothing(a_week):
    a_week.profile.birth_date = date(1995, 12, 20)
    a_week.profile.save()
    found = sure(a_week, last=date(2026, 12, 31))
    assert (found.answer.ear_mg, found.judged_by_day) == (255, TODAY)


# What was added


def test_the_mean_of_what_was_added_against_the_upper_level(a_week):
    """Quick adds of food say nothing of what was added to them: it may be all 240 mg, no more."""
    found = added(a_week)
    assert (found.days, found.mg, found.at_most_mg) == (7, 60, 300)
    assert (found.level.mg, found.level.exceeded) == (350, False)
    assert (found.is_lower_bound, found.days_over, found.days_open) == (True, 0, 0)


def test_where_what_was_added_is_not_known_it_cant_be_told(a_week):
    make_quick_add(a_week, WEEK[0], "Fortified cereal", "351")
    found = added(a_week)
    assert (found.level.exceeded, found.days_open) == (None, 1)
    make_entry(a_week, a_tablet(None), date=WEEK[1], **ONE)
    found = added(a_week)
    assert (found.mg, found.at_most_mg) == (60, None)
    assert (found.level.exceeded, found.days_open) == (None, 2)


def test_days_with_a_medicine_only_count(alice):
    make_profile(alice)
    antacid = make_food(magnesium_mg="500", kind=Kind.MEDICINE, basis="unit")
    make_entry(alice, antacid, date=WEEK[0], **ONE)
    make_entry(alice, a_tablet("100"), date=WEEK[1], **ONE)
    found = added(alice)
    assert (found.days, found.mg, found.at_most_mg) == (2, 300, 300)
    assert (found.level.exceeded, found.days_over, found.days_open) == (False, 1, 0)


def test_food_is_never_held_against_it(alice):
    make_profile(alice)
    make_entry(alice, make_food(magnesium_mg="900"), date=WEEK[0])
    found = added(alice)
    assert (found.mg, found.level.exceeded, found.days_over) == (0, False, 0)


def test_where_none_is_set(a_week):
    make_target(a_week, date(2026, 1, 1), authority="dach")
    found = added(a_week)
    assert (found.mg, found.level) == (60, None)


def test_of_no_days(alice):
    found = added(alice)
    assert (found.days, found.mg, found.level.exceeded) == (0, None, False)


# Before


def test_the_span_before_is_as_long_and_ends_the_day_before():
    assert span_before(date(2026, 11, 17), date(2026, 11, 23)) == (
        date(2026, 11, 10),
        date(2026, 11, 16),
    )
    assert span_before(TODAY, TODAY) == (date(2026, 11, 22), date(2026, 11, 22))


def test_the_mean_before_has_its_own_days(a_week):
    make_quick_add(a_week, date(2026, 11, 10), "Meals", "100")
    make_entry(a_week, make_food(magnesium_mg=None), date=date(2026, 11, 9))
    read = days_of(a_week, first=date(2026, 11, 9))
    found = before_of(read, date(2026, 11, 17), TODAY, today=TODAY)
    assert (found.first, found.last) == (date(2026, 11, 10), date(2026, 11, 16))
    assert (found.mean.days, found.mean.total_mg) == (2, 200)
    assert not found.mean.is_lower_bound


def test_a_mean_counts_what_its_authority_counts(a_week):
    """Australia's upper level is for supplements: what is added to cereal is not in it."""
    cereal = make_food(magnesium_mg="100", added_magnesium_mg_per_basis=Decimal(70))
    for day in WEEK:
        make_entry(a_week, cereal, date=day, measure=Measure(grams=Decimal(100)))
    assert added(a_week).mg == 130
    make_target(a_week, WEEK[0], authority="anz")
    level = added(a_week)
    assert (level.mg, level.at_most_mg, level.level.mg) == (60, 60, 350)
    assert level.level.applies_to == "supplements_medicines"


def test_a_range_makes_a_mean_at_least_and_its_most_meets_the_upper_level(a_week):
    citrate = make_food(magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")
    for day in WEEK:
        make_entry(
            a_week,
            citrate,
            date=day,
            measure=Measure(compound_mg=Decimal(2_500), compound="citrate"),
        )
    make_target(a_week, WEEK[0], authority="anz")
    level = added(a_week)
    # 60 and 2,500 mg of monomagnesium or of trimagnesium citrate: 11.34 to 16.16 % magnesium.
    assert (round(level.mg), round(level.at_most_mg)) == (343, 464)
    assert level.level.exceeded is None
    assert sure(a_week).answer.is_lower_bound


def test_a_skipped_day_is_in_nothing_that_is_worked_out(a_week):
    """A feast of 380 mg and 500 mg of supplement on a day that the person left out."""
    feast = WEEK[0] - timedelta(days=1)
    make_quick_add(a_week, feast, "Feast", "380")
    assert sure(a_week, first=feast).answer.mean_mg == 310  # (7 x 300 + 380) / 8
    make_quick_add(a_week, feast, "Citrate", "500", kind="supplement")
    over = added_mean_of(days_of(a_week, first=feast), today=TODAY)
    assert (over.days, over.days_over) == (8, 1)

    mark_day(a_week, feast, skipped=True)

    read = days_of(a_week, first=feast)
    assert [day.skipped for day in read] == [True] + [False] * 8
    assert sure(a_week, first=feast).answer == sure(a_week).answer
    found = added_mean_of(read, today=TODAY)
    assert (found.days, found.mg, found.days_over) == (7, 60, 0)
    earlier = before_of(read, WEEK[0], TODAY, today=TODAY).mean
    assert (earlier.days, earlier.skipped) == (0, 1)
