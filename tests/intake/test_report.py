from datetime import date, timedelta
from decimal import Decimal

import pytest

from foods.models import Source
from intake.adequacy import Reason, Verdict
from intake.day_marks import mark_day
from intake.got_it import put_away
from intake.report import Cut, Report, report_of
from intake.snapshots import Measure
from intake.targets import situation_of
from tests.factories import (
    make_entry,
    make_food,
    make_note,
    make_profile,
    make_quick_add,
    make_target,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 11)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 10)


def day(number: int) -> date:
    return date(2026, 11, number)


def report(person, first: date = FIRST, last: date = LAST) -> Report:
    return report_of(person, first, last, situation_of(person), today=TODAY)


@pytest.fixture
def woman(alice):
    """36 years old: RDA 320, EAR 265, upper level 350 (IOM 1997)."""
    make_profile(alice)
    return alice


def small_diary(person) -> None:
    """Four logged days, one with a medicine only, five empty.

    Totals 300, 200, 400 + 100 and 100 with one unknown: mean 1100 / 4 = 275.
    """
    make_quick_add(person, day(1), "Porridge", "300")
    make_quick_add(person, day(2), "Porridge", "180")
    make_quick_add(person, day(2), "Vittel", "20", kind="water")
    make_quick_add(person, day(3), "Beans", "400")
    make_quick_add(person, day(3), "Citrate", "100", kind="supplement")
    make_quick_add(person, day(4), "Porridge", "100")
    make_entry(person, name="Curry", kind="food", magnesium_mg=None, date=day(4))
    make_quick_add(person, day(4), "Antacid", "360", kind="medicine")
    make_quick_add(person, day(5), "Antacid", "40", kind="medicine")


def test_days_means_and_bounds(woman):
    small_diary(woman)
    found = report(woman)
    assert (found.count.in_period, found.count.logged) == (10, 4)
    assert (found.count.medicine_only, found.count.empty) == (1, 5)
    mean = found.mean
    assert (mean.days, mean.total_mg, mean.is_lower_bound) == (4, Decimal(275), True)
    assert (mean.food_mg, mean.water_mg, mean.supplement_mg) == (245, 5, 25)
    assert (found.lowest_mg, found.highest_mg) == (100, 500)
    assert (found.items, mean.unknown_items) == (7, 1)
    assert [(part.name, part.unknown_items) for part in found.without_a_figure.shown] == [
        ("Curry", 1)
    ]


def test_skipped_days_are_named_and_in_no_figure(woman):
    small_diary(woman)
    make_quick_add(woman, day(3), "Gel", "90", kind="medicine")
    for number in (3, 5, 6):
        mark_day(woman, day(number), skipped=True)
    found = report(woman)
    # On 3 November 500 mg and 90 of a medicine, on the 5th a medicine of 40, on the 6th nothing.
    assert found.left_out.shown == [day(3), day(5)]
    count = found.count
    assert (count.logged, count.medicine_only, count.left_out, count.empty) == (3, 0, 2, 5)
    assert (found.mean.days, found.mean.total_mg, found.highest_mg) == (3, 200, 300)
    assert (found.medicines.mg, found.items) == (360, 5)
    assert found.supplements_taken.shown == []
    assert [(taken.name, taken.days) for taken in found.medicines_taken.shown] == [("Antacid", 1)]
    assert found.added.days_over == 1  # the 360 of 4 November


def test_medicines_are_apart_and_meet_the_upper_level_only(woman):
    small_diary(woman)
    found = report(woman)
    assert (found.medicines.mg, found.medicines.is_lower_bound) == (400, False)
    assert [t.name for t in found.supplements_taken.shown] == ["Citrate"]
    assert [(t.name, t.days) for t in found.medicines_taken.shown] == [("Antacid", 2)]
    # 360 on the 4th is above 350; nobody asked what was added to the foods of the first four days.
    assert found.added is not None
    assert (found.added.days, found.added.mg) == (5, 100)
    assert (found.added.days_over, found.added.level.mg) == (1, 350)


def test_a_report_of_one_day_hears_of_the_week_before_it(woman):
    """Also of what its person put away: its reader is somebody else."""
    make_note("supplement-upper-level", safety=True)
    make_quick_add(woman, day(7), "Citrate", "420", kind="supplement")
    make_quick_add(woman, day(10), "Porridge", "100")
    (told,) = report(woman, first=LAST).told
    assert told.note.slug == "supplement-upper-level"
    assert told.reason.startswith("shown because the added magnesium of 7 November came to 420 mg")
    put_away(woman, "supplement-upper-level", LAST, today=TODAY)
    assert report(woman, first=LAST).told == [told]


def test_sources_with_their_share(woman):
    small_diary(woman)
    foods = report(woman).foods
    # 580 + 400 + 100 + 20 = 1100; the curry has no figure and no share.
    assert foods is not None
    assert [(part.name, part.magnesium_mg) for part in foods.shown] == [
        ("Porridge", 580),
        ("Beans", 400),
        ("Citrate", 100),
        ("Vittel", 20),
    ]
    assert foods.more == 0
    assert foods.shown[1].share == Decimal(400) * 100 / 1100


