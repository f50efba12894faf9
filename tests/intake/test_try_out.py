"""Looking foods up without an account: what is said of them, and what a browser may reckon with."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse

from foods.models import FoodName, Kind
from tests.factories import make_food, make_portion

pytestmark = pytest.mark.django_db


def found(client, typed, **headers):
    return client.get(reverse("try_results"), {"q": typed}, **headers).content.decode()


def told(page):
    return [json.loads(unescape(each)) for each in re.findall(r'data-food="([^"]+)"', page)]


def test_a_food_is_told_with_the_helping_that_was_typed(client):
    food = make_food(name="Pumpkin seeds", magnesium_mg="550")
    portion = make_portion(food, label="1 handful", quantity="30")
    page = found(client, "pumpkin seeds 20 g")
    (known,) = told(page)
    assert (known["id"], known["magnesium_mg_per_basis"]) == (food.pk, 550)
    assert (known["portion"], known["amount"]) == (None, 20)
    assert known["portions"] == [{"id": portion.pk, "label": "1 handful", "quantity": 30}]
    assert "110 <small>mg</small>" in page


def test_what_is_not_known_is_null_and_says_so(client):
    make_food(name="Mystery soup", magnesium_mg=None)
    page = found(client, "mystery")
    assert told(page)[0]["magnesium_mg_per_basis"] is None
    assert "no figure" in page


def test_a_dose_is_not_for_guests(client):
    make_food(name="Magnesium tablet", kind=Kind.SUPPLEMENT)
    page = found(client, "magnesium tablet")
    assert told(page) == []
    assert "needs an account" in page


def test_foods_of_others_are_not_found(client, alice):
    make_food(name="Secret bread", owner=alice, state="private")
    assert "Nothing found" in found(client, "secret bread")


def test_the_page_works_without_javascript_and_a_landing_leads_to_it(client):
    make_food(name="Almonds")
    assert f'action="{reverse("try_out")}"' in client.get("/").content.decode()
    page = client.get(reverse("try_out"), {"q": "almonds"}).content.decode()
    assert "Almonds" in page
    assert "<noscript>" in page


def test_who_is_signed_in_has_a_diary(client, alice):
    client.force_login(alice)
    assert client.get(reverse("try_out")).url == "/"


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "<b>", "a" * 5000])
def test_anything_may_be_typed(client, typed):
    assert client.get(reverse("try_results"), {"q": typed}).status_code == 200


def test_searching_takes_few_queries(client, django_assert_max_num_queries):
    for n in range(12):
        make_portion(make_food(name=f"Bread {n}"), label="1 slice", quantity="40")
    with django_assert_max_num_queries(5):
        assert len(told(found(client, "bread"))) == 12


def test_what_can_be_read_in_two_ways_is_no_amount(client):
    food = make_food(name="Pumpkin seeds", magnesium_mg="550")
    make_portion(food, label="1 handful", quantity="30")
    page = found(client, "1.500 g pumpkin seeds", headers={"accept-language": "de"})
    assert [(each["portion"] is None, each["amount"]) for each in told(page)] == [(False, 1)]
    assert [each["one_tap"] for each in told(page)] == [False]
    assert "1.500" not in page


@pytest.mark.parametrize(
    ("typed", "one_tap"),
    [
        ("pumpkin seeds", True),
        ("2 handfuls pumpkin seeds", True),
        ("20 g pumpkin seeds", True),
        ("200 ml pumpkin seeds", False),
        ("2 pints pumpkin seeds", False),
        ("10 pumpkin seeds", False),
    ],
)
def test_what_is_not_as_typed_is_chosen(client, typed, one_tap):
    make_portion(make_food(name="Pumpkin seeds"), label="1 handful", quantity="30")
    page = found(client, typed)
    assert [each["one_tap"] for each in told(page)] == [one_tap]
    assert ("no measure of Pumpkin seeds is known" in page) is not one_tap


def test_foods_are_named_in_the_readers_language(client):
    food = make_food(name="Almonds, raw")
    make_portion(food, label="1 handful", quantity="30")
    FoodName.objects.create(food=food, language="de", name="Mandeln, roh", preferred=True)
    page = found(client, "mandeln", headers={"accept-language": "de"})
    (known,) = told(page)
    assert (known["name"], known["portions"][0]["label"]) == ("Mandeln, roh", "1 Handvoll")
    assert "Almonds" not in page
