"""A person proposes a food, a curator merges it, and both see the outcome."""

from __future__ import annotations

import pytest

from foods.models import Food, Portion, State
from intake.curators import grant_rights
from tests.browser.conftest import Visit
from tests.chromium import DESKTOP, PHONE
from tests.factories import make_curator, make_food, make_person, make_profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(seen: Visit, email: str, to: str) -> None:
    seen.open(f"/accounts/login/?next={to}")
    seen.page.fill("#id_login", email)
    seen.page.fill("#id_password", "a pass phrase")
    seen.page.click("main form .btn")
    seen.page.wait_for_url(seen.site + to)  # the page of the form has `to` at its end, too


def test_a_proposal_is_merged_and_both_see_it(visit, settings, live_server, tmp_path):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    grant_rights()
    kept = make_food("Oat bars, plain", magnesium_mg="74", popularity=10)
    make_profile(make_person("alice@example.org"))
    make_curator()

    alice = visit(**PHONE)
    sign_in(alice, "alice@example.org", "/settings/foods/")
    alice.page.fill("#id_name", "Oat bar")
    alice.page.fill("#id_magnesium_mg_per_basis", "75")
    alice.page.fill("#id_portion_label", "1 bar")
    alice.page.fill("#id_portion_quantity", "40")
    alice.page.click("main form .btn:has-text('Add it')")
    alice.page.click("a.btn:has-text('Propose')")
    alice.page.fill("#id_said", "Sold at the corner shop")
    alice.check()
    alice.page.set_input_files("#id_photo", files=[label()])
    alice.page.click(".btn:has-text('Propose it')")
    alice.page.wait_for_url("**/settings/foods/")
    assert "Waiting for a curator" in alice.text()
    mine = Food.objects.get(name="Oat bar")
    assert (mine.state, Portion.objects.get(food=mine).quantity) == (State.PROPOSED, 40)

    desk = visit(**DESKTOP)
    sign_in(desk, "curator@example.org", "/admin/")
    # The admin has the tokens of the site, light and dark.
    for theme, paper in (("dark", "rgb(13, 20, 17)"), ("light", "rgb(246, 245, 240)")):
        desk.page.emulate_media(color_scheme=theme)
        ground = desk.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == paper
    desk.page.click("#content a:has-text('Proposals from people')")
    desk.page.click("#result_list a:has-text('Oat bar')")
    desk.page.wait_for_selector("#id_reason")
    assert "“Sold at the corner shop”" in desk.page.inner_text("#content")
    photo = desk.page.locator("img[alt='Photo of the label']")
    assert photo.evaluate("async photo => (await photo.decode(), photo.naturalWidth)") == 300
    desk.page.check(f"#choose-{kept.pk}")
    desk.page.fill("#id_reason", "We have it as “Oat bars, plain”.")
    desk.page.click("button:has-text('Merge into the chosen one')")
    desk.page.wait_for_selector("text=Undo this merge")
    assert "Oat bars, plain" in desk.page.inner_text("#content")
    desk.page.click("#messages button[aria-label='Close']")
    assert desk.page.locator("#messages .toast").count() == 0
    # The next Tab goes on from the content, not from the head of the page.
    assert desk.page.locator("#main:focus").count() == 1

    alice.page.reload()
    assert "Merged: it is the same as Oat bars, plain" in alice.text()
    alice.check()
    assert "We have it as “Oat bars, plain”." in alice.text()
    alice.page.click("#asked a:has-text('Oat bars, plain')")
    alice.page.wait_for_url(f"**/foods/{kept.pk}/")
    assert "74 mg per 100 g" in alice.text()

    desk.page.click("button:has-text('Undo this merge')")
    desk.page.wait_for_selector("text=Undone by curator@example.org")
    alice.open("/settings/foods/")
    assert "Waiting for a curator" in alice.text()


def label() -> dict[str, object]:
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(file, "PNG")
    return {"name": "label.png", "mimeType": "image/png", "buffer": file.getvalue()}
