"""From a note on Today to its sources and back: by keyboard, on a phone, asking nobody else."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page

from foods.models import Group
from notes.models import Note
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.test_main_job import AXE, problems_on
from tests.browser.test_report import sign_in
from tests.factories import make_entry, make_food, make_person, make_profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(small_site):
    """With one entry, so that Today says that one day means little."""
    made = make_person("carol@example.org")
    profile = make_profile(made, first_run_done_at="2026-01-01T00:00Z")
    make_entry(made, small_site["Almonds, raw"], date=profile.today())
    return made


def tab_to(page: Page, wanted: Locator, *, key: str = "Tab") -> None:
    """Presses Tab until the focus is there; the only way that this reader has."""
    for _ in range(120):
        page.keyboard.press(key)
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError("the focus never came there")


def link(page: Page, name: str) -> Locator:
    """By the name that is read out."""
    return page.get_by_role("link", name=name, exact=True).locator("visible=true")


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


def is_seen(page: Page, selector: str) -> bool:
    """Within the screen, and above the tabs at its foot."""
    box = page.locator(selector).bounding_box()
    tabs = page.locator(".tabs").bounding_box()
    assert box
    assert tabs
    return box["y"] >= 0 and box["y"] + box["height"] <= tabs["y"]


def test_from_today_to_a_source_and_back_by_keyboard(visit, person):
    seen = visit(**PHONE)
    sign_in(seen, person)
    page = seen.page
    note = Note.objects.get(slug="one-low-day")
    seen.open("/")
    assert page.get_by_role("region", name=f"Note: {note.title}").is_visible()
    tab_to(page, link(page, f"Read on “{note.title}”"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/notes/one-low-day/")
    assert page.locator("h1").inner_text() == note.title

    tab_to(page, link(page, "Source 1").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/#c1")
    assert focused(page) == "c1"
    assert is_seen(page, "#c1")
    assert page.locator("#sources + ol > li").first.get_attribute("id") == "c1"

    tab_to(page, link(page, "Back to mark 1 of source 1 in the text"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/#r1")
    assert focused(page) == "r1"
    assert is_seen(page, "#r1")

    tab_to(page, link(page, "Today"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{seen.site}/")
    assert link(page, f"Read on “{note.title}”").count() == 1


@pytest.mark.parametrize(
    "screen",
    [PHONE | {"color_scheme": "dark"}, DESKTOP | {"color_scheme": "light"}],
    ids=["phone-dark", "desktop-light"],
)
def test_notes_are_open_to_everybody_and_ask_nobody_else(visit, person, screen):
    """The list, every note, and the pages that notes stand on; checked by axe-core."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
    Note.objects.filter(slug="water-counts").update(about=["water", "oxalate", "trends"])
    vegetables = Group.objects.create(slug="vegetables", name="Vegetables")
    spinach = make_food("Spinach, boiled", group=vegetables)
    seen = visit(**screen, bypass_csp=True)
    sign_in(seen, person)
    asked: list[str] = []
    seen.page.on("request", lambda request: asked.append(request.url))
    pages = ["/notes/", *(f"/notes/{note.pk}/" for note in Note.objects.published())]
    pages += [f"/foods/{spinach.pk}/", "/trends/", "/"]
    found = []
    for path in pages:
        found += problems_of(seen, path)
    assert found == []
    assert len(asked) > len(pages)
    hosts = {urlsplit(each).netloc for each in asked if not each.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(seen.site).netloc}


def problems_of(seen: Visit, path: str) -> list[str]:
    seen.open(path)
    for summary in seen.page.query_selector_all("main details summary"):
        summary.click()
    return [f"{path}: {problem}" for problem in problems_on(seen, AXE)]
