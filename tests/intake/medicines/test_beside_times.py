"""What stands beside the times of supplements, on every page that has them."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foods.models import Food, Kind, State
from intake.checklist_items import add_item
from intake.diary import NewEntry
from intake.models import Profile, Purpose
from intake.people import give_consent, set_kidney_flag
from intake.snapshots import Measure
from tests.factories import (
    make_entry,
    make_food,
    make_medicine,
    make_note,
    make_profile,
    make_quick_add,
)
from tests.intake.test_checklist import daily, make_tablet
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LEVO = (
    "Advised: at least 4 hours between Levothyroxine and magnesium, whichever comes first "
    "(provisional). "
)
ASKS = "Do you take other medicines? For some a gap to magnesium is advised."


@pytest.fixture
def alices(alices, alice) -> Client:
    make_profile(alice)
    return alices


@pytest.fixture
def today(alice, alices) -> date:
    return Profile.objects.get(person=alice).today()


def citrate(alice, today, at=time(8), **fields):
    measure = Measure(elemental_mg=Decimal(100))
    return make_entry(alice, make_tablet(**fields), date=today, time=at, measure=measure)


def their(magnesium, near):
    return (
        f"{LEVO}Your times: magnesium {magnesium}; Levothyroxine 07:00, {near}. "
        "Ask your pharmacist."
    )


def test_beside_an_entry_of_today(alice, alices, today):
    make_medicine(alice)
    citrate(alice, today)
    assert their("08:00", "1 hour before it") in text_of(alices.get("/"))


def test_beside_an_entry_of_another_day(alice, alices):
    make_medicine(alice, times=[time(23, 30)])
    citrate(alice, date(2026, 11, 23), time(0, 30))
    text = text_of(alices.get("/day/2026-11-23/"))
    assert "magnesium 00:30; Levothyroxine 23:30, 1 hour before it." in text


@pytest.mark.parametrize(
    ("name", "mg", "kind", "concerned"),
    [
        ("Almonds", "76", "food", False),
        ("Vitamin D", "0", "supplement", False),
        ("Magnesium", "100", "supplement", True),
        ("Antacid", "200", "medicine", True),
    ],
)
def test_only_what_holds_magnesium_and_is_no_meal(alice, alices, today, name, mg, kind, concerned):
    make_medicine(alice)
    make_quick_add(alice, today, name, mg, kind, time=time(8))
    assert (LEVO in text_of(alices.get("/"))) is concerned


def test_an_entry_without_a_time_says_nothing_of_hours(alice, alices, today):
    make_medicine(alice)
    entry = citrate(alice, today, None)
    assert LEVO not in text_of(alices.get("/"))
    form = text_of(alices.get(f"/entries/{entry.uuid}/"))
    assert f"{LEVO}Usual times of Levothyroxine: 07:00. Ask your pharmacist." in form


def test_beside_the_checklist_until_it_is_taken(alice, alices, today):
    make_medicine(alice)
    item = daily(alice, starts_on=today)
    words = their("21:00", "10 hours after it")
    assert words in text_of(alices.get("/"))
    alices.post(f"/checklist/{item.uuid}/log/", {"date": today.isoformat()})
    assert text_of(alices.get("/")).count(words) == 1
    assert words in text_of(alices.get("/settings/checklist/"))
    assert words in text_of(alices.get(f"/settings/checklist/{item.uuid}/"))


def daily_salt(alice, today, kind):
    """Ten grams of a food or supplement at nine in the evening."""
    food = make_food("Salt", magnesium_mg="1000", kind=kind)
    measure = Measure(grams=Decimal(10))
    new = NewEntry(date=today, meal="dinner", time=time(21), food=food, measure=measure)
    return add_item(alice, new)


def become(food, kind, *, merged):
    """A curator says what the food is, or that it is the same as another."""
    if merged:
        other = make_food("Magnesium salt", magnesium_mg="1000", kind=kind)
        Food.objects.filter(pk=food.pk).update(merged_into=other, state=State.MERGED)
    else:
        Food.objects.filter(pk=food.pk).update(kind=kind)


@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize(
    ("before", "since", "concerned"),
    [
        (Kind.FOOD, Kind.SUPPLEMENT, True),
        (Kind.SUPPLEMENT, Kind.FOOD, False),
        (Kind.SUPPLEMENT, Kind.SUPPLEMENT, True),
    ],
)
def test_the_checklist_goes_by_what_its_food_is(
    alice, alices, as_alice, today, before, since, concerned, merged
):
    item = daily_salt(alice, today, before)
    become(item.food, since, merged=merged)
    settings = (f"/settings/checklist/{item.uuid}/", "/settings/checklist/")
    assert [ASKS in text_of(alices.get(page)) for page in settings] == [concerned] * 2
    make_medicine(alice)
    words = their("21:00", "10 hours after it")
    assert [words in text_of(alices.get(page)) for page in ("/", *settings)] == [concerned] * 3
    (told,) = as_alice.get("/api/v1/checklist/").json()["results"]
    assert bool(told["medicine_spacing"]) is concerned
    make_note("timing-with-medicines", safety=True)
    notes = as_alice.get(f"/api/v1/days/{today}/").json()["notes"]
    assert [note["slug"] for note in notes] == ["timing-with-medicines"] * concerned


def test_a_food_without_magnesium_that_became_a_supplement_calls_for_nothing(
    alice, as_alice, today
):
    make_note("timing-with-medicines", safety=True)
    make_medicine(alice)
    item = daily_salt(alice, today, Kind.FOOD)
    other = make_food("Vitamin D", magnesium_mg="0", kind=Kind.SUPPLEMENT)
    Food.objects.filter(pk=item.food_id).update(merged_into=other, state=State.MERGED)
    assert as_alice.get(f"/api/v1/days/{today}/").json()["notes"] == []


def test_on_the_form_of_a_supplement(alice, alices, today):
    make_medicine(alice)
    food = make_tablet()
    url = f"/add/{food.pk}/"
    assert f"{LEVO}Usual times of Levothyroxine: 07:00." in text_of(alices.get(url))
    said = {"label_says": "elemental", "doses": "1", "date": today.isoformat(), "meal": "lunch"}
    refused = alices.post(url, said | {"dose_mg": "", "time": "05:30"})
    assert their("05:30", "1 hour 30 minutes after it") in text_of(refused)
    own = text_of(alices.get("/add/own/?kind=supplement&q=Magnesium"))
    assert f"{LEVO}Usual times" in own
    assert LEVO not in text_of(alices.get("/add/own/"))


def test_of_one_that_the_table_does_not_know_nothing_but_to_ask(alice, alices, today):
    make_medicine(alice, name="Metformin", medicine_class="", times=[time(7, 45)])
    make_medicine(alice, name="Thyrax", medicine_class="", times=[time(7, 45)])
    citrate(alice, today)
    text = text_of(alices.get("/"))
    assert "Metformin, Thyrax: ask your pharmacist." in text
    assert "07:45" not in text
    assert "Advised" not in text


def test_where_hours_do_not_matter_nothing_stands_beside_times(alice, alices, today):
    make_medicine(alice, name="Omeprazole", medicine_class="proton_pump_inhibitor")
    citrate(alice, today)
    assert "Omeprazole" not in text_of(alices.get("/"))


def test_the_way_to_name_some_until_one_is_named(alice, alices, today):
    entry = citrate(alice, today)
    food = entry.food
    item = daily(alice, starts_on=today)
    pages = [
        f"/add/{food.pk}/",
        f"/entries/{entry.uuid}/",
        "/settings/checklist/",
        f"/settings/checklist/{item.uuid}/",
        "/add/own/?kind=supplement",
    ]
    for page in pages:
        assert text_of(alices.get(page)).count(ASKS) == 1, page
    assert ASKS not in text_of(alices.get("/"))
    make_medicine(alice)
    for page in pages:
        assert ASKS not in text_of(alices.get(page)), page


def test_no_such_way_beside_a_food(alice, alices, today):
    entry = make_quick_add(alice, today, "Soup", "30")
    assert ASKS not in text_of(alices.get(f"/entries/{entry.uuid}/"))


def test_a_caution_stays_with_weak_kidneys_and_with_numbers_hidden(alice, alices, today):
    make_medicine(alice)
    entry = citrate(alice, today, kind=Kind.MEDICINE)
    give_consent(person=alice, purpose=Purpose.KIDNEY)
    set_kidney_flag(person=alice, kidney_disease=True)
    words = their("08:00", "1 hour before it")
    assert words in text_of(alices.get("/"))
    assert words in text_of(alices.get(f"/entries/{entry.uuid}/"))
    set_kidney_flag(person=alice, kidney_disease=False)
    Profile.objects.update(hide_numbers=True)
    assert words in text_of(alices.get("/"))


def test_another_persons_medicines_stand_nowhere(alice, bob, alices, today):
    make_medicine(bob)
    citrate(alice, today)
    assert "Levothyroxine" not in text_of(alices.get("/"))


@pytest.mark.parametrize("medicines", [0, 8])
def test_today_asks_the_database_no_more_for_them(alice, alices, today, medicines):
    for _ in range(medicines):
        make_medicine(alice)
    for _ in range(4):
        citrate(alice, today)
        daily(alice, starts_on=today)
    with CaptureQueriesContext(connection) as queries:
        alices.get("/")
    assert len(queries) <= 12, "\n".join(query["sql"][:150] for query in queries)
