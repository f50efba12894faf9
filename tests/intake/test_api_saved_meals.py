from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from foods.models import State
from intake.meal_items import NewItem
from intake.meals import create_saved_meal
from intake.models import Entry, SavedMeal
from intake.snapshots import Measure
from tests.factories import make_entry, make_food, make_portion, make_profile

URL = "/api/v1/saved-meals/"
ID = "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"
LOG = {"date": "2026-11-23", "meal": "dinner"}


@pytest.fixture
def oats(db):
    return make_portion(make_food("Oats", magnesium_mg="138"), "1 bowl", "50")


@pytest.fixture
def soup(alice, oats):
    items = [
        NewItem(food=oats.food, measure=Measure(portion=oats, amount=Decimal(2))),
        NewItem(name="Antacid", kind="medicine", magnesium_mg=Decimal(200)),
    ]
    meal, _ = create_saved_meal(alice, name="Soup", items=items, servings=Decimal(2))
    return meal


def test_a_recipe_is_saved_and_answered_whole(as_alice, oats):
    said = {
        "id": ID,
        "name": "Porridge",
        "servings": 2,
        "items": [
            {"food": oats.food_id, "portion": oats.pk, "amount": 2},
            {"name": "Jam", "kind": "food", "magnesium_mg": None},
        ],
    }
    response = as_alice.post(URL, said)
    assert response.status_code == 201, response.content
    body = response.json()
    assert body.pop("updated_at").startswith("20")
    assert body == {
        "id": ID,
        "name": "Porridge",
        "servings": 2,
        "position": 0,
        "items": [
            {
                "food": oats.food_id,
                "portion": oats.pk,
                "amount": 2,
                "name": "Oats",
                "portion_label": "1 bowl",
                "kind": "food",
                "grams": 100,
                "millilitres": None,
                "label_says": "",
                "compound": "",
                "label_dose_mg": None,
                "magnesium_mg": 138,
                "magnesium_at_most_mg": None,
                "left_out": None,
            },
            {
                "food": None,
                "portion": None,
                "amount": 1,
                "name": "Jam",
                "portion_label": "",
                "kind": "food",
                "grams": None,
                "millilitres": None,
                "label_says": "",
                "compound": "",
                "label_dose_mg": None,
                "magnesium_mg": None,
                "magnesium_at_most_mg": None,
                "left_out": None,
            },
        ],
        "version": 1,
    }
    again = as_alice.post(URL, said)
    assert (again.status_code, again.json()["id"]) == (200, ID)
    other = as_alice.post(URL, said | {"name": "Other"})
    assert (other.status_code, other.json()["code"]) == (409, "id_in_use")
    as_alice.delete(f"{URL}{ID}/")
    assert as_alice.post(URL, said).status_code == 410
    assert as_alice.post(URL, said | {"name": "Other"}).status_code == 410
    assert [each["name"] for each in as_alice.get(URL).json()["results"]] == []
    assert as_alice.post(f"{URL}{ID}/restore/").json()["name"] == "Porridge"
    assert [each["name"] for each in as_alice.get(URL).json()["results"]] == ["Porridge"]


def test_logging_makes_an_entry_an_item_once(as_alice, soup):
    said = LOG | {"id": ID}
    response = as_alice.post(f"{URL}{soup.uuid}/log/", said)
    assert response.status_code == 201, response.content
    body = response.json()
    assert [(e["name"], e["amount"], e["magnesium_mg"]) for e in body["entries"]] == [
        ("Oats", 1, 69)
    ]
    (entry,) = body["entries"]
    assert (entry["together"], entry["logged_as"]) == (ID, "Soup")
    assert body["left_out"] == [{"name": "Antacid", "reason": "medicine"}]
    assert as_alice.post(f"{URL}{soup.uuid}/log/", said).status_code == 200
    assert as_alice.post(f"{URL}{soup.uuid}/log/", said | {"servings": 2}).status_code == 409
    assert Entry.objects.count() == 1
    as_alice.delete(f"/api/v1/entries/{entry['id']}/")
    assert as_alice.post(f"{URL}{soup.uuid}/log/", said).status_code == 410
    assert as_alice.post(f"{URL}{soup.uuid}/log/", said | {"servings": 2}).status_code == 410


def test_what_was_logged_is_told_again_also_once_the_meal_is_deleted(as_alice, soup):
    logged = as_alice.post(f"{URL}{soup.uuid}/log/", LOG | {"id": ID}).json()
    as_alice.delete(f"{URL}{soup.uuid}/")
    again = as_alice.post(f"{URL}{soup.uuid}/log/", LOG | {"id": ID})
    assert (again.status_code, again.json()["entries"]) == (200, logged["entries"])
    other = as_alice.post(f"{URL}{soup.uuid}/log/", LOG | {"id": ID, "servings": 2})
    assert (other.status_code, other.json()["code"]) == (409, "id_in_use")
    for anew in (LOG, LOG | {"id": str(uuid4())}):
        response = as_alice.post(f"{URL}{soup.uuid}/log/", anew)
        assert (response.status_code, response.json()["code"]) == (410, "deleted")
    assert Entry.objects.count() == 1


