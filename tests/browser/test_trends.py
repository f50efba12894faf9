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
    seen.check()

    page.focus("svg.calendar >> nth=1")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    yesterday = today - timedelta(days=1)
    assert page.inner_text("#calendar-says") == f"{yesterday:%a %-d %b %Y}: 330 mg"
    page.keyboard.press("ArrowLeft")
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
    rows = page.locator("[aria-label='Magnesium by day'] tbody tr")
    figures = [each.split("\t")[1:] for each in rows.all_inner_texts()]
    assert figures == [[str(mg), str(mg), "0", "0", "320", "0"] for mg in (550, 27)]
    seen.check()
    rows.first.locator("a").click()
    page.wait_for_url(f"**/day/{last}/")
    assert ring_says(seen).startswith("550 mg")
