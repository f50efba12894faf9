"""A curator by their group: what they may, what is said to be wrong, and what they may not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from foods.models import Submission
from foods.submissions import report
from intake.curators import grant_rights
from tests.browser.checks import ADMINS_OWN
from tests.browser.conftest import on_both_screens, sign_in
from tests.factories import make_curator, make_person, make_profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@on_both_screens
def test_a_curator_mends_figures_and_is_no_administrator(visit, small_site, screen):
    grant_rights()
    almonds = small_site["Almonds, raw"]
    bob = make_person("bob@example.org")
    report(almonds, bob, suggested_mg=Decimal(260), suggested_basis="100g", said="The bag says so")
    curator = make_curator()
    make_profile(curator, first_run_done_at="2026-01-01T00:00Z")
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, curator)

    # Neither people nor rights, by a link or by their address.
    for address in ("intake/person/", f"intake/person/{bob.pk}/change/", "auth/group/"):
        answer = page.goto(f"{seen.site}/admin/{address}")
        assert answer.status == 403
    assert {"403" in each for each in seen.wrong} == {True}  # the browser reports each itself
    seen.wrong.clear()
    seen.open("/admin/")
    there = page.locator("a[href^='/admin/']").evaluate_all("all => all.map(each => each.href)")
    assert any("/foods/submission/" in each for each in there)
    assert not any("/person/" in each or "/auth/" in each for each in there)

    # A slip of the decimal point is asked about, beside its field.
    seen.open(f"/admin/foods/food/{almonds.pk}/change/")
    page.fill("#id_magnesium_mg_per_basis", "2700")
    page.fill("#id_reason", "By the label")
    with page.expect_navigation():
        page.click("[name=_save]")
    said = "More than 2 000 mg is unusual. Correct it, or confirm it below."
    assert said in seen.wrong_at("#id_magnesium_mg_per_basis")
    assert page.input_value("#id_magnesium_mg_per_basis") == "2700"
    assert page.input_value("#id_reason") == "By the label"
    seen.check(but=ADMINS_OWN)
    almonds.refresh_from_db()
    assert almonds.magnesium_mg_per_basis == 270
    page.fill("#id_magnesium_mg_per_basis", "265.5")
    with page.expect_navigation():
        page.click("[name=_save]")
    almonds.refresh_from_db()
    assert almonds.magnesium_mg_per_basis == Decimal("265.5")
    assert almonds.history.first().history_change_reason == "By the label"

    # A report is declined with a reason alone; then its figure is set.
    seen.open("/admin/foods/submission/?state__exact=open")
    page.click("#result_list a:has-text('Almonds, raw')")
    with page.expect_navigation():
        page.click("button:text-is('Decline')")
    seen.wrong.clear()  # the browser reports the 422 itself
    assert seen.wrong_at("#id_reason") == "Say why: the person reads it."
    seen.check(but=ADMINS_OWN)
    assert Submission.objects.get().state == "open"
    page.fill("#id_reason", "Seen on two bags.")
    with page.expect_navigation():
        page.click("button:text-is('Set the label’s figure')")
    assert "The figure is set." in page.inner_text("#messages")
    almonds.refresh_from_db()
    decided = Submission.objects.get()
    assert (almonds.magnesium_mg_per_basis, decided.state) == (260, "accepted")
    assert (decided.decided_by, decided.reason) == (curator, "Seen on two bags.")
