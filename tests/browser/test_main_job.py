"""The main job in a real browser: sign up, say who one is, log three foods, see the right total."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Route

from tests.browser.conftest import Visit, sign_in, until
from tests.chromium import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Figures of the built-in table: roasted pumpkin seeds 550, almonds 270 and bananas 27 mg per 100 g.
#   30 g of seeds 165.0 + a handful (30 g) of almonds 81.0 + a medium banana (118 g) 31.86 = 277.86
TOTAL = "278 mg"
PERCENT = "79 % of 350 mg"  # EFSA's AI for men


def sign_up(visit: Visit) -> None:
    page = visit.page
    visit.open("/")
    page.click("text=Start your diary")
    page.fill("#id_email", "carol@example.org")
    page.fill("#id_password1", "a long pass phrase")
    page.click("main form .btn")
    page.wait_for_url("**/welcome/")
    page.select_option("#id_country", "FR")
    page.fill("#id_birth_date", "1990-05-31")
    page.check("input[name=sex][value=male]")
    page.click("#first-run .btn:has-text('Save')")
    page.wait_for_url(f"{visit.site}/")


def log_by_typing(visit: Visit, typed: str, name: str) -> None:
    """As one does at a keyboard: type, and Enter."""
    page = visit.page
    page.click("#q")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#messages :text('Logged: {name}')")
    page.wait_for_selector(f"li[data-entry]:has-text('{name}')")


def log_by_pages(visit: Visit, typed: str, name: str) -> None:
    """The same by forms and links alone."""
    page = visit.page
    page.fill("#q", typed)
    page.click("form.add .btn")
    page.click("[data-first]")
    page.wait_for_selector(f"#messages :text('Logged: {name}')")


def ring_says(visit: Visit) -> str:
    return " ".join(visit.page.inner_text(".ring").split())


@pytest.mark.parametrize(
    "screen", [PHONE | {"color_scheme": "dark"}, DESKTOP], ids=["phone", "desktop"]
)
def test_the_main_job(visit, site, screen):
    seen = visit(**screen)
    sign_up(seen)
    seen.page.fill("#q", "a")
    seen.page.wait_for_selector("#results li")
    seen.check()
    seen.page.fill("#q", "")
    log_by_typing(seen, "30g pumpkin seeds roasted unsalted", "Pumpkin seeds, roasted, unsalted")
    log_by_typing(seen, "almonds", "Almonds, raw")
    log_by_typing(seen, "1 banana", "Banana, raw")
    assert ring_says(seen) == f"{TOTAL} {PERCENT} your AI"
    assert "72 mg to go" in seen.text()

    take_away_and_back(seen)
    assert ring_says(seen).startswith(TOTAL)

    seen.open("/trends/")
    last = seen.page.locator("svg.chart .hit").last
    assert f"{TOTAL} (food 278)" in (last.get_attribute("data-label") or "")
    seen.page.focus("svg.chart:visible")
    seen.page.keyboard.press("ArrowRight")
    assert "not over yet: 278 mg" in seen.page.inner_text("#bar-says")


def take_away_and_back(seen: Visit) -> None:
    page = seen.page
    page.click("li[data-entry]:has-text('Almonds') a.name")
    page.wait_for_selector("form.editor")
    seen.check()
    page.fill("form.editor [name=amount]", "2")
    page.click("form.editor .btn:has-text('Save')")
    page.wait_for_selector(".ring:has-text('359')")  # 81 more
    page.click("li[data-entry]:has-text('Almonds') a.name")
    page.fill("form.editor [name=amount]", "1")
    page.click("form.editor .btn:has-text('Save')")
    page.wait_for_selector(".ring:has-text('278')")
    page.click("li[data-entry]:has-text('Almonds') a.name")
    page.click("form.editor .btn:has-text('Delete')")
    page.wait_for_selector(".ring:has-text('197')")
    # The keyboard follows once htmx has settled what it swapped. By a selector: the content
    # security policy lets wait_for_function evaluate its text once, but not a second time.
    page.wait_for_selector("#messages .btn:text-is('Undo'):focus", timeout=2000)
    seen.check()
    page.keyboard.press("Enter")
    page.wait_for_selector("#messages :text('Back again: Almonds, raw.')")
    page.wait_for_selector(".ring:has-text('278')")


def test_the_main_job_without_javascript(visit, site):
    seen = visit(**PHONE, java_script_enabled=False)
    sign_up(seen)
    log_by_pages(seen, "30g pumpkin seeds roasted unsalted", "Pumpkin seeds, roasted, unsalted")
    log_by_pages(seen, "almonds", "Almonds, raw")
    log_by_pages(seen, "1 banana", "Banana, raw")
    assert ring_says(seen) == f"{TOTAL} {PERCENT} your AI"
    seen.page.click("text=Almonds, raw >> nth=-1")
    seen.page.click(".btn:has-text('Delete')")
    assert ring_says(seen).startswith("197 mg")
    seen.page.click("#messages .btn")
    assert ring_says(seen).startswith(TOTAL)
    seen.page.click(".tabs >> text=Trends")
    seen.page.click("summary:has-text('The same figures as a table')")
    days = seen.page.locator("[aria-label='Magnesium by day'] tbody tr")
    assert "278 so far" in days.first.inner_text()


def test_enter_before_the_answer_came_logs_what_was_typed(visit, small_site):
    seen = visit(**DESKTOP)
    sign_up(seen)
    seen.page.click("#q")
    seen.page.keyboard.type("spinach")
    seen.page.wait_for_selector("#results li")
    seen.page.fill("#q", "")
    seen.page.keyboard.type("banana")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector("#messages :text('Logged: Banana, raw')")
    assert seen.page.locator("li[data-entry]").count() == 1


def type_early(seen: Visit, path: str, typed: str) -> None:
    """Before the script that searches has come."""
    page = seen.page
    scripts: list[Route] = []
    page.route("**/htmx*.js", lambda route: scripts.append(route))
    page.goto(seen.site + path, wait_until="commit")
    page.fill("#q", typed)
    until(seen, lambda: len(scripts) == 1)
    scripts[0].continue_()


def test_what_a_guest_types_before_the_page_listens_is_searched_for(visit, small_site):
    seen = visit(**PHONE)
    type_early(seen, "/try/", "banana")
    seen.page.wait_for_selector("#results li:has-text('Banana')")


@pytest.mark.parametrize("path", ["/", "/add/?q=spinach"])
def test_what_is_typed_before_the_page_listens_is_searched_for(visit, person, path):
    """On a slow line one types before all scripts came. With what had been asked for before, Enter
    then logged the first of that."""
    seen = visit(**DESKTOP)
    sign_in(seen, person)
    page = seen.page
    type_early(seen, path, "banana")
    page.wait_for_selector("#results li:has-text('Banana')")
    assert page.locator("#results li:has-text('Spinach')").count() == 0
    page.press("#q", "Enter")
    page.wait_for_url(f"{seen.site}/")
    page.wait_for_selector("#messages :text('Logged: Banana, raw')")


class HeldSearches(list[Route]):
    """What is asked of the search from now on, each to be answered by `continue_()`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.route("**/add/results/**", lambda route: self.append(route))

    def after(self, act: Callable[[], None]) -> Route:
        """The next one, which `act` leads to."""
        before = len(self)
        act()
        for _ in range(500):
            if len(self) > before:
                return self[-1]
            self.page.wait_for_timeout(20)
        raise AssertionError("nothing was asked of the search")


