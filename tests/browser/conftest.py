"""The system's Chromium, and pages that remember everything that went wrong on them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from foods.models import Food, Kind
from tests.factories import make_food, make_portion

# A browser that asks nobody for anything but the page.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# What htmx logs when typing on replaces a search. A failed request has a line of its own.
REPLACED = ("error: htmx:afterRequest, ", "error: htmx:sendAbort, ")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    path = chromium()
    if not path or not os.path.exists(path):
        pytest.skip("no Chromium here: install it, or name it in CHROMIUM")
    # Playwright keeps an event loop running; Django would take this thread for a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    # Root can't have the sandbox.
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    opened = _playwright.chromium.launch(executable_path=chromium(), args=arguments)
    yield opened
    opened.close()


@dataclass
class Visit:
    """A page, the site it is of, and what went wrong on it."""

    page: Page
    site: str
    wrong: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)

    def text(self) -> str:
        return " ".join(self.page.inner_text("main").split())


@pytest.fixture
def visit(browser: Browser, live_server: Any, request: Any) -> Iterator[Callable[..., Visit]]:
    """Opens a page; afterwards none may have logged an error or asked another host."""
    visits: list[Visit] = []

    def begin(**options: Any) -> Visit:
        context = browser.new_context(locale="en-GB", **options)
        context.set_default_timeout(10_000)
        page = context.new_page()
        made = Visit(page, live_server.url)
        own = urlsplit(live_server.url).netloc

        def watch(asked: Any) -> None:
            address = urlsplit(asked.url)
            if address.scheme in ("http", "https", "ws", "wss") and address.netloc != own:
                made.others.append(asked.url)

        page.on("request", watch)
        page.on("pageerror", lambda error: made.wrong.append(str(error)))

        def listen(said: Any) -> None:
            line = f"{said.type}: {said.text}"
            if said.type in ("error", "warning") and not line.startswith(REPLACED):
                made.wrong.append(line)

        page.on("console", listen)
        visits.append(made)
        return made

    yield begin
    for made in visits:
        made.page.context.close()
        assert made.others == [], "asked another host"
        assert made.wrong == [], "the browser complained"


@pytest.fixture
def site(live_server: Any, settings: Any) -> Any:
    """The site as it is shipped: its whole catalogue and its notes."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    call_command("load_catalogue", verbosity=0)
    call_command("load_notes", verbosity=0)
    return live_server


@pytest.fixture
def small_site(live_server: Any, settings: Any) -> dict[str, Food]:
    """The site with its notes and a few foods, by name: loading them all takes seconds."""
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    call_command("load_notes", verbosity=0)
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
