"""A file of Cronometer's into a new diary, by a person with a browser."""

from __future__ import annotations

import pytest

from foods.models import Food
from tests.browser.test_main_job import sign_up
from tests.chromium import DESKTOP, PHONE
from tests.factories import make_food

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADING = "Day,Time,Group,Food Name,Amount,Energy (kcal),Magnesium (mg),Category\n"
OATS = '2026-11-20,08:14 AM,Breakfast,"Oats, rolled, regular and quick",80.00 g,311,110.4,Grains\n'
FILE = (
    HEADING
    + OATS
    + OATS
    + "2026-11-20,12:30 PM,Lunch,Almonds,2.00 handful,330,,Nuts\n"
    + "2026-11-20,07:00 PM,Dinner,Spinach,150.00 g,35,,Vegetables\n"
    + "2026-11-20,09:00 PM,Supplements,Magnesium Citrate,1.00 tablet,,100.00,Supplements\n"
    + "2026-11-21,07:00 PM,Dinner,Soup,1 bowl,120,-3,Soups\n"
)


@pytest.fixture
def almonds(small_site) -> Food:
    return make_food("Almonds, dry roasted, with salt", magnesium_mg="279", popularity=80)


@pytest.mark.parametrize(
    "screen",
    [
        PHONE | {"color_scheme": "light"},
        PHONE | {"color_scheme": "dark"},
        DESKTOP | {"color_scheme": "light"},
        DESKTOP | {"color_scheme": "dark", "java_script_enabled": False},
    ],
    ids=["phone", "phone-dark", "desktop", "desktop-dark-without-javascript"],
)
def test_look_answer_add_and_take_back(visit, almonds, small_site, screen, tmp_path):
    seen = visit(**screen, bypass_csp=True)
    page = seen.page
    sign_up(seen)
    seen.open("/settings/export/")
    file = tmp_path / "servings.csv"
    file.write_text(FILE)

    def look() -> None:
        if screen.get("java_script_enabled", True):
            seen.check()

    look()
    page.set_input_files("#id_file", {"name": "empty.csv", "mimeType": "text/csv", "buffer": b"x"})
    page.click("#bring .btn")
    assert "It is none of the files that Twelve knows" in seen.text()
    look()
    page.set_input_files("#id_file", str(file))
    page.click("#bring .btn")
    page.wait_for_url("**/settings/import/*/")
    assert "Line 7, Magnesium (mg): -3 is negative." in seen.text()
    assert "Line 3 says what line 2 says." in seen.text()
    assert "Lines under “Supplements” become snacks" in seen.text()
    look()

    almond = page.locator(".question:has-text('Almonds')")
    almond.get_by_label("Another food").press_sequentially("pumpkin")
    if not screen.get("java_script_enabled", True):
        page.keyboard.press("Enter")
    almond.get_by_text("Pumpkin seeds", exact=False).first.wait_for()
    assert "For “pumpkin”: choose above." in almond.inner_text()
    look()
    almond.get_by_label("Another food").fill("")
    almond.get_by_label("Another food").press_sequentially("almonds raw")
    almond.get_by_role("button", name="Search").click()
    page.check("text=Almonds, raw: 270 mg in 100 g")
    page.click("#without-figure .actions button")
    assert "Say how many grams it was." in seen.text()
    page.fill("#without-figure .question:has-text('Almonds') input[name$=grams]", "60")
    page.click("#without-figure .actions button")
    page.wait_for_url("**#without-figure")
    assert "60 g 162 mg" in seen.text()
    page.click("text=Add it")
    page.wait_for_url("**/settings/export/")
    assert "Added: 5 entries." in page.inner_text("body")
    look()
    page.click("#imports button:has-text('Undo')")
    assert "Taken back: 5 entries." in page.inner_text("body")
    # Chromium reports an answer of 422 to the console.
    seen.wrong = [line for line in seen.wrong if "422" not in line]
    assert seen.wrong == []
