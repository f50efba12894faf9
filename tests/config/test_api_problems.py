"""Every error in one shape, whatever went wrong and wherever."""

import json
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from rest_framework.test import APIClient

from config.rest.exact_json import is_deeper_than
from intake.api.profile import ProfileDetail
from intake.models import Person, PersonalToken

ROOT = "/api/v1/"


def problem(response, status, code):
    body = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["type"] == "about:blank"
    assert set(body) <= {"type", "title", "status", "code", "detail", "errors"}
    return body


def test_the_root_lists_the_entrances(as_alice):
    start = "http://testserver/api/v1/"
    assert as_alice.get(ROOT).json() == {
        "foods": f"{start}foods/",
        "catalogue": f"{start}catalogue/",
        "submissions": f"{start}submissions/",
        "entries": f"{start}entries/",
        "checklist": f"{start}checklist/",
        "trends": f"{start}trends/",
        "profile": f"{start}profile/",
        "targets": f"{start}targets/",
        "reference-values": f"{start}reference-values/",
        "saved-meals": f"{start}saved-meals/",
        "favourites": f"{start}favourites/",
        "dismissed-suggestions": f"{start}suggestions/dismissed/",
        "medicines": f"{start}medicines/",
        "medicine-classes": f"{start}medicine-classes/",
        "notes": f"{start}notes/",
        "dismissed-notes": f"{start}notes/dismissed/",
        "sync": f"{start}sync/",
        "export": f"{start}export/",
        "tokens": f"{start}tokens/",
        "sessions": f"{start}sessions/",
        "schema": f"{start}schema/",
        "docs": f"{start}docs/",
    }


def test_the_trivial_view_asks_for_the_token_and_nothing_else(as_alice, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = as_alice.get(ROOT)
    assert response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [True, False])
def test_without_a_token_it_is_401_with_a_challenge(settings, debug):
    settings.DEBUG = debug
    for path in ("", "foods/", "entries/", "days/2026-11-23/", "profile/?x=1"):
        response = APIClient().get(ROOT + path)
        assert problem(response, 401, "not_authenticated") == {
            "type": "about:blank",
            "title": "Unauthorized",
            "status": 401,
            "code": "not_authenticated",
            "detail": "This request signs nobody in. Send a personal token (Authorization: "
            "Bearer ...), or the X-Session-Token of a session that has not ended.",
        }
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_that_is_wrong_expired_or_of_an_inactive_person(alice):
    _, token = PersonalToken.objects.create(user=alice, expiry=timedelta(days=1))
    _, expired = PersonalToken.objects.create(user=alice)
    client = APIClient()
    assert client.get(ROOT, headers={"Authorization": f"Bearer {token}"}).status_code == 200
    PersonalToken.objects.exclude(token_key=token[:15]).update(expiry=timezone.now())
    for wrong in (token[:-1] + "x", expired, "é", "", "a b"):
        response = client.get(ROOT, headers={"Authorization": f"Bearer {wrong}"})
        problem(response, 401, "authentication_failed")
    Person.objects.update(is_active=False)
    response = client.get(ROOT, headers={"Authorization": f"Bearer {token}"})
    problem(response, 401, "authentication_failed")


def test_a_browser_session_needs_its_csrf_token(alice):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.get(ROOT).status_code == 200
    problem(client.patch(f"{ROOT}profile/", {"units": "us"}), 403, "permission_denied")


def test_what_is_not_there(as_alice):
    for path in ("nothing/", "foods", "foods/x/", "entries/1/", "foods/99999999999999999999/"):
        problem(as_alice.get(ROOT + path), 404, "not_found")


def test_methods_and_media_types(as_alice):
    response = as_alice.put(f"{ROOT}profile/", {})
    problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, PATCH, HEAD, OPTIONS"
    problem(as_alice.get(ROOT, headers={"Accept": "text/html"}), 406, "not_acceptable")


