"""Doses and things of one's own without a network: by the server's rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from foods.models import Food, Kind, State
from intake.models import Entry, Person, Profile
from tests.browser.conftest import Visit, until
from tests.browser.test_offline import away, back, names_of, ready
from tests.chromium import PHONE
from tests.factories import make_food, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(person: Person) -> Person:
    make_food("Epsom salt", magnesium_mg=None, kind=Kind.MEDICINE, basis="unit", compound="sulfate")
    return person


def opened(visit: Visit, typed: str, name: str) -> None:
    visit.page.fill("#q", typed)
    row = visit.page.locator(f"#found-here li:has-text('{name}')")
    assert row.locator("button").all_inner_texts() == ["Choose how much"]
    row.locator("button").click()


def figures_of(person: Person) -> list[tuple[Any, ...]]:
    fields = ("name", "kind", "magnesium_mg", "magnesium_at_most_mg", "label_says", "compound")
    return list(Entry.objects.for_person(person).order_by("id").values_list(*fields))


def test_a_dose_by_its_label_is_what_the_server_makes_of_it(visit, person):
    Food.objects.filter(name="Magnesium citrate").update(compound="citrate")
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    page = seen.page
    opened(seen, "120 mg citrate", "Magnesium citrate")
    # More decimals than are kept would be refused once it is sent, when nobody can mend it.
    page.fill("#found-here [name=doses]", "1.2345")
    page.click("#found-here form .btn:has-text('Log')")
    page.wait_for_selector("#found-here [data-error=decimals]:visible")
    page.fill("#found-here [name=doses]", "2")
    assert page.inner_text("#found-here .mg-live") == "240 mg"
    page.click("#found-here form .btn:has-text('Log')")
    page.wait_for_selector("[data-meals] li:has-text('Magnesium citrate')")
    opened(seen, "epsom", "Epsom salt")
    page.fill("#found-here [name=dose_mg]", "5000")
    page.click("#found-here label:has-text('The weight of the compound')")
    page.click("#found-here form .btn:has-text('Log')")
    page.wait_for_selector("#found-here [data-error=compound]:visible")
    choices = page.locator("#found-here [name=compound] option").all_inner_texts()
    assert choices[1:] == [
        "Magnesium sulfate, anhydrous",
        "Magnesium sulfate heptahydrate (Epsom salt)",
        "Magnesium sulfate, form not known: a range",
    ]
    page.select_option("#found-here [name=compound]", "sulfate")
    assert page.inner_text("#found-here .mg-live") == "493 to 1\u202f010 mg"
    page.click("#found-here form .btn:has-text('Log')")
    page.check("#found-here [name=confirmed]")
    page.click("#found-here form .btn:has-text('Log')")
    page.wait_for_selector("[data-meals] li:has-text('Epsom'):has-text('not in the total')")
    assert page.inner_text("[data-total] [data-mg]") == "240"
    here = sorted(page.locator("[data-meals] .mg").all_inner_texts())
    back(seen)
    until(seen, lambda: len(names_of(person)) == 2)
    assert figures_of(person) == [
        ("Magnesium citrate", "supplement", 240, None, "elemental", ""),
        ("Epsom salt", "medicine", Decimal("493.07"), Decimal("1009.67"), "compound", "sulfate"),
    ]
    # It says the same once the server's figures stand there.
    page.wait_for_selector("[data-meals] li:has-text('waits for')", state="detached")
    assert sorted(page.locator("[data-meals] .mg").all_inner_texts()) == here


def test_a_range_that_is_kept_without_its_food_is_not_taken_for_its_least(visit, person):
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    page = seen.page
    opened(seen, "epsom", "Epsom salt")
    page.fill("#found-here [name=dose_mg]", "1000")
    page.click("#found-here label:has-text('The weight of the compound')")
    page.select_option("#found-here [name=compound]", "sulfate")
    page.click("#found-here form .btn:has-text('Log')")
    page.wait_for_selector("[data-meals] li:has-text('Epsom')")
    other = make_person("dave@example.org")
    Food.objects.filter(name="Epsom salt").update(state=State.PRIVATE, owner=other)
    back(seen)
    page.click("button[aria-label='Keep it without the food: Epsom salt']")
    page.wait_for_selector("[data-refused]", state="hidden")
    seen.open("/")
    until(seen, lambda: len(names_of(person)) == 1)
    assert figures_of(person) == [("Epsom salt", "medicine", None, None, "", "")]


def test_no_dose_before_one_was_asked_about_ones_kidneys(visit, person):
    Profile.objects.filter(person=person).update(kidney_answered_at=None)
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    seen.page.fill("#q", "citrate")
    seen.page.wait_for_selector("#found-here :text('you are asked about your kidneys')")
    assert seen.page.locator("#found-here button").count() == 0
    seen.page.click("[data-own] button")
    kinds = seen.page.locator("[data-own] [name=kind] option").all_inner_texts()
    assert kinds == ["Food", "Water"]
    back(seen)


def test_with_weak_kidneys_a_dose_says_whom_to_ask(visit, person):
    Profile.objects.filter(person=person).update(kidney_disease=True)
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    said = "speak with your doctor before you take this"
    seen.page.fill("#q", "citrate")
    seen.page.wait_for_selector(f"#found-here li:has-text('citrate'):has-text('{said}')")
    seen.page.fill("#q", "almonds")
    seen.page.wait_for_selector("#found-here li:has-text('Almonds')")
    assert said not in seen.page.inner_text("#found-here")
    back(seen)


def test_enter_logs_nothing_but_the_first(visit, person):
    """Where that has no button, the food below it was not asked for."""
    Profile.objects.filter(person=person).update(kidney_answered_at=None)
    make_food("Magnesium citrate biscuits", magnesium_mg="400", popularity=1)
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    seen.page.fill("#q", "magnesium citrate")
    seen.page.wait_for_selector("#found-here li:has-text('biscuits') button:has-text('Log')")
    assert "biscuits" not in seen.page.inner_text("#found-here li >> nth=0")
    seen.page.press("#q", "Enter")
    seen.page.wait_for_timeout(300)
    assert not seen.page.locator("[data-meals] li").count()
    back(seen)


def test_a_quick_add_keeps_what_is_not_known_apart_from_zero(visit, person):
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    page = seen.page

    def add(typed: str, **fields: str) -> None:
        page.fill("#q", typed)
        page.click("[data-own] > button")
        for name, value in fields.items():
            page.fill(f"[data-own] [name={name}]", value)
        page.click("[data-own] form .btn:has-text('Log it')")

    add("120 mg", name="Bar of my aunt")
    page.wait_for_selector("[data-meals] li:has-text('Bar of my aunt'):has-text('120 mg')")
    add("Her soup")
    page.wait_for_selector("[data-meals] li:has-text('Her soup'):has-text('no figure')")
    add("Her tea", magnesium_mg="0")
    page.wait_for_selector("[data-meals] li:has-text('Her tea'):has-text('0 mg')")
    add("12 mg")
    page.wait_for_selector("[data-own] [data-error=name]:visible")
    page.fill("[data-own] [name=name]", "Rest")
    page.fill("[data-own] [name=magnesium_mg]", "1,500")
    page.click("[data-own] form .btn:has-text('Log it')")
    page.wait_for_selector("[data-own] [data-error=magnesium_mg]:visible")
    page.fill("[data-own] [name=magnesium_mg]", "12.3456")
    page.click("[data-own] form .btn:has-text('Log it')")
    page.wait_for_selector("[data-own] [data-error=decimals]:visible")
    assert page.is_hidden("[data-own] [data-error=magnesium_mg]")
    assert "at least 120 mg" in seen.text()
    back(seen)
    until(seen, lambda: len(names_of(person)) == 3)
    assert [each[:4] for each in figures_of(person)] == [
        ("Bar of my aunt", "food", 120, None),
        ("Her soup", "food", None, None),
        ("Her tea", "food", 0, None),
    ]
