"""What is due on a day, what of it was taken, and that one tap logs it once."""

import threading
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foods.models import Food, Kind
from intake.checklist import NotOffered, check_offered, coming_mg, entry_id, lines_of, log_item
from intake.checklist_items import (
    add_item,
    change_dose,
    change_item,
    move_up,
    set_paused,
    set_removed,
    take_daily,
)
from intake.diary import NewEntry, delete_entry
from intake.models import ChecklistItem, Entry, weekday_bits
from intake.snapshots import InvalidEntry, Measure
from intake.targets import situation_of
from tests.factories import make_entry, make_food, make_person, make_profile, make_quick_add

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def make_tablet(**fields) -> Food:
    defaults = {"magnesium_mg": None, "kind": Kind.SUPPLEMENT, "basis": "unit"}
    return make_food("Citrate", **(defaults | fields))


def daily(person, food=None, mg="100", **plan) -> ChecklistItem:
    """A tablet of 100 mg at nine in the evening, from Monday on."""
    at = plan.pop("time", time(21))
    new = NewEntry(
        date=MONDAY,
        meal="dinner",
        time=at,
        food=food or make_tablet(),
        measure=Measure(elemental_mg=Decimal(mg)),
    )
    item = add_item(person, new, **plan)
    return ChecklistItem.objects.with_foods().get(pk=item.pk)


def lines(person, day=MONDAY):
    return lines_of(person, day, list(Entry.objects.kept().filter(person=person, date=day)))


def test_an_item_is_logged_by_the_figures_of_now(alice):
    tablet = make_food(magnesium_mg="60", kind=Kind.SUPPLEMENT, basis="unit")
    new = NewEntry(date=MONDAY, meal="lunch", food=tablet, measure=Measure(amount=Decimal(2)))
    item = add_item(alice, new)
    Food.objects.filter(pk=tablet.pk).update(magnesium_mg_per_basis=75)
    item = ChecklistItem.objects.with_foods().get(pk=item.pk)
    entry, is_new = log_item(item, MONDAY)
    assert is_new
    assert (entry.magnesium_mg, entry.date, entry.meal) == (150, MONDAY, "lunch")
    assert entry.uuid == entry_id(item, MONDAY)


