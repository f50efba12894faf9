"""Two changes of one thing at the same moment: neither writes the other over with what was."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from functools import partial
from operator import methodcaller
from typing import Any

import pytest
from django.db import connection, transaction

from foods.models import Basis, Food, Kind, State
from foods.own_foods import remove_food, write_food
from intake.checklist_items import add_item
from intake.diary import NewEntry, hold_changes
from intake.models import ChecklistItem, Person, Purpose
from intake.people import give_consent, hold
from tests.factories import (
    browser_of,
    client_of,
    make_entry,
    make_food,
    make_medicine,
    make_person,
    make_profile,
    make_target,
)

DAY = date(2026, 11, 23)
API = "/api/v1/"


def run_as(person: Person, act: Callable[[Any], Any]) -> Any:
    """In a thread of its own."""
    try:
        return act(client_of(person))
    finally:
        connection.close()


def at_once(person: Person, *acts: Callable[[Any], Any]) -> list[Any]:
    """What each answers. All have read what they read before the first may write."""

    with ThreadPoolExecutor(len(acts)) as pool:
        with transaction.atomic():
            hold(person)
            hold_changes(person)
            running = [pool.submit(run_as, person, act) for act in acts]
            wait_until(lambda: waiting() == len(acts))
        return [each.result(timeout=20) for each in running]


def waiting() -> int:
    """How many connections wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(500):
        if is_so():
            return
        time.sleep(0.02)
    raise AssertionError("It did not come to that in ten seconds.")


def somebody() -> Person:
    person = make_person()
    make_profile(person)
    give_consent(person=person, purpose=Purpose.MEDICINES)
    return person


def a_target(person: Person) -> str:
    return f"targets/{make_target(person, DAY, mg=Decimal(300)).pk}/"


def an_entry(person: Person) -> str:
    return f"entries/{make_entry(person, name='Soup', kind='food', magnesium_mg=1).uuid}/"


def a_saved_meal(person: Person) -> str:
    body = {"name": "Soup", "items": [{"name": "Soup", "kind": "food", "magnesium_mg": 1}]}
    return f"saved-meals/{client_of(person).post(f'{API}saved-meals/', body).json()['id']}/"


def an_item(person: Person) -> str:
    new = NewEntry(date=DAY, meal="lunch", name="Soup", kind=Kind.FOOD, magnesium_mg=Decimal(1))
    return f"checklist/{add_item(person, new).uuid}/"


def a_medicine(person: Person) -> str:
    return f"medicines/{make_medicine(person).uuid}/"


def a_day(person: Person) -> str:
    return f"days/{DAY}/"


def a_profile(person: Person) -> str:
    return "profile/"


def a_food(person: Person) -> str:
    return f"foods/{client_of(person).post(f'{API}foods/', {'name': 'Soup'}).json()['id']}/"


CHANGES: list[tuple[Callable[[Person], str], dict[str, Any], dict[str, Any]]] = [
    (a_target, {"mg": 310}, {"authority": "efsa"}),
    (a_target, {"mg": 310}, {"starts_on": "2026-12-01"}),
    (an_entry, {"name": "Stew"}, {"magnesium_mg": 2}),
    (a_saved_meal, {"name": "Stew"}, {"servings": 2}),
    (an_item, {"name": "Stew"}, {"magnesium_mg": 2}),
    (an_item, {"paused": True}, {"meal": "dinner"}),
    (a_medicine, {"medicine_class": "iron"}, {"times": ["07:00:00"]}),
    (a_day, {"note": "Flu."}, {"skipped": True}),
    (a_profile, {"units": "us"}, {"country": "DE"}),
    (a_food, {"name": "Stew"}, {"magnesium_mg_per_basis": 2}),
]


@pytest.mark.django_db(transaction=True)
def test_changes_of_different_fields_both_last():
    for made, one, other in CHANGES:
        person = somebody()
        address = API + made(person)
        answers = at_once(
            person,
            lambda client, address=address, body=one: client.patch(address, body),
            lambda client, address=address, body=other: client.patch(address, body),
        )
        assert [each.status_code for each in answers] == [200, 200], made.__name__
        now = client_of(person).get(address).json()
        assert {name: now[name] for name in one | other} == one | other, made.__name__


