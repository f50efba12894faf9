"""What the API answers is what its schema promises, problems included."""

from datetime import date, time
from decimal import Decimal
from uuid import uuid4

import pytest
from jsonschema import Draft202012Validator

from foods.models import Food
from foods.offline import publish
from intake.food_marks import mark_food
from intake.meals import save_entries
from intake.models import Entry, Mark
from intake.serializers.trends import EXTRAS
from intake.snapshots import Measure
from notes.models import Note
from tests.api.schema import schema as schema_of_the_api
from tests.factories import (
    REVIEWED,
    make_entry,
    make_food,
    make_medicine,
    make_portion,
    make_profile,
    make_quick_add,
    make_target,
)
from tests.intake.test_checklist import daily

ROOT = "/api/v1/"


@pytest.fixture(scope="module")
def schema():
    return schema_of_the_api()


@pytest.fixture
def diary(alice):
    """A bit of everything, known and unknown."""
    make_profile(alice)
    make_target(alice, date(2026, 1, 1))
    Note.objects.create(
        slug="one-low-day",
        title="One low day",
        summary="In short.",
        body="Text.",
        topic="days",
        evidence_kind="consensus",
        evidence_verdict="shown",
        **REVIEWED,
    )
    food = make_food("Kale", popularity=90)
    make_portion(food, "1 bowl", "100")
    make_entry(alice, food)
    make_entry(alice, make_food(magnesium_mg=None))
    make_entry(alice, name="Soup", kind="food", magnesium_mg=Decimal(3))
    tablet = make_food(kind="supplement", basis="unit", elemental_fraction=Decimal("0.1616"))
    make_entry(alice, tablet, measure=Measure(compound_mg=Decimal(500)))
    make_medicine(alice)
    make_medicine(alice, name="Metformin", medicine_class="")
    make_quick_add(alice, date(2026, 11, 23), "Antacid", "90", "medicine", time=time(8))
    daily(alice, starts_on=date(2026, 11, 1))
    save_entries(alice, name="Lunch", entries=list(Entry.objects.all()))
    for mark in Mark:
        mark_food(alice, make_food(), mark)
    return food


@pytest.fixture
def version(diary):
    """Of the catalogue for offline search; since then a food changed, and another is gone."""
    gone = make_food()
    before = publish().name
    Food.objects.filter(pk=diary.pk).update(brand="Our own")
    gone.delete()
    publish()
    return before


def resolved(schema, described):
    """OpenAPI's `$ref`s point at the document's root, so the validator needs the whole of it."""
    return Draft202012Validator({**described, "components": schema["components"]})


def answer_schema(schema, path, method, status):
    response = schema["paths"][path][method]["responses"][str(status)]
    if "$ref" in response:
        response = schema["components"]["responses"][response["$ref"].rpartition("/")[2]]
    (content,) = response["content"].values()
    return resolved(schema, content["schema"])


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("", ""),
        ("foods/", "?q=kale"),
        ("foods/{food_id}/", ""),
        ("catalogue/", ""),
        ("catalogue/{version}/", ""),
        ("catalogue/changes/", "?since={version}"),
        ("entries/", ""),
        ("days/{date}/", ""),
        ("trends/", "?to=2026-11-23"),
        ("trends/", f"?to=2026-11-30&include={','.join(EXTRAS)}"),
        ("profile/", ""),
        ("targets/", ""),
        ("reference-values/", "?authority=us&sex=male&age_years=40"),
        ("saved-meals/", ""),
        ("favourites/", ""),
        ("suggestions/dismissed/", ""),
        ("reference-values/comparison/", "?age_months=3"),
        ("medicines/", ""),
        ("medicine-classes/", "?name=iron"),
        ("checklist/", ""),
        ("notes/", ""),
        ("notes/{slug}/", ""),
        ("tokens/", ""),
        ("sessions/", ""),
        ("sync/", ""),
    ],
)
def test_what_is_read(as_alice, schema, diary, version, path, query):
    places = {"food_id": diary.pk, "date": "2026-11-23", "slug": "one-low-day", "version": version}
    response = as_alice.get(f"{ROOT}{path}{query}".format(**places))
    assert response.status_code == 200
    answer_schema(schema, ROOT + path, "get", 200).validate(response.json())


def test_with_weak_kidneys(as_alice, schema, alice, diary):
    alice.profile.kidney_disease = True
    alice.profile.save()
    extras = f"trends/?include={','.join(EXTRAS)}"
    for asked in ("days/{date}/", "trends/", "targets/", extras):
        response = as_alice.get(ROOT + asked.format(date="2026-11-23"))
        path = asked.partition("?")[0]
        answer_schema(schema, ROOT + path, "get", 200).validate(response.json())


def test_what_is_written_and_what_is_refused(as_alice, schema, diary):
    good = {"date": "2026-11-23", "meal": "lunch", "food": diary.pk, "grams": 30}
    sent = [
        ("entries/", good, 201),
        ("entries/", good | {"grams": -1, "x": 1}, 400),
        ("entries/batch/", {"entries": [good, good | {"grams": 1e5, "amount": 2}]}, 200),
        ("foods/", {"name": "Bread", "portions": [{"label": "1 slice", "quantity": 40}]}, 201),
        ("saved-meals/", {"name": "Soup", "items": [{"food": diary.pk, "grams": 30}]}, 201),
        ("favourites/", {"food": diary.pk}, 200),
        ("medicines/", {"name": "Iron", "medicine_class": "iron", "times": ["08:00"]}, 201),
        ("medicines/", {"name": "Iron", "times": ["8"]}, 400),
        ("targets/", {"starts_on": "2026-02-01", "mg": 300}, 201),
        ("targets/", {"starts_on": "2026-02-01", "mg": 301}, 409),
        (
            "sync/",
            {
                "writes": [
                    {"table": "entries", "op": "put", "id": str(uuid4()), "body": good},
                    {"table": "favourites", "op": "delete", "id": "7", "version": None},
                    {"table": "days", "op": "put", "id": "1826-11-23", "body": {"note": "Flu."}},
                ]
            },
            200,
        ),
    ]
    for path, body, status in sent:
        response = as_alice.post(ROOT + path, body)
        assert response.status_code == status, response.content
        answer_schema(schema, ROOT + path, "post", status).validate(response.json())
        if status < 400:
            (described,) = schema["paths"][ROOT + path]["post"]["requestBody"]["content"].values()
            resolved(schema, described["schema"]).validate(body)


def test_the_examples_are_valid(schema):
    found = 0
    for operations in schema["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                for example in content.get("examples", {}).values():
                    resolved(schema, content["schema"]).validate(example["value"])
                    found += 1
    assert found >= 4
