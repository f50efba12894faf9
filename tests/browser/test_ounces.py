"""Ounces from the first try to the diary: as a guest, in place, while typing, without a network."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from intake.models import Entry, Profile
from tests.browser.conftest import until
from tests.browser.test_main_job import sign_up
from tests.chromium import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_diary_in_ounces(visit, small_site):
    # The worker would go on in the language before until one takes the new version.
    seen = visit(locale="en-US", **PHONE, service_workers="block")
    page = seen.page

    # A guest whose browser is of the US: two ounces, then one and a half.
    seen.open("/try/?q=2+oz+pumpkin")
    page.click("#results li:has-text('2 oz') button:has-text('Log')")
    page.click("[data-days] button:has-text('Change amount')")
    form = page.locator("[data-days] form")
    assert form.locator("[name=amount]").input_value() == "2"
    assert form.locator("[name=way] option:checked").inner_text() == "oz"
    form.locator(".btn:has-text('Save')").click()
    page.wait_for_selector("[data-days] li:has-text('2 oz')")
    (kept,) = json.loads(page.evaluate("localStorage.getItem('twelve-guest')"))
    assert kept["view"]["grams"] == 56.699  # left alone, it is what it was
    page.click("[data-days] button:has-text('Change amount')")
    form.locator("[name=amount]").fill("1.5")
    form.locator(".btn:has-text('Save')").click()
    page.wait_for_selector("[data-days] li:has-text('1.5 oz')")

    sign_up(seen)
    until(seen, lambda: Entry.objects.count() == 1)
    # The country that she told reads grams.
    seen.open("/settings/")
    page.select_option("#id_units", "us")
    page.click("main form .btn:has-text('Save'):visible >> nth=0")
    page.wait_for_selector("text=Saved.")

    # In place: left alone it stays, then it is two ounces again.
    seen.open("/")
    entry = Entry.objects.get()
    assert entry.quantity == Decimal("42.524")
    for amount, quantity in ((None, "42.524"), ("2", "56.699")):
        page.click("li[data-entry] a.name")
        page.wait_for_selector("form.editor")
        if amount:
            page.fill("form.editor [name=amount]", amount)
        page.click("form.editor .btn:has-text('Save')")
        page.wait_for_selector("form.editor", state="detached")
        assert Entry.objects.get().quantity == Decimal(quantity)
    assert "2 oz" in page.inner_text("li[data-entry]")

    # While typing: grams that were typed, and what they are in ounces.
    page.fill("#q", "30 g pumpkin")
    page.wait_for_selector("form[data-log]")
    assert page.input_value("form[data-log] [name=amount]") == "30"
    page.click("form[data-log] label:has-text('ounces')")
    assert page.input_value("form[data-log] [name=amount]") == "1.06"
    page.fill("form[data-log] [name=amount]", "2")
    assert page.inner_text("form[data-log] [data-live-mg]") == "312"

    # The page that the device keeps.
    seen.open("/offline/")
    page.wait_for_selector("[data-meals] li:has-text('2 oz')")
    page.fill("#q", "1 oz almonds")
    page.wait_for_selector("#found-here li:has-text('1 oz')")
    page.click("#found-here button:has-text('Choose how much')")
    assert page.input_value("#found-here [name=amount]") == "1"

    # And in another language, where an ounce is called otherwise.
    Profile.objects.update(language="es")
    seen.open("/")
    page.wait_for_load_state("networkidle")
    seen.open("/offline/?language=es")
    page.fill("#q", "8 fl oz water")
    row = page.locator("#found-here li:has-text('Tap water')")
    assert "8 oz líq." in row.inner_text()
    row.locator("button").last.click()
    assert "oz líq." in row.locator("select option").all_inner_texts()
