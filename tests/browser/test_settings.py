"""What a person sets: how their pages write, when their day begins, and that no number is shown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from intake.models import Entry, Person, Profile, Units
from intake.people import profile_of
from intake.snapshots import Measure
from tests.browser.conftest import on_both_screens, save, sign_in
from tests.chromium import PHONE
from tests.factories import make_entry
from tests.intake.test_checklist import daily

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def handful(person: Person, small_site) -> Entry:
    """Of almonds, today: 30 g, 81 mg."""
    almonds = small_site["Almonds, raw"]
    measure = Measure(portion=almonds.portions.get(), amount=Decimal(1))
    return make_entry(person, almonds, date=profile_of(person).today(), measure=measure)


@on_both_screens
def test_units_language_and_week_there_and_back(visit, person, handful, screen):
    # With a second worker, of the other language, waiting beside the first, the driven browser
    # now and then holds the first one back, and with it the next page.
    seen = visit(**screen, service_workers="block")
    page = seen.page
    sign_in(seen, person)
    entry = page.locator("li[data-entry]")
    assert "1 handful · 30 g" in entry.inner_text()

    # One wrong answer: it stands there as it was typed, and so does all that was right.
    seen.open("/settings/")
    page.select_option("#id_units", "us")
    page.select_option("#id_language", "de")
    page.select_option("#id_week_start", "7")
    page.fill("#id_time_zone", "Atlantis/Capital")
    save(seen)
    assert "No time zone has this name." in seen.wrong_at("#id_time_zone")
    seen.check()
    kept = {name: page.input_value(f"#id_{name}") for name in ("units", "language", "week_start")}
    assert kept == {"units": "us", "language": "de", "week_start": "7"}
    assert page.input_value("#id_time_zone") == "Atlantis/Capital"
    assert profile_of(person).units == Units.METRIC

    page.fill("#id_time_zone", "UTC")
    save(seen)
    assert page.get_attribute("html", "lang") == "de"
    assert "Gespeichert." in page.inner_text("#messages")
    seen.open("/trends/")
    assert page.locator(".calendar text[x='0']").first.text_content() == "So"

    # 30 g are 1.06 ounces; 1.2 handfuls 36 g, 1.27 ounces and 97.2 mg.
    seen.open("/")
    assert "1,06 oz" in entry.inner_text()
    page.click("li[data-entry] a.name")
    page.fill("form.editor [name=amount]", "1,2")
    page.click("form.editor .btn:text-is('Speichern')")
    page.wait_for_selector("li[data-entry]:has-text('1,27 oz')")
    assert "97 mg" in entry.inner_text()
    handful.refresh_from_db()
    assert (handful.quantity, handful.magnesium_mg) == (36, Decimal("97.2"))

    seen.open("/settings/")
    page.select_option("#id_units", "metric")
    page.select_option("#id_language", "en")
    page.click("main form .btn:text-is('Speichern')")
    page.wait_for_selector("html[lang=en]")
    seen.open("/")
    assert "1.2 × handful · 36 g" in entry.inner_text()


def test_today_is_the_day_where_one_says_to_be(visit, person, handful):
    """25 hours lie between the two zones, so that their days are never the same."""
    seen = visit(**PHONE)
    page = seen.page
    sign_in(seen, person)
    for zone, entries in (("Pacific/Kiritimati", 1), ("Pacific/Pago_Pago", 0)):
        seen.open("/settings/")
        page.fill("#id_time_zone", zone)
        save(seen)
        there = datetime.now(ZoneInfo(zone)).date()
        if entries:
            Entry.objects.update(date=there)
        seen.open("/")
        assert page.input_value("#picked") == there.isoformat()
        assert page.locator("li[data-entry]").count() == entries
    seen.open(f"/day/{Entry.objects.get().date}/")
    assert "This day has not come yet" in seen.text()
    assert page.locator("li[data-entry]").count() == 1


@on_both_screens
def test_weak_kidneys_leave_amounts_and_nothing_to_reach(visit, person, handful, screen):
    """Told and taken back. 320 mg are recommended to her."""
    daily(person, starts_on=handful.date)
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    assert seen.text(".ring") == "81 mg 25 % of 320 mg your RDA"
    aims = (".ring", "#left-head", "#checklist-head", "text=to go")
    assert all(page.locator(each).count() for each in aims)

    seen.open("/settings/health/")
    page.click("#kidney .btn")
    page.wait_for_load_state()
    assert "only if you agree to it" in seen.wrong_at("#kidney_consent")
    seen.check()
    assert not Profile.objects.get().kidney_disease
    page.check("#kidney_consent")
    page.click("#kidney .btn")
    page.wait_for_selector("#messages :text('Twelve now shows amounts only.')")
    seen.open("/")
    assert not any(page.locator(each).count() for each in aims)
    assert page.inner_text(".amount") == "81 mg"
    for said in ("%", "320", "target"):
        assert said not in seen.text()

    seen.open("/settings/health/")
    page.click("#kidney .btn:text-is('Withdraw and delete it')")
    page.wait_for_selector("#messages :text('Withdrawn.')")
    seen.open("/")
    assert seen.text(".ring") == "81 mg 25 % of 320 mg your RDA"
    assert page.locator("#left-head").count() == 1
