"""What a phone's screen must hold without a finger sideways, and what may scroll."""

from __future__ import annotations

from typing import Any

import pytest

from foods.models import Food, Group
from intake.models import Person
from tests.browser.conftest import PHONE, Visit
from tests.browser.test_report import fill, sign_in
from tests.factories import make_person, make_profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(small_site: Any) -> Person:
    made = make_person("carol@example.org")
    make_profile(made, first_run_done_at="2026-01-01T00:00Z")
    return made


def box_of(visit: Visit, selector: str) -> dict[str, float]:
    found: dict[str, float] | None = visit.page.locator(selector).first.bounding_box()
    assert found, selector
    return found


def test_the_products_of_a_report_are_read_without_scrolling(visit, person):
    fill(person, supplements=2, medicines=1, targets=1)
    seen = visit(**PHONE)
    sign_in(seen, person)
    seen.open("/report/")
    cells = seen.page.locator(".doses tbody :is(th, td)")
    assert cells.count() > 12
    for each in cells.all():
        box = each.bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["viewport"]["width"]
    named = seen.page.locator(".doses td").first.evaluate(
        "cell => getComputedStyle(cell, '::before').content"
    )
    assert named == '"Form"'


def test_groups_leave_room_for_foods(visit, person):
    """25 chips stand in one row, each as high as a finger wants; none is out of reach."""
    Group.objects.bulk_create(
        Group(slug=f"group-{n}", name=f"A group with a long name {n}") for n in range(25)
    )
    seen = visit(**PHONE, java_script_enabled=False)
    sign_in(seen, person)
    seen.open("/foods/")
    chips = seen.page.locator('nav[aria-label="Groups"] a').all()
    assert len(chips) >= 26
    boxes = [chip.bounding_box() for chip in chips]
    assert len({box["y"] for box in boxes}) == 1
    assert min(box["height"] for box in boxes) >= 44
    assert box_of(seen, ".rows li")["y"] < 600
    chips[-1].scroll_into_view_if_needed()
    assert box_of(seen, 'nav[aria-label="Groups"] a:last-child')["x"] < PHONE["viewport"]["width"]
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_foods_star_stands_beside_its_name(visit, person):
    seen = visit(**PHONE)
    sign_in(seen, person)
    seen.open(f"/foods/{Food.objects.get(name='Almonds, raw').pk}/")
    star, name = box_of(seen, ".star"), box_of(seen, "main h1")
    assert star["x"] > name["x"]
    assert star["y"] <= name["y"] + name["height"] / 2 <= star["y"] + star["height"]
    assert min(star["width"], star["height"]) >= 44
