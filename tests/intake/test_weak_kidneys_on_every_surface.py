"""Random diaries with the kidney flag: nothing on any surface says or helps to take more."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from foods.models import Group
from intake.checklist_items import add_item
from intake.diary import NewEntry
from intake.models import Profile, Purpose
from intake.people import give_consent, profile_of, set_health_facts
from intake.snapshots import Measure
from notes.models import Note
from tests.factories import (
    client_of,
    make_entry,
    make_food,
    make_medicine,
    make_person,
    make_portion,
    make_profile,
    make_quick_add,
    make_target,
)
from tests.pages import text_of
from tests.shipped import load_notes

pytestmark = pytest.mark.django_db
MEASURED_IN = {"tablet": "amount", "water": "millilitres"}
FACTS = ["kidney_stones", "type_2_diabetes", "stomach_or_bowel", "alcohol"]
# What asks, helps or counts towards more; none stands on a page of amounts.
NEVER = ("to go", "for example", "% of", "target", "upper level")
TAPS = (b"/suggestions/", b'class="sugg"', b'class="ring', b"/checklist/", b"/log/")


@pytest.fixture
def foods():
    load_notes()
    bread, _ = Group.objects.get_or_create(
        slug="bread-bakery", defaults={"name": "Bread", "order": 1}
    )
    almonds = make_food("Almonds", magnesium_mg="270", popularity=90)
    return {
        "almonds": make_portion(almonds, "1 handful", "30").food,
        "bread": make_food("White bread", magnesium_mg="25", group=bread),
        "tablet": make_food(
            "Citrate", magnesium_mg="150", kind="supplement", basis="unit", popularity=80
        ),
        "water": make_food("Spring water", magnesium_mg=None, kind="water", basis="100ml"),
        "unknown": make_food("Rice salad", magnesium_mg=None),
    }


def random_person(seed: int, foods):
    """Two weeks of whatever, by somebody of any age with any facts."""
    luck = random.Random(seed)  # noqa: S311
    person = make_person()
    make_profile(
        person,
        hide_numbers=luck.random() < 0.2,
        interested_in_calcification=luck.random() < 0.5,
    )
    today = profile_of(person).today()
    Profile.objects.filter(person=person).update(
        birth_date=luck.choice(
            [None, *(today.replace(year=today.year - n, day=1) for n in (17, 40, 80))]
        )
    )
    if luck.random() < 0.5:
        make_target(person, today - timedelta(days=40), mg=Decimal(luck.randint(100, 900)))
    for medicine_class in luck.sample(["iron", "diuretic", "proton_pump_inhibitor"], k=2):
        if luck.random() < 0.5:
            make_medicine(person, name=medicine_class, medicine_class=medicine_class)
    if facts := luck.sample(FACTS, k=luck.randint(0, 4)):
        give_consent(person=person, purpose=Purpose.HEALTH_FACTS)
        set_health_facts(person=person, facts=facts)
    if luck.random() < 0.5:
        new = NewEntry(
            date=today, meal="lunch", food=foods["tablet"], measure=Measure(amount=Decimal(1))
        )
        add_item(person, new)
    for back in range(luck.choice([1, 3, 9])):
        day = today - timedelta(days=back)
        for _ in range(luck.randint(0, 4)):
            name = luck.choice(list(foods))
            how_much = {MEASURED_IN.get(name, "grams"): Decimal(luck.randint(1, 6))}
            measure = Measure(**how_much)
            make_entry(person, foods[name], date=day, measure=measure, meal="lunch")
        if luck.random() < 0.3:
            kind = luck.choice(["supplement", "medicine", "water"])
            make_quick_add(person, day, "Quick", luck.choice([None, "0", "600"]), kind=kind)
    Profile.objects.filter(person=person).update(kidney_disease=True)
    return person, today


@pytest.mark.parametrize("seed", range(30))
def test_no_surface_says_take_more(client, foods, seed):
    person, today = random_person(seed, foods)
    client.force_login(person)
    silent = {
        words
        for note in Note.objects.exclude(safety=True).exclude(about=["trends"])
        for words in (note.title, note.summary, f"/notes/{note.slug}/")
    }
    assert silent
    yesterday = today - timedelta(days=1)
    pages = [
        "/",
        f"/day/{yesterday}/",
        "/trends/?days=7",
        "/report/?days=7&show=1",
        f"/report/?from={yesterday}&to={yesterday}&show=1",
    ]
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200
        text = text_of(answer)
        content = answer.content.decode()
        assert not [words for words in silent if words in text or words in content], path
        assert not [tap for tap in TAPS if tap in answer.content], path
        if not path.startswith("/report/"):
            assert not [words for words in NEVER if words in text.casefold()], path
    assert "kidney-disease" in client.get("/").content.decode()

    api = client_of(person)
    for day in (today, yesterday):
        body = api.get(f"/api/v1/days/{day}/").json()
        for name in ("target", "percent_of_target", "remaining_mg", "upper_level", "suggestions"):
            assert body[name] is None, name
        assert body["coming_mg"] is None
        check_notes(body["notes"])
    trends = api.get(f"/api/v1/trends/?from={yesterday}&to={today}&include=notes,foods,adequacy")
    check_notes(trends.json()["notes"])
    assert trends.json()["foods"] is None
    assert trends.json()["adequacy"] is None


def check_notes(notes):
    assert notes[0]["slug"] == "kidney-disease"
    assert all(note["safety"] for note in notes)
    take_more = set(Note.objects.filter(says_take_more=True).values_list("slug", flat=True))
    assert take_more
    assert not take_more & {note["slug"] for note in notes}
