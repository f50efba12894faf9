"""An account is whose the address is: nobody who came before them keeps a way in.

Mallory signs up with Alice's address, and sets up all there is. Then Alice comes.
"""

import io
import json
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from intake.models import Entry, Person, PersonalToken
from tests.apps import App, code_of, signed_in, with_codes
from tests.factories import make_person, make_quick_add
from tests.intake.test_apps import code_in_letter, with_passkey
from tests.intake.test_sign_in import PASSWORD, is_signed_in, logged_in
from tests.intake.test_tokens import bearer, today
from tests.pages import text_of
from tests.software_passkey import SoftwarePasskey

pytestmark = pytest.mark.django_db
ADDRESS = "alice@example.org"
OWN = "seventeen herons"


def reset_by_letter(email: str = ADDRESS) -> None:
    Client().post("/accounts/password/reset/", {"email": email})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    client = Client()
    client.post(client.get(link[1])["Location"], {"password1": OWN})


def sign_in_by_code(email: str = ADDRESS) -> App:
    app = App()
    app.send("POST", "auth/code/request", {"email": email})
    status, said = app.send("POST", "auth/code/confirm", {"code": code_in_letter()})
    assert status == 200, said
    return app


class Mallory:
    """Signs up with Alice's address; each attribute is a way in."""

    def __init__(self) -> None:
        self.app = App()
        self.app.send("POST", "auth/signup", {"email": ADDRESS, "password": PASSWORD})
        self.page = logged_in(ADDRESS)
        self.script = bearer(
            self.app.send("POST", "/api/v1/tokens/", {"name": "x", "scope": "write"})[1]["token"]
        )
        self.passkey = with_passkey(self.app)
        self.codes = with_codes(self.app)
        recovery = self.app.send("GET", "account/authenticators/recovery-codes")[1]["data"]
        self.recovery = recovery["unused_codes"]
        self.waiting = self.begun()
        self.page.post("/settings/email/", {"email": "mallory@example.org", "password": PASSWORD})
        self.link = re.search(r"http://testserver(/settings/email/\S+)", mail.outbox[-1].body)[1]

    def begun(self) -> App:
        """Signing in, as far as the second factor."""
        app = App()
        app.send("POST", "auth/login", {"email": ADDRESS, "password": PASSWORD})
        return app

    def ways_in(self) -> set[str]:
        """Those that work."""
        cache.clear()
        found = set()
        if self.app.is_in() or is_signed_in(self.page):
            found.add("session")
        if self.script.get("/api/v1/").status_code == 200:
            found.add("token")
        app = App(address="198.51.100.1")
        _, said = app.send("GET", "auth/webauthn/login")
        signed = self.passkey.signed(said["data"]["request_options"])
        app.send("POST", "auth/webauthn/login", {"credential": signed})
        if app.is_in():
            found.add("passkey")
        app = App(address="198.51.100.2")
        if app.send("POST", "auth/login", {"email": ADDRESS, "password": PASSWORD})[0] in (
            200,
            401,
        ):
            found.add("password")
        for code in (code_of(self.codes), self.recovery[0]):
            self.waiting.send("POST", "auth/2fa/authenticate", {"code": code})
        if self.waiting.is_in():
            found.add("half a sign-in")
        if self.page.post(self.link).status_code != 410 and (
            Person.objects.filter(email="mallory@example.org").exists()
        ):
            found.add("a change of address")
        return found


@pytest.fixture
def mallory() -> Mallory:
    return Mallory()


def test_mallory_has_many_ways_in(mallory):
    """Or the tests below would show nothing."""
    assert mallory.ways_in() == {
        "session",
        "token",
        "passkey",
        "password",
        "half a sign-in",
        "a change of address",
    }


