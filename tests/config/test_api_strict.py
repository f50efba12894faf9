"""No route ignores what it was sent."""

import re

import pytest
from rest_framework import serializers

from config.api import urlpatterns
from config.rest.strict import NoSuchRoute, Strict

OWN = [p for p in urlpatterns if p.name not in ("schema", "docs", None)]
UUID = "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"
PLACES = {"int": "1", "str": "1", "uuid_in_any_case": UUID, "slug": "a"}


def address(pattern):
    return "/api/v1/" + re.sub(r"<(\w+):\w+>", lambda m: PLACES[m[1]], str(pattern.pattern))


def test_every_route_is_made_strict():
    assert all(issubclass(pattern.callback.cls, Strict) for pattern in OWN)
    assert urlpatterns[-1].callback.cls is NoSuchRoute


@pytest.mark.parametrize("pattern", OWN, ids=lambda pattern: pattern.name)
@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
def test_a_parameter_nobody_knows_is_refused(as_alice, pattern, method):
    response = getattr(as_alice, method)(f"{address(pattern)}?nonsense=1")
    if not hasattr(pattern.callback.cls, method):
        assert response.status_code == 405
        return
    assert response.status_code == 400, response.content
    assert response.json()["errors"] == [
        {
            "code": "unknown_parameter",
            "detail": "There is no such parameter here.",
            "parameter": "nonsense",
        }
    ]


PARAMETERS = [
    (pattern, name)
    for pattern in OWN
    for name, field in getattr(
        pattern.callback.cls, "query_serializer_class", serializers.Serializer
    )().fields.items()
    if not getattr(field, "allow_blank", False)
]


@pytest.mark.parametrize(
    ("pattern", "name"), PARAMETERS, ids=lambda each: getattr(each, "name", each)
)
def test_an_empty_parameter_is_not_one_left_out(as_alice, pattern, name):
    response = as_alice.get(f"{address(pattern)}?{name}=")
    assert response.status_code == 400, response.content
    (error,) = response.json()["errors"]
    assert (error["code"], error["parameter"]) == ("blank", name)


@pytest.mark.parametrize(
    ("pattern", "name"), PARAMETERS, ids=lambda each: getattr(each, "name", each)
)
def test_of_two_of_a_parameter_none_is_ignored(as_alice, pattern, name):
    response = as_alice.get(f"{address(pattern)}?{name}=1&{name}=2")
    assert response.status_code == 400, response.content
    (error,) = response.json()["errors"]
    assert (error["code"], error["parameter"]) == ("repeated", name)


def test_a_list_may_be_given_in_several_parameters(as_alice):
    several = "trends/?include=foods&include=meals"
    assert {"foods", "meals"} <= as_alice.get(f"/api/v1/{several}").json().keys()
    asked = "reference-values/?authority=us&age_years=30&life_stage=pregnant&life_stage=lactating"
    assert as_alice.get(f"/api/v1/{asked}").status_code == 200


def test_what_was_made_says_where_it_is_found(as_alice):
    entry = {"date": "2026-11-23", "meal": "lunch", "name": "Soup", "kind": "food"}
    sent = {
        "entries": entry | {"magnesium_mg": 3},
        "foods": {"name": "Bread"},
        "targets": {"starts_on": "2026-11-23", "mg": 300},
    }
    for name, body in sent.items():
        response = as_alice.post(f"/api/v1/{name}/", body)
        assert response.status_code == 201, response.content
        assert response.headers["Location"] == f"/api/v1/{name}/{response.json()['id']}/"
        assert as_alice.get(response.headers["Location"]).json() == response.json()


def test_what_has_no_address_says_none(as_alice):
    export = as_alice.get("/api/v1/export/").json()
    response = as_alice.post("/api/v1/import/", {"export": export})
    assert response.status_code == 201, response.content
    assert "Location" not in response.headers
