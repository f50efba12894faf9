import re

import pytest
from django.test import Client

from config.middleware import RequestIdFilter
from tests.factories import make_food, make_profile


@pytest.mark.parametrize(
    "path", ["/foods/", "/foods/{food}/", "/notes/", "/privacy/", "/settings/sessions/"]
)
def test_what_somebody_signed_in_sees_is_in_no_shared_cache(alice, path):
    food = make_food()
    client = Client()
    client.force_login(alice)
    response = client.get(path.format(food=food.pk))
    assert response.status_code == 200
    assert "private" in response.headers["Cache-Control"]


def test_the_diary_is_in_no_cache_at_all(alice):
    client = Client()
    client.force_login(alice)
    for path in ("/", "/trends/", "/settings/", "/settings/export/entries.csv"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


class TestRequestIds:
    def test_every_answer_has_one_of_its_own(self, client, db):
        first, second = (client.get("/healthz").headers["X-Request-ID"] for _ in range(2))
        assert re.fullmatch(r"[0-9a-f]{32}", first)
        assert first != second
        assert client.get("/api/v1/nothing/").headers["X-Request-ID"]

    def test_a_client_may_choose_it(self, client):
        answer = client.get("/healthz", headers={"X-Request-ID": "phone-42_a.b"})
        assert answer.headers["X-Request-ID"] == "phone-42_a.b"

    @pytest.mark.parametrize("odd", ["", "a b", "x" * 65, "ä", "<script>", "a\r\nX: y"])
    def test_not_what_is_none(self, client, odd):
        answer = client.get("/healthz", headers={"X-Request-ID": odd})
        assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])

    def test_stands_in_the_lines_of_the_log(self, client, db, caplog, monkeypatch):
        caplog.handler.addFilter(RequestIdFilter())
        monkeypatch.setattr("notes.api.NoteList.get", lambda *_: 1 / 0)
        client.raise_request_exception = False
        answer = client.get("/api/v1/notes/", headers={"X-Request-ID": "phone-42"})
        assert (answer.status_code, answer.headers["X-Request-ID"]) == (500, "phone-42")
        lines = [line for line in caplog.records if "Unhandled" in line.getMessage()]
        assert [line.request_id for line in lines] == ["phone-42"]


class TestReadingAgain:
    def test_what_did_not_change_is_not_sent_again(self, as_alice):
        first = as_alice.get("/api/v1/profile/")
        again = as_alice.get("/api/v1/profile/", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        as_alice.patch("/api/v1/profile/", {"units": "us"})
        then = as_alice.get("/api/v1/profile/", headers={"If-None-Match": first.headers["ETag"]})
        assert then.json()["units"] == "us"

    def test_also_when_it_comes_compressed(self, alice, as_alice):
        make_profile(alice)
        path = "/api/v1/trends/?from=2026-10-01&to=2026-11-01"
        first = as_alice.get(path, headers={"Accept-Encoding": "gzip"})
        assert first.headers["Content-Encoding"] == "gzip"
        asked = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
        assert as_alice.get(path, headers=asked).status_code == 304

    def test_pages_have_none(self, client):
        assert "ETag" not in client.get("/privacy/").headers


class TestOtherOrigins:
    """A web app of another origin, if the operator names it."""

    ASKED = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "x-session-token,if-match,content-type",
    }

    def test_none_unless_named(self, client):
        answer = client.options("/api/v1/entries/", headers=self.ASKED)
        assert "Access-Control-Allow-Origin" not in answer.headers

    def test_the_named_may_call_the_api_and_sign_in_but_not_with_cookies(self, client, settings):
        settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
        for path in ("/api/v1/entries/", "/_allauth/app/v1/auth/login"):
            headers = client.options(path, headers=self.ASKED).headers
            assert headers["Access-Control-Allow-Origin"] == "https://app.example"
            assert "PATCH" in headers["Access-Control-Allow-Methods"]
            allowed = headers["Access-Control-Allow-Headers"]
            assert {"x-session-token", "if-match", "authorization"} <= set(allowed.split(", "))
            assert "Access-Control-Allow-Credentials" not in headers
        headers = client.get("/api/v1/", headers={"Origin": "https://app.example"}).headers
        assert "etag" in headers["Access-Control-Expose-Headers"].lower()

    @pytest.mark.parametrize(
        ("path", "origin"),
        [("/", "https://app.example"), ("/api/v1/", "https://evil.example"), ("/api/v1/", "null")],
    )
    def test_no_page_and_nobody_else(self, client, db, settings, path, origin):
        settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
        assert "Access-Control-Allow-Origin" not in client.get(path, headers={"Origin": origin})
