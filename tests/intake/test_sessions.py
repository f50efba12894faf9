"""Where a person is signed in: pages and apps see the same list, and end what is on it."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.apps import PASSWORD, App, signed_in
from tests.intake.test_sign_in import is_signed_in, logged_in
from tests.intake.test_tokens import writes
from tests.pages import text_of

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PAGE = "/settings/sessions/"
API = "/api/v1/sessions/"


def browser(email: str) -> Client:
    client = Client(headers={"user-agent": FIREFOX})
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def id_of(session_key: str) -> int:
    return UserSession.objects.get(session_key=session_key).pk


def long_ago(days: int) -> None:
    then = timezone.now() - timedelta(days=days)
    UserSession.objects.update(last_seen_at=then, created_at=then)


class TestThePage:
    def test_lists_browsers_and_apps_in_words(self, alice):
        here, _ = browser(alice.email), signed_in(alice.email)
        today = datetime.now(UTC).strftime("%-d %B %Y")
        said = text_of(here.get(PAGE))
        assert f"Firefox on Linux This one Last seen {today}; signed in {today} from" in said
        assert f"Twelve for Android Last seen {today}; signed in {today} from 192.0.2.1" in said

    def test_ends_one(self, alice):
        here, there, app = browser(alice.email), browser(alice.email), signed_in(alice.email)
        answer = here.post(f"{PAGE}{id_of(app.token)}/end/", follow=True)
        assert "It is signed out." in answer.content.decode()
        assert not app.is_in()
        assert is_signed_in(there)
        assert here.get(PAGE).content.decode().count("Sign out Firefox on Linux") == 1

    def test_ends_all_others(self, alice, bob):
        here, there, app = browser(alice.email), browser(alice.email), signed_in(alice.email)
        bobs = logged_in(bob.email)
        here.post(f"{PAGE}end/")
        assert [is_signed_in(here), is_signed_in(there), app.is_in()] == [True, False, False]
        assert is_signed_in(bobs)
        assert "Nowhere else." in text_of(here.get(PAGE))

    def test_ends_nothing_of_others(self, alice, bob):
        bobs = logged_in(bob.email)
        answer = browser(alice.email).post(f"{PAGE}{id_of(bobs.session.session_key)}/end/")
        assert answer.status_code == 404
        assert is_signed_in(bobs)

    def test_leaves_out_what_has_ended_by_itself(self, alice):
        here, app = browser(alice.email), signed_in(alice.email)
        Session.objects.filter(session_key=app.token).update(expire_date=timezone.now())
        assert "Android" not in text_of(here.get(PAGE))

    def test_stands_where_allauths_stood(self, alice):
        assert browser(alice.email).get("/accounts/sessions/")["Location"] == PAGE

    def test_asks_the_same_of_the_database_however_long(self, alice, django_assert_num_queries):
        here = browser(alice.email)
        for _ in range(5):
            signed_in(alice.email)
        with django_assert_num_queries(3):
            here.get(PAGE)


class TestTheAPI:
    def test_lists_them(self, alice):
        browser(alice.email)
        app = signed_in(alice.email)
        status, said = app.send("GET", API)
        assert status == 200
        rows = said["results"]
        today = datetime.now(UTC).date().isoformat()
        assert [(row["device"], row["is_current"], row["last_seen_on"]) for row in rows] == [
            ("Twelve for Android", True, today),
            ("Firefox on Linux", False, today),
        ]
        assert set(rows[0]) == {"id", "device", "signed_in_at", "last_seen_on", "is_current"}

    def test_ends_one_and_also_its_own(self, alice):
        page, app = browser(alice.email), signed_in(alice.email)
        assert app.send("DELETE", f"{API}{id_of(page.session.session_key)}/")[0] == 204
        assert not is_signed_in(page)
        assert app.send("DELETE", f"{API}{id_of(app.token)}/")[0] == 204
        assert app.send("GET", API)[0] == 401

    def test_ends_all_others(self, alice):
        page, other, app = browser(alice.email), signed_in(alice.email), signed_in(alice.email)
        assert app.send("DELETE", API)[0] == 204
        assert [is_signed_in(page), other.is_in(), app.is_in()] == [False, False, True]

    def test_ends_nothing_of_others(self, alice, bob):
        bobs = signed_in(bob.email)
        assert signed_in(alice.email).send("DELETE", f"{API}{id_of(bobs.token)}/")[0] == 404
        assert bobs.is_in()

    def test_by_a_token_ends_nothing(self, alice, as_alice):
        app = signed_in(alice.email)
        assert as_alice.get(API).json()["results"][0]["is_current"] is False
        for path in (API, f"{API}{id_of(app.token)}/"):
            answer = as_alice.delete(path)
            assert (answer.status_code, answer.json()["code"]) == (403, "session_needed")
        assert app.is_in()

    def test_allauths_own_list_works_for_apps_too(self, alice):
        page, app = browser(alice.email), signed_in(alice.email)
        ids = [id_of(page.session.session_key)]
        assert app.send("DELETE", "auth/sessions", {"sessions": ids})[0] == 200
        assert not is_signed_in(page)


class TestTheLastTimeSeen:
    @pytest.mark.parametrize("kind", ["page", "app", "app at allauth"])
    def test_is_written_once_a_day_and_else_nothing_is(self, alice, kind):
        page, app = browser(alice.email), signed_in(alice.email)
        read = {
            "page": lambda: page.get("/settings/"),
            "app": lambda: app.send("GET", "/api/v1/"),
            "app at allauth": lambda: app.send("GET", "auth/session"),
        }[kind]
        read()
        long_ago(days=1)
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as queries:
                read()
            counts.append(len(writes(queries)))
        assert counts == [2, 0, 0]  # the day, and the end
        key = page.session.session_key if kind == "page" else app.token
        seen = UserSession.objects.get(session_key=key).last_seen_at
        assert seen.date() == timezone.now().date()

    def test_puts_off_the_end(self, alice, settings):
        app = signed_in(alice.email)
        long_ago(days=13)
        soon = timezone.now() + timedelta(hours=1)
        Session.objects.filter(session_key=app.token).update(expire_date=soon)
        assert app.is_in()
        left = Session.objects.get(session_key=app.token).expire_date - timezone.now()
        assert left > timedelta(seconds=settings.SESSION_COOKIE_AGE - 60)

    def test_comes_too_late_once_it_has_ended(self, alice):
        app = signed_in(alice.email)
        long_ago(days=15)
        Session.objects.filter(session_key=app.token).update(expire_date=timezone.now())
        assert not app.is_in()
        assert UserSession.objects.get().last_seen_at < timezone.now() - timedelta(days=14)


def test_an_unknown_token_is_refused_and_writes_nothing(db):
    with CaptureQueriesContext(connection) as queries:
        status, said = App(token="x" * 32).send("GET", "/api/v1/")
    assert (status, said["code"]) == (401, "not_authenticated")
    assert writes(queries) == []
