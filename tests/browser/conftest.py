"""The system's Chromium, and pages that remember everything that went wrong on them."""

from __future__ import annotations

import math
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from foods.models import Food, Kind
from intake.models import Person
from tests.browser.checks import AXE, problems_on
from tests.chromium import DESKTOP, PHONE, chromium, launched
from tests.factories import browser_of, make_food, make_person, make_portion, make_profile
from tests.shipped import load_catalogue, load_notes
from tests.site_people import sign_in as session_of

NO_ANSWER = "net::ERR_"
GRACE_S = 5
# What it says with a network taken away, and then only. A worker's requests can say so late.
TAKEN_AWAY = "net::ERR_INTERNET_DISCONNECTED"
# What a test asks for by `service_workers="block"`.
BLOCKED = "warning: Service Worker registration blocked by Playwright"
# What htmx logs when typing on replaces a search. A failed request has a line of its own.
REPLACED = ("error: htmx:afterRequest, ", "error: htmx:sendAbort, ")


# A phone's comes first with everybody; a desktop's, nearly the same journey, with --thorough.
on_both_screens = pytest.mark.parametrize(
    "screen",
    [
        pytest.param(PHONE, id="phone"),
        pytest.param(DESKTOP, id="desktop", marks=pytest.mark.thorough),
    ],
)


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    if not chromium():
        pytest.skip("no Chromium here: install it, or name it in CHROMIUM")
    # Playwright keeps an event loop running; Django would take this thread for a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    opened = launched(_playwright)
    yield opened
    opened.close()


@dataclass
class Visit:
    """A page, the site it is of, and what went wrong on it."""

    page: Page
    site: str
    wrong: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    under_way: set[Any] = field(default_factory=set)
    was_away: bool = False
    away_until: float = 0.0
    # For a test that loses answers of its own, with a network.
    loses_answers: bool = False

    def leave(self) -> None:
        """Without a network from here on, which the browser may complain of before it says that
        there is none."""
        self.was_away = True
        self.away_until = math.inf
        self.page.context.set_offline(True)

    def return_(self) -> None:
        """What could not be loaded meanwhile is reported a little later."""
        self.page.context.set_offline(False)
        self.away_until = time.monotonic() + GRACE_S

    def may_say(self, line: str) -> bool:
        if self.was_away and TAKEN_AWAY in line:
            return True
        is_away = self.loses_answers or time.monotonic() < self.away_until
        return line.startswith((BLOCKED, *REPLACED)) or (is_away and NO_ANSWER in line)

    def settle(self) -> None:
        """Wait until nothing is asked any more. Pages keep in step by themselves, and what the
        server still works at would meet the emptying of the database."""
        quiet = 0
        for _ in range(60):
            quiet = 0 if self.under_way else quiet + 1
            if quiet > 3:
                return
            self.page.wait_for_timeout(50)

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)

    def check(self, but: re.Pattern[str] | None = None) -> None:
        """Nothing keeps anybody out of the page in the state that it is in now, `but` for what is
        known of it."""
        if AXE.exists():  # else the test of every page says so
            found = [each for each in problems_on(self.page) if not (but and but.search(each))]
            assert not found, "\n".join(found)

    def wrong_at(self, field: str) -> str:
        """What is said to be wrong with a field: to whoever hears it, where the keyboard is, and
        beside it, where one looks without scrolling."""
        control = self.page.locator(f"{field}[aria-invalid=true]:focus")
        # Of choices, all of them are described as one.
        tied = "each => each.closest('[aria-describedby]').getAttribute('aria-describedby')"
        said = self.page.locator(f"#{control.evaluate(tied).split()[-1]}")
        words, bar = said.bounding_box(), self.page.locator(".tabs:visible")
        foot = (self.page.viewport_size or {})["height"]
        if bar.count():
            foot = min(foot, int((bar.bounding_box() or {})["y"]))
        assert words, field
        if control.get_attribute("type") not in ("checkbox", "radio"):
            red = said.evaluate("each => getComputedStyle(each).color")
            assert red == control.evaluate("each => getComputedStyle(each).borderTopColor"), field
        assert 0 <= words["y"] <= words["y"] + words["height"] <= foot, field
        return " ".join(said.inner_text().split())

    def text(self, selector: str = "main") -> str:
        return " ".join(self.page.inner_text(selector).split())

    def refused_at(self, field: str) -> str:
        """`wrong_at` a field of a form that was refused with a 422, which the browser reports."""
        said = self.wrong_at(field)
        assert self.wrong
        assert all("422" in line for line in self.wrong), self.wrong
        self.wrong.clear()
        return said


