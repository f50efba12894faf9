"""Trying Twelve without an account, and what becomes of it on signing up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from intake.models import Entry
from tests.browser.conftest import Visit, log_in, until
from tests.browser.test_main_job import sign_up
from tests.chromium import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUEST = "localStorage.getItem('twelve-guest')"


def log_as_guest(visit: Visit, typed: str, name: str) -> None:
    visit.page.fill("#q", typed)
    visit.page.click(f"#results li:has-text('{name}') button:has-text('Log')")
    visit.page.wait_for_selector(f"[data-days] li:has-text('{name}')")


def try_it(visit: Visit) -> None:
    visit.open("/")
    visit.page.fill("[name=q]", "30 g pumpkin")
    visit.page.press("[name=q]", "Enter")
    visit.page.click("#results li:has-text('Pumpkin seeds') button:has-text('Log')")
    log_as_guest(visit, "1 banana", "Banana, raw")


def total(visit: Visit) -> str:
    return " ".join(visit.page.inner_text("[data-total] .amount").split())


def test_a_guests_day_moves_into_the_diary_that_they_start(visit, small_site):
    seen = visit(**PHONE)
    try_it(seen)
    assert total(seen) == "197 mg"  # 165 + 31.9
    log_as_guest(seen, "200 ml tap water", "Tap water")
    assert total(seen) == "at least 197 mg"
    seen.page.reload()
    assert total(seen) == "at least 197 mg"
    sign_up(seen)
    until(seen, lambda: Entry.objects.count() == 3)
    until(seen, lambda: seen.page.evaluate(GUEST) is None)
    seen.open("/")
    assert "Pumpkin seeds, roasted" in seen.text()
    known = dict(Entry.objects.values_list("name", "magnesium_mg"))
    assert known == {
        "Pumpkin seeds, roasted": Decimal("165"),
        "Banana, raw": Decimal("31.86"),
        "Tap water": None,
    }


def test_it_moves_also_where_the_first_page_was_left_before_it_could(visit, small_site):
    seen = visit(**PHONE)
    try_it(seen)
    # The worker comes late, and with it what moves the entries.
    seen.page.context.route("**/sw.js*", lambda route: None)
    sign_up(seen)
    assert not Entry.objects.exists()
    seen.page.context.unroute("**/sw.js*")
    seen.open("/")
    until(seen, lambda: Entry.objects.count() == 2)
    until(seen, lambda: seen.page.evaluate("Object.keys(localStorage).length") == 0)


def test_amounts_can_be_changed_and_a_deletion_undone(visit, small_site):
    seen = visit(**DESKTOP)
    try_it(seen)
    page = seen.page
    page.click("[data-days] li:has-text('Banana') button:has-text('Change')")
    seen.check()
    page.fill("[data-days] form [name=amount]", "2")
    page.click("[data-days] form .btn:has-text('Save')")
    assert total(seen) == "229 mg"
    page.click("[data-days] li:has-text('Pumpkin') button:has-text('Delete')")
    assert total(seen) == "64 mg"
    page.wait_for_selector("[data-undo]:focus")
    seen.check()
    page.keyboard.press("Enter")
    assert total(seen) == "229 mg"
    names = page.locator("[data-days] li .name").all_inner_texts()
    assert names == ["Pumpkin seeds, roasted", "Banana, raw"]


def test_what_cannot_be_said_of_a_food_is_asked(visit, small_site):
    seen = visit(**PHONE)
    seen.open("/try/")
    page = seen.page
    page.fill("#q", "200 ml almonds")
    page.wait_for_selector("#results :text('no measure of Almonds, raw is known')")
    buttons = page.locator("#results li button")
    assert buttons.all_inner_texts() == ["Choose how much"]
    page.press("#q", "Enter")
    page.fill("#results form [name=amount]", "2")
    page.press("#results form [name=amount]", "Enter")
    page.wait_for_selector("[data-days] li:has-text('Almonds, raw')")
    assert total(seen) == "162 mg"


def test_into_a_diary_that_was_there_it_moves_only_on_ones_word(visit, person):
    seen = visit(**PHONE)
    try_it(seen)
    log_in(seen, person)
    seen.page.wait_for_selector("#connection :text('2 entries were logged in this browser')")
    assert not Entry.objects.exists()
    seen.check()
    seen.page.click("#connection button:has-text('Put into my diary')")
    until(seen, lambda: Entry.objects.for_person(person).count() == 2)
    until(seen, lambda: seen.page.evaluate(GUEST) is None)


def test_or_is_deleted_on_ones_word(visit, person):
    seen = visit(**PHONE)
    try_it(seen)
    log_in(seen, person)
    seen.page.click("#connection button:has-text('Delete')")
    until(seen, lambda: seen.page.evaluate(GUEST) is None)
    assert not Entry.objects.exists()


def test_a_supplement_is_found_and_not_offered(visit, small_site):
    seen = visit(**PHONE)
    seen.open("/try/?q=magnesium+citrate")
    seen.page.wait_for_selector("#results li:has-text('Magnesium citrate')")
    assert seen.page.locator("#results button").count() == 0


@pytest.mark.parametrize(
    "screen",
    [PHONE | {"color_scheme": "dark"}, DESKTOP | {"color_scheme": "light"}],
    ids=["phone-dark", "desktop-light"],
)
def test_everybody_can_use_it(visit, small_site, screen):
    seen = visit(**screen)
    try_it(seen)
    seen.page.fill("#q", "a")
    seen.page.wait_for_selector("#results li button")
    seen.page.click("#results li button:has-text('Choose') >> nth=0")
    seen.check()
