"""The catalogue: found, read, logged from, and added to with a food of one's own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from foods.models import Food, Group, Source
from intake.models import Entry
from tests.browser.conftest import Visit, on_both_screens, sign_in
from tests.browser.test_main_job import ring_says

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def catalogue(small_site: dict[str, Food]) -> dict[str, Food]:
    """Of two groups, with the energy that it is ranked by."""
    source = Source.objects.create(slug="usda", name="USDA FoodData Central")
    for slug, name, among in (
        ("nuts", "Nuts", ("Almonds, raw", "Pumpkin seeds, roasted")),
        ("greens", "Vegetables", ("Spinach, raw",)),
    ):
        group = Group.objects.create(slug=slug, name=name)
        Food.objects.filter(name__in=among).update(group=group, source=source)
    for name, kcal in (
        ("Almonds, raw", 579),
        ("Pumpkin seeds, roasted", 574),
        ("Spinach, raw", 23),
    ):
        Food.objects.filter(name=name).update(energy_kcal_per_basis=kcal)
    return small_site


def listed(seen: Visit) -> list[str]:
    return [" ".join(each.split()) for each in seen.page.locator("main .rows li").all_inner_texts()]


@on_both_screens
def test_a_guest_finds_and_reads_a_food(visit, catalogue, screen):
    seen = visit(**screen)
    page = seen.page
    seen.open("/foods/")
    page.click("summary:has-text('Filters')")
    seen.check()
    page.select_option("select[name=kind]", "water")
    page.click(".filters .btn")
    page.wait_for_url("**/?kind=water*")
    assert listed(seen) == ["Tap water no figure 1 glass · 200 ml"]
    page.select_option("select[name=kind]", "")
    page.check("[name=has_figure]")
    page.click(".filters .btn")
    page.wait_for_url("**has_figure=1*")
    page.click("nav[aria-label=Order] a:has-text('100 kcal')")
    page.wait_for_url("**sort=magnesium_per_100kcal*")
    assert [each.split(" mg")[0] for each in listed(seen)] == [
        "Spinach, raw 343",  # 79 of 23 kcal
        "Pumpkin seeds, roasted 96",  # 550 of 574
        "Almonds, raw 47",  # 270 of 579
        "Banana, raw 27",  # whose energy is not known
    ]
    seen.check()
    page.fill("[name=q]", "almnods")
    page.press("[name=q]", "Enter")
    page.wait_for_url("**q=almnods*")
    assert "Shown for almonds, the likelier spelling." in seen.text()
    assert listed(seen) == ["Almonds, raw 47 mg / 100 kcal 1 handful · 30 g · 81 mg"]
    page.click("main a.name")
    page.wait_for_url("**/foods/*/")
    assert "Almonds, raw 270 mg per 100 g" in seen.text()
    assert "1 handful 30 g 81 mg" in seen.text()
    assert page.get_by_role("link", name="Log it").count() == 0
    seen.check()


@on_both_screens
@pytest.mark.parametrize("scripts", [True, False], ids=["", "no-js"])
def test_a_new_search_keeps_the_filters(visit, catalogue, screen, scripts):
    Food.objects.filter(name="Banana, raw").update(magnesium_mg_per_basis=None)
    seen = visit(**screen, java_script_enabled=scripts)
    page = seen.page

    def search_for(words: str) -> None:
        page.fill("[name=q]", words)
        with page.expect_navigation():
            page.press("[name=q]", "Enter")

    def look() -> None:
        if scripts:  # axe is a script
            seen.check()

    chips = page.locator("nav[aria-label='Filters that are set'] .chip")
    seen.open("/foods/")
    assert chips.count() == 0
    page.click("summary:has-text('Filters')")
    page.select_option("select[name=source]", "usda")
    page.check("[name=has_figure]")
    with page.expect_navigation():
        page.click(".filters .btn")
    page.click("summary:has-text('Groups')")
    with page.expect_navigation():
        page.click("nav[aria-label=Groups] a:has-text('Nuts')")
    with page.expect_navigation():
        page.click("nav[aria-label=Order] a:has-text('100 kcal')")
    look()
    search_for("raw")
    names = [each.split(" ", 1)[0] for each in listed(seen)]
    assert names == ["Almonds,"]  # neither spinach nor the banana
    assert page.locator("nav[aria-label=Order] [aria-current]").inner_text().endswith("100 kcal")
    look()
    search_for("banana")
    assert listed(seen) == []
    look()
    # The address says it all: somebody else's browser shows the same.
    other = visit(**screen)
    other.page.goto(page.url)
    assert other.page.locator("nav[aria-label='Filters that are set'] .chip").count() == 4
    for name, left in (("Nuts", 3), ("USDA", 1)):
        with page.expect_navigation():
            chips.filter(has_text=name).click()
        assert chips.count() == left
    assert listed(seen) == []
    with page.expect_navigation():
        chips.filter(has_text="Has a figure").click()
    assert chips.count() == 0
    assert [each.split(" no")[0] for each in listed(seen)] == ["Banana, raw"]
    assert page.input_value("[name=q]") == "banana"
    page.go_back()
    with page.expect_navigation():
        page.click("text=Look without the filters")
    assert len(listed(seen)) == 1
    look()


@on_both_screens
def test_a_food_is_logged_from_its_page(visit, catalogue, person, screen):
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    seen.open("/foods/?q=almonds")
    page.click("main a.name")
    page.click("text=Log it")
    page.wait_for_selector("[data-submit]:text-is('Log 81 mg')")
    seen.check()
    page.fill("[name=amount]", "two")
    page.click("[data-submit]")
    said = seen.refused_at("[name=amount]")
    assert said == "Give a number above 0 and up to 100 000, such as 1.5."
    assert page.input_value("[name=amount]") == "two"
    seen.check()
    page.fill("[name=amount]", "2")
    page.click("[data-submit]")
    page.wait_for_selector("li[data-entry] .mg:has-text('162')")
    assert ring_says(seen).startswith("162 mg 51 % of 320 mg")

    seen.open("/foods/?q=tap+water")
    page.click("main a.name")
    page.wait_for_url("**/foods/*/")
    assert "magnesium not known" in seen.text()
    assert "1 glass 200 ml not known" in seen.text()
    seen.check()
    page.click("text=Log it")
    page.wait_for_selector("form[data-ready] [data-submit]:text-is('Log')")
    page.click("[data-submit]")
    page.wait_for_selector("li[data-entry]:has-text('Tap water') :text('no figure')")
    assert ring_says(seen).startswith("≥ 162 mg at least 51 %")
    assert Entry.objects.get(food=catalogue["Tap water"]).magnesium_mg is None


@on_both_screens
def test_a_food_of_ones_own_is_made_changed_and_removed(visit, person, screen):
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    seen.open("/settings/foods/")
    page.fill("#id_name", "Oat bar")
    page.fill("#id_magnesium_mg_per_basis", "lots")
    page.fill("#id_portion_label", "1 bar")
    page.fill("#id_portion_quantity", "40")
    page.click("text=Add it")
    said = seen.refused_at("#id_magnesium_mg_per_basis")
    assert "Give a number from 0 to" in said
    assert [page.input_value(each) for each in ("#id_name", "#id_magnesium_mg_per_basis")] == [
        "Oat bar",
        "lots",
    ]
    seen.check()
    page.fill("#id_magnesium_mg_per_basis", "62,5")
    page.click("text=Add it")
    page.click("#own a.name")
    page.click("text=Log it")
    page.wait_for_selector("[data-submit]:text-is('Log 25 mg')")  # 40 g
    page.click("[data-submit]")
    page.wait_for_selector("li[data-entry] .mg:has-text('25')")

    seen.open("/settings/foods/")
    page.get_by_role("link", name="Change Oat bar").click()
    page.wait_for_url("**/settings/foods/*/")
    assert page.input_value("#id_magnesium_mg_per_basis") == "62.5"
    page.fill("#id_magnesium_mg_per_basis", "80")
    page.fill("#id_portion_quantity", "")
    page.click(".btn:has-text('Save')")
    assert "Say how much that portion is." in seen.refused_at("#id_portion_quantity")
    assert page.input_value("#id_magnesium_mg_per_basis") == "80"
    seen.check()
    page.fill("#id_portion_quantity", "50")
    page.click(".btn:has-text('Save')")
    page.wait_for_selector("#messages :text('Saved: Oat bar')")
    assert "80 mg per 100 g" in seen.text()
    page.get_by_role("button", name="Remove Oat bar").click()
    page.wait_for_selector("#messages :text('Removed: Oat bar.')")
    assert page.locator("#own").count() == 0
    page.click("#messages .btn:text-is('Undo')")
    page.wait_for_selector("#messages :text('Back again: Oat bar.')")
    assert page.locator("#own .rows li").count() == 1
    seen.check()
    entry = Entry.objects.get()
    assert (entry.magnesium_mg, entry.food.magnesium_mg_in(Decimal(50))) == (25, 40)
