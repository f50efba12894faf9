"""What a phone's screen must hold without a finger sideways, and what may scroll."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from foods.models import Food, Group, State
from intake.checklist_items import take_daily
from intake.day_marks import mark_day
from intake.diary import NewEntry, log_entry
from intake.meals import save_entries
from intake.models import Entry, Meal
from intake.people import profile_of
from intake.snapshots import Measure
from tests.browser.conftest import Visit, sign_in
from tests.browser.test_report import fill
from tests.chromium import PHONE
from tests.factories import make_entry, make_food, make_medicine

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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


def test_what_happened_is_said_within_reach(visit, person):
    """Also at the foot of a long day; it can be put away."""
    almonds = Food.objects.get(name="Almonds, raw")
    for _ in range(30):
        make_entry(person, food=almonds, meal=Meal.SNACK, date=person.profile.today())
    seen = visit(**PHONE)
    sign_in(seen, person)
    page = seen.page
    page.locator("li[data-entry] a.name").last.tap()
    page.tap("form.editor .btn:has-text('Delete')")
    page.wait_for_selector("#messages .btn:text-is('Undo'):focus")
    assert page.evaluate("scrollY") > PHONE["viewport"]["height"]
    undo, tabs = box_of(seen, "#messages .btn"), box_of(seen, ".tabs")
    assert 0 < undo["y"] < undo["y"] + undo["height"] <= tabs["y"]
    page.tap("#messages button[aria-label=Close]")
    page.wait_for_selector("#messages .toast", state="detached")
    page.wait_for_selector("main:focus")
    assert Entry.objects.for_person(person).kept().count() == 29


def test_a_foods_star_stands_beside_its_name(visit, person):
    seen = visit(**PHONE)
    sign_in(seen, person)
    seen.open(f"/foods/{Food.objects.get(name='Almonds, raw').pk}/")
    star, name = box_of(seen, ".star"), box_of(seen, "main h1")
    assert star["x"] > name["x"]
    assert star["y"] <= name["y"] + name["height"] / 2 <= star["y"] + star["height"]
    assert min(star["width"], star["height"]) >= 44


def test_a_row_is_pressed_anywhere_but_on_what_stands_beside_its_name(visit, person):
    food = make_food("Oat bar", state=State.PRIVATE, owner=person)
    seen = visit(**PHONE)
    sign_in(seen, person)
    seen.open("/settings/foods/")
    figure = box_of(seen, "#own .rows .sub")
    seen.page.touchscreen.tap(figure["x"] + 5, figure["y"] + 5)
    seen.page.wait_for_url(f"**/foods/{food.pk}/")
    seen.open("/settings/foods/")
    seen.page.get_by_role("link", name="Propose Oat bar").tap()
    seen.page.wait_for_url(f"**/settings/foods/{food.pk}/propose/")


LONGEST = "Wholemeal" * 33 + "abc"  # 300 letters without a blank to break at
HEBREW, ARABIC, EMOJI = "חלה של סבתא", "خبز بالسمسم", "🥑👩‍👩‍👧 toast"


def test_the_longest_names_and_every_script_leave_pages_as_wide_as_the_screen(visit, person):
    today = profile_of(person).today()
    for name in (LONGEST, HEBREW, ARABIC, EMOJI):
        own = make_food(name, state=State.PRIVATE, owner=person)
        log_entry(
            person,
            NewEntry(date=today, meal=Meal.LUNCH, food=own, measure=Measure(grams=Decimal(30))),
        )
    quick: dict[str, Any] = {"kind": "food", "magnesium_mg": Decimal(12)}
    entry, _ = log_entry(person, NewEntry(date=today, meal=Meal.SNACK, name=LONGEST, **quick))
    item, _ = take_daily(entry, today=today)
    meal = save_entries(person, name=LONGEST[:120], entries=[entry])
    medicine = make_medicine(person, name=LONGEST[:120]).uuid
    mark_day(person, today, note=LONGEST * 3)
    seen = visit(**PHONE)
    sign_in(seen, person)
    paths = ["/", f"/add/{own.pk}/", "/add/?q=wholemeal", "/trends/", "/report/", "/foods/"]
    paths += [f"/entries/{entry.uuid}/", f"/foods/{own.pk}/", "/settings/foods/"]
    paths += [f"/settings/checklist/{item.uuid}/", "/settings/checklist/", "/meals/"]
    paths += [
        f"/meals/{meal.uuid}/",
        "/settings/medicines/",
        f"/settings/medicines/{medicine}/",
    ]
    wide = []
    for path in paths:
        seen.open(path)
        assert seen.page.locator("main h1").count() == 1, path
        if (width := seen.page.evaluate("document.documentElement.scrollWidth")) > 390:
            wide.append((path, width))
    assert wide == []
