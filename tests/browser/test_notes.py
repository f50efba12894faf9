"""From a note on Today to its sources and back: by keyboard, on a phone, asking nobody else."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page

from foods.models import Group
from notes.models import Note
from tests.browser.checks import AXE
from tests.browser.conftest import Visit, on_both_screens, sign_in
from tests.browser.looks import Looks
from tests.chromium import DESKTOP, PHONE
from tests.factories import make_entry, make_food

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(small_site, person):
    """With one entry, so that Today says that one day means little."""
    make_entry(person, small_site["Almonds, raw"], date=person.profile.today())
    return person


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


def test_notes_are_open_to_everybody_and_ask_nobody_else(visit, person, thorough):
    """The list, every note, and the pages that notes stand on; checked by axe-core."""
    Note.objects.filter(slug="water-counts").update(about=["water", "oxalate", "trends"])
    vegetables = Group.objects.create(slug="vegetables", name="Vegetables")
    spinach = make_food("Spinach, boiled", group=vegetables)
    seen = visit(**PHONE, bypass_csp=True)
    looks = Looks((PHONE["viewport"], "dark"), (DESKTOP["viewport"], "light"), both=thorough)
    sign_in(seen, person)
    seen.page.context.add_init_script(path=AXE)
    asked: list[str] = []
    seen.page.on("request", lambda request: asked.append(request.url))
    pages = ["/notes/", *(f"/notes/{note.pk}/" for note in Note.objects.published())]
    pages += [f"/foods/{spinach.pk}/", "/trends/", "/"]
    found = []
    for path in pages:
        found += problems_of(seen, looks, path)
    assert found == []
    assert len(asked) > len(pages)
    hosts = {urlsplit(each).netloc for each in asked if not each.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(seen.site).netloc}


@on_both_screens
def test_notes_are_found_graded_and_put_away(visit, person, screen):
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    note = Note.objects.get(slug="one-low-day")
    card = page.get_by_role("region", name=f"Note: {note.title}")
    card.get_by_role("button", name="Got it").click()
    page.wait_for_selector("#messages :text('Put away for a while.')")
    assert card.count() == 0
    page.click("#messages .btn:has-text('Undo')")
    page.wait_for_selector("#messages :text('Shown again.')")
    card.get_by_role("button", name="Got it").click()
    page.wait_for_selector("#messages :text('Put away for a while.')")

    seen.open("/notes/")
    link(page, "Notes you put away").click()
    page.wait_for_url("**/settings/notes/")
    assert note.title in seen.text()
    seen.check()
    page.get_by_role("button", name=f"Show again: “{note.title}”").click()
    page.wait_for_selector("#messages :text('Shown again.')")
    page.wait_for_selector("text=No note is put away.")
    link(page, "All notes").click()
    page.fill("#notes-q", "low day")
    page.press("#notes-q", "Enter")
    page.wait_for_url("**/?q=low+day")
    assert note.title in page.locator("main h2").all_inner_texts()
    cards = page.locator("main article")
    cards.filter(has_text=note.title).get_by_role("link", name="Official consensus").click()
    page.wait_for_url("**/notes/evidence/?kind=consensus&verdict=shown")
    asked = page.get_by_role("region", name="Official consensus · shown")
    assert asked.inner_text().count("\n") >= 2  # what each of the two words means
    page.go_back()
    page.fill("#notes-q", "xyzzy")
    page.press("#notes-q", "Enter")
    page.wait_for_url("**/?q=xyzzy")
    assert "No note has “xyzzy” in it." in seen.text()
    seen.check()
    page.get_by_role("main").get_by_role("link", name="All notes").click()
    page.get_by_role("link", name="Heart and vessels").click()
    page.wait_for_url("**/?topic=*")
    about_vessels = Note.objects.published().filter(topic="heart and vessels")
    assert 0 < cards.count() == about_vessels.count()
    cards.filter(has_text="Can calcification be reversed?").get_by_role("link").last.click()
    page.wait_for_url("**/notes/*/")
    assert page.inner_text("h1") == "Can calcification be reversed?"


@on_both_screens
@pytest.mark.parametrize("scripts", [True, False], ids=["", "no-js"])
def test_notes_are_narrowed_and_their_evidence_explained(visit, person, screen, scripts):
    seen = visit(**screen, java_script_enabled=scripts)
    page = seen.page

    def look() -> None:
        if scripts:  # axe is a script
            seen.check()

    def go(pressed: Locator) -> None:
        with page.expect_navigation():
            pressed.click()

    cards = page.locator("main article")
    topics = page.get_by_role("navigation", name="Topics")
    current = topics.locator("[aria-current]")
    seen.open("/notes/")
    assert cards.count() == Note.objects.published().count()
    go(link(page, "Heart and vessels"))
    about_vessels = Note.objects.published().filter(topic="heart and vessels")
    assert cards.count() == about_vessels.count() > 2
    assert current.inner_text() == "Heart and vessels"
    look()
    # A search stays on the topic.
    page.fill("#notes-q", "trials")
    with page.expect_navigation():
        page.press("#notes-q", "Enter")
    found = about_vessels.search("trials")
    assert cards.locator("h2").all_inner_texts() == [note.title for note in found]
    assert 0 < len(found) < Note.objects.published().search("trials").count()
    assert current.inner_text() == "Heart and vessels"
    look()
    go(topics.get_by_role("link", name="All"))
    assert cards.count() == Note.objects.published().search("trials").count()
    assert page.input_value("#notes-q") == "trials"
    # What is found by a grade's words: each leads to what they mean, and back to the list.
    grade = cards.locator(".grade").filter(has_text="Trials").first
    words = grade.inner_text()
    go(grade)
    asked = page.get_by_role("region", name=words)
    assert words.split(" · ")[0] in asked.inner_text()
    assert "verdict=" in page.url
    look()
    go(page.get_by_role("main").get_by_role("link", name="All notes"))
    assert current.inner_text() == "All"
    # Nothing on the topic has the word: what others have is shown as theirs.
    go(link(page, "Heart and vessels"))
    page.fill("#notes-q", "phytate")
    with page.expect_navigation():
        page.press("#notes-q", "Enter")
    assert page.locator("[role=search] [name=topic]").count() == 0
    assert cards.count() > 0
    look()


@on_both_screens
def test_the_date_of_a_note_stands_on_one_line(visit, person, screen):
    seen = visit(**screen)
    seen.open("/notes/")
    dates = seen.page.locator("main article .together")
    assert dates.count() > 10
    lines = dates.evaluate_all(
        "all => all.map(each => each.offsetHeight / parseFloat(getComputedStyle(each).lineHeight))"
    )
    assert max(lines) < 1.5


def problems_of(seen: Visit, looks: Looks, path: str) -> list[str]:
    looks.show(seen.page)
    seen.open(path)
    for summary in seen.page.query_selector_all("main details summary"):
        summary.click()
    return [f"{path}: {problem}" for problem in looks.problems_on(seen.page)]
