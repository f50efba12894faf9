"""A food of one's own under a UUID of its maker's: sent again, it stays one."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from foods.curation import merge_proposal
from foods.merging import undo
from foods.models import ChosenId, Food, Merge
from foods.submissions import propose
from tests.factories import client_of, make_food, make_person

URL = "/api/v1/foods/"
ID = "2f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"
BAR = {"client_id": ID, "name": "Oat bar", "magnesium_mg_per_basis": 62.5}


@pytest.fixture
def bar(as_alice):
    answer = as_alice.post(URL, BAR)
    assert answer.status_code == 201
    return answer.json()


def test_sent_again_it_is_the_same_food_as_it_is_now(as_alice, bar):
    assert bar["client_id"] == ID
    as_alice.patch(f"{URL}{bar['id']}/", {"name": "Better bar"})
    again = as_alice.post(URL, BAR)
    assert (again.status_code, again.json()["id"]) == (200, bar["id"])
    assert again.json()["name"] == "Better bar"
    assert "Location" not in again.headers
    assert Food.objects.count() == 1
    assert as_alice.get(f"{URL}{bar['id']}/").json()["client_id"] == ID


def test_keys_numbers_and_letters_may_be_written_otherwise(as_alice, bar):
    raw = '{"magnesium_mg_per_basis": 62.50, "name": "Oat bar", "client_id": "%s"}'
    answer = as_alice.post(URL, raw % ID.upper(), content_type="application/json")
    assert (answer.status_code, answer.json()["id"]) == (200, bar["id"])


def test_another_food_under_it_is_refused_with_the_one_it_holds(as_alice, bar):
    answer = as_alice.post(URL, BAR | {"magnesium_mg_per_basis": 60})
    assert answer.status_code == 409
    assert answer.json()["code"] == "id_in_use"
    assert answer.json()["current"] == bar
    assert Food.objects.get().magnesium_mg_per_basis == 62.5


@pytest.mark.parametrize("said", [BAR, BAR | {"name": "Another"}])
def test_once_removed_it_is_gone_whatever_is_sent(as_alice, bar, said):
    as_alice.delete(f"{URL}{bar['id']}/")
    answer = as_alice.post(URL, said)
    assert (answer.status_code, answer.json()["code"]) == (410, "deleted")
    assert Food.objects.get().removed_at is not None


def test_without_one_each_is_a_food_of_its_own(as_alice):
    for said in ({"name": "Bar"}, {"name": "Bar"}, {"name": "Bar", "client_id": None}):
        answer = as_alice.post(URL, said)
        assert (answer.status_code, answer.json()["client_id"]) == (201, None)
    assert Food.objects.count() == 3


def test_somebody_elses_is_free_and_tells_nothing(as_bob, as_alice, bar):
    theirs = as_bob.post(URL, BAR | {"name": "Bob's"})
    assert (theirs.status_code, theirs.json()["client_id"]) == (201, ID)
    assert theirs.json()["id"] != bar["id"]
    assert as_alice.post(URL, BAR).json()["id"] == bar["id"]


def test_a_refused_food_leaves_its_id_free(as_alice):
    wrong = BAR | {"added_magnesium_mg_per_basis": 70}
    assert as_alice.post(URL, wrong).status_code == 400
    assert as_alice.post(URL, BAR).status_code == 201


@pytest.mark.parametrize("client_id", ["x", "", 7, [ID], {"id": ID}])
def test_what_is_no_uuid_is_refused(as_alice, client_id):
    answer = as_alice.post(URL, BAR | {"client_id": client_id})
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/client_id"]


def test_it_does_not_change(as_alice, bar):
    answer = as_alice.patch(f"{URL}{bar['id']}/", {"client_id": str(uuid.uuid4())})
    assert answer.json()["code"] == "unknown_field"


def test_the_catalogues_foods_have_none(as_alice):
    assert as_alice.get(f"{URL}{make_food().pk}/").json()["client_id"] is None


def test_merged_into_the_catalogue_it_answers_the_food_that_stands_for_it(
    alice, as_alice, bob, as_bob, bar
):
    """Nobody learns by which id the person knew it, and the person makes no second one."""
    food, kept = Food.objects.get(), make_food("Oat bar, any")
    propose(food, alice)
    merge_proposal(food, into=kept, by=bob)
    for client in (as_alice, as_bob):
        for known in (food, kept):
            assert client.get(f"{URL}{known.pk}/").json()["client_id"] is None
    again = as_alice.post(URL, BAR)
    assert (again.status_code, again.json()["id"]) == (200, kept.pk)
    other = as_alice.post(URL, BAR | {"name": "Another"})
    assert (other.status_code, other.json()["current"]["id"]) == (409, kept.pk)
    undo(Merge.objects.get(), by=bob)
    assert as_alice.get(f"{URL}{food.pk}/").json()["client_id"] == ID


def test_the_database_takes_it_once_an_owner(alice, as_alice, bar):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChosenId.objects.create(owner=alice, client_id=ID, food=make_food())


def test_it_goes_with_its_owner(alice, as_alice, bar):
    get_user_model().objects.filter(pk=alice.pk).delete()
    assert not ChosenId.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_connections_at_once_make_one():
    person = make_person()
    sending = 4
    barrier = Barrier(sending)

    def send(_):
        client = client_of(person)
        barrier.wait(timeout=30)
        answer = client.post(URL, BAR)
        connection.close()
        return answer.status_code, answer.json()["id"]

    with ThreadPoolExecutor(sending) as pool:
        answers = list(pool.map(send, range(sending)))
    assert sorted(status for status, _ in answers) == [200, 200, 200, 201]
    assert len({food for _, food in answers}) == Food.objects.count() == 1
