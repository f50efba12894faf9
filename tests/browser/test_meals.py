"""Several foods at once: collected and logged together, kept as a meal and logged again."""

from __future__ import annotations

import pytest

from intake.models import Entry
from intake.snapshots import Measure
from tests.browser.conftest import Visit, on_both_screens, sign_in
from tests.browser.test_main_job import ring_says
from tests.chromium import DESKTOP
from tests.factories import make_entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def collect(seen: Visit, typed: str, name: str) -> None:
    page = seen.page
    page.fill("#q", typed)
    page.wait_for_selector(f"#results li:has-text('{name}'), #results h2:has-text('{name}')")
    page.click("#results [data-first]")
    page.wait_for_selector(f".basket li:has-text('{name}')")


@on_both_screens
def test_foods_are_collected_and_logged_as_one_meal(visit, person, screen):
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    seen.open("/add/?meal=lunch")
    page.click("text=Collect several foods")
    page.wait_for_url("**basket=1*")
    collect(seen, "2 handfuls almonds", "Almonds, raw")
    collect(seen, "1 banana", "Banana, raw")
    assert page.inner_text(".basket header b") == "194 mg"  # 162 + 31.86
    collect(seen, "tap water", "Tap water")
    assert page.inner_text(".basket header b") == "at least 194 mg"
    seen.check()
    page.click("[aria-label='Take Banana, raw out of the basket']")
    page.wait_for_selector(".basket .btn:has-text('Log 2 foods')")
    page.click("#messages button:has-text('Undo')")
    page.wait_for_selector(".basket .btn:has-text('Log 3 foods')")
    assert page.inner_text(".basket header b") == "at least 194 mg"
    seen.check()
    page.click("[aria-label='Take Banana, raw out of the basket']")
    page.wait_for_selector(".basket .btn:has-text('Log 2 foods')")
    assert page.inner_text(".basket header b") == "at least 162 mg"
    assert not Entry.objects.exists()

    page.select_option(".basket [name=meal]", "dinner")
    page.fill(".basket [name=date]", "")
    page.click(".basket .btn:has-text('Log 2 foods')")
    assert seen.refused_at(".basket [name=date]") == "This field is required."
    assert page.input_value(".basket [name=meal]") == "dinner"
    seen.check()
    page.fill(".basket [name=date]", f"{person.profile.today()}")
    page.click(".basket .btn:has-text('Log 2 foods')")
    page.wait_for_selector("#messages :text('Logged: 2 foods for dinner.')")
    assert page.inner_text(".slot header b") == "at least 162 mg"
    assert "Water no figure" in seen.text()
    page.click("#messages .btn:has-text('Undo')")
    page.wait_for_selector("#messages :text('Taken back.')")
    assert not Entry.objects.kept().exists()


@on_both_screens
def test_a_lunch_is_kept_changed_and_logged_again(visit, person, small_site, screen):
    today = person.profile.today()
    make_entry(person, small_site["Almonds, raw"], date=today)
    water = small_site["Tap water"]
    make_entry(person, water, date=today, measure=Measure(portion=water.portions.get(), amount=1))
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    page.get_by_role("button", name="Save lunch as a meal").click()
    page.wait_for_url("**/meals/*/")
    holding = "form:has(h2:text('What it holds')) "
    page.fill(holding + "[name=name]", "Canteen")
    page.fill("[name=item-0]", "lots")
    page.click(holding + ".btn:has-text('Save')")
    said = "Give a number above 0 and up to 100 000, such as 1.5."
    assert seen.refused_at("[name=item-0]") == said
    typed = [page.input_value(holding + f"[name={each}]") for each in ("name", "item-0")]
    assert typed == ["Canteen", "lots"]
    seen.check()
    page.fill("[name=item-0]", "50")
    page.click(holding + ".btn:has-text('Save')")
    page.wait_for_selector("#messages :text('Saved: Canteen.')")
    page.fill("[name=q]", "pumpkin")
    page.press("[name=q]", "Enter")
    page.click("[aria-label^='Add Pumpkin seeds, roasted, 1 handful']")
    page.wait_for_selector("#messages :text('Added: Pumpkin seeds, roasted.')")
    assert page.inner_text("main h1 small") == "at least 300 mg"  # 135 + 165, and the water
    if screen is DESKTOP:
        page.wait_for_selector("#more [name=q]:focus")
    seen.check()

    seen.open("/add/?meal=dinner")
    page.click("button:has-text('Canteen')")
    page.wait_for_selector("#messages :text('Logged: 3 foods from “Canteen”.')")
    both = ["at least 270 mg", "at least 300 mg"]
    assert page.locator(".slot header b").all_inner_texts() == both
    assert ring_says(seen).startswith("≥ 570 mg at least 178 %")

    seen.open("/meals/")
    page.click("main a.name")
    page.click(holding + ".btn:has-text('Delete')")
    page.wait_for_selector("#messages :text('Deleted: Canteen.')")
    page.click("#messages .btn:has-text('Undo')")
    page.wait_for_selector("#messages :text('Back again: Canteen.')")
    assert page.inner_text("main .rows .mg") == "≥ 300 mg"
    assert Entry.objects.kept().count() == 5


def test_without_scripts_what_left_the_basket_is_put_back(visit, person, small_site):
    food = small_site["Almonds, raw"]
    seen = visit(**DESKTOP, java_script_enabled=False)
    page = seen.page
    sign_in(seen, person)
    seen.open(f"/add/{food.pk}/?date={person.profile.today()}&meal=lunch&basket=1")
    page.click("main form .btn >> nth=0")
    page.click("[aria-label='Take Almonds, raw out of the basket']")
    assert page.locator(".basket").count() == 0
    page.click("#messages button:has-text('Undo')")
    assert "Almonds, raw" in page.inner_text(".basket")