def test_enter_during_a_search_logs_its_answer_not_what_was_found_before(visit, small_site):
    seen = visit(**DESKTOP)
    sign_up(seen)
    page = seen.page
    page.fill("#q", "spinach")
    page.wait_for_selector("#results li:has-text('Spinach')")
    held = HeldSearches(page)
    asked = held.after(lambda: page.fill("#q", "banana"))
    page.press("#q", "Enter")
    page.wait_for_timeout(300)
    assert page.locator("li[data-entry]").count() == 0
    assert held == [asked]
    asked.continue_()
    page.wait_for_selector("#messages :text('Logged: Banana, raw')")
    assert page.locator("li[data-entry]").count() == 1


def test_typing_on_takes_enter_back(visit, small_site):
    seen = visit(**DESKTOP)
    sign_up(seen)
    page = seen.page
    held = HeldSearches(page)
    held.after(lambda: page.fill("#q", "banana"))
    page.press("#q", "Enter")
    held.after(lambda: page.fill("#q", "spinach")).continue_()
    page.wait_for_selector("#results li:has-text('Spinach')")
    page.wait_for_timeout(300)
    assert page.locator("li[data-entry]").count() == 0
    page.press("#q", "Enter")
    page.wait_for_selector("#messages :text('Logged: Spinach, raw')")
    assert page.locator("li[data-entry]").count() == 1


