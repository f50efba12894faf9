"""A medicine that is named, and what is said of it beside a dose of magnesium."""

from __future__ import annotations

from datetime import time

import pytest

from intake.models import Medicine
from intake.people import profile_of
from tests.browser.conftest import on_both_screens, save, sign_in
from tests.intake.test_checklist import daily

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADVISED = (
    "Advised: at least 4 hours between Levothyroxine 50 and magnesium, whichever comes first "
    "(provisional)."
)


@on_both_screens
def test_a_hint_on_the_times_stands_nearer_to_their_question(visit, person, screen):
    seen = visit(**screen)
    sign_in(seen, person)
    seen.open("/settings/medicines/")
    question = seen.page.locator("fieldset:has([name=time_0])")
    legend, hint, times = (
        question.locator(each).first.bounding_box() for each in ("legend", ".help", "[name=time_0]")
    )
    above = hint["y"] - legend["y"] - legend["height"]
    below = times["y"] - hint["y"] - hint["height"]
    assert 4 <= above < below
    assert below >= 8


@on_both_screens
def test_a_medicine_beside_a_dose(visit, person, screen):
    """100 mg at 21:00 are on the checklist; the medicine is taken at 19:30, then at 7:00."""
    daily(person, starts_on=profile_of(person).today())
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    seen.open("/settings/checklist/")
    page.click("a:text-is('Do you take other medicines?')")
    page.wait_for_url("**/settings/medicines/")
    page.fill("#id_name", "Levothyroxine 50")
    page.fill("#id_time_0", "19:30")
    save(seen)
    seen.wrong.clear()  # the browser reports the 422 itself
    # What it is, is asked and never guessed; name and time stand where they were typed.
    assert seen.wrong_at("[name=medicine_class]") == "Is it this? Please choose."
    seen.check()
    page.click("label:has-text('Yes: Levothyroxine')")
    save(seen)
    seen.wrong.clear()
    assert seen.wrong_at("#id_consent") == "Twelve keeps this only if you agree to it."
    assert not Medicine.objects.exists()
    page.check("#id_consent")
    save(seen)
    assert "Levothyroxine, for the thyroid · 19:30" in seen.text(".rows")
    seen.open("/")
    assert seen.text("[role=note]") == (
        f"{ADVISED} Your times: magnesium 21:00; Levothyroxine 50 19:30, 1 hour 30 minutes before "
        "it. Ask your pharmacist."
    )
    seen.check()

    seen.open("/settings/medicines/")
    page.click("main .rows a.name")
    page.wait_for_url("**/settings/medicines/*-*/")
    page.fill("#id_time_0", "07:00")
    save(seen)
    seen.open("/settings/checklist/")
    assert "Levothyroxine 50 07:00, 10 hours after it." in seen.text("[role=note]")

    seen.open("/settings/medicines/")
    page.click("[aria-label='Remove Levothyroxine 50']")
    page.wait_for_selector("#messages :text('Removed: Levothyroxine 50.')")
    assert page.locator("main .rows a.name").count() == 0
    page.click("#messages .btn:text-is('Undo')")
    page.wait_for_selector("main .rows a.name")
    medicine = Medicine.objects.kept().get()
    assert (medicine.name, medicine.times) == ("Levothyroxine 50", [time(7)])
