"""Who tries passwords is slowed down, by person and by address; who is signed in stays so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test import Client

from intake.models import LimitUse, Person
from tests.apps import signed_in
from tests.factories import make_person
from tests.intake.test_sign_in import PASSWORD, is_signed_in, logged_in

TOO_MANY = "Too many failed login attempts"
APP = "/_allauth/app/v1/auth/login"


WRONG = "not this one"


def tried(email: str, password: str = WRONG, address: str = "192.0.2.1") -> str:
    """What the page says to it; "" where it lets in."""
    answer = Client(REMOTE_ADDR=address).post(
        "/accounts/login/", {"login": email, "password": password}
    )
    return "" if answer.status_code == 302 else answer.content.decode()


def time_passes(seconds: int) -> None:
    LimitUse.objects.update(until=F("until") - timedelta(seconds=seconds))


@pytest.mark.django_db
class TestWrongPasswords:
    def test_of_others_leave_the_owner_the_session_they_hold(self, alice):
        hers = logged_in(alice.email)
        for _ in range(6):
            tried(alice.email)
        assert is_signed_in(hers)

    def test_of_others_leave_the_owner_what_they_do_by_showing_theirs(self, alice):
        page, app = logged_in(alice.email), signed_in(alice.email)
        for _ in range(6):
            tried(alice.email)
        app.show_password()
        page.post("/settings/email/", {"email": "new@example.org", "password": PASSWORD})
        assert mail.outbox[-1].to == ["new@example.org"]
        shown = page.post("/accounts/reauthenticate/?next=/settings/", {"password": PASSWORD})
        assert shown.status_code == 302
        page.post("/settings/delete/", {"password": PASSWORD})
        assert not Person.objects.exists()

    def test_of_who_holds_the_session_are_five_too(self, alice):
        """Whoever found the phone unlocked has no more than whoever has not."""
        page, app = logged_in(alice.email), signed_in(alice.email)
        wrong = {"email": "new@example.org", "password": WRONG}
        for _ in range(3):
            assert "not your password" in page.post("/settings/email/", wrong).content.decode()
        codes = [
            app.send("POST", "auth/reauthenticate", {"password": word})[1]["errors"][0]["code"]
            for word in (WRONG, WRONG, PASSWORD)
        ]
        assert codes == ["incorrect_password", "incorrect_password", "too_many_login_attempts"]
        assert tried(alice.email, PASSWORD, address="198.51.100.7") == ""

    @pytest.mark.parametrize("host", ["testserver:{}", "{}"])
    def test_are_counted_however_the_host_is_written(self, alice, host):
        said = []
        for number in range(1, 8):
            capitals = "".join(
                letter.upper() if number >> place & 1 else letter
                for place, letter in enumerate("testserver")
            )
            answer = Client(REMOTE_ADDR=f"192.0.2.{number}").post(
                APP,
                {"email": alice.email, "password": WRONG},
                content_type="application/json",
                headers={"host": host.format(number if ":" in host else capitals)},
            )
            said.append(answer.json()["errors"][0]["code"])
        assert said == ["email_password_mismatch"] * 5 + ["too_many_login_attempts"] * 2

    def test_lock_the_account_for_no_longer_than_a_minute(self, alice):
        """One of the five comes back each minute, also for an owner at another address."""
        for _ in range(5):
            assert "not correct" in tried(alice.email)
        assert TOO_MANY in tried(alice.email, PASSWORD, address="198.51.100.7")
        time_passes(60)
        assert tried(alice.email, PASSWORD, address="198.51.100.7") == ""

    def test_right_ones_between_them_do_not_count(self, alice):
        for _ in range(4):
            tried(alice.email)
        for _ in range(4):
            assert tried(alice.email, PASSWORD) == ""
        assert "not correct" in tried(alice.email)
        assert TOO_MANY in tried(alice.email)

    def test_for_ever_new_people_are_counted_by_their_address(self):
        said = [tried(f"person{number}@example.org") for number in range(11)]
        assert ["not correct" in page for page in said] == [True] * 10 + [False]
        assert TOO_MANY in said[-1]
        assert "not correct" in tried("person11@example.org", address="198.51.100.7")

    def test_are_counted_whatever_else_the_cache_holds(self, alice):
        """The database cache throws away a third of its rows once there are some hundreds."""
        for _ in range(5):
            tried(alice.email)
        for number in range(400):
            cache.set(f"else:{number}", "", 60)
        assert TOO_MANY in tried(alice.email, PASSWORD)

    def test_by_an_app_are_the_same_ones(self, alice):
        for _ in range(5):
            tried(alice.email)
        answer = Client(REMOTE_ADDR="198.51.100.7").post(
            APP,
            {"email": alice.email, "password": PASSWORD},
            content_type="application/json",
        )
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["code"] == "too_many_login_attempts"


@pytest.mark.django_db
def test_a_refusal_says_how_long_to_wait(client):
    codes = [client.post("/accounts/signup/", {}).status_code for _ in range(20)]
    page = client.post("/accounts/signup/", {})
    assert (set(codes), page.status_code) == ({200}, 429)
    assert 0 < int(page["Retry-After"]) <= 3
    assert "<h1>Please wait a moment</h1>" in page.content.decode()
    app = client.post("/_allauth/app/v1/auth/signup", {}, content_type="application/json")
    assert app.status_code in (400, 429)


@pytest.mark.django_db(transaction=True)
def test_of_many_passwords_at_once_five_are_looked_at():
    """On real connections, as the workers have."""
    make_person("alice@example.org")

    def one(number: int) -> str:
        try:
            return tried("alice@example.org", address=f"192.0.2.{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(one, range(24)))
    assert sum("not correct" in page for page in said) == 5
    assert sum(TOO_MANY in page for page in said) == 19