class TestTheOwnerComes:
    def test_by_a_new_password(self, mallory):
        page = Client().post("/accounts/signup/", {"email": ADDRESS, "password1": OWN})
        assert "already" in page.content.decode()
        reset_by_letter()
        assert mallory.ways_in() == set()
        assert not Authenticator.objects.exists()
        assert is_signed_in(logged_in(ADDRESS, OWN))  # with no second factor of Mallory's

    def test_by_a_code(self, mallory):
        alices = sign_in_by_code()
        assert alices.is_in()
        assert mallory.ways_in() == set()
        assert not Authenticator.objects.exists()
        assert not Person.objects.get().has_usable_password()

    def test_by_a_code_on_a_page_and_chooses_a_password(self, mallory):
        client = Client()
        asked = client.post("/accounts/login/code/", {"email": ADDRESS})
        assert asked["Location"] == "/accounts/login/code/confirm/"
        assert ADDRESS in client.get(asked["Location"]).content.decode()
        page = client.post(asked["Location"], {"code": code_in_letter()}, follow=True)
        assert page.redirect_chain[-1][0] == "/accounts/password/set/"
        assert "This was the first proof that the address is yours." in page.content.decode()
        client.post("/accounts/password/set/", {"password1": OWN})
        assert is_signed_in(client)
        assert is_signed_in(logged_in(ADDRESS, OWN))
        assert mallory.ways_in() == set()

    def test_and_what_is_in_the_diary_stays(self, mallory):
        make_quick_add(Person.objects.get(), today(), "Bread", "20")
        reset_by_letter()
        assert Entry.objects.count() == 1


class TestTheOwnerIsLedToConfirm:
    """Mallory has a letter with a link sent to Alice."""

    @pytest.fixture(params=["page", "app"])
    def link(self, mallory, request) -> str:
        if request.param == "page":
            mallory.page.post("/settings/mail/", {"weekly": "on"})
        else:
            mallory.app.send("PUT", "account/email", {"email": ADDRESS})
        return re.search(r"http://testserver(/accounts/confirm-email/\S+)", mail.outbox[-1].body)[1]

    def test_and_the_page_asks_her_to_log_in(self, link):
        client = Client()
        assert "Log in first" in text_of(client.get(link))
        client.post(link)
        key = link.rstrip("/").rpartition("/")[2]
        App().send("POST", "auth/email/verify", {"key": key})
        assert not EmailAddress.objects.get().verified

    def test_and_what_mallory_set_up_ends_all_the_same(self, mallory, link):
        Client().post(link)
        reset_by_letter()
        assert mallory.ways_in() == set()


class TestWhereAddressesMustBeConfirmed:
    @pytest.fixture(autouse=True)
    def confirmed_mail(self, settings):
        settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
        settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True

    def test_nobody_confirms_for_mallory(self):
        """Mallory's code works in Mallory's browser only, and a letter has nothing to click."""
        mallory = Client()
        mallory.post("/accounts/signup/", {"email": ADDRESS, "password1": PASSWORD})
        assert "http" not in mail.outbox[-1].body
        code = code_in_letter()
        assert Client().post("/accounts/confirm-email/", {"code": code})["Location"] == (
            "/accounts/login/"
        )
        assert not EmailAddress.objects.get().verified
        sign_in_by_code()
        assert not Person.objects.get().has_usable_password()
        mallory.post("/accounts/confirm-email/", {"code": "BBBB-BBBB"})
        assert not is_signed_in(mallory)


class TestThroughAChangeOfAddress:
    """Mallory's own account asks for Alice's address, and Alice opens the link."""

    @pytest.fixture
    def link(self) -> str:
        make_person("mallory@example.org")
        page = logged_in("mallory@example.org")
        page.post("/settings/email/", {"email": ADDRESS, "password": PASSWORD})
        return re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]

    def test_a_stranger_is_asked_to_sign_in(self, link):
        for answer in (Client().get(link), Client().post(link)):
            assert answer["Location"].startswith("/accounts/login/")
        assert not Person.objects.filter(email=ADDRESS).exists()

    def test_somebody_else_confirms_nothing(self, link, bob):
        bobs = logged_in(bob.email)
        assert [bobs.get(link).status_code, bobs.post(link).status_code] == [410, 410]
        assert not Person.objects.filter(email=ADDRESS).exists()


