"""The main job without a mouse: the keyboard is never lost, and one sees where it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Visit
from tests.browser.test_main_job import log_by_typing
from tests.browser.test_main_job import sign_up as sign_up_by_mouse
from tests.browser.test_notes import tab_to
from tests.browser.test_styleguide import LEAST_PX, TARGETS
from tests.chromium import DESKTOP, PHONE
from tests.factories import make_food, make_portion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Of what has the focus, or of what is drawn around it: the search box shows it by its frame.
OUTLINE_PX = """
each => Math.max(...[each, each.closest(".add"), each.nextElementSibling]
  .filter(Boolean)
  .map(getComputedStyle)
  .map(style => style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth)))
"""


def is_at(page: Page, selector: str) -> None:
    """The focus comes there by itself, and is seen."""
    page.wait_for_selector(f"{selector}:focus")
    seen_at(page.locator(selector))


def seen_at(place: Locator) -> None:
    assert place.evaluate(OUTLINE_PX) >= 2
    box = place.bounding_box()
    assert box
    assert 0 <= box["y"] <= DESKTOP["viewport"]["height"] - box["height"]


def go_to(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    seen_at(wanted)


def sign_up(seen: Visit) -> None:
    page = seen.page
    seen.open("/")
    go_to(page, page.get_by_role("link", name="Start your diary"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/signup/")
    go_to(page, page.locator("#id_email"))
    page.keyboard.type("carol@example.org")
    go_to(page, page.locator("#id_password1"))
    page.keyboard.type("a long pass phrase")
    page.keyboard.press("Enter")
    page.wait_for_url("**/welcome/")
    go_to(page, page.locator("#id_country"))
    page.keyboard.type("France")
    go_to(page, page.locator("#id_birth_date"))
    page.keyboard.type("05051990")  # in whichever order the browser asks
    go_to(page, page.locator("input[name=sex]:checked"))
    page.keyboard.press("ArrowDown")
    go_to(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{seen.site}/")


def says(page: Page, text: str) -> None:
    """In what is read out when it changes."""
    page.wait_for_selector(f"[role=status]:has-text('{text}')", state="attached")


def test_the_main_job_by_keyboard_alone(visit, small_site):
    make_portion(make_food("Banana, dried", magnesium_mg="79"), "1 chip", "5")
    seen = visit(**DESKTOP)
    page = seen.page
    sign_up(seen)

    is_at(page, "#q")
    page.keyboard.type("50g banana")
    says(page, "2 found, first Banana, raw")
    go_to(page, page.get_by_role("link", name="Banana, dried"))
    page.keyboard.press("Enter")
    is_at(page, "#results li [name=portion]:checked")
    go_to(page, page.locator("#results li [name=amount]"))
    page.keyboard.press("Control+A")
    page.keyboard.type("200")
    page.keyboard.press("Enter")
    says(page, "Logged: Banana, dried, 158 mg.")
    says(page, "Today: 158 mg of magnesium")
    is_at(page, "#q")

    go_to(page, page.locator("li[data-entry] a.name"))
    page.keyboard.press("Enter")
    is_at(page, "form.editor [name=amount]")
    page.keyboard.press("Control+A")
    page.keyboard.type("none")
    page.keyboard.press("Enter")
    is_at(page, "form.editor [name=amount][aria-invalid=true]")
    seen.wrong.clear()  # the browser reports the 422 itself
    seen.check()
    page.keyboard.press("Control+A")
    page.keyboard.type("100")
    page.keyboard.press("Enter")
    says(page, "Today: 79 mg of magnesium")
    is_at(page, "li[data-entry] a.name")

    page.keyboard.press("Enter")
    is_at(page, "form.editor [name=amount]")
    go_to(page, page.get_by_role("button", name="Delete"))
    page.keyboard.press("Enter")
    says(page, "Deleted: Banana, dried")
    is_at(page, "#messages .btn")
    page.keyboard.press("Enter")
    says(page, "Back again: Banana, dried.")
    says(page, "Today: 79 mg of magnesium")
    is_at(page, "#q")


def test_a_finger_meets_every_control_of_the_main_job(visit, small_site):
    """44 px, in what one does several times a day."""
    seen = visit(**PHONE)
    page = seen.page
    sign_up_by_mouse(seen)
    log_by_typing(seen, "almonds", "Almonds, raw")
    small = []
    for path, state in (
        ("/", "li[data-entry] a.name"),
        ("/add/?q=a", ""),
        (f"/add/{small_site['Magnesium citrate'].pk}/", ""),
    ):
        seen.open(path)
        if state:
            page.click(state)
            page.wait_for_selector("form.editor")
        small += [
            f"{path}: {each['width']}x{each['height']} {each['what']}"
            for each in page.evaluate(TARGETS, LEAST_PX)
            if min(each["width"], each["height"]) < LEAST_PX
        ]
    assert small == []
