"""A food of one's own is logged by the id that its maker chose, before its number is known."""

import pytest

from foods.curation import merge_proposal
from foods.models import Food
from foods.submissions import propose
from intake.models import ChecklistItem, Entry, SavedMealItem
from tests.factories import make_food

API = "/api/v1/"
ID = "2f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"
BAR = {"client_id": ID, "name": "Oat bar", "magnesium_mg_per_basis": 62.5}
EATEN = {"date": "2026-11-23", "meal": "snack", "food_client_id": ID, "grams": 40}
MEAL = {"name": "Break", "items": [{"food_client_id": ID, "grams": 40}]}
DAILY = {"meal": "snack", "food_client_id": ID, "grams": 40}


@pytest.fixture
def bar(as_alice):
    assert as_alice.post(f"{API}foods/", BAR).status_code == 201
    return Food.objects.get()


def errors(answer):
    assert answer.status_code == 400
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def test_an_entry(as_alice, bar):
    answer = as_alice.post(f"{API}entries/", EATEN)
    assert answer.status_code == 201
    body = answer.json()
    assert (body["food"], body["name"], body["magnesium_mg"]) == (bar.pk, "Oat bar", 25)
    assert "food_client_id" not in body


def test_an_entry_of_a_batch_and_one_that_becomes_it(as_alice, bar):
    said = {"entries": [EATEN, {"date": "2026-11-23", "meal": "lunch", **tea()}]}
    first, second = as_alice.post(f"{API}entries/batch/", said).json()["results"]
    assert first["entry"]["food"] == bar.pk
    tea_entry = f"{API}entries/{second['entry']['id']}/"
    changed = as_alice.patch(tea_entry, {"food_client_id": ID, "grams": 80}).json()
    assert (changed["food"], changed["magnesium_mg"]) == (bar.pk, 50)


def tea():
    return {"food": make_food("Tea").pk, "grams": 5}


def test_an_item_of_a_saved_meal(as_alice, bar):
    made = as_alice.post(f"{API}saved-meals/", MEAL)
    assert made.status_code == 201
    changed = as_alice.patch(
        f"{API}saved-meals/{made.json()['id']}/",
        {"items": [tea(), {"food_client_id": ID, "grams": 10}]},
    )
    assert [item["food"] for item in changed.json()["items"]][1] == bar.pk
    assert SavedMealItem.objects.filter(food=bar).count() == 1


def test_an_item_of_the_checklist(as_alice, bar):
    made = as_alice.post(f"{API}checklist/", DAILY)
    assert (made.status_code, made.json()["food"]) == (201, bar.pk)
    other = as_alice.post(f"{API}checklist/", {"meal": "snack", **tea()}).json()
    changed = as_alice.patch(
        f"{API}checklist/{other['id']}/", {"food_client_id": ID, "grams": 20}
    ).json()
    assert (changed["food"], changed["magnesium_mg"]) == (bar.pk, 12.5)
    assert ChecklistItem.objects.filter(food=bar).count() == 2


def test_somebody_elses_id_is_not_found_and_ones_own_comes_first(as_bob, as_alice, bar):
    answer = as_bob.post(f"{API}entries/", EATEN)
    assert errors(answer) == [("/food_client_id", "not_found")]
    unknown = EATEN | {"food_client_id": ID.replace("2f1f", "3f1f")}
    assert errors(as_bob.post(f"{API}entries/", unknown)) == [("/food_client_id", "not_found")]
    theirs = as_bob.post(f"{API}foods/", BAR | {"name": "Bob's"}).json()["id"]
    assert as_bob.post(f"{API}entries/", EATEN).json()["food"] == theirs
    assert as_alice.post(f"{API}entries/", EATEN).json()["food"] == bar.pk


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"food": 1}, "named_twice"),
        ({"food_client_id": "x"}, "invalid"),
        ({"food_client_id": 7}, "invalid"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(as_alice, bar, said, code):
    assert errors(as_alice.post(f"{API}entries/", EATEN | said)) == [("/food_client_id", code)]
    wrong = MEAL | {"items": [MEAL["items"][0] | said]}
    assert errors(as_alice.post(f"{API}saved-meals/", wrong)) == [("/items/0/food_client_id", code)]
    assert errors(as_alice.post(f"{API}checklist/", DAILY | said)) == [("/food_client_id", code)]


def test_null_says_nothing(as_alice, bar):
    said = EATEN | {"food_client_id": None, "food": bar.pk}
    assert as_alice.post(f"{API}entries/", said).json()["food"] == bar.pk
    quick = {"date": "2026-11-23", "meal": "snack", "name": "Soup", "kind": "food"}
    said = quick | {"magnesium_mg": None, "food_client_id": None}
    assert as_alice.post(f"{API}entries/", said).json()["food"] is None


def test_what_was_logged_by_it_is_not_lost_once_the_food_is_hidden_or_merged(
    alice, as_alice, bob, bar
):
    """As by its number: a phone may say, days later, what was eaten before."""
    as_alice.post(f"{API}entries/", EATEN)
    propose(bar, alice)
    merge_proposal(bar, into=make_food("Oat bar, any"), by=bob)
    assert as_alice.post(f"{API}entries/", EATEN).status_code == 201
    other = BAR | {"client_id": ID.replace("2f1f", "3f1f")}
    eaten = EATEN | {"food_client_id": other["client_id"]}
    hidden = as_alice.post(f"{API}foods/", other).json()["id"]
    as_alice.delete(f"{API}foods/{hidden}/")
    assert as_alice.post(f"{API}entries/", eaten).status_code == 201
    assert Entry.objects.kept().count() == 3


def test_a_replay_is_known_by_what_it_said(as_alice, bar):
    said = EATEN | {"id": ID}
    assert as_alice.post(f"{API}entries/", said).status_code == 201
    assert as_alice.post(f"{API}entries/", said).status_code == 200
    by_number = {name: value for name, value in said.items() if name != "food_client_id"}
    assert as_alice.post(f"{API}entries/", by_number | {"food": bar.pk}).status_code == 409
