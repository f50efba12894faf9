"""One person's writes of every kind at the same moment: none waits for ever, none slips by."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from intake.models import Purpose
from intake.people import give_consent
from tests.factories import client_of, make_food, make_medicine, make_person, make_profile
from tests.intake.sync.test_pull import pull
from tests.intake.sync.test_push import SOUP, URL, write
from tests.intake.test_checklist import daily

ROUNDS = 12
API = "/api/v1/"


@pytest.mark.django_db(transaction=True)
def test_writes_side_by_side_all_succeed_and_are_all_pulled():
    person = make_person()
    make_profile(person)
    give_consent(person=person, purpose=Purpose.MEDICINES)
    medicine = make_medicine(person)
    item = daily(person, starts_on=date(2026, 11, 23))
    food = make_food()
    item_url, medicine_url = f"{API}checklist/{item.uuid}/", f"{API}medicines/{medicine.uuid}/"

    def mixed(client, n):
        writes = [
            write(key=uuid.uuid4(), body=SOUP),
            write("targets", key=f"2026-12-{n + 1:02}", body={"mg": 300 + n}),
            write("days", key=f"2026-12-{n + 1:02}", body={"note": f"{n}"}),
            write("checklist", key=uuid.uuid4(), body=without_date(SOUP)),
        ]
        answer = client.post(URL, {"writes": writes}, format="json")
        assert {each["outcome"] for each in answer.json()["results"]} == {"applied"}
        return answer

    acts = [
        mixed,
        lambda client, n: client.post(f"{API}entries/", SOUP),
        lambda client, n: client.patch(item_url, {"paused": bool(n % 2)}),
        lambda client, n: client.patch(medicine_url, {"times": [f"{n + 8:02}:00"]}),
        lambda client, n: client.patch(f"{API}profile/", {"units": ("us", "metric")[n % 2]}),
        lambda client, n: client.post(f"{API}favourites/", {"food": food.pk}),
        lambda client, n: client.post(f"{API}foods/", {"name": f"Bar {n}"}),
    ]
    barrier = Barrier(len(acts) + 1)

    def run(act):
        client = client_of(person)
        codes = []
        for n in range(ROUNDS):
            barrier.wait(timeout=60)
            codes.append(act(client, n).status_code)
        connection.close()
        return codes

    seen = {}

    def reading(client):
        """What a device knows that pulls all the while."""
        cursor = None
        for _ in range(ROUNDS):
            barrier.wait(timeout=60)
            for _ in range(3):
                changes, cursor = pull(client, cursor, limit=5)
                seen.update({(each["table"], each["id"]): each.get("row") for each in changes})
        connection.close()
        return cursor

    client = client_of(person)
    with ThreadPoolExecutor(len(acts) + 1) as pool:
        reader = pool.submit(reading, client)
        for codes in pool.map(run, acts):
            assert set(codes) <= {200, 201}
        cursor = reader.result()
    changes, _ = pull(client, cursor)
    seen.update({(each["table"], each["id"]): each.get("row") for each in changes})
    everything, _ = pull(client)
    assert seen == {(each["table"], each["id"]): each["row"] for each in everything}
    tables = [table for table, _ in seen]
    assert tables.count("entries") == 2 * ROUNDS
    assert tables.count("targets") == tables.count("days") == tables.count("foods") == ROUNDS
    assert tables.count("checklist") == ROUNDS + 1


def without_date(said):
    return {name: value for name, value in said.items() if name != "date"}