def test_a_search_that_comes_back_takes_no_entry_its_message_and_undo(visit, small_site):
    """Its answer once took away the button that had been pressed: the message stayed that of the
    entry before, whose Undo was then pressed for this one."""
    seen = visit(**DESKTOP)
    sign_up(seen)
    page = seen.page
    page.fill("#q", "spinach")
    page.wait_for_selector("#results li:has-text('Spinach')")
    page.click("#results [data-first]")
    page.wait_for_selector("#messages :text('Logged: Spinach, raw')")
    page.fill("#q", "banana")
    page.wait_for_selector("#results li:has-text('Banana')")
    posted: list[Route] = []
    page.route("**/add/*/**", lambda route: posted.append(route))
    held = HeldSearches(page)
    asked = held.after(lambda: page.evaluate("htmx.trigger('#q', 'search-now')"))
    page.click("#results [data-first]")
    while not posted:
        page.wait_for_timeout(20)
    with suppress(Error):  # It was taken back.
        asked.continue_()
    page.wait_for_timeout(300)
    posted[0].continue_()
    page.wait_for_selector("#messages :text('Logged: Banana, raw')")
    assert page.locator("li[data-entry]").count() == 2


def test_enter_logs_nothing_where_the_search_fails(visit, small_site):
    seen = visit(**DESKTOP)
    sign_up(seen)
    page = seen.page
    page.fill("#q", "spinach")
    page.wait_for_selector("#results li:has-text('Spinach')")
    held = HeldSearches(page)
    asked = held.after(lambda: page.fill("#q", "banana"))
    page.press("#q", "Enter")
    with page.expect_response("**/add/results/**"):
        asked.fulfill(status=500)
    page.wait_for_timeout(300)
    assert page.locator("li[data-entry]").count() == 0
    # htmx and the browser each report the 500.
    assert all(re.search("500", problem) for problem in seen.wrong)
    seen.wrong.clear()
    held.after(lambda: page.press("#q", "Enter")).continue_()
    page.wait_for_selector("#messages :text('Logged: Banana, raw')")


def test_the_sum_moves_while_one_chooses(visit, small_site):
    seen = visit(**DESKTOP)
    sign_up(seen)
    seen.open("/add/?q=30g+pumpkin+seeds")
    page = seen.page
    assert page.inner_text("[data-submit]") == "Log 165 mg"
    assert page.inner_text("[data-live-percent]") == "47 % of your day"
    page.click(".portions label:has-text('1 handful')")
    assert page.input_value("[data-log] [name=amount]") == "1"
    page.click("[data-step='1']")
    assert page.inner_text("[data-submit]") == "Log 330 mg"
    page.fill("[data-log] [name=amount]", "1,5")
    assert page.inner_text("[data-submit]") == "Log 248 mg"
    page.fill("[data-log] [name=amount]", "none")
    assert page.inner_text("[data-submit]") == "Log"


def test_a_page_that_is_not_there(visit, small_site):
    seen = visit(**PHONE)
    seen.open("/nowhere/")
    assert "This page isn’t here" in seen.text()
    seen.check()
    # The browser reports the 404 itself.
    assert all(re.search("404", problem) for problem in seen.wrong)
    seen.wrong.clear()
