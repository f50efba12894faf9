"""A month of days, read by eye, by keyboard and by those who see neither."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.models import Person
from intake.people import profile_of
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_main_job import AXE, problems_on, sign_up
from tests.factories import make_entry, make_quick_add

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    "screen",
    [PHONE | {"color_scheme": "dark"}, DESKTOP | {"color_scheme": "light"}],
    ids=["phone-dark", "desktop-light"],
)
def test_a_month_can_be_read_by_everybody(visit, small_site, screen):
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
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
    assert problems_on(seen, AXE) == []

    page.focus("svg.calendar >> nth=1")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    yesterday = today - timedelta(days=1)
    assert page.inner_text("#calendar-says") == f"{yesterday:%a %-d %b %Y}: 330 mg"
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#calendar-says").endswith(": at least 330 mg")

    page.fill("#id_from", f"{today - timedelta(days=9)}")
    page.fill("#id_to", f"{today - timedelta(days=10)}")
    page.click("form.period .btn")
    assert "The last day can't come before the first." in seen.text()
    # The browser reports the 422 itself.
    assert all("422" in problem for problem in seen.wrong)
    seen.wrong.clear()
