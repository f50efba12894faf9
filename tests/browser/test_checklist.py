"""What is taken day by day: planned, ticked on Today, changed there, taken back and paused."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest

from intake.models import ChecklistItem, Entry
from intake.people import profile_of
from intake.snapshots import Measure
from tests.browser.conftest import on_both_screens, save, sign_in
from tests.factories import make_entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CARD = "section:has(#checklist-head)"


@on_both_screens
def test_a_dose_is_planned_ticked_changed_and_paused(visit, person, small_site, screen):
    """One tablet of 75 mg was logged, two are planned: 150 mg."""
    dose = Measure(elemental_mg=Decimal(75), doses=Decimal(1))
    make_entry(
        person,
        small_site["Magnesium citrate"],
        date=profile_of(person).today(),
        measure=dose,
    )
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    page.click("li[data-entry] a.name")
    page.click("form.editor .btn:text-is('Take this daily')")
    page.wait_for_url("**/settings/checklist/*/")
    page.fill("#id_amount", "two")
    page.fill("#id_time", "21:00")
    save(seen)
    assert seen.wrong_at("#id_amount") == "Give a number above 0 and up to 100 000, such as 1.5."
    seen.wrong.clear()  # the browser reports the 422 itself
    assert (page.input_value("#id_amount"), page.input_value("#id_time")) == ("two", "21:00")
    seen.check()
    page.fill("#id_amount", "2")
    for day in page.locator("[name=weekdays]").all():
        day.uncheck()
    save(seen)
    seen.wrong.clear()
    said = "Choose a day of the week, or all of them."
    assert seen.wrong_at("[name=weekdays]") == said
    for day in page.locator("[name=weekdays]").all():
        day.check()
    save(seen)
    assert ChecklistItem.objects.get().label_dose_mg == 150

    # What was logged before is its tick, and stays what it was.
    # The keyboard stays in the row: whoever takes five things goes on with the next.
    seen.open("/")
    assert "Magnesium citrate 75 mg Logged" in seen.text(CARD)
    page.click("[aria-label='Undo: Magnesium citrate']")
    page.wait_for_selector("[aria-label='Log Magnesium citrate']:focus")
    assert seen.text(".ring").startswith("0 mg 0 %")
    assert "Magnesium citrate 150 mg 2 × 75 mg elemental · 21:00" in seen.text(CARD)
    page.click("[aria-label='Log Magnesium citrate']")
    page.wait_for_selector("[aria-label='Undo: Magnesium citrate']:focus")
    assert seen.text(".ring").startswith("150 mg 47 %")

    # Taken later than planned.
    page.click("li[data-entry] a.name")
    page.fill("form.editor [name=time]", "22:15")
    seen.check()
    page.click("form.editor .btn:text-is('Save')")
    page.wait_for_selector(f"{CARD} :text('22:15')")
    entry = Entry.objects.kept().get()
    assert (entry.magnesium_mg, entry.time, ChecklistItem.objects.get().time) == (
        150,
        time(22, 15),
        time(21),
    )
    seen.check()

    page.click("#checklist-head + a")
    page.click("[aria-label='Pause Magnesium citrate']")
    page.wait_for_selector("main .rows b:text-is('paused')")
    seen.open("/")
    assert page.locator(CARD).count() == 0
    assert seen.text(".ring").startswith("150 mg")