@pytest.mark.django_db(transaction=True)
def test_of_two_that_read_the_same_only_one_changes_it():
    for made, one, other in CHANGES:
        person = somebody()
        address = API + made(person)
        read = client_of(person).get(address)
        tag = {"If-Match": read.headers["ETag"]}
        answers = at_once(
            person,
            lambda client, to=address, tag=tag, body=one: client.patch(to, body, headers=tag),
            lambda client, to=address, tag=tag, body=other: client.patch(to, body, headers=tag),
        )
        first, second = sorted(answers, key=lambda each: each.status_code)
        assert (first.status_code, second.status_code) == (200, 412), made.__name__
        now = client_of(person).get(address).json()
        assert now == second.json()["current"] == first.json(), made.__name__
        assert now != read.json(), made.__name__


@pytest.mark.django_db(transaction=True)
def test_what_is_deleted_meanwhile_is_not_made_anew():
    for made, change in [
        (a_target, {"mg": 310}),
        (an_entry, {"name": "Stew"}),
        (a_saved_meal, {"name": "Stew"}),
        (an_item, {"name": "Stew"}),
        (a_medicine, {"name": "Stew"}),
    ]:
        person = somebody()
        address = API + made(person)
        changed, deleted = at_once(
            person,
            lambda client, address=address, body=change: client.patch(address, body),
            lambda client, address=address: client.delete(address),
        )
        assert deleted.status_code == 204, made.__name__
        gone = 404 if made is a_target else 410
        assert changed.status_code in (200, gone), made.__name__
        assert client_of(person).get(address).status_code == gone, made.__name__


@pytest.mark.django_db(transaction=True)
def test_a_food_that_is_logged_while_it_is_written_or_removed():
    """Whoever logs it holds the person's changes first, and the food's row last."""
    for act, code in [
        (lambda client, to: client.patch(to, {"name": "Stew"}), 200),
        (lambda client, to: client.delete(to), 204),
    ]:
        person = somebody()
        address = API + a_food(person)
        food = Food.objects.get(owner=person)
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                hold_changes(person)
                running = pool.submit(run_as, person, partial(act, to=address))
                wait_until(lambda: waiting() == 1)
                make_entry(person, food)
            assert running.result(timeout=20).status_code == code
        assert Food.objects.filter(pk=food.pk).exists(), "an entry names it"
        assert client_of(person).get(address).status_code == (404 if code == 204 else 200)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["remove", "restore"])
def test_a_food_that_a_page_removes_or_brings_back_while_devices_write_it(act):
    """Both hold the person first: else each would hold what the other waits for."""
    person = somebody()
    a_food(person)
    food = Food.objects.get(owner=person)
    browser = browser_of(person)

    def press() -> Any:
        try:
            return browser.post(f"/settings/foods/{food.pk}/{act}/")
        finally:
            connection.close()

    if act == "restore":
        remove_food(food)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold(person)
            hold_changes(person)
            running = pool.submit(press)
            wait_until(lambda: waiting() == 1)
            Food.objects.select_for_update(no_key=True).get(pk=food.pk)
        assert running.result(timeout=20).status_code == 302
    food.refresh_from_db()
    assert (food.removed_at is None) == (act == "restore")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["remove", "restore"])