def test_a_day_logs_it_once(alice):
    item = daily(alice)
    first, _ = log_item(item, MONDAY)
    again, is_new = log_item(item, MONDAY)
    assert (again.pk, is_new) == (first.pk, False)
    log_item(item, MONDAY + timedelta(days=1))
    assert Entry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_log_once():
    person = make_person()
    item = daily(person)
    barrier = threading.Barrier(4)

    def tap():
        barrier.wait()
        log_item(ChecklistItem.objects.with_foods().get(pk=item.pk), MONDAY)
        connection.close()

    threads = [threading.Thread(target=tap) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Entry.objects.count() == 1


def test_what_was_taken_back_can_be_logged_again(alice):
    item = daily(alice)
    entry, _ = log_item(item, MONDAY)
    delete_entry(entry)
    assert lines(alice)[0].entry is None
    again, is_new = log_item(item, MONDAY)
    assert is_new
    assert lines(alice)[0].entry == again
    assert log_item(item, MONDAY) == (again, False)


def test_what_was_moved_to_another_day_is_not_taken_on_this_one(alice):
    item = daily(alice)
    entry, _ = log_item(item, MONDAY)
    Entry.objects.filter(pk=entry.pk).update(date=MONDAY - timedelta(days=1))
    assert lines(alice)[0].entry is None
    again, is_new = log_item(item, MONDAY)
    assert is_new
    assert again.pk != entry.pk
    assert Entry.objects.count() == 2


def test_a_dose_typed_by_hand_was_taken_too(alice):
    """To ask for it again would double it. It stands for one item: the earlier one."""
    tablet = make_tablet()
    evening = daily(alice, tablet)
    morning = daily(alice, tablet, time=time(8))
    typed = make_entry(alice, tablet, date=MONDAY, measure=Measure(elemental_mg=Decimal(50)))
    taken = {line.item.pk: line.entry for line in lines(alice)}
    assert taken == {morning.pk: typed, evening.pk: None}
    assert log_item(morning, MONDAY) == (typed, False)
    log_item(evening, MONDAY)
    assert Entry.objects.count() == 2


def test_an_items_own_entry_stands_for_it_and_for_no_other(alice):
    tablet = make_tablet()
    morning, evening = daily(alice, tablet, time=time(8)), daily(alice, tablet)
    entry, _ = log_item(evening, MONDAY)
    assert {line.item.pk: line.entry for line in lines(alice)} == {
        morning.pk: None,
        evening.pk: entry,
    }


def test_something_else_does_not_stand_for_it(alice):
    daily(alice)
    make_quick_add(alice, MONDAY, "Porridge", "100")
    make_quick_add(alice, MONDAY, "Powder", "100", kind="supplement")
    make_entry(alice, make_tablet(), date=MONDAY, measure=Measure(elemental_mg=Decimal(100)))
    assert [line.entry for line in lines(alice)] == [None]


def test_a_thing_of_ones_own_is_known_by_its_name(alice):
    powder = make_quick_add(alice, MONDAY, "Powder", "80", kind="supplement", meal="breakfast")
    item, _ = take_daily(powder, today=MONDAY)
    assert lines(alice)[0].entry == powder
    entry, is_new = log_item(item, MONDAY + timedelta(days=1))
    assert is_new
    assert (entry.name, entry.magnesium_mg, entry.meal) == ("Powder", 80, "breakfast")


@pytest.mark.parametrize(
    ("plan", "days_due"),
    [
        ({}, [0, 1, 2, 3, 4, 5, 6, 7]),
        ({"weekdays": weekday_bits([1, 4])}, [0, 3, 7]),
        ({"ends_on": MONDAY + timedelta(days=2)}, [0, 1, 2]),
        ({"starts_on": MONDAY + timedelta(days=6)}, [6, 7]),
    ],
)
def test_when_it_is_due(alice, plan, days_due):
    item = daily(alice, **plan)
    assert [n for n in range(-1, 8) if item.is_due(MONDAY + timedelta(days=n))] == days_due
    with pytest.raises(InvalidEntry, match="not on the checklist"):
        log_item(item, MONDAY - timedelta(days=1))


def test_paused_and_removed_it_is_not_due(alice):
    item = daily(alice)
    set_paused(item, paused=True)
    assert lines(alice) == []
    set_paused(item, paused=False)
    set_removed(item, removed=True)
    assert lines(alice) == []
    set_removed(item, removed=False)
    assert len(lines(alice)) == 1


def test_what_is_not_taken_is_coming(alice):
    daily(alice, mg="100")
    taken = daily(alice, make_tablet(), mg="50")
    unknown = make_quick_add(alice, MONDAY, "Powder", "1", kind="supplement")
    item, _ = take_daily(unknown, today=MONDAY)
    delete_entry(unknown)
    change_item(item, {"magnesium_mg": None})
    log_item(taken, MONDAY)
    assert coming_mg(lines(alice)) == 100


def test_of_a_range_the_least_is_coming(alice):
    citrate = make_tablet(source_ref="citrate-unspecified")
    measure = Measure(compound_mg=Decimal(1000), compound="citrate")
    add_item(alice, NewEntry(date=MONDAY, meal="dinner", food=citrate, measure=measure))
    (line,) = lines(alice)
    assert coming_mg([line]) == Decimal("113.357")
    assert line.magnesium_at_most_mg == Decimal("161.634")
    entry, _ = log_item(line.item, MONDAY)
    assert entry.magnesium_at_most_mg == Decimal("161.634")


def test_a_food_corrected_since_is_told_and_not_logged_as_something_else(alice):
    juice = make_food(magnesium_mg="10")
    add_item(
        alice,
        NewEntry(date=MONDAY, meal="lunch", food=juice, measure=Measure(grams=Decimal(200))),
    )
    Food.objects.filter(pk=juice.pk).update(basis="100ml")
    (line,) = lines(alice)
    assert line.wrong == f"{juice} isn't measured that way any more."
    with pytest.raises(InvalidEntry):
        log_item(line.item, MONDAY)
    assert not Entry.objects.exists()


def test_a_merged_food_is_logged_as_the_one_that_stands_for_it(alice):
    tablet, kept = make_tablet(), make_tablet()
    item = daily(alice, tablet)
    Food.objects.filter(pk=tablet.pk).update(state="merged", merged_into=kept)
    item = ChecklistItem.objects.with_foods().get(pk=item.pk)
    entry, _ = log_item(item, MONDAY)
    assert entry.food == kept
    assert lines(alice)[0].entry == entry


def test_no_medicine_stands_on_it(alice):
    antacid = make_tablet(kind=Kind.MEDICINE)
    entry = make_entry(alice, antacid, measure=Measure(elemental_mg=Decimal(200)))
    with pytest.raises(InvalidEntry) as caught:
        take_daily(entry, today=MONDAY)
    assert caught.value.code == "no_medicine"
    item = daily(alice)
    with pytest.raises(IntegrityError, match="checklist_holds_no_medicine"), transaction.atomic():
        ChecklistItem.objects.filter(pk=item.pk).update(kind=Kind.MEDICINE)


@pytest.mark.parametrize(
    ("profile", "kind", "code"),
    [
        ({}, Kind.SUPPLEMENT, None),
        ({"kidney_disease": True}, Kind.SUPPLEMENT, "amounts_only"),
        ({"kidney_disease": True}, Kind.FOOD, "amounts_only"),
        ({"birth_date": date(2009, 1, 1)}, Kind.SUPPLEMENT, "under_age"),
        ({"birth_date": date(2009, 1, 1)}, Kind.FOOD, None),
        ({}, Kind.MEDICINE, "no_medicine"),
    ],
)
@pytest.mark.parametrize("became", [False, True])
def test_whom_one_tap_is_offered(alice, profile, kind, code, became):
    """Also where the food became a supplement since; a medicine it can only have become."""
    make_profile(alice, **profile)
    before = Kind.FOOD if became or kind == Kind.MEDICINE else kind
    food = make_food(kind=before, basis="100g")
    measure = Measure(grams=Decimal(10))
    item = add_item(alice, NewEntry(date=MONDAY, meal="lunch", food=food, measure=measure))
    Food.objects.filter(pk=food.pk).update(kind=kind)
    item = ChecklistItem.objects.with_foods().get(pk=item.pk)
    asked = (item, situation_of(alice), MONDAY)
    if code is None:
        check_offered(*asked, today=MONDAY)
    else:
        with pytest.raises(NotOffered) as caught:
            check_offered(*asked, today=MONDAY)
        assert caught.value.code == code


def test_moving_up(alice):
    first, second, third = (daily(alice) for _ in range(3))
    move_up(third)
    assert [line.item for line in lines(alice)] == [first, third, second]
    move_up(first)
    assert [line.item for line in lines(alice)] == [first, third, second]


def test_another_dose_of_the_same(alice):
    item = daily(alice)
    change_item(item, change_dose(item, amount=Decimal(2), each_mg=Decimal(75)))
    item = ChecklistItem.objects.with_foods().get(pk=item.pk)
    assert (item.portion_label, item.label_dose_mg) == ("75 mg elemental", 150)
    assert log_item(item, MONDAY)[0].magnesium_mg == 150


def test_it_holds_fifty_at_most(alice, monkeypatch):
    monkeypatch.setattr("intake.checklist_items.MOST_ITEMS", 2)
    daily(alice)
    set_removed(daily(alice), removed=True)
    daily(alice)
    with pytest.raises(InvalidEntry, match="2 at most"):
        daily(alice)


def test_it_ends_after_it_begins(alice):
    with pytest.raises(InvalidEntry, match="before it begins"):
        daily(alice, ends_on=MONDAY - timedelta(days=1))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(taps=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=12))
def test_however_one_taps_an_item_is_logged_once_a_day(alice, taps):
    with transaction.atomic():
        tablet = make_tablet()
        items = [daily(alice, tablet, time=time(hour)) for hour in (8, 14, 21)]
        for which, later in taps:
            log_item(items[which], MONDAY + timedelta(days=later))
        assert Entry.objects.count() == len(set(taps))
        transaction.set_rollback(True)
