import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from intake.export import as_json
from intake.models import Entry, Import, LifeStage, Purpose
from intake.people import give_consent, profile_of
from tests.factories import make_profile, make_quick_add

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def test_export_is_what_the_page_gives(as_alice, alice, bob):
    make_quick_add(alice, DAY, "Soup", "35.0123456789")
    make_quick_add(bob, DAY, "Bob's stew", "1")
    answer = as_alice.get("/api/v1/export/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="twelve.json"'
    assert '"magnesium_mg": 35.0123456789' in answer.content.decode()
    assert [entry["name"] for entry in answer.json()["entries"]] == ["Soup"]
    assert as_alice.get("/api/v1/export/?format=json").json()["format"] == "twelve-export"


def test_export_as_csv(as_alice, alice):
    make_quick_add(alice, DAY, "=Soup", "35.0123456789")
    answer = as_alice.get("/api/v1/export/?format=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    assert (row["name"], row["magnesium_mg"], row["calcium_mg"]) == ("'=Soup", "35.0123456789", "")


def test_export_to_who_accepts_csv_and_nothing_else(as_alice, alice):
    make_quick_add(alice, date(2026, 11, 23), "Soup", "3")
    accepts = {"Accept": "text/csv"}
    answer = as_alice.get("/api/v1/export/?format=csv", headers=accepts)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    for client, query, status in ((as_alice, "?format=xml", 400), (APIClient(), "", 401)):
        answer = client.get(f"/api/v1/export/{query}", headers=accepts)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_another_format_is_refused_and_a_stranger_is_asked_who_they_are(as_alice):
    refused = as_alice.get("/api/v1/export/?format=xml")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "format")
    for path in ("export/", "export/?format=csv"):
        assert APIClient().get(f"/api/v1/{path}").status_code == 401
    assert APIClient().post("/api/v1/import/", {}).status_code == 401


def bring(client, export, **more):
    """The export stays the text that it is: a test must not send it through float."""
    others = "".join(f", {json.dumps(key)}: {json.dumps(value)}" for key, value in more.items())
    body = f'{{"export": {export}{others}}}'
    return client.post("/api/v1/import/", body, content_type="application/json")


def test_import_brings_an_export_in_with_every_digit(as_bob, alice, bob):
    make_quick_add(alice, DAY, "Soup", "35.0123456789")
    answer = bring(as_bob, "".join(as_json(alice)))
    assert answer.status_code == 201, answer.content
    zero = {"added": 0, "same": 0, "deleted": 0, "stayed": 0}
    assert answer.json() == {
        "id": Import.objects.get().pk,
        "parts": [
            {"table": "foods"} | zero,
            {"table": "consents"} | zero,
            {"table": "targets"} | zero,
            {"table": "checklist"} | zero,
            {"table": "saved_meals"} | zero,
            {"table": "days"} | zero,
            {"table": "food_marks"} | zero,
            {"table": "notes_put_away"} | zero,
            {"table": "entries"} | zero | {"added": 1},
        ],
        "stays": [],
    }
    assert Entry.objects.get(person=bob).magnesium_mg == Decimal("35.0123456789")
    again = bring(as_bob, "".join(as_json(alice))).json()["parts"]
    assert again[-1] == {"table": "entries"} | zero | {"same": 1}


def test_health_comes_with_consent_only(as_bob, alice, bob):
    make_profile(alice, kidney_disease=True)
    give_consent(person=alice, purpose=Purpose.KIDNEY)
    LifeStage.objects.create(person=alice, kind="pregnant", starts_on=DAY)
    export = "".join(as_json(alice))
    bring(as_bob, export)
    assert not profile_of(bob).kidney_disease
    assert bring(as_bob, export, consents=["kidney"]).status_code == 201
    assert profile_of(bob).kidney_disease
    assert not LifeStage.objects.filter(person=bob).exists()


@pytest.mark.parametrize(
    ("export", "code", "detail"),
    [
        ("{}", "not_readable", "It is JSON, but not a file that Twelve wrote."),
        ('{"format": "twelve-export", "version": 9}', "not_readable", "It was written by a newer"),
        (
            '{"format": "twelve-export", "version": 1, "entries": [7]}',
            "damaged",
            "entries, row 1: has to be an object.",
        ),
        ("7", "not_a_dict", "Expected a dictionary"),
    ],
)
def test_what_can_not_be_read_is_a_problem(as_bob, export, code, detail):
    answer = bring(as_bob, export)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["pointer"].startswith("/export")
    assert (error["code"], error["detail"][: len(detail)]) == (code, detail)
    assert not Import.objects.exists()


def test_a_file_of_more_than_a_common_body_is_taken(as_bob, alice, bob):
    Entry.objects.bulk_create(
        Entry(person=alice, date=DAY, meal="lunch", name="Soup", kind="food", amount=1)
        for _ in range(2_000)
    )
    export = "".join(as_json(alice))
    assert len(export) > 1_000_000
    assert bring(as_bob, export).status_code == 201
    assert Entry.objects.filter(person=bob).count() == 2_000