class TestAReset:
    @pytest.fixture(autouse=True)
    def shown(self, alice):
        EmailAddress.objects.create(user=alice, email=ADDRESS, primary=True, verified=True)

    def test_of_who_showed_the_address_before_keeps_second_factors(self, alice):
        app = signed_in(ADDRESS)
        with_passkey(app)
        with_codes(app)
        reset_by_letter()
        assert {row.type for row in Authenticator.objects.all()} == {
            "totp",
            "webauthn",
            "recovery_codes",
        }
        client = Client()
        answer = client.post("/accounts/login/", {"login": ADDRESS, "password": OWN})
        assert answer["Location"] == "/accounts/2fa/authenticate/"
        assert not is_signed_in(client)

    def test_ends_those_whose_setting_up_was_begun(self, alice):
        """By an app and by a page: neither finishes what it began."""
        app, page = signed_in(ADDRESS), logged_in(ADDRESS)
        app.show_password()
        _, said = app.send("GET", "account/authenticators/totp")
        begun = app.send("GET", "account/authenticators/webauthn?passwordless")[1]
        gate = page.get("/accounts/2fa/totp/activate/")["Location"]
        page.post(gate, {"password": PASSWORD}, follow=True)
        secret = page.session["mfa.totp.secret"]
        reset_by_letter()
        for path, body in (
            ("account/authenticators/totp", {"code": code_of(said["meta"]["secret"])}),
            ("account/authenticators/webauthn", {"name": "x", "credential": {}}),
        ):
            assert app.send("POST", path, body)[0] in (401, 410), begun
        page.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
        assert not Authenticator.objects.exists()

    def test_ends_sessions_tokens_and_half_a_sign_in(self, alice):
        app, page = signed_in(ADDRESS), logged_in(ADDRESS)
        _, secret = PersonalToken.objects.create(user=alice)
        codes = with_codes(app)
        waiting = App()
        waiting.send("POST", "auth/login", {"email": ADDRESS, "password": PASSWORD})
        reset_by_letter()
        assert not app.is_in()
        assert not is_signed_in(page)
        assert bearer(secret).get("/api/v1/").status_code == 401
        cache.clear()
        waiting.send("POST", "auth/2fa/authenticate", {"code": code_of(codes)})
        assert not waiting.is_in()

    def test_of_who_never_showed_the_address_shows_it(self, alice):
        EmailAddress.objects.all().delete()
        reset_by_letter()
        assert EmailAddress.objects.get(user=alice, email=ADDRESS).verified


@pytest.mark.django_db(transaction=True)
class TestARequestWhoseBodyComesLate:
    """It was let in before the owner came, and its body is sent when all else has ended."""

    def sent(self, app: App, path: str, body: dict[str, Any]) -> int:
        raw = json.dumps(body).encode()

        class Late(io.BytesIO):
            def read(self, *size: int) -> bytes:
                if self.tell() == 0:
                    reset_by_letter()
                return super().read(*size)

        answer = Client(raise_request_exception=False).post(
            path,
            raw,
            content_type="application/json",
            headers={"x-session-token": app.token},
            **{"wsgi.input": Late(raw)},
        )
        assert not app.is_in()
        return answer.status_code

    def test_makes_no_token(self, alice):
        app = signed_in(ADDRESS)
        assert self.sent(app, "/api/v1/tokens/", {"name": "x", "scope": "write"}) == 401
        assert not PersonalToken.objects.exists()

    def test_adds_no_passkey(self, alice):
        app = signed_in(ADDRESS)
        app.show_password()
        path = "/_allauth/app/v1/account/authenticators/webauthn"
        _, said = app.send("GET", f"{path}?passwordless")
        made = SoftwarePasskey("https://testserver", "testserver").made(
            said["data"]["creation_options"]
        )
        assert self.sent(app, path, {"name": "x", "credential": made}) == 400
        assert not Authenticator.objects.exists()

    def test_turns_on_no_codes(self, alice):
        app = signed_in(ADDRESS)
        app.show_password()
        path = "/_allauth/app/v1/account/authenticators/totp"
        secret = app.send("GET", path)[1]["meta"]["secret"]
        assert self.sent(app, path, {"code": code_of(secret)}) == 400
        assert not Authenticator.objects.exists()


def test_a_change_of_password_ends_other_sessions_and_an_asked_change_of_address(alice):
    here, other, app = logged_in(ADDRESS), logged_in(ADDRESS), signed_in(ADDRESS)
    other.post("/settings/email/", {"email": "new@example.org", "password": PASSWORD})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": OWN})
    assert is_signed_in(here)
    assert not is_signed_in(other)
    assert not app.is_in()
    assert here.post(link).status_code == 410


def test_an_app_that_changes_the_password_stays_signed_in_alone(alice):
    app, other, page = signed_in(ADDRESS), signed_in(ADDRESS), logged_in(ADDRESS)
    body = {"current_password": PASSWORD, "new_password": OWN}
    assert app.send("POST", "account/password/change", body)[0] == 200
    assert app.is_in()
    assert not other.is_in()
    assert not is_signed_in(page)
