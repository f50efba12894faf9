"""A month of days, read by eye, by keyboard and by those who see neither."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.models import Person
from intake.people import profile_of
from tests.browser.conftest import on_both_screens, sign_in
from tests.browser.test_main_job import ring_says, sign_up
from tests.chromium import DESKTOP, PHONE
from tests.factories import make_entry, make_quick_add

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    "screen",
    [PHONE | {"color_scheme": "dark"}, DESKTOP | {"color_scheme": "light"}],
    ids=["phone-dark", "desktop-light"],
)
def test_a_month_can_be_read_by_everybody(visit, small_site, screen):
    seen = visit(**screen, bypass_csp=True)
    sign_up(seen)
    carol = Person.objects.get(email="carol@example.org")
    today = profile_of(carol).today()
    for back in range(1, 40):
        day = today - timedelta(days=back)
        make_entry(carol, small_site["Almonds, raw"], date=day)
        make_quick_add(carol, day, "Citrate", "60", kind="supplement")
    make_entry(carol, name="Stew", kind="food", magnesium_mg=None, date=today - timedelta(days=2))
    page = seen.page
    seen.open("/trends/")
    for summary in page.query_selector_all("details summary"):
        summary.click()
    page.focus(".calendar a[tabindex='0']")
    page.keyboard.press("ArrowUp")
    yesterday = today - timedelta(days=1)
    assert page.inner_text("#calendar-says") == f"{yesterday:%a %-d %b %Y}: 330 mg"
    page.keyboard.press("ArrowUp")
    assert page.inner_text("#calendar-says").endswith(": at least 330 mg")
    seen.check()

    page.fill("#id_from", f"{today - timedelta(days=9)}")
    page.fill("#id_to", f"{today - timedelta(days=10)}")
    page.click("form.period .btn")
    assert "The last day can't come before the first." in seen.text()
    seen.check()
    # The browser reports the 422 itself.
    assert all("422" in problem for problem in seen.wrong)
    seen.wrong.clear()


@on_both_screens
def test_other_days_are_chosen_read_and_opened(visit, person, small_site, screen):
    today = person.profile.today()
    for back, name in ((1, "Almonds, raw"), (40, "Pumpkin seeds, roasted"), (200, "Banana, raw")):
        make_entry(person, small_site[name], date=today - timedelta(days=back))
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    seen.open("/trends/")
    bars = page.locator("svg.chart:visible .hit")
    for days, said in (("7", "270 mg"), ("90", "550 mg")):
        page.click(f"nav[aria-label='Days shown'] a:text-matches('^{days}')")
        page.wait_for_url(f"**/?days={days}")
        assert bars.count() == int(days)
        bar = bars.nth(int(days) - 1 - (1 if days == "7" else 40))
        bar.hover()
        assert page.inner_text("#bar-says").endswith(f": {said} (food {said.split()[0]})")
    page.click("nav[aria-label='Days shown'] a:text-matches('^365')")
    page.wait_for_url("**/?days=365")
    page.focus("svg.chart:visible")
    page.keyboard.press("End")
    assert page.inner_text("#bar-says").endswith(": 270 mg a day, mean of 1 day")
    page.keyboard.press("Home")
    assert page.inner_text("#bar-says").endswith(": nothing logged")
    seen.check()

    first, last = today - timedelta(days=200), today - timedelta(days=40)
    page.click("summary:has-text('Other days')")
    page.fill("#id_from", f"{first}")
    page.fill("#id_to", f"{last}")
    page.click("form.period .btn")
    page.wait_for_url(f"**from={first}*")
    assert "Mean of 2 days 289 mg" in seen.text()  # of 550 and 27
    page.click("summary:has-text('The same figures as a table')")
    rows = page.locator("[aria-label='Magnesium by week'] tbody tr")
    figures = [each.split("\t")[1:] for each in rows.all_inner_texts()]
    assert figures == [["1", str(mg), str(mg), "0", "0", "320", "0"] for mg in (550, 27)]
    seen.check()
    # A week leads to the table of its days, and a row of that to the day.
    rows.first.locator("a").click()
    page.wait_for_selector("[aria-label='Magnesium by day']", state="attached")
    assert page.url.endswith(f"&to={last}")
    page.click("summary:has-text('The same figures as a table')")
    page.click("[aria-label='Magnesium by day'] tbody a")
    page.wait_for_url(f"**/day/{last}/")
    assert ring_says(seen).startswith("550 mg")


@on_both_screens
def test_a_day_of_the_year_is_opened_with_the_keyboard(visit, person, small_site, screen):
    today = person.profile.today()
    for back in (1, 8, 250):
        make_entry(person, small_site["Almonds, raw"], date=today - timedelta(days=back))
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    seen.open("/trends/")
    at = page.locator(".calendar a:focus")
    stops = page.locator(".calendar a[tabindex='0']")
    stops.focus()
    assert at.get_attribute("href") == f"/day/{today}/"

    # A column is a week: up and down go by days, across by weeks, also from one half to the other.
    moves = {"ArrowUp": 1, "ArrowLeft": 8, "ArrowRight": 1, "Home": 364, "ArrowLeft ": 364}
    for key, back in moves.items():
        page.keyboard.press(key.strip())
        assert at.get_attribute("href") == f"/day/{today - timedelta(days=back)}/", key
        assert stops.count() == 1
    for _ in range(52):
        page.keyboard.press("ArrowRight")
    assert at.get_attribute("href") == f"/day/{today}/"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    assert page.inner_text("#calendar-says").endswith(": 270 mg")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/day/{today - timedelta(days=8)}/")
    assert ring_says(seen).startswith("270 mg")

    # One stop of the tab key: what comes next stands below the year.
    page.go_back()
    stops.focus()
    page.keyboard.press("Tab")
    assert page.locator("#calendar-says a:focus").count() == 1
    page.keyboard.press("Tab")
    assert page.locator("summary:focus").inner_text() == "The months as a table"


def test_a_day_of_the_year_is_opened_with_the_mouse(visit, person, small_site):
    day = person.profile.today() - timedelta(days=250)
    make_entry(person, small_site["Almonds, raw"], date=day)
    seen = visit(**DESKTOP)
    sign_in(seen, person)
    seen.open("/trends/")
    seen.page.hover(f".calendar a[href='/day/{day}/']")
    assert seen.page.inner_text("#calendar-says") == f"{day:%a %-d %b %Y}: 270 mg"
    seen.check()
    seen.page.click(f".calendar a[href='/day/{day}/']")
    seen.page.wait_for_url(f"**/day/{day}/")


def test_a_finger_reads_a_day_of_the_year_before_it_opens_it(visit, person, small_site):
    """A day is narrower than a finger: the first tap may be beside the one that was meant."""
    day = person.profile.today() - timedelta(days=8)
    make_entry(person, small_site["Almonds, raw"], date=day)
    seen = visit(**PHONE)
    page = seen.page
    sign_in(seen, person)
    for opens in (f".calendar a[href='/day/{day}/']", "#calendar-says a"):
        seen.open("/trends/")
        page.tap(f".calendar a[href='/day/{day}/']")
        assert page.inner_text("#calendar-says") == f"{day:%a %-d %b %Y}: 270 mg"
        if "says" in opens:
            seen.check()
        assert page.url.endswith("/trends/")
        page.tap(opens)
        page.wait_for_url(f"**/day/{day}/")


def test_enter_opens_a_day_after_a_finger_scrolled_from_one(visit, person, small_site):
    today = person.profile.today()
    make_entry(person, small_site["Almonds, raw"], date=today - timedelta(days=8))
    seen = visit(**PHONE)
    page = seen.page
    sign_in(seen, person)
    seen.open("/trends/")
    day = page.locator(f".calendar a[href='/day/{today - timedelta(days=8)}/']")
    day.scroll_into_view_if_needed()
    day.evaluate("day => day.addEventListener('pointercancel', () => day.dataset.left = '')")
    box = day.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    devtools = page.context.new_cdp_session(page)

    def touch(kind, *points):
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    before = page.evaluate("scrollY")
    touch("touchStart", {"x": x, "y": y})
    for up in range(20, 201, 20):
        touch("touchMove", {"x": x, "y": y - up})
    touch("touchEnd")
    # The page took the finger from the day, which was not clicked.
    page.wait_for_selector(".calendar a[data-left]", state="attached")
    assert page.url.endswith("/trends/")
    assert page.evaluate("scrollY") > before

    day.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/day/{today - timedelta(days=8)}/")


def test_without_scripts_the_days_of_the_year_are_links_in_tables(visit, person, small_site):
    day = person.profile.today() - timedelta(days=100)
    make_entry(person, small_site["Almonds, raw"], date=day)
    seen = visit(**DESKTOP, java_script_enabled=False)
    page = seen.page
    sign_in(seen, person)
    seen.open("/trends/")
    assert page.locator(".calendar a[tabindex='0']").count() == 0
    page.click("summary:has-text('The months as a table')")
    page.click(f"a:text-is('{day:%B %Y}')")
    page.click("summary:has-text('The same figures as a table')")
    page.click(f"[aria-label='Magnesium by day'] a:text-is('{day:%a %-d %b}')")
    page.wait_for_url(f"**/day/{day}/")
