"""A day's own note, and the way from day to day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.day_marks import mark_day, mark_of
from tests.browser.conftest import log_in, on_both_screens, sign_in
from tests.chromium import DESKTOP
from tests.factories import make_entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@on_both_screens
def test_a_note_is_written_changed_and_taken_away(visit, person, small_site, screen):
    today = person.profile.today()
    past = today - timedelta(days=3)
    make_entry(person, small_site["Almonds, raw"], date=past)
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    card = page.get_by_role("region", name="On this day")
    card.get_by_text("Write a note on this day").click()
    page.fill("#day_note", "Slept badly.")
    mark_day(person, today, note="From the phone.")
    card.get_by_role("button", name="Keep it").click()
    changed = "The note was changed elsewhere meanwhile: what it holds now is above."
    assert seen.refused_at("#day_note").startswith(changed)
    assert page.input_value("#day_note") == "Slept badly."
    assert page.inner_text(".said") == "From the phone."
    seen.check()
    page.fill("#day_note", "Slept badly.\nA <b>long</b> run.")
    card.get_by_role("button", name="Keep it").click()
    page.wait_for_selector("#messages :text('Note kept.')")
    assert page.inner_text(".said") == "Slept badly.\nA <b>long</b> run."
    seen.check()

    page.click("details.picker summary")
    page.fill("#picked", f"{past}")
    page.press("#picked", "Enter")
    page.wait_for_url(f"**/day/{past}/")
    assert "270 mg" in seen.text()
    card.get_by_text("Write a note on this day").click()
    page.fill("#day_note", "Almonds only.")
    card.get_by_role("button", name="Keep it").click()
    page.wait_for_url(f"**/day/{past}/")
    assert page.inner_text(".said") == "Almonds only."
    page.get_by_role("link", name="Day after").click()
    page.wait_for_url(f"**/day/{past + timedelta(days=1)}/")
    assert page.locator(".said").count() == 0
    page.get_by_role("link", name="Day before").click()
    card.get_by_text("Change the note").click()
    page.fill("#day_note", "")
    card.get_by_role("button", name="Keep it").click()
    page.wait_for_selector("#messages :text('Note taken away.')")
    assert page.locator(".said").count() == 0
    page.click("#messages button:has-text('Undo')")
    page.wait_for_selector("#messages :text('The note is back.')")
    assert page.inner_text(".said") == "Almonds only."
    seen.check()
    assert mark_of(person, today).note.startswith("Slept badly.")


def test_a_note_is_taken_away_and_brought_back_without_scripts(visit, person, small_site):
    today = person.profile.today()
    mark_day(person, today, note="Slept badly.")
    seen = visit(**DESKTOP, java_script_enabled=False)
    page = seen.page
    log_in(seen, person)
    page.click("summary:has-text('Change the note')")
    page.fill("#day_note", "")
    page.click("button:has-text('Keep it')")
    assert page.locator(".said").count() == 0
    page.click("#messages button:has-text('Undo')")
    assert page.inner_text(".said") == "Slept badly."
