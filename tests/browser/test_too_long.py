"""What is pasted and too long: kept whole, and what is wrong said beside it."""

from __future__ import annotations

import pytest

from intake.models import Entry
from tests.browser.conftest import Visit, on_both_screens, sign_in, until
from tests.browser.test_offline import away, back, names_of, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Emoji of several characters, words from right to left, and no space to break a line at.
NAME = "🥑👩‍👩‍👧 חלה של סבתא عصيدة" + "א" * 295


def paste(seen: Visit, field: str, words: str) -> None:
    """As the keyboard's paste does, which heeds a `maxlength`; to set a value does not."""
    seen.page.fill(field, "")
    seen.page.focus(field)
    seen.page.keyboard.insert_text(words)


@on_both_screens
def test_a_pasted_name_and_note(visit, person, screen):
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    seen.open("/add/own/")
    paste(seen, "#id_name", NAME)
    page.fill("#id_magnesium_mg", "41")
    with page.expect_navigation():
        page.click("main form .btn:text-is('Log it')")
    told = f"Too long: {len(NAME)} of at most 300 characters."
    assert seen.refused_at("#id_name") == told
    assert page.input_value("#id_name") == NAME
    assert page.input_value("#id_magnesium_mg") == "41"
    seen.check()
    paste(seen, "#id_name", NAME[:300])
    page.click("main form .btn:text-is('Log it')")
    page.wait_for_url(f"{seen.site}/")
    assert [each.name for each in Entry.objects.all()] == [NAME[:300]]
    seen.check()

    page.get_by_role("region", name="On this day").get_by_text("Write a note on this day").click()
    paste(seen, "#day_note", NAME * 7)
    page.get_by_role("button", name="Keep it").click()
    assert seen.refused_at("#day_note").endswith("of at most 2 000 characters.")
    assert page.input_value("#day_note") == NAME * 7
    seen.check()


@on_both_screens
def test_without_a_network(visit, person, screen):
    seen = visit(**screen)
    page = seen.page
    ready(seen, person)
    away(seen)
    page.fill("#q", "zzzz")
    page.click("[data-own] button")
    paste(seen, "[data-own] [name=name]", NAME)
    # A number that is cut is another: 13 characters, where 12 were let in.
    paste(seen, "[data-own] [name=magnesium_mg]", "0000000000041")
    page.click("[data-own] form .btn:has-text('Log it')")
    told = page.inner_text("[data-own] [data-error=too-long]")
    assert told == f"Too long: {len(NAME)} of at most 300 characters."
    assert page.locator("[name=name]:focus").input_value() == NAME
    seen.check()
    paste(seen, "[data-own] [name=name]", NAME[:300])
    page.click("[data-own] form .btn:has-text('Log it')")
    page.wait_for_selector("[data-meals] li:has-text('עصيدة'), [data-meals] li:has-text('חלה')")
    back(seen)
    until(seen, lambda: names_of(person) == [NAME[:300]])
    assert Entry.objects.get().magnesium_mg == 41