def test_whoever_accepts_problems_accepts_json(as_alice):
    for accepted in ("application/problem+json", "text/html, application/problem+json;q=0.5"):
        accepting = {"Accept": accepted}
        problem(as_alice.get(f"{ROOT}days/x/", headers=accepting), 400, "invalid")
        answer = as_alice.get(ROOT, headers=accepting)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    for media_type in ("application/x-www-form-urlencoded", "multipart/form-data", "text/xml"):
        response = as_alice.post(f"{ROOT}entries/", "a=b", content_type=media_type)
        problem(response, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b"\xff{}", 400, "not_utf8"),
        (b"[]", 400, "not_an_object"),
        (b"null", 400, "not_an_object"),
        (b'"text"', 400, "not_an_object"),
        (b'{"grams": NaN}', 400, "not_json"),
        (b'{"grams": -Infinity}', 400, "not_json"),
        (b'{"grams": ' + b"9" * 5000 + b"}", 400, "not_json"),
        (b'{"grams": 1e9999999999999999999}', 400, "not_json"),
        (b'{"grams": 1e-9999999999999999999}', 400, "not_json"),
        (b"[" * 21 + b"]" * 21, 400, "too_deep"),
        (b'{"a":' * 100_000, 400, "too_deep"),
        (b" " * 1_000_001, 413, "body_too_large"),
        (b" " * 3_000_000, 413, "body_too_large"),  # more than Django itself would read
    ],
)
def test_bodies_are_checked_before_anything_reads_them(as_alice, raw, status, code):
    response = as_alice.patch(f"{ROOT}profile/", raw, content_type="application/json")
    problem(response, status, code)


def test_a_body_without_a_length_is_not_lost_in_silence(as_alice):
    chunked = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    response = as_alice.patch(f"{ROOT}profile/", {"units": "us"}, **chunked)
    problem(response, 411, "length_required")


def test_brackets_in_strings_do_not_count():
    assert not is_deeper_than(1, json.dumps({"a": "[[[[", 'b"[': "\\"}))
    assert is_deeper_than(1, json.dumps({"a": "[", "b": []}))
    assert not is_deeper_than(1, '{"a": "unfinished [[[')


def test_a_key_given_twice_counts_once(as_alice):
    raw = b'{"units": "metric", "units": "us"}'
    response = as_alice.patch(f"{ROOT}profile/", raw, content_type="application/json")
    assert response.json()["units"] == "us"


def test_unknown_parameters_are_refused_also_beside_a_body(as_alice):
    for response in (
        as_alice.get(f"{ROOT}?a.b=1&format=json"),
        as_alice.patch(f"{ROOT}profile/?a.b=1&format=json", {}),
    ):
        assert problem(response, 400, "unknown_parameter")["errors"] == [
            {
                "code": "unknown_parameter",
                "detail": "There is no such parameter here.",
                "parameter": name,
            }
            for name in ("a.b", "format")
        ]


def test_more_parameters_than_are_read(as_alice):
    """Also to a stranger: they are counted before it is asked who sends them."""
    for client in (as_alice, APIClient()):
        for path in ("trends/", "reference-values/", "profile/"):
            response = client.get(f"{ROOT}{path}?{'&'.join(['include=foods'] * 1001)}")
            problem(response, 400, "too_many_parameters")


@pytest.mark.parametrize("debug", [True, False])
def test_what_nobody_foresaw_tells_nothing(as_alice, settings, monkeypatch, caplog, debug):
    def broken(self, request):
        raise RuntimeError("secret")

    settings.DEBUG = debug
    as_alice.raise_request_exception = False
    monkeypatch.setattr(ProfileDetail, "get", broken)
    response = as_alice.get(f"{ROOT}profile/")
    assert problem(response, 500, "server_error") == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "code": "server_error",
        "detail": "Something went wrong here, and was written to our log.",
    }
    assert "RuntimeError: secret" in caplog.text


def test_without_the_database_it_says_to_try_again(as_alice, monkeypatch):
    def refuse(self, request):
        raise OperationalError("connection refused")

    as_alice.raise_request_exception = False
    monkeypatch.setattr(ProfileDetail, "get", refuse)
    response = as_alice.get(f"{ROOT}profile/")
    problem(response, 503, "unavailable")
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize(("field", "value"), [("half \ud800", 1), ("meal", "half \ud800")])
def test_half_a_character_is_quoted_as_it_came(as_alice, field, value):
    body = {"date": "2026-11-23", "meal": "lunch", "name": "Soup", "kind": "food"}
    body |= {"magnesium_mg": 5, field: value}
    response = as_alice.post(f"{ROOT}entries/", json.dumps(body), content_type="application/json")
    (error,) = problem(response, 400, response.json()["code"])["errors"]
    assert error["pointer"] == f"/{field}"