def as_in(visit: Visit, session: str) -> Visit:
    """In the session of that key; "" is a guest's."""
    if session:
        # It outlives the browser, as the one that a page of the site gives.
        cookie: Any = {
            "name": "sessionid",
            "value": session,
            "url": visit.site,
            "expires": time.time() + 24 * 3600,
            "httpOnly": True,
            "sameSite": "Lax",
        }
        visit.page.context.add_cookies([cookie])
    return visit


def sign_in(visit: Visit, person: Person) -> None:
    """On Today. Where signing in is itself what is looked at, `log_in`."""
    as_in(visit, session_of(browser_of(person), person)).open("/")


def log_in(visit: Visit, person: Person) -> None:
    """`sign_in` by the form, as people do."""
    visit.open("/accounts/login/")
    visit.page.fill("#id_login", person.email)
    visit.page.fill("#id_password", "a pass phrase")
    visit.page.click("main form .btn")
    visit.page.wait_for_url(f"{visit.site}/")


def save(visit: Visit, form: str = "main form") -> None:
    """The button of a form that is sent to the server; what it answers has come."""
    with visit.page.expect_navigation():
        visit.page.click(f"{form} .btn:text-is('Save')")


def until(visit: Visit, asked: Callable[[], Any]) -> None:
    """Meanwhile the browser goes on, and so do routes."""
    for _ in range(200):
        # A page that is just being left can't be asked.
        with suppress(Error):
            if asked():
                return
        visit.page.wait_for_timeout(50)
    raise AssertionError("it did not come to be")


def until_the_database_rests() -> None:
    """A page asks for things by itself until its browser is closed: what the server still works at
    then would meet the emptying of the database."""
    busy = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""
    quiet = 0
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(busy)
            quiet = 0 if cursor.fetchone()[0] else quiet + 1
        if quiet > 3:
            return
        time.sleep(0.05)
    raise AssertionError("the server was still at work after five seconds")


@pytest.fixture
def visit(browser: Browser, live_server: Any, request: Any) -> Iterator[Callable[..., Visit]]:
    """Opens a page; afterwards none may have logged an error or asked another host."""
    visits: list[Visit] = []

    def begin(**options: Any) -> Visit:
        context = browser.new_context(**({"locale": "en-GB"} | options))
        context.set_default_timeout(30_000)  # others may use the machine, too
        page = context.new_page()
        made = Visit(page, live_server.url)
        own = urlsplit(live_server.url).netloc

        def watch(asked: Any) -> None:
            address = urlsplit(asked.url)
            if address.scheme in ("http", "https", "ws", "wss") and address.netloc != own:
                made.others.append(asked.url)

        page.on("request", watch)
        context.on("request", lambda asked: made.under_way.add(asked))
        context.on("requestfinished", lambda asked: made.under_way.discard(asked))
        context.on("requestfailed", lambda asked: made.under_way.discard(asked))
        page.on("pageerror", lambda error: made.wrong.append(str(error)))

        def listen(said: Any) -> None:
            line = f"{said.type}: {said.text}"
            if said.type in ("error", "warning") and not made.may_say(line):
                made.wrong.append(line)

        page.on("console", listen)
        visits.append(made)
        return made

    yield begin
    for made in visits:
        made.settle()
        made.page.context.close()
    until_the_database_rests()
    for made in visits:
        assert made.others == [], "asked another host"
        assert made.wrong == [], "the browser complained"


@pytest.fixture
def site(live_server: Any, settings: Any) -> Any:
    """The site as it is shipped: its whole catalogue and its notes."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    load_catalogue()
    load_notes()
    return live_server


@pytest.fixture
def small_site(live_server: Any, settings: Any) -> dict[str, Food]:
    """The site with its notes and a few foods, by name: loading them all takes seconds."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    load_notes()
    foods = [
        make_food("Pumpkin seeds, roasted", magnesium_mg="550", popularity=90),
        make_food("Almonds, raw", magnesium_mg="270", popularity=90),
        make_food("Banana, raw", magnesium_mg="27", popularity=90),
        make_food("Spinach, raw", magnesium_mg="79", popularity=90),
        make_food("Tap water", magnesium_mg=None, kind=Kind.WATER, basis="100ml", popularity=90),
        make_food("Magnesium citrate", magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit"),
    ]
    for food, label, quantity in zip(
        foods,
        ("1 handful", "1 handful", "1 medium", "1 cup", "1 glass"),
        ("30", "30", "118", "30", "200"),
        strict=False,
    ):
        make_portion(food, label, quantity)
    return {food.name: food for food in foods}


@pytest.fixture
def person(small_site: Any) -> Person:
    """Past the first questions, with nothing logged."""
    made = make_person("carol@example.org")
    make_profile(made, first_run_done_at="2026-01-01T00:00Z")
    return made
