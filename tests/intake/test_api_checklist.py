"""The checklist over the API."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from intake.models import ChecklistItem, Entry
from tests.factories import make_food, make_profile
from tests.intake.test_checklist import make_tablet

pytestmark = pytest.mark.django_db
URL = "/api/v1/checklist/"
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """It is Monday, 2026-11-23."""
    monkeypatch.setattr("intake.models.Profile.today", lambda self, now=None: MONDAY)


@pytest.fixture
def tablet():
    return make_tablet()


def put(client, tablet, **fields):
    body = {"food": tablet.pk, "elemental_mg": 100, "meal": "dinner", "time": "21:00"} | fields
    return client.post(URL, body)


def errors_of(response):
    assert response.status_code == 400, response.content
    return {(each["pointer"], each["code"]) for each in response.json()["errors"]}


def test_an_item_is_put_on_it_and_answered_whole(as_alice, tablet):
    response = put(as_alice, tablet)
    assert response.status_code == 201
    item = response.json()
    assert item == {
        "id": str(ChecklistItem.objects.get().uuid),
        "food": tablet.pk,
        "portion": None,
        "amount": 1,
        "name": "Citrate",
        "portion_label": "100 mg elemental",
        "kind": "supplement",
        "label_says": "elemental",
        "compound": "",
        "label_dose_mg": 100,
        "magnesium_mg": 100,
        "magnesium_at_most_mg": None,
        "meal": "dinner",
        "time": "21:00:00",
        "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "starts_on": "2026-11-23",
        "ends_on": None,
        "position": 1,
        "paused": False,
        "due": True,
        "entry": None,
        "medicine_spacing": [],
    }
    assert as_alice.get(URL).json() == {
        "date": "2026-11-23",
        "coming_mg": 100,
        "results": [item],
    }
    assert as_alice.get(f"{URL}{item['id']}/").json() == item


def test_it_is_logged_once_a_date(as_alice, tablet):
    item = put(as_alice, tablet).json()
    log = f"{URL}{item['id']}/log/"
    first = as_alice.post(log, {"date": "2026-11-23"})
    again = as_alice.post(log, {"date": "2026-11-23"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["magnesium_mg"] == 100
    shown = as_alice.get(f"{URL}?date=2026-11-23").json()
    assert shown["results"][0]["entry"] == first.json()["id"]
    assert shown["coming_mg"] == 0
    assert as_alice.get(f"{URL}?date=2026-11-24").json()["results"][0]["entry"] is None
    assert errors_of(as_alice.post(log, {"date": "2026-11-22"})) == {("/date", "not_due")}
    assert errors_of(as_alice.post(log, {})) == {("/date", "required")}


def test_a_day_says_what_is_coming(as_alice, tablet):
    put(as_alice, tablet)
    assert as_alice.get("/api/v1/days/2026-11-23/").json()["coming_mg"] == 100
    assert as_alice.get("/api/v1/days/2026-11-24/").json()["coming_mg"] is None


def test_changing_an_item(as_alice, tablet):
    url = f"{URL}{put(as_alice, tablet).json()['id']}/"
    changed = as_alice.patch(
        url, {"elemental_mg": 150, "doses": 2, "weekdays": [1, 3], "paused": True, "time": None}
    ).json()
    assert (changed["portion_label"], changed["amount"]) == ("75 mg elemental", 2)
    assert (changed["weekdays"], changed["paused"], changed["due"]) == ([1, 3], True, False)
    assert changed["time"] is None
    own = as_alice.patch(url, {"food": make_food(magnesium_mg="50").pk, "grams": 30}).json()
    assert (own["magnesium_mg"], own["label_says"]) == (15, "")
    assert errors_of(as_alice.patch(url, {"ends_on": "2026-11-01"})) == {
        ("/ends_on", "ends_too_early")
    }


def test_a_thing_of_ones_own(as_alice):
    body = {"name": "Powder", "kind": "supplement", "magnesium_mg": 80, "meal": "lunch"}
    item = as_alice.post(URL, body).json()
    assert (item["food"], item["magnesium_mg"]) == (None, 80)
    url = f"{URL}{item['id']}/"
    unknown = as_alice.patch(url, {"magnesium_mg": None}).json()
    assert (unknown["name"], unknown["magnesium_mg"]) == ("Powder", None)
    assert as_alice.post(f"{url}log/", {"date": "2026-11-23"}).json()["magnesium_mg"] is None


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"food": 1}, "/food", "not_found"),
        ({"elemental_mg": None}, "/amount", "required"),
        ({"meal": "tea"}, "/meal", "invalid_choice"),
        ({"weekdays": []}, "/weekdays", "empty"),
        ({"weekdays": [8]}, "/weekdays/0", "max_value"),
        ({"starts_on": "1066-10-14"}, "/starts_on", "out_of_range"),
        ({"date": "2026-11-23"}, "/date", "unknown_field"),
        ({"compound_mg": 500, "elemental_mg": None}, "/compound", "compound_unknown"),
    ],
)
def test_a_wrong_field_is_named(as_alice, tablet, change, pointer, code):
    assert (pointer, code) in errors_of(put(as_alice, tablet, **change))
    assert not ChecklistItem.objects.exists()


def test_a_medicine_is_refused(as_alice):
    antacid = make_tablet(kind="medicine")
    refused = put(as_alice, antacid)
    assert errors_of(refused) == {("/food", "no_medicine")}


@pytest.mark.parametrize(
    ("profile", "code"),
    [({"kidney_disease": True}, "amounts_only"), ({"birth_date": date(2009, 6, 1)}, "under_age")],
)
def test_who_gets_nothing_with_one_tap(alice, as_alice, tablet, profile, code):
    item = put(as_alice, tablet).json()
    make_profile(alice, **profile)
    for refused in (
        put(as_alice, tablet),
        as_alice.post(f"{URL}{item['id']}/log/", {"date": "2026-11-23"}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, code)
    shown = as_alice.get(URL).json()
    assert shown["results"][0]["due"] is None
    assert shown["coming_mg"] == (None if code == "amounts_only" else 0)
    assert not Entry.objects.exists()


def test_removing_and_restoring(as_alice, tablet):
    url = f"{URL}{put(as_alice, tablet).json()['id']}/"
    assert [as_alice.delete(url).status_code for _ in range(2)] == [204, 204]
    for response in (
        as_alice.get(url),
        as_alice.patch(url, {"paused": True}),
        as_alice.post(f"{url}log/", {"date": "2026-11-23"}),
    ):
        assert (response.status_code, response.json()["code"]) == (410, "deleted")
    assert as_alice.post(f"{url}restore/").status_code == 200
    assert as_alice.get(URL).json()["results"][0]["due"] is True


def test_another_persons_item_is_not_found(as_alice, as_bob, tablet):
    url = f"{URL}{put(as_alice, tablet).json()['id']}/"
    assert as_bob.get(url).status_code == 404
    assert as_bob.patch(url, {"paused": True}).status_code == 404
    assert as_bob.delete(url).status_code == 404
    assert as_bob.post(f"{url}restore/").status_code == 404
    assert as_bob.post(f"{url}log/", {"date": "2026-11-23"}).status_code == 404
    assert as_bob.get(URL).json()["results"] == []
    assert as_alice.get(f"{URL}{uuid4()}/").status_code == 404


@pytest.mark.parametrize("items", [1, 12])
def test_the_list_takes_the_same_few_queries(
    as_alice, tablet, items, django_assert_max_num_queries
):
    for _ in range(items):
        put(as_alice, tablet)
    with django_assert_max_num_queries(8):
        as_alice.get(URL)


def test_a_range_is_told(as_alice):
    citrate = make_tablet(source_ref="citrate-unspecified")
    item = put(as_alice, citrate, elemental_mg=None, compound_mg=1000, compound="citrate").json()
    assert (item["magnesium_mg"], item["magnesium_at_most_mg"]) == (113.357, 161.634)
    assert Decimal(str(as_alice.get(URL).json()["coming_mg"])) == Decimal("113.357")


class TestAnIdOfOnesOwn:
    ID = "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"

    def test_is_safe_to_send_again_also_after_an_edit(self, as_alice, tablet):
        first = put(as_alice, tablet, id=self.ID)
        assert (first.status_code, first.json()["id"]) == (201, self.ID)
        as_alice.patch(f"{URL}{self.ID}/", {"weekdays": [1, 3]})
        again = put(as_alice, tablet, id=self.ID)
        assert (again.status_code, again.json()["weekdays"]) == (200, [1, 3])
        assert ChecklistItem.objects.count() == 1

    def test_is_taken_for_another_request(self, as_alice, tablet):
        item = put(as_alice, tablet, id=self.ID).json()
        other = put(as_alice, tablet, id=self.ID, meal="lunch")
        assert (other.status_code, other.json()["code"]) == (409, "id_in_use")
        assert other.json()["current"] == item

    def test_of_one_that_was_taken_off_is_gone(self, as_alice, tablet):
        put(as_alice, tablet, id=self.ID)
        as_alice.delete(f"{URL}{self.ID}/")
        again = put(as_alice, tablet, id=self.ID)
        assert (again.status_code, again.json()["code"]) == (410, "deleted")
        other = put(as_alice, tablet, id=self.ID, meal="lunch")
        assert (other.status_code, other.json()["code"]) == (410, "deleted")

    def test_cannot_be_changed_and_is_each_persons_own(self, as_alice, as_bob, tablet):
        put(as_alice, tablet, id=self.ID)
        changed = as_alice.patch(f"{URL}{self.ID}/", {"id": str(uuid4())})
        assert errors_of(changed) == {("/id", "unknown_field")}
        assert put(as_bob, tablet, id=self.ID).status_code == 201
