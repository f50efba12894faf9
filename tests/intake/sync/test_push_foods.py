"""Foods of one's own that are made, changed and deleted offline."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foods.curation import merge_proposal
from foods.models import ChosenId, Food, State
from foods.submissions import propose
from intake.models import ChecklistItem, Entry, PushedWrite, SavedMeal
from tests.factories import client_of, make_food, make_person, make_profile
from tests.intake.sync.test_pull import pull
from tests.intake.sync.test_push import ID, OTHER, URL, outcome, outcomes, push, write

FOODS = "/api/v1/foods/"
BAR = {
    "name": "Oat bar",
    "magnesium_mg_per_basis": 62.5,
    "portions": [{"label": "1 bar", "quantity": 40, "is_default": True}],
}
# A savepoint and its end, what is known of the id, and the rows of a food with its history.
FOOD_QUERIES = 15
EATEN = {"date": "2026-11-23", "meal": "snack", "food_client_id": ID, "grams": 40}


def bar(body=BAR, **kwargs):
    return write("foods", body=body, **kwargs)


class TestMade:
    def test_offline_it_is_answered_with_its_number_and_pulled_by_it(self, as_alice):
        (result,) = push(as_alice, bar())
        food = Food.objects.get()
        assert (result["table"], result["id"], result["outcome"]) == ("foods", ID, "applied")
        assert result["current"] == as_alice.get(f"{FOODS}{food.pk}/").json()
        assert (result["current"]["id"], result["current"]["client_id"]) == (food.pk, ID)
        (change,) = pull(as_alice)[0]
        assert (change["table"], change["id"]) == ("foods", str(food.pk))
        assert (change["row"], change["version"]) == (result["current"], result["version"])

    def test_and_logged_in_the_same_push_and_in_later_ones(self, as_alice):
        meal = {"name": "Break", "items": [{"food_client_id": ID, "grams": 40}]}
        daily = {"meal": "snack", "food_client_id": ID, "grams": 40}
        results = push(
            as_alice,
            bar(),
            write(body=EATEN),
            write("saved_meals", body=meal),
            write("checklist", body=daily),
        )
        assert outcomes(results) == ["applied"] * 4
        number = results[0]["current"]["id"]
        entry = results[1]["current"]
        assert (entry["food"], entry["magnesium_mg"]) == (number, 25)
        assert results[2]["current"]["items"][0]["food"] == number
        assert results[3]["current"]["food"] == number
        assert outcome(as_alice, key=OTHER, body=EATEN)["current"]["food"] == number
        changed = outcome(as_alice, key=OTHER, body={"grams": 80}, version=1)
        assert changed["current"]["magnesium_mg"] == 50

    def test_what_names_a_food_that_was_refused_or_comes_later_is_refused_in_its_place(
        self, as_alice
    ):
        refused = bar(BAR | {"added_magnesium_mg_per_basis": 70})
        results = push(as_alice, refused, write(body=EATEN), bar(), write(key=OTHER, body=EATEN))
        assert outcomes(results) == ["invalid", "invalid", "applied", "applied"]
        pointers = [each["problem"]["errors"][0]["pointer"] for each in results[:2]]
        assert pointers == [
            "/writes/0/body/added_magnesium_mg_per_basis",
            "/writes/1/body/food_client_id",
        ]

    def test_by_a_post_or_by_a_push_it_is_one_request(self, as_alice):
        made = as_alice.post(FOODS, BAR | {"client_id": ID}).json()
        again = outcome(as_alice, "foods", body=BAR)
        assert (again["outcome"], again["current"]) == ("already_applied", made)
        assert as_alice.post(FOODS, BAR | {"client_id": ID}).status_code == 200


class TestSentAgain:
    def test_food_and_entry_are_already_applied(self, as_alice):
        writes = [bar(), write(body=EATEN)]
        first = push(as_alice, *writes)
        _, cursor = pull(as_alice)
        again = push(as_alice, *writes)
        assert outcomes(again) == ["already_applied"] * 2
        assert [each["current"] for each in again] == [each["current"] for each in first]
        assert pull(as_alice, cursor)[0] == []

    def test_also_after_it_was_changed_elsewhere(self, as_alice):
        first = outcome(as_alice, "foods", body=BAR)
        as_alice.patch(f"{FOODS}{first['current']['id']}/", {"name": "Better bar"})
        PushedWrite.objects.all().delete()
        again = outcome(as_alice, "foods", body=BAR)
        assert (again["outcome"], again["current"]["name"]) == ("already_applied", "Better bar")

    def test_merged_into_the_catalogue_meanwhile_nothing_is_made_and_no_entry_lost(
        self, alice, as_alice, bob
    ):
        writes = [bar(), write(body=EATEN)]
        push(as_alice, *writes)
        food = Food.objects.get()
        propose(food, alice)
        merge_proposal(food, into=make_food("Oat bar, any"), by=bob)
        results = push(as_alice, *writes, write(key=OTHER, body=EATEN))
        assert outcomes(results) == ["already_applied", "already_applied", "applied"]
        assert results[0]["current"] is None
        assert not Food.objects.owned_by(alice).exists()


@pytest.fixture
def made(as_alice):
    return outcome(as_alice, "foods", body=BAR)


@pytest.fixture(params=["its number", "the chosen id"])
def key(request, made):
    return made["current"]["id"] if request.param == "its number" else ID


class TestThere:
    """By either of its ids."""

    def test_it_is_changed_with_the_version_that_holds(self, as_alice, made, key):
        said = {"name": "Better bar"}
        changed = outcome(as_alice, "foods", key=key, body=said, version=made["version"])
        assert (changed["outcome"], changed["id"]) == ("applied", str(key))
        assert changed["current"]["name"] == "Better bar"
        assert changed["current"]["magnesium_mg_per_basis"] == 62.5
        stale = outcome(as_alice, "foods", key=key, body={"name": "Worse"}, version=made["version"])
        assert (stale["outcome"], stale["version"]) == ("conflict", changed["version"])
        assert stale["current"] == changed["current"]

    def test_another_new_one_under_it_is_a_conflict(self, as_alice, made, key):
        result = outcome(as_alice, "foods", key=key, body=BAR | {"name": "Nut bar"})
        assert (result["outcome"], result["current"]) == ("conflict", made["current"])

    @pytest.mark.parametrize("is_logged", [True, False])
    def test_it_is_deleted(self, as_alice, made, key, is_logged):
        if is_logged:
            outcome(as_alice, body=EATEN)
        stale = outcome(as_alice, "foods", "delete", key=key, version=made["version"] - 1)
        assert (stale["outcome"], stale["current"]) == ("conflict", made["current"])
        gone = outcome(as_alice, "foods", "delete", key=key, version=made["version"])
        assert (gone["outcome"], gone["current"]) == ("applied", None)
        assert gone["version"] > made["version"]
        again = outcome(as_alice, "foods", "delete", key=key, version=made["version"])
        assert outcomes([again]) == ["already_applied"]
        for late in (
            {"body": {"name": "Better bar"}, "version": made["version"]},
            {"body": {"name": "Better bar"}, "version": gone["version"]},
            {"body": BAR | {"name": "Another"}},
            {"body": BAR},
        ):
            result = outcome(as_alice, "foods", key=key, **late)
            assert (result["outcome"], result["current"]) == ("gone", None), late
        assert Food.objects.get().removed_at is not None

    def test_it_is_not_restored(self, as_alice, made, key):
        result = outcome(as_alice, "foods", "restore", key=key)
        assert result["problem"]["code"] == "not_restorable"


def test_two_devices_change_one_food_by_different_ids(as_alice, made):
    number, version = made["current"]["id"], made["version"]
    results = push(
        as_alice,
        write("foods", key=ID, body={"name": "By its maker"}, version=version),
        write("foods", key=number, body={"name": "By another"}, version=version),
    )
    assert outcomes(results) == ["applied", "conflict"]
    assert {each["current"]["name"] for each in results} == {"By its maker"}
    assert len({each["version"] for each in results}) == 1


class TestSomebodyElses:
    def test_ids_tell_nothing(self, as_bob, made):
        for key, never in ((made["current"]["id"], 2**40), (ID, OTHER)):
            for op, body in (("put", {"name": "Mine"}), ("delete", None)):
                theirs = outcome(as_bob, "foods", op, key, body, made["version"])
                unknown = outcome(as_bob, "foods", op, never, body, made["version"])
                assert theirs["problem"]["code"] == "not_found"
                assert theirs | {"id": ""} == unknown | {"id": ""}
        assert Food.objects.get().name == "Oat bar"

    def test_a_number_is_nobodys_to_choose(self, as_bob, made):
        for number in (made["current"]["id"], make_food().pk, 2**40):
            result = outcome(as_bob, "foods", key=number, body=BAR)
            assert (result["outcome"], result["version"]) == ("invalid", None)
            assert result["problem"]["code"] == "not_found"

    def test_a_chosen_id_is_free(self, as_bob, as_alice, made):
        theirs = outcome(as_bob, "foods", body=BAR | {"name": "Bob's"})
        assert theirs["outcome"] == "applied"
        assert theirs["current"]["id"] != made["current"]["id"]
        assert outcome(as_bob, body=EATEN)["current"]["food"] == theirs["current"]["id"]
        assert outcome(as_alice, body=EATEN)["current"]["food"] == made["current"]["id"]


@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({"id": "x"}, "/id", "invalid"),
        ({"id": "-1"}, "/id", "invalid"),
        ({"id": ID.upper()}, "/id", "invalid"),
        ({"id": str(2**63)}, "/id", "invalid"),
        ({"body": BAR | {"client_id": OTHER}}, "/body/client_id", "unknown_field"),
        ({"body": BAR | {"id": 1}}, "/body/id", "unknown_field"),
        ({"body": BAR | {"name": ""}}, "/body/name", "blank"),
        ({"body": {}}, "/body/name", "required"),
    ],
)
def test_what_is_no_food_is_refused_by_itself(as_alice, said, pointer, code):
    results = push(as_alice, bar() | said, bar(key=OTHER))
    assert outcomes(results) == ["invalid", "applied"]
    found = [(error["pointer"], error["code"]) for error in results[0]["problem"]["errors"]]
    assert found == [("/writes/0" + pointer, code)]


class TestAllOrNothing:
    def test_none_leaves_neither_food_nor_id(self, as_alice):
        writes = [bar(), bar(), write(body=EATEN)]
        results = push(as_alice, *writes, None, all_or_nothing=True)
        assert outcomes(results) == [*["not_applied"] * 3, "invalid"]
        assert [each["current"] for each in results[:3]] == [None] * 3
        assert [each["version"] for each in results[:3]] == [None] * 3
        assert not Food.objects.exists()
        assert not ChosenId.objects.exists()
        again = push(as_alice, *writes, all_or_nothing=True)
        assert outcomes(again) == ["applied", "already_applied", "applied"]

    def test_nor_what_it_says_of_one_food_by_both_ids(self, as_alice, made):
        number = made["current"]["id"]
        results = push(
            as_alice,
            write("foods", "delete", ID),
            write("foods", "delete", number),
            None,
            all_or_nothing=True,
        )
        assert outcomes(results) == ["not_applied", "not_applied", "invalid"]
        assert results[1]["current"] == made["current"]

    def test_all(self, as_alice):
        results = push(as_alice, bar(), write(body=EATEN), all_or_nothing=True)
        assert outcomes(results) == ["applied", "applied"]
        assert Entry.objects.get().food == Food.objects.get()


@pytest.mark.django_db(transaction=True)
def test_pushes_and_posts_at_once_with_one_id_make_one_food():
    person = make_person()
    sending = 4
    barrier = Barrier(sending)

    def send(nth):
        client = client_of(person)
        entry = write(key=uuid.uuid4(), body=EATEN)
        barrier.wait(timeout=30)
        if nth % 2:
            codes = [client.post(FOODS, BAR | {"client_id": ID}).status_code]
        else:
            answer = client.post(URL, {"writes": [bar(), entry]}, format="json")
            codes = outcomes(answer.json()["results"])
        connection.close()
        return codes

    with ThreadPoolExecutor(sending) as pool:
        codes = list(pool.map(send, range(sending)))
    assert [pushed[1] for pushed in codes[::2]] == ["applied", "applied"]
    assert {code[0] for code in codes} <= {"applied", "already_applied", 200, 201}
    assert sum(code[0] in ("applied", 201) for code in codes) == 1
    assert Food.objects.count() == 1
    assert Entry.objects.filter(food=Food.objects.get()).count() == 2


def test_costs_the_same_few_queries_a_food(alice, as_alice):
    make_profile(alice)
    known = make_food(state=State.PRIVATE, owner=alice)

    def cost(*writes):
        with CaptureQueriesContext(connection) as queries:
            results = push(as_alice, *writes)
        assert set(outcomes(results)) == {"applied"}
        return len(queries)

    def foods(count):
        return [bar(key=uuid.uuid4(), body={"name": "Bar"}) for _ in range(count)]

    def entries(count, **food):
        body = {name: EATEN[name] for name in ("date", "meal", "grams")} | food
        return [write(key=uuid.uuid4(), body=body) for _ in range(count)]

    cost(*foods(1))
    assert cost(*foods(11)) - cost(*foods(1)) == 10 * FOOD_QUERIES
    push(as_alice, bar())
    by_number = cost(*entries(5, food=known.pk))
    assert cost(*entries(5, food_client_id=ID)) == by_number
    assert SavedMeal.objects.count() == ChecklistItem.objects.count() == 0