def test_targets_as_they_were(woman):
    make_target(woman, date(2026, 1, 1))
    make_target(woman, day(4), mg=Decimal(400))
    make_target(woman, day(8), authority="dach")
    stretches = report(woman).stretches
    assert stretches is not None
    assert [
        (each.first, each.last, each.target.mg, each.target.kind, each.upper_level_mg)
        for each in stretches.shown
    ] == [
        (day(1), day(3), 320, "RDA", 350),
        (day(4), day(7), 400, "custom", 350),
        (day(8), day(10), 300, "AI", None),
    ]
    assert [each.authority_name for each in stretches.shown] == [
        "US and Canada",
        "US and Canada",
        "Germany, Austria, Switzerland",
    ]


def test_of_many_targets_the_newest_are_shown(woman):
    for number in range(1, 11):
        make_target(woman, day(number), mg=Decimal(300 + number))
    stretches = report(woman).stretches
    assert stretches is not None
    assert [each.target.mg for each in stretches.shown] == [308, 309, 310]
    assert stretches.more == 7


def test_without_a_birth_date_the_daily_value_is_named(alice):
    make_profile(alice, birth_date=None, sex="")
    small_diary(alice)
    found = report(alice)
    assert found.stretches is not None
    (stretch,) = found.stretches.shown
    assert (stretch.target.mg, stretch.target.kind, stretch.authority_name) == (420, "DV", "")
    assert found.sure is not None
    assert found.sure.answer.reason == Reason.NO_REFERENCE
    assert found.references == ["US Food and Drug Administration, Daily Value from 4 years of age"]


def test_whether_it_is_enough_with_its_days(woman):
    for number in range(1, 8):
        make_quick_add(woman, day(number), "Porridge", "400")
    found = report(woman)
    assert found.sure is not None
    # (400 - 265) / sqrt(26.5² + 86²/7) = 3.23
    assert found.sure.answer.verdict == Verdict.PROBABLY_ENOUGH
    assert (found.sure.answer.days, found.sure.answer.ear_mg) == (7, 265)
    assert found.references == [
        "Institute of Medicine, Dietary Reference Intakes, 1997; summary table at nap.edu 11537, "
        "p. 340",
        "Spread of days: IOM 2000, table B-2, by a reprint",
    ]


def test_with_the_kidney_flag_amounts_only(woman):
    small_diary(woman)
    woman.profile.kidney_disease = True
    woman.profile.save()
    found = report(woman)
    assert found.amounts_only
    assert (found.stretches, found.sure, found.added, found.foods) == (None, None, None, None)
    assert found.references == []
    assert (found.mean.total_mg, found.mean.target_mg, found.mean.percent_of_target) == (
        275,
        None,
        None,
    )
    assert [t.name for t in found.medicines_taken.shown] == ["Antacid"]


def test_where_figures_are_from(woman):
    sources = [Source.objects.create(slug=name, name=name) for name in "fedcba"]
    for number, source in enumerate(sources, start=1):
        make_entry(woman, make_food(source=source), date=day(number))
    unknown = make_food(
        magnesium_mg=None, source=Source.objects.create(slug="0", name="0 has no figure")
    )
    make_entry(woman, unknown, date=day(1))
    publications = report(woman).publications
    assert [source.name for source in publications.shown] == ["a", "b", "c", "d"]
    assert publications.more == 2


def test_lists_are_cut_and_say_so(woman):
    tablet = Measure(amount=Decimal(1))
    for number in range(1, 11):
        for kind in ("supplement", "medicine"):
            food = make_food(kind=kind, basis="unit")
            make_entry(woman, food, date=day(number), measure=tablet)
    found = report(woman)
    assert (len(found.supplements_taken.shown), found.supplements_taken.more) == (6, 4)
    assert (len(found.medicines_taken.shown), found.medicines_taken.more) == (3, 7)
    assert found.foods is not None
    assert (len(found.foods.shown), found.foods.more) == (8, 2)


def test_nothing_logged(woman):
    found = report(woman)
    assert found.is_empty
    assert (found.mean.days, found.lowest_mg, found.items) == (0, None, 0)
    assert found.sure is not None
    assert found.sure.answer.reason == Reason.TOO_FEW_DAYS


def test_a_medicine_alone_is_no_empty_report(woman):
    make_quick_add(woman, day(1), "Antacid", "40", kind="medicine")
    found = report(woman)
    assert not found.is_empty
    assert (found.count.logged, found.mean.days, found.lowest_mg) == (0, 0, None)


def test_bobs_diary_is_in_no_report_of_alices(woman, bob):
    small_diary(bob)
    assert report(woman).is_empty


def test_a_cut_of_a_short_list_is_whole():
    assert Cut.of([1, 2], 2) == Cut([1, 2], 0)
    assert Cut.of([1, 2, 3], 2) == Cut([1, 2], 1)


@pytest.mark.parametrize("length", [7, 400])
def test_as_many_queries_for_a_year_as_for_a_week(woman, django_assert_num_queries, length):
    food = make_food(source=Source.objects.create(slug="s", name="S"))
    tablet = make_food(kind="supplement", basis="unit")
    for number in range(1, 11):
        make_entry(woman, food, date=day(number))
        make_entry(woman, tablet, date=day(number), measure=Measure(amount=Decimal(1)))
    situation = situation_of(woman)
    with django_assert_num_queries(8):
        report_of(woman, LAST - timedelta(days=length - 1), LAST, situation, today=TODAY)
