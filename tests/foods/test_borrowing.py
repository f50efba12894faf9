"""Figures borrowed from foods alike."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foods import borrowing, curation, figures, submissions
from foods.curation import NotPossible
from foods.models import Confidence, Estimate, Source, State
from tests.factories import client_of, make_entry, make_food, make_profile
from tests.foods.test_admin import page
from tests.pages import admin_text, text_of

pytestmark = pytest.mark.django_db


def test_a_borrowed_figure_is_the_median_shown_as_a_range_and_taken_back(admin, curator):
    lenders = [make_food(f"Oats {mg}", magnesium_mg=mg) for mg in ("120", "138", "150")]
    food = make_food("Oat flakes", magnesium_mg=None)
    before = (food.confidence, food.curated_fields)

    borrowing.borrow(food, lenders, by=curator)

    food.refresh_from_db()
    assert (food.magnesium_mg_per_basis, food.confidence) == (138, Confidence.ESTIMATED)
    text = text_of(Client().get(f"/foods/{food.pk}/"))
    assert "Estimated from similar foods: 120 to 150 mg" in text
    assert "estimated from Oats 120 , Oats 138 , Oats 150" in text
    assert "Take the estimate back" in admin_text(admin.get(page(food)))
    admin.post(reverse("admin:foods_food_act", args=[food.pk, "take_back"]))
    food.refresh_from_db()
    assert food.magnesium_mg_per_basis is None
    assert (food.confidence, food.curated_fields) == before
    assert not Estimate.objects.exists()


def test_a_curator_borrows_on_a_page(admin):
    lender = make_food("Oat flakes, plain", magnesium_mg="138", source=None)
    food = make_food("Oat flakes", magnesium_mg=None)
    there = reverse("admin:foods_food_borrow", args=[food.pk])
    assert there in admin.get(page(food)).content.decode()
    assert "Choose at least one food." in admin_text(admin.post(there, {"number": ""}))
    assert "No published food" in admin_text(admin.post(there, {"number": "²"}))
    make_food("Miso soup", magnesium_mg="8")
    assert "Miso soup: 8 mg" not in admin_text(admin.get(there))
    assert "Miso soup: 8 mg" in admin_text(admin.get(there, {"q": "soup"}))
    assert admin.post(there, {"lenders": [lender.pk]}).status_code == 302
    food.refresh_from_db()
    assert food.magnesium_mg_per_basis == 138


def test_an_estimate_lends_nothing_and_a_known_figure_borrows_nothing(curator):
    known, other = make_food(magnesium_mg="100"), make_food(magnesium_mg="0")
    guess = make_food(magnesium_mg="1", confidence=Confidence.ESTIMATED)
    per_piece = make_food(magnesium_mg="1", basis="unit")
    food = make_food(magnesium_mg=None)
    with pytest.raises(NotPossible, match="has a figure"):
        borrowing.borrow(known, [other], by=curator)
    for lenders in ([guess], [per_piece], [make_food(magnesium_mg=None)], [food], []):
        with pytest.raises(NotPossible):
            borrowing.borrow(food, lenders, by=curator)


def test_an_estimate_holds_until_another_figure_comes(curator):
    food = make_food(magnesium_mg=None)
    borrowing.borrow(food, [make_food(magnesium_mg="10")], by=curator)
    figures.change_figure(food, Decimal(12), by=curator, reason="label", confidence="label")
    with pytest.raises(NotPossible, match="another figure since"):
        borrowing.take_back(food, by=curator)
    assert "Estimated" not in text_of(Client().get(f"/foods/{food.pk}/"))


def test_a_person_borrows_for_their_own(alice, bob):
    lender = make_food("Oat flakes, plain", magnesium_mg="138")
    food = make_food("Oat flakes", magnesium_mg=None, state=State.PRIVATE, owner=alice)
    client = Client()
    client.force_login(alice)
    there = f"/settings/foods/{food.pk}/borrow/"
    assert "Oat flakes, plain: 138 mg" in text_of(client.get(there))
    assert "Choose at least one food." in text_of(client.post(there))
    assert client.post(there, {"lenders": [lender.pk]}).status_code == 302
    assert "138 mg per 100 g, estimated" in text_of(client.get("/settings/foods/"))
    client.post(there, {"take_back": "1"})
    food.refresh_from_db()
    assert (food.magnesium_mg_per_basis, food.curated_fields) == (None, [])
    client.force_login(bob)
    assert client.get(there).status_code == 404


def test_what_is_kept_apart_lends_to_ones_own_foods_only(alice, curator):
    apart = Source.objects.create(slug="off", name="Open Food Facts", shareable=False)
    lender = make_food("Bar", magnesium_mg="70", source=apart)
    food = make_food(magnesium_mg=None)
    with pytest.raises(NotPossible, match="licence of “Open Food Facts”"):
        borrowing.borrow(food, [lender], by=curator)
    own = make_food(magnesium_mg=None, state=State.PRIVATE, owner=alice)
    borrowing.borrow(own, [lender], by=alice)
    own.refresh_from_db()
    assert own.magnesium_mg_per_basis == 70
    submissions.propose(own, alice)
    published = curation.publish(own, curator)
    assert (published.magnesium_mg_per_basis, published.held_estimate) == (None, None)


def test_an_estimate_is_published_with_its_range_and_its_lenders(alice, curator):
    lenders = [make_food(f"Oats {mg}", magnesium_mg=mg) for mg in ("120", "150")]
    own = make_food("Flakes", magnesium_mg=None, state=State.PRIVATE, owner=alice)
    borrowing.borrow(own, lenders, by=alice)
    submissions.propose(own, alice)
    published = curation.publish(own, curator)
    text = text_of(Client().get(f"/foods/{published.pk}/"))
    assert "Estimated from similar foods: 120 to 150 mg" in text
    assert "estimated from Oats 120 , Oats 150" in text
    borrowing.take_back(published, by=curator)
    published.refresh_from_db()
    assert published.magnesium_mg_per_basis is None
    own.refresh_from_db()
    assert own.magnesium_mg_per_basis == 135


def test_nobody_learns_from_which_private_food_a_figure_is(alice, curator):
    secret = make_food("Grandma’s oats", magnesium_mg="9", state=State.PRIVATE, owner=alice)
    own = make_food("Flakes", magnesium_mg=None, state=State.PRIVATE, owner=alice)
    borrowing.borrow(own, [secret], by=alice)
    submissions.propose(own, alice)
    published = curation.publish(own, curator)
    assert (published.magnesium_mg_per_basis, published.held_estimate) == (None, None)


def test_a_figure_of_ones_own_takes_the_place_of_an_estimate(alice):
    lenders = [make_food(f"Oats {mg}", magnesium_mg=mg) for mg in ("120", "150")]
    own = make_food("Flakes", magnesium_mg=None, state=State.PRIVATE, owner=alice)
    borrowing.borrow(own, lenders, by=alice)
    client, there = client_of(alice), f"/api/v1/foods/{own.pk}/"
    assert client.get(there).json()["estimate"] == {
        "low_mg": 120,
        "high_mg": 150,
        "foods": [{"id": food.pk, "name": food.name} for food in lenders],
    }
    kept = client.patch(there, {"name": "Oat flakes", "magnesium_mg_per_basis": 135}).json()
    assert (kept["confidence"], kept["estimate"]["low_mg"]) == ("estimated", 120)
    body = client.patch(there, {"magnesium_mg_per_basis": 80}).json()
    assert (body["confidence"], body["estimate"]) == ("personal", None)
    assert not Estimate.objects.exists()


def test_an_estimate_says_so_wherever_its_figure_stands(alice):
    lenders = [make_food(f"Oats {mg}", magnesium_mg=mg) for mg in ("120", "150")]
    own = make_food("Flakes", magnesium_mg=None, state=State.PRIVATE, owner=alice)
    borrowing.borrow(own, lenders, by=alice)
    own.refresh_from_db()
    make_profile(alice)
    today = timezone.now().date()
    make_entry(alice, own, date=today)
    client = Client()
    client.force_login(alice)
    assert "135 mg per 100 g, estimated (120 to 150)" in text_of(client.get("/settings/foods/"))
    assert "estimated" in text_of(client.get("/foods/?q=flakes"))
    assert "100 g · estimated" in text_of(client.get("/add/?q=flakes"))
    assert "135 mg, estimated" in text_of(client.get("/add/"))
    assert "100 g · estimated" in text_of(client.get("/"))


def test_a_lender_that_retired_is_named_without_a_link(curator):
    lender, food = make_food("Oats"), make_food("Flakes", magnesium_mg=None)
    borrowing.borrow(food, [lender], by=curator)
    curation.retire(lender, curator)
    page_ = Client().get(f"/foods/{food.pk}/").content.decode()
    assert "from Oats" in page_
    assert f"/foods/{lender.pk}/" not in page_
