"""Where the keyboard is after a tap: at what it was about, and never in a field that nobody tapped,
which would open the screen's own over the page. With a mouse it is where one types on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.browser.conftest import Visit, on_both_screens, sign_in, until
from tests.browser.test_offline import away, back, names_of, ready
from tests.chromium import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def pressing(screen: dict[str, Any]) -> Callable[[Locator], None]:
    """With a finger on a phone, else with a mouse."""
    return Locator.tap if screen is PHONE else Locator.click


def settles_at(seen: Visit, screen: dict[str, Any], *, tapped: str, clicked: str) -> None:
    """The keyboard comes there, and stays."""
    seen.page.wait_for_selector(f"{tapped if screen is PHONE else clicked}:focus")
    seen.page.wait_for_timeout(100)
    assert seen.page.locator(f"{tapped if screen is PHONE else clicked}:focus").count() == 1


@on_both_screens
def test_what_is_logged_changed_and_refused(visit, person, screen):
    press = pressing(screen)
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    # Of what was found, one is logged.
    if screen is PHONE:
        page.locator("#q").tap()
    page.keyboard.type("spinach")
    press(page.locator("#results li:has-text('Spinach, raw') form.end button"))
    page.wait_for_selector("#messages :text('Logged: Spinach, raw')")
    settles_at(seen, screen, tapped="main", clicked="#q")
    seen.check()
    # A row opens: a phone's keyboard would hide its buttons.
    press(page.locator("li[data-entry] a.name"))
    settles_at(seen, screen, tapped="li h3", clicked="li [name=amount]")
    seen.check()
    if screen is PHONE:
        page.locator("form.editor [name=amount]").tap()
        page.wait_for_selector("form.editor [name=amount]:focus")
    page.fill("form.editor [name=amount]", "lots")
    press(page.locator("form.editor .btn:has-text('Save')"))
    page.wait_for_selector("[name=amount][aria-invalid=true]")
    settles_at(
        seen,
        screen,
        tapped=".field:has([name=amount][aria-invalid=true])",
        clicked="[name=amount][aria-invalid=true]",
    )
    said = page.locator(".editor .errorlist:visible")
    assert said.inner_text().startswith("Give a number above 0")
    assert 0 <= said.bounding_box()["y"] <= screen["viewport"]["height"]
    seen.check()
    seen.wrong.clear()  # the 422
    page.fill("form.editor [name=amount]", "2")
    press(page.locator("form.editor .btn:has-text('Save')"))
    page.wait_for_selector("form.editor", state="detached")
    settles_at(seen, screen, tapped="li[data-entry] a.name", clicked="li[data-entry] a.name")
    press(page.locator("li[data-entry] a.name"))
    press(page.locator("form.editor .btn:has-text('Delete')"))
    undo = "#messages .btn:text-is('Undo')"
    settles_at(seen, screen, tapped=undo, clicked=undo)


@on_both_screens
def test_a_choice_of_how_much(visit, person, screen):
    press = pressing(screen)
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    page.fill("#q", "almonds")
    press(page.locator("#results li:has-text('Almonds, raw') a.name"))
    # The portion that is chosen, which is no field to type into.
    settles_at(seen, screen, tapped="[name=portion]:checked", clicked="[name=portion]:checked")
    seen.check()


@on_both_screens
def test_without_a_network(visit, person, screen):
    press = pressing(screen)
    seen = visit(**screen)
    page = seen.page
    ready(seen, person)
    away(seen)
    page.fill("#q", "almonds")
    almonds = page.locator("#found-here li:has-text('Almonds, raw')")
    press(almonds.locator("button:has-text('Choose how much')"))
    form = "#found-here form"
    settles_at(seen, screen, tapped=form, clicked=f"{form} [name=amount]")
    seen.check()
    page.fill(f"{form} [name=amount]", "lots")
    press(page.locator(f"{form} .btn:has-text('Log')"))
    page.wait_for_selector(f"{form} .errorlist:visible")
    press(almonds.locator(".btn:text-is('Log')").first)
    page.wait_for_selector("[data-meals] li:has-text('Almonds, raw')")
    settles_at(seen, screen, tapped="main", clicked="#q")
    page.fill("#q", "zzzz")
    press(page.locator("[data-own] button"))
    settles_at(seen, screen, tapped="[data-own] form", clicked="[data-own] [name=magnesium_mg]")
    press(page.locator("[data-own] form .btn:has-text('Cancel')"))
    back(seen)
    until(seen, lambda: names_of(person) == ["Almonds, raw"])


@on_both_screens
def test_without_an_account(visit, small_site, screen):
    press = pressing(screen)
    seen = visit(**screen)
    page = seen.page
    seen.open("/try/")
    page.fill("#q", "almonds")
    press(page.locator("#results li:has-text('Almonds, raw') button:text-is('Log')"))
    page.wait_for_selector("[data-days] li:has-text('Almonds')")
    settles_at(seen, screen, tapped="main", clicked="#q")
    seen.check()
