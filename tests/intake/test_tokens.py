"""Personal tokens: what they may, how long, and who makes them."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from intake.models import Entry, PersonalToken
from tests.factories import make_entry, make_quick_add

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"
TOKENS = f"{ROOT}tokens/"
BREAD = {"date": "2026-11-23", "meal": "lunch", "name": "Bread", "kind": "food"}


def today() -> date:
    return datetime.now(UTC).date()


def bearer(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def app_of(email: str) -> APIClient:
    """An app that is signed in."""
    answer = APIClient().post(
        "/_allauth/app/v1/auth/login", {"email": email, "password": "a pass phrase"}
    )
    client = APIClient()
    client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
    return client


def refused(response, status: int, code: str) -> None:
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["Content-Type"] == "application/problem+json"


def writes(queries: CaptureQueriesContext) -> list[str]:
    asked = [query["sql"] for query in queries.captured_queries]
    return [sql for sql in asked if re.search(r"^\s*UPDATE|\b(INSERT INTO|DELETE FROM)\b", sql)]


class TestAReadOnlyToken:
    @pytest.fixture
    def reader(self, alice) -> APIClient:
        return bearer(PersonalToken.objects.create(user=alice, scope="read")[1])

    def test_reads(self, alice, reader):
        make_quick_add(alice, date(2026, 11, 23), "Bread", "20")
        assert reader.get(f"{ROOT}days/2026-11-23/").json()["intake"]["total_mg"] == 20
        assert reader.get(f"{ROOT}export/").status_code == 200

    def test_writes_nothing(self, alice, reader):
        entry = make_entry(alice)
        refused(
            reader.post(f"{ROOT}entries/", BREAD | {"magnesium_mg": 20}), 403, "read_only_token"
        )
        address = f"{ROOT}entries/{entry.uuid}/"
        refused(reader.patch(address, {"grams": 5}), 403, "read_only_token")
        refused(reader.delete(address), 403, "read_only_token")
        refused(reader.post(TOKENS, {"name": "More"}), 403, "read_only_token")
        assert Entry.objects.get().deleted_at is None

    def test_is_told_nothing_more_where_the_address_leads_nowhere(self, reader):
        refused(
            reader.delete(f"{ROOT}entries/{'0' * 8}-0000-4000-8000-{'0' * 12}/"),
            403,
            "read_only_token",
        )


class TestTheEnd:
    def test_is_the_second_it_says(self, alice, monkeypatch):
        token, secret = PersonalToken.objects.create(user=alice, expiry=timedelta(days=1))
        before = token.expiry - timedelta(microseconds=1)
        monkeypatch.setattr(timezone, "now", lambda: before)
        assert bearer(secret).get(ROOT).status_code == 200
        monkeypatch.setattr(timezone, "now", lambda: token.expiry)
        answer = bearer(secret).get(ROOT)
        refused(answer, 401, "authentication_failed")
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_comes_at_once_when_it_is_revoked(self, alice):
        token, secret = PersonalToken.objects.create(user=alice)
        client = bearer(secret)
        assert client.get(ROOT).status_code == 200
        app_of(alice.email).delete(f"{TOKENS}{token.uuid}/")
        refused(client.get(ROOT), 401, "authentication_failed")

    @pytest.mark.parametrize("life", [None, timedelta(days=366)])
    def test_has_to_be_within_a_year(self, alice, life):
        with pytest.raises(IntegrityError):
            PersonalToken.objects.create(user=alice, expiry=life)


class TestTheLastUse:
    def test_is_written_once_a_day(self, alice):
        token, secret = PersonalToken.objects.create(user=alice)
        client = bearer(secret)
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as queries:
                client.get(ROOT)
            counts.append(len(writes(queries)))
        assert counts == [1, 0, 0]
        token.refresh_from_db()
        assert token.last_used_on == today()

    def test_of_an_earlier_day_gives_way(self, alice):
        token, secret = PersonalToken.objects.create(
            user=alice, last_used_on=today() - timedelta(days=1)
        )
        bearer(secret).get(ROOT)
        token.refresh_from_db()
        assert token.last_used_on == today()


class TestOverTheAPI:
    def test_a_signed_in_app_makes_lists_and_revokes(self, alice):
        app = app_of(alice.email)
        answer = app.post(TOKENS, {"name": "Kitchen scale", "scope": "write", "days": 30})
        made = answer.json()
        assert answer.status_code == 201, made
        ends = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(
            made["created_at"]
        )
        assert timedelta(days=29, hours=23) < ends <= timedelta(days=30)
        secret = made.pop("token")
        assert made == {
            "id": made["id"],
            "name": "Kitchen scale",
            "scope": "write",
            "created_at": made["created_at"],
            "expires_at": made["expires_at"],
            "last_used_on": None,
        }
        assert app.get(TOKENS).json() == {"results": [made]}
        client = bearer(secret)
        written = client.post(f"{ROOT}entries/", BREAD | {"magnesium_mg": 20})
        assert written.status_code == 201, written.content
        listed = app.get(TOKENS)
        assert listed.json()["results"][0]["last_used_on"] == today().isoformat()
        assert secret not in listed.content.decode()
        assert app.delete(f"{TOKENS}{made['id']}/").status_code == 204
        assert app.delete(f"{TOKENS}{made['id']}/").status_code == 404
        assert client.get(ROOT).status_code == 401

    def test_reads_only_unless_it_is_said(self, alice):
        made = app_of(alice.email).post(TOKENS, {"name": "Report"}).json()
        assert made["scope"] == "read"

    @pytest.mark.parametrize(
        ("body", "pointer", "code"),
        [
            ({}, "/name", "required"),
            ({"name": "  "}, "/name", "blank"),
            ({"name": "x" * 81}, "/name", "max_length"),
            ({"name": "x", "scope": "admin"}, "/scope", "invalid_choice"),
            ({"name": "x", "days": 0}, "/days", "min_value"),
            ({"name": "x", "days": 366}, "/days", "max_value"),
            ({"name": "x", "days": None}, "/days", "null"),
            ({"name": "x", "expires_at": "2099-01-01"}, "/expires_at", "unknown_field"),
        ],
    )
    def test_what_is_wrong_is_named(self, alice, body, pointer, code):
        answer = app_of(alice.email).post(TOKENS, body)
        assert answer.status_code == 400
        assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, code)]
        assert not PersonalToken.objects.exists()

    def test_a_token_makes_and_revokes_none(self, as_alice):
        token = PersonalToken.objects.get()
        refused(as_alice.post(TOKENS, {"name": "Another"}), 403, "session_needed")
        refused(as_alice.delete(f"{TOKENS}{token.uuid}/"), 403, "session_needed")
        assert PersonalToken.objects.count() == 1
        assert [row["name"] for row in as_alice.get(TOKENS).json()["results"]] == ["test"]

    def test_are_fifty_at_most(self, alice):
        for _ in range(50):
            PersonalToken.objects.create(user=alice)
        refused(app_of(alice.email).post(TOKENS, {"name": "x"}), 400, "too_many")

    def test_those_of_others_are_not_there(self, alice, bob):
        token, _ = PersonalToken.objects.create(user=bob)
        app = app_of(alice.email)
        assert app.get(TOKENS).json() == {"results": []}
        refused(app.delete(f"{TOKENS}{token.uuid}/"), 404, "not_found")
        assert PersonalToken.objects.exists()
