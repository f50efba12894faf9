"""Whatever is sent, the API answers with an entry or with a problem; never with a 500."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.models import Entry
from intake.serializers.entries import EntryCreateSerializer
from tests.factories import make_food, make_portion

URL = "/api/v1/entries/"
FIELDS = sorted(EntryCreateSerializer().fields)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-2, max_value=200)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        [
            "2026-11-23",
            "0308-01-01",
            "9999-12-31",
            "08:00",
            "lunch",
            "food",
            "supplement",
            "\x00",
            "\ud800",
            "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a",
            "1e5",
            10**40,
            -0.0,
            1e-7,
            0.125,
        ]
    )
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
bodies = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), values, max_size=8)
# Mutations of a good body come further than noise does.
changes = st.dictionaries(st.sampled_from(FIELDS), values, max_size=3)


def answered(response):
    if response.status_code in (200, 201):
        assert response.json()["version"] >= 1
    else:
        assert response.status_code in (400, 404, 409, 410, 412), response.content
        body = response.json()
        assert response.headers["Content-Type"] == "application/problem+json"
        assert body["status"] == response.status_code
        assert body["code"]


@pytest.fixture
def good(as_alice):
    food = make_food()
    portion = make_portion(food)
    return [
        {"date": "2026-11-23", "meal": "lunch", "food": food.pk, "grams": 30},
        {"date": "2026-11-23", "meal": "lunch", "food": food.pk, "portion": portion.pk},
        {
            "date": "2026-11-23",
            "meal": "lunch",
            "food": make_food(kind="supplement", basis="unit").pk,
            "elemental_mg": 100,
        },
        {
            "date": "2026-11-23",
            "meal": "lunch",
            "name": "Soup",
            "kind": "food",
            "magnesium_mg": 1,
        },
    ]


often = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def send(method, url, body):
    return method(url, json.dumps(body), content_type="application/json")


@often
@given(body=bodies)
def test_noise(as_alice, body):
    answered(send(as_alice.post, URL, body))


@often
@given(data=st.data())
def test_almost_right(as_alice, good, data):
    body = data.draw(st.sampled_from(good)) | data.draw(changes)
    answered(send(as_alice.post, URL, body))


@often
@given(data=st.data())
def test_changes(as_alice, alice, good, data):
    if not Entry.objects.exists():
        for body in good:
            as_alice.post(URL, body)
    entry = data.draw(st.sampled_from(list(Entry.objects.order_by("pk"))))
    answered(send(as_alice.patch, f"{URL}{entry.uuid}/", data.draw(changes)))


@often
@given(raw=st.binary(max_size=60) | st.text(alphabet='{}[]":,019.eE- ', max_size=40))
def test_bytes(as_alice, raw):
    response = as_alice.post(URL, raw, content_type="application/json")
    assert response.status_code == 400


@often
@given(data=st.data())
def test_foods_profile_and_targets(as_alice, data):
    text_or_value = st.sampled_from(
        ["name", "kind", "basis", "portions", "gtin", "compound", "magnesium_mg_per_basis"]
    )
    body = {"name": "Bread"} | data.draw(st.dictionaries(text_or_value, values, max_size=3))
    response = send(as_alice.post, "/api/v1/foods/", body)
    assert response.status_code in (201, 400), response.content
    fields = ["birth_date", "sex", "time_zone", "country", "consent", "life_stages", "authority"]
    body = data.draw(st.dictionaries(st.sampled_from(fields), values, max_size=3))
    response = send(as_alice.patch, "/api/v1/profile/", body)
    assert response.status_code in (200, 400), response.content
    body = data.draw(st.dictionaries(st.sampled_from(["starts_on", "mg"]), values, max_size=2))
    response = send(as_alice.post, "/api/v1/targets/", body)
    assert response.status_code in (201, 400, 409), response.content


@often
@given(data=st.data())
def test_parameters(as_alice, data):
    parameters = {
        "entries": ["date", "from", "to", "cursor", "limit"],
        "foods": ["q", "group", "kind", "sort", "lang", "cursor", "limit"],
        "trends": ["from", "to", "include"],
        "notes": ["topic"],
        "reference-values": ["authority", "sex", "age_years", "age_months", "life_stage"],
    }
    route = data.draw(st.sampled_from(sorted(parameters)))
    words = st.text(max_size=20) | st.sampled_from(
        ["2026-11-23", "us", "1", "pregnant,", "food", "foods,meals"]
    )
    query = data.draw(st.dictionaries(st.sampled_from(parameters[route]), words, max_size=3))
    query = {name: word.encode("utf-8", "surrogatepass") for name, word in query.items()}
    response = as_alice.get(f"/api/v1/{route}/", query)
    assert response.status_code in (200, 400, 404), response.content