def test_the_same_request_again_also_once_a_portion_is_gone(as_alice, oats):
    items = [{"food": oats.food_id, "portion": oats.pk, "amount": 1}]
    said = {"id": ID, "name": "Porridge", "items": items}
    assert as_alice.post(URL, said).status_code == 201
    oats.delete()
    again = as_alice.post(URL, said)
    assert (again.status_code, again.json()["name"]) == (200, "Porridge")


@pytest.mark.parametrize(
    "told",
    [{"kidney_disease": True}, {"birth_date": date(2009, 6, 1)}],
    ids=["kidneys", "under 18"],
)
def test_no_supplement_with_one_tap(as_alice, alice, told):
    make_profile(alice, **told)
    citrate = NewItem(name="Citrate", kind="supplement", magnesium_mg=Decimal(60))
    meal, _ = create_saved_meal(alice, name="Evening", items=[citrate])
    assert as_alice.get(f"{URL}{meal.uuid}/").json()["items"][0]["left_out"] == "supplement"
    body = as_alice.post(f"{URL}{meal.uuid}/log/", LOG).json()
    assert body == {"entries": [], "left_out": [{"name": "Citrate", "reason": "supplement"}]}
    assert not Entry.objects.exists()


def test_changes_and_their_errors(as_alice, soup, oats):
    url = f"{URL}{soup.uuid}/"
    body = as_alice.patch(url, {"name": "Stew", "servings": 4}).json()
    assert (body["name"], body["servings"], len(body["items"]), body["version"]) == (
        "Stew",
        4,
        2,
        2,
    )
    wrong = as_alice.patch(url, {"items": [{"food": oats.food_id, "millilitres": 5}]})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (
        400,
        "/items/0/millilitres",
    )
    assert as_alice.patch(url, {"items": []}).json()["items"] == []
    assert as_alice.patch(url, {"servings": 0}).status_code == 400


def test_a_food_of_somebody_else_is_no_food(as_alice, bob):
    bobs = make_food("Bob's bread", state=State.PRIVATE, owner=bob)
    response = as_alice.post(URL, {"name": "X", "items": [{"food": bobs.pk, "grams": 5}]})
    assert response.json()["errors"] == [
        {"code": "not_found", "detail": "There is no such food.", "pointer": "/items/0/food"}
    ]
    assert not SavedMeal.objects.exists()


def test_bob_finds_nothing_of_alices(as_bob, soup):
    url = f"{URL}{soup.uuid}/"
    assert as_bob.get(URL).json() == {"results": []}
    assert as_bob.get(url).status_code == 404
    assert as_bob.patch(url, {"name": "Mine"}).status_code == 404
    assert as_bob.delete(url).status_code == 404
    assert as_bob.post(f"{url}restore/").status_code == 404
    assert as_bob.post(f"{url}log/", LOG).status_code == 404
    soup.refresh_from_db()
    assert (soup.name, soup.deleted_at) == ("Soup", None)


def test_the_list_takes_as_many_queries_for_ten_as_for_one(
    as_alice, alice, soup, django_assert_num_queries
):
    with django_assert_num_queries(4):
        as_alice.get(URL)
    for _ in range(9):
        create_saved_meal(
            alice, name="Rice", items=[NewItem(food=make_food(), measure=Measure(grams=Decimal(9)))]
        )
    with django_assert_num_queries(4):
        assert len(as_alice.get(URL).json()["results"]) == 10


class TestCopying:
    url = "/api/v1/days/2026-11-23/copy/"

    def test_a_day_with_what_stays_behind(self, as_alice, alice, bob):
        day = date(2026, 11, 22)
        make_entry(alice, make_food("Kale", magnesium_mg="33"), date=day, meal="dinner")
        make_entry(alice, name="Jam", kind="food", magnesium_mg=Decimal(1), date=day)
        make_entry(alice, name="Antacid", kind="medicine", magnesium_mg=Decimal(9), date=day)
        make_entry(bob, date=day)
        said = {"from": "2026-11-22", "id": ID}
        response = as_alice.post(self.url, said)
        assert response.status_code == 201, response.content
        body = response.json()
        assert [(e["date"], e["meal"], e["name"]) for e in body["entries"]] == [
            ("2026-11-23", "dinner", "Kale"),
            ("2026-11-23", "lunch", "Jam"),
        ]
        assert body["left_out"] == [{"name": "Antacid", "reason": "medicine"}]
        assert as_alice.post(self.url, said).status_code == 200
        assert as_alice.post(self.url, said | {"meals": ["lunch"]}).status_code == 409
        one = as_alice.post(self.url, {"from": "2026-11-22", "meals": ["lunch"]}).json()
        assert [e["name"] for e in one["entries"]] == ["Jam"]

    @pytest.mark.parametrize(
        ("said", "pointer"),
        [
            ({}, "/from"),
            ({"from": "2026-11-23"}, "/from"),
            ({"from": "2026-11-22", "meals": []}, "/meals"),
            ({"from": "2026-11-22", "meals": ["brunch"]}, "/meals/0"),
            ({"from": "2026-11-22", "id": 1}, "/id"),
        ],
    )
    def test_what_cannot_be_copied(self, as_alice, said, pointer):
        response = as_alice.post(self.url, said)
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == pointer
