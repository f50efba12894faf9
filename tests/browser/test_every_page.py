"""Every page of the site, as everybody who can read it: nothing keeps anybody out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from intake.models import Profile
from tests.browser.checks import ADMINS_OWN, AXE, problems_on, wider_than_the_screen
from tests.browser.conftest import Visit, as_in
from tests.browser.looks import Looks
from tests.chromium import DESKTOP, PHONE
from tests.site_pages import SitePage, pages_of
from tests.site_people import administrator, sign_in, with_diary, with_nothing, with_weak_kidneys

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Each page in both sizes and in both themes, without loading it twice; by turns, unless --thorough.
LOOKS = ((PHONE["viewport"], "light"), (DESKTOP["viewport"], "dark"))
READERS: dict[str, Callable[[], Any]] = {
    "guest": lambda: None,
    "diary": with_diary,
    "nothing logged": with_nothing,
    "weak kidneys": with_weak_kidneys,
}
# 1280 px, four times as large: 320 of the page's own (WCAG 1.4.10).
ENLARGED = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}
MAIN_PAGES = ("", "add/", "add/?q=30g pumpkin seeds", "trends/", "report/", "settings/")
LONG_PAGES = (*MAIN_PAGES, "foods/", "foods/56/", "notes/", "notes/evidence/", "settings/targets/")


class Parts(HTMLParser):
    """What a page is made of, without its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[tuple[Any, ...]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        named = sorted(name for name in told if name.startswith(("aria", "data")))
        self.found.add((tag, told.get("class"), told.get("role"), told.get("type"), *named))


def unlike(pages: list[SitePage], seen: list[frozenset[Any]]) -> Iterator[SitePage]:
    """Those made of other parts than any page of `seen`, to which they are added."""
    for page in pages:
        parts = frozenset(Parts(page.html).found)
        if parts not in seen:
            seen.append(parts)
            yield page


def pages_by(readers: list[str]) -> list[SitePage]:
    """Unlike each other and those of the readers before them: many pages differ in words alone, as
    notes do, and most of one reader from another's."""
    alike: list[frozenset[Any]] = []
    found: list[SitePage] = []
    for who, person in READERS.items():
        pages = list(unlike(list(pages_of(who, person())), alike))
        if who in readers:
            found += pages
        if who == readers[-1]:
            break
    return found


def problems_of(visit: Callable[..., Visit], pages: list[SitePage], *, thorough: bool) -> list[str]:
    visits: dict[str, Visit] = {}
    found = []
    looks = Looks(*LOOKS, both=thorough)
    for page in pages:
        if page.who not in visits:
            # What is kept for being away is asked for besides, and is of no page.
            visits[page.who] = as_in(visit(**PHONE, service_workers="block"), page.session)
            # Half of what it costs to bring it to each page that is open.
            visits[page.who].page.context.add_init_script(path=AXE)
        seen = visits[page.who]
        looks.show(seen.page)
        seen.open(f"/{page.path}")
        found += [f"{page.who}, /{page.path}, {each}" for each in looks.problems_on(seen.page)]
    return found


@pytest.fixture
def whole_site(site: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


@pytest.mark.parametrize(
    ("readers", "least"),
    [
        pytest.param(["guest"], 20, id="guest"),
        pytest.param(["diary"], 60, id="diary"),
        pytest.param(
            ["nothing logged", "weak kidneys"], 30, id="others", marks=pytest.mark.thorough
        ),
    ],
)
def test_nothing_keeps_anybody_out(visit, whole_site, readers, least, thorough):
    pages = pages_by(readers)
    assert len(pages) > least
    if "weak kidneys" in readers:
        looked_at = {f"{page.who}, {page.path}" for page in pages}
        assert {"weak kidneys, ", "weak kidneys, trends/"} < looked_at
    found = problems_of(visit, pages, thorough=thorough)
    assert not found, "\n".join(found)


def test_what_weak_kidneys_change_keeps_nobody_out(visit, whole_site, client):
    session = sign_in(client, with_weak_kidneys())
    pages = [SitePage("weak kidneys", path, session, "") for path in ("", "trends/", "report/")]
    found = problems_of(visit, pages, thorough=False)
    assert not found, "\n".join(found)


@pytest.mark.thorough
def test_the_admin_keeps_no_curator_out(visit, whole_site, thorough):
    with_diary()
    pages = list(unlike(list(pages_of("admin", administrator())), []))
    assert len(pages) > 40
    found = [
        each for each in problems_of(visit, pages, thorough=thorough) if not ADMINS_OWN.search(each)
    ]
    assert not found, "\n".join(found)


def test_main_pages_in_german_and_enlarged(visit, whole_site, client, thorough):
    person = with_diary()
    session = sign_in(client, person)
    enlarged = as_in(visit(**ENLARGED), session)
    for path in LONG_PAGES:
        enlarged.open(f"/{path}")
        assert (path, wider_than_the_screen(enlarged.page)) == (path, [])
    Profile.objects.filter(person=person).update(language="de")
    pages = [SitePage("diary", path, session, "") for path in MAIN_PAGES]
    guest = visit(**PHONE, locale="de-DE")
    guest.open("/")
    assert guest.page.get_attribute("html", "lang") == "de"
    assert problems_on(guest.page) == []
    assert problems_of(visit, pages, thorough=thorough) == []