@pytest.mark.parametrize("page", ["foods", "water"])
def test_a_food_that_went_while_a_page_removes_it_or_brings_it_back(page, act):
    """Removed by a device, or deleted with the import that brought it, in the moment after the page
    found it."""
    person = somebody()
    fields = {"kind": Kind.WATER, "basis": Basis.PER_100_ML} if page == "water" else {}
    food = make_food("Mine", owner=person, state=State.PRIVATE, **fields)
    browser = browser_of(person)

    def press() -> Any:
        try:
            return browser.post(f"/settings/{page}/{food.pk}/{act}/")
        finally:
            connection.close()

    if act == "restore":
        remove_food(food)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold(person)
            running = pool.submit(press)
            wait_until(lambda: waiting() == 1)
            if act == "remove":
                remove_food(Food.objects.get(pk=food.pk))
            else:
                Food.objects.get(pk=food.pk).delete()
        assert running.result(timeout=20).status_code == 404
    assert not Food.objects.filter(removed_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_two_tabs_put_on_the_checklist_stands_there_once():
    person = somebody()
    entry = make_entry(person, name="Soup", kind="food", magnesium_mg=1)
    typed = {"name": "Soup", "kind": "food", "magnesium_mg": "1", "version": "1", "time": ""}
    typed |= {"meal": "lunch", "date": f"{DAY}", "daily": "1"}
    browsers = [browser_of(person), browser_of(person)]

    def press(browser: Any) -> Any:
        try:
            return browser.post(f"/entries/{entry.uuid}/", typed)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            hold(person)
            running = [pool.submit(press, browser) for browser in browsers]
            wait_until(lambda: waiting() == 2)
        answers = [each.result(timeout=20) for each in running]
    item = ChecklistItem.objects.get()
    assert {each.url for each in answers} == {f"/settings/checklist/{item.uuid}/"}


@pytest.mark.django_db(transaction=True)
def test_a_food_that_is_gone_meanwhile_is_neither_changed_nor_removed_again():
    person = somebody()
    address = API + a_food(person)
    answers = at_once(person, *[lambda client: client.delete(address)] * 2)
    assert sorted(each.status_code for each in answers) == [204, 404]
    a_food(person)
    food = Food.objects.owned_by(person).get()
    seen_before = Food.objects.get(pk=food.pk)
    remove_food(food)
    with pytest.raises(Food.DoesNotExist):
        write_food(seen_before, {"name": "Stew"})


@pytest.mark.django_db(transaction=True)
def test_a_food_that_was_removed_first_is_logged_all_the_same():
    """Whoever logs it ate it."""
    person = somebody()
    address = API + a_food(person)
    food = Food.objects.get(owner=person)
    body = {"date": "2026-11-23", "meal": "lunch", "food": food.pk, "grams": 10}
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            remove_food(food)
            running = pool.submit(run_as, person, lambda each: each.post(f"{API}entries/", body))
            wait_until(lambda: waiting() == 1)
        answer = running.result(timeout=20)
    assert (answer.status_code, answer.json()["food"]) == (201, food.pk)
    assert client_of(person).get(address).status_code == 404
    assert Food.objects.get().removed_at is not None


def an_entry_of_a_food(person: Person) -> str:
    return f"entries/{make_entry(person).uuid}/"


def lunch_of(food: Food) -> dict[str, Any]:
    return {"date": f"{DAY}", "meal": "lunch", "food": food.pk, "grams": 10}


def on_the_checklist(food: Food) -> dict[str, Any]:
    return {"meal": "lunch", "food": food.pk, "grams": 10}


def as_a_meal(food: Food) -> dict[str, Any]:
    return {"name": "Lunch", "items": [{"food": food.pk, "grams": 10}]}


WRITES_OF_A_FOOD = [
    ("post", lambda person: "entries/", lunch_of),
    ("patch", an_entry_of_a_food, lambda food: {"food": food.pk, "grams": 10}),
    ("post", lambda person: "checklist/", on_the_checklist),
    ("patch", an_item, on_the_checklist),
    ("post", lambda person: "saved-meals/", as_a_meal),
    ("patch", a_saved_meal, as_a_meal),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("method", "made", "body_of"), WRITES_OF_A_FOOD)
def test_a_food_that_is_deleted_for_good_meanwhile_is_not_found(method, made, body_of):
    """As the undoing of an import does, and the forgetting of what was removed long ago."""
    person = somebody()
    food = make_food("Mine", owner=person, state=State.PRIVATE)
    write = methodcaller(method, API + made(person), body_of(food))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold(person)
            hold_changes(person)
            running = pool.submit(run_as, person, write)
            wait_until(lambda: waiting() == 1)
            Food.objects.get(pk=food.pk).delete()
        answer = running.result(timeout=20)
    assert (answer.status_code, [e["code"] for e in answer.json()["errors"]]) == (
        400,
        ["not_found"],
    )


@pytest.mark.django_db(transaction=True)
def test_a_food_that_is_deleted_for_good_while_a_page_adds_it_to_a_meal():
    person = somebody()
    food = make_food("Mine", owner=person, state=State.PRIVATE)
    page = a_saved_meal(person).replace("saved-meals", "/meals")
    browser = browser_of(person)

    def press() -> Any:
        try:
            return browser.post(
                f"{page}items/", {"food": food.pk, "portion": "unit", "amount": "10"}
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold(person)
            hold_changes(person)
            running = pool.submit(press)
            wait_until(lambda: waiting() == 1)
            Food.objects.get(pk=food.pk).delete()
        answer = running.result(timeout=20)
    assert answer.status_code == 422
    assert "There is no such food." in answer.content.decode()
