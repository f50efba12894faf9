"""Apps sign in: by password, by a code in a letter, with a second factor, by a passkey."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache

from tests.apps import PASSWORD, App, code_of, signed_in, with_codes
from tests.software_passkey import SoftwarePasskey

pytestmark = pytest.mark.django_db


def code_in_letter() -> str:
    found = re.search(r"^([A-Z]{4}-[A-Z]{4})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def pending(said: dict) -> list[str]:
    return [flow["id"] for flow in said["data"]["flows"] if flow.get("is_pending")]


def with_passkey(app: App) -> SoftwarePasskey:
    app.show_password()
    passkey = SoftwarePasskey("https://testserver", "testserver")
    _, said = app.send("GET", "account/authenticators/webauthn?passwordless")
    made = passkey.made(said["data"]["creation_options"])
    status, said = app.send(
        "POST", "account/authenticators/webauthn", {"name": "My phone", "credential": made}
    )
    assert status == 200, said
    return passkey


class TestByACodeInALetter:
    @pytest.fixture(autouse=True)
    def confirmed(self, alice):
        EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)

    def test_lets_in(self, alice):
        app = App()
        status, said = app.send("POST", "auth/code/request", {"email": alice.email})
        assert (status, pending(said)) == (401, ["login_by_code"])
        assert mail.outbox[-1].subject == "Your code for Twelve"
        status, said = app.send("POST", "auth/code/confirm", {"code": code_in_letter()})
        assert (status, said["data"]["user"]["has_usable_password"]) == (200, True)
        assert app.is_in()

    def test_only_where_it_was_asked_for(self, alice):
        asking, other = App(), App()
        asking.send("POST", "auth/code/request", {"email": alice.email})
        code = code_in_letter()
        other.send("POST", "auth/code/request", {"email": alice.email})
        assert other.send("POST", "auth/code/confirm", {"code": code})[0] == 400
        assert not other.is_in()

    def test_three_guesses_end_it(self, alice):
        app = App()
        app.send("POST", "auth/code/request", {"email": alice.email})
        for _ in range(3):
            app.send("POST", "auth/code/confirm", {"code": "BBBB-BBBB"})
        status, _ = app.send("POST", "auth/code/confirm", {"code": code_in_letter()})
        assert status == 409
        assert not app.is_in()

    def test_does_not_tell_whose_addresses_we_know(self, alice):
        answers = [
            App().send("POST", "auth/code/request", {"email": email})[1]
            for email in (alice.email, "nobody@example.org")
        ]
        for said in answers:
            said["meta"].pop("session_token")
        assert answers[0] == answers[1]

    def test_asks_for_the_second_factor_too(self, alice):
        secret = with_codes(signed_in(alice.email))
        app = App()
        app.send("POST", "auth/code/request", {"email": alice.email})
        status, said = app.send("POST", "auth/code/confirm", {"code": code_in_letter()})
        assert (status, pending(said)) == (401, ["mfa_authenticate"])
        assert not app.is_in()
        cache.clear()  # the code that set it up is used
        assert app.send("POST", "auth/2fa/authenticate", {"code": code_of(secret)})[0] == 200
        assert app.is_in()


class TestCodesFromAnApp:
    def test_are_asked_for_after_the_password(self, alice):
        secret = with_codes(signed_in(alice.email))
        app = App()
        status, said = app.send("POST", "auth/login", {"email": alice.email, "password": PASSWORD})
        assert (status, pending(said)) == (401, ["mfa_authenticate"])
        assert not app.is_in()
        assert app.send("POST", "auth/2fa/authenticate", {"code": "000000"})[0] == 400
        cache.clear()
        code = code_of(secret)
        assert app.send("POST", "auth/2fa/authenticate", {"code": code})[0] == 200
        assert app.is_in()
        again = App()
        again.send("POST", "auth/login", {"email": alice.email, "password": PASSWORD})
        assert again.send("POST", "auth/2fa/authenticate", {"code": code})[0] == 400

    def test_a_recovery_code_lets_in_once(self, alice):
        app = signed_in(alice.email)
        with_codes(app)
        _, said = app.send("GET", "account/authenticators/recovery-codes")
        code = said["data"]["unused_codes"][0]
        for expected in (200, 400):
            other = App()
            other.send("POST", "auth/login", {"email": alice.email, "password": PASSWORD})
            assert other.send("POST", "auth/2fa/authenticate", {"code": code})[0] == expected

    def test_five_wrong_ones_pause(self, alice):
        secret = with_codes(signed_in(alice.email))
        app = App()
        app.send("POST", "auth/login", {"email": alice.email, "password": PASSWORD})
        for _ in range(5):
            app.send("POST", "auth/2fa/authenticate", {"code": "000000"})
        cache.clear()
        status, said = app.send("POST", "auth/2fa/authenticate", {"code": code_of(secret)})
        assert (status, said["errors"][0]["code"]) == (400, "too_many_login_attempts")


class TestPasskeys:
    def test_let_in_without_a_password(self, alice):
        passkey = with_passkey(signed_in(alice.email))
        app = App()
        _, said = app.send("GET", "auth/webauthn/login")
        signed = passkey.signed(said["data"]["request_options"])
        status, said = app.send("POST", "auth/webauthn/login", {"credential": signed})
        assert (status, said["data"]["user"]["email"]) == (200, alice.email)
        assert app.is_in()

    def test_come_after_a_password_as_the_second_factor(self, alice):
        passkey = with_passkey(signed_in(alice.email))
        app = App()
        app.send("POST", "auth/login", {"email": alice.email, "password": PASSWORD})
        assert not app.is_in()
        _, said = app.send("GET", "auth/webauthn/authenticate")
        signed = passkey.signed(said["data"]["request_options"])
        assert app.send("POST", "auth/webauthn/authenticate", {"credential": signed})[0] == 200
        assert app.is_in()

    def test_answer_only_what_they_were_asked(self, alice):
        passkey = with_passkey(signed_in(alice.email))
        asked, other = App(), App()
        _, said = asked.send("GET", "auth/webauthn/login")
        other.send("GET", "auth/webauthn/login")
        signed = passkey.signed(said["data"]["request_options"])
        assert other.send("POST", "auth/webauthn/login", {"credential": signed})[0] == 400
        assert not other.is_in()

    @pytest.mark.parametrize("part", ["signature", "authenticatorData", "userHandle"])
    @pytest.mark.parametrize("wrong", [None, "", "x", "\x00", 1, [], {}, "eno" * 40])
    def test_whose_answer_is_spoilt_let_nobody_in(self, alice, part, wrong):
        passkey = with_passkey(signed_in(alice.email))
        app = App()
        _, said = app.send("GET", "auth/webauthn/login")
        signed = passkey.signed(said["data"]["request_options"])
        signed["response"][part] = wrong
        assert app.send("POST", "auth/webauthn/login", {"credential": signed})[0] == 400
        assert not app.is_in()

    def test_of_another_site_are_refused(self, alice):
        app = signed_in(alice.email)
        app.show_password()
        _, said = app.send("GET", "account/authenticators/webauthn?passwordless")
        elsewhere = SoftwarePasskey("https://evil.example", "evil.example")
        made = elsewhere.made(said["data"]["creation_options"])
        status, _ = app.send(
            "POST", "account/authenticators/webauthn", {"name": "x", "credential": made}
        )
        assert status == 400
        assert not Authenticator.objects.exists()

    def test_need_the_password_once_more_before_they_are_added(self, alice):
        app = signed_in(alice.email)
        status, said = app.send("GET", "account/authenticators/webauthn?passwordless")
        assert (status, [flow["id"] for flow in said["data"]["flows"]]) == (401, ["reauthenticate"])

    @pytest.mark.parametrize("part", ["id", "rawId", "response"])
    @pytest.mark.parametrize("wrong", [None, "", "x", "\x00", 1, [], {}, "A" * 30_000])
    def test_that_are_spoilt_are_refused(self, alice, part, wrong):
        """Neither added nor let in, and never an error of ours."""
        app = signed_in(alice.email)
        app.show_password()
        _, said = app.send("GET", "account/authenticators/webauthn?passwordless")
        made = SoftwarePasskey("https://testserver", "testserver").made(
            said["data"]["creation_options"]
        )
        spoilt = [made | {part: wrong}]
        if part == "response":
            spoilt += [made | {part: made[part] | {key: wrong}} for key in made[part]]
        for credential in spoilt:
            status, _ = app.send(
                "POST", "account/authenticators/webauthn", {"name": "x", "credential": credential}
            )
            assert status == 400, credential
        assert not Authenticator.objects.exists()

    @pytest.mark.parametrize("credential", [{}, {"id": "x"}, "x", None, 1, [], [1], {"x": "\x00"}])
    def test_that_are_none_are_refused(self, credential):
        app = App()
        app.send("GET", "auth/webauthn/login")
        status, _ = app.send("POST", "auth/webauthn/login", {"credential": credential})
        assert status == 400

    def test_are_renamed_and_removed(self, alice):
        app = signed_in(alice.email)
        with_passkey(app)
        (row, _) = app.send("GET", "account/authenticators")[1]["data"]
        assert (row["type"], row["name"], row["is_passwordless"]) == ("webauthn", "My phone", True)
        path = "account/authenticators/webauthn"
        app.send("PUT", path, {"id": row["id"], "name": "Old phone"})
        assert str(Authenticator.objects.get(pk=row["id"])) == "Old phone"
        assert app.send("DELETE", path, {"authenticators": [row["id"]]})[0] == 200
        assert not Authenticator.objects.exists()
