"""Signing up, in and out, and what ends when a password changes; all by requests."""

import re
import time
from datetime import timedelta
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from intake.models import LimitUse, Person, PersonalToken, Profile
from intake.templatetags.browsers import browser_in_words
from tests.apps import App, code_of
from tests.factories import make_person, make_profile
from tests.pages import text_of

pytestmark = pytest.mark.django_db
PASSWORD = "a pass phrase"


def logged_in(email: str, password: str = PASSWORD) -> Client:
    client = Client()
    response = client.post("/accounts/login/", {"login": email, "password": password})
    assert response.status_code == 302, response.content.decode()
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def error_beside(response, field_id: str) -> str:
    """The text of the element that the field names as its description."""
    html = response.content.decode()
    control = re.search(rf'<(?:input|select|fieldset)[^>]*\bid="{field_id}"[^>]*>', html)
    assert control, f"no field {field_id}"
    assert f'aria-describedby="{field_id}_error"' in control[0] or (
        f" {field_id}_error" in control[0]
    ), control[0]
    assert 'aria-invalid="true"' in control[0]
    found = re.search(rf'id="{field_id}_error"[^>]*>(.*?)</ul>', html, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).strip()


class TestSigningUp:
    def test_leads_to_the_first_run(self, client):
        response = client.post(
            "/accounts/signup/", {"email": "Alice@Example.org", "password1": "seventeen herons"}
        )
        assert (response.status_code, response["Location"]) == (302, "/welcome/")
        assert Person.objects.get().email == "alice@example.org"
        assert is_signed_in(client)

    def test_says_who_an_account_is_for(self, client):
        page = client.get("/accounts/signup/").content.decode()
        assert "An account is for one person of 16 or more." in page
        assert 'autocomplete="new-password"' in page
        assert 'autocomplete="email"' in page

    @pytest.mark.parametrize(
        ("answers", "field_id", "message"),
        [
            ({"email": "no address"}, "id_email", "Enter a valid email address."),
            ({"email": "alice\x00@example.org"}, "id_email", "Null characters are not allowed."),
            ({"password1": "short"}, "id_password1", "This password is too short."),
            ({"password1": "nul\x00nul nul"}, "id_password1", "Null characters are not allowed."),
            ({"password1": ""}, "id_password1", "This field is required."),
        ],
    )
    def test_says_what_is_wrong_beside_the_field(self, client, answers, field_id, message):
        good = {"email": "carol@example.org", "password1": "seventeen herons"}
        response = client.post("/accounts/signup/", good | answers)
        assert message in error_beside(response, field_id)
        assert not Person.objects.exists()

    def test_takes_no_address_twice_whatever_its_case(self, client, alice):
        response = client.post(
            "/accounts/signup/", {"email": "ALICE@example.org", "password1": "seventeen herons"}
        )
        assert "already" in error_beside(response, "id_email")
        assert Person.objects.count() == 1


class TestLoggingIn:
    @pytest.mark.parametrize(
        "email", ["alice@example.org", "ALICE@Example.ORG", " alice@example.org "]
    )
    def test_knows_an_address_in_any_case(self, alice, email):
        assert is_signed_in(logged_in(email))

    def test_leads_to_today_once_the_first_run_is_done(self, client, alice):
        credentials = {"login": alice.email, "password": PASSWORD}
        assert client.post("/accounts/login/", credentials)["Location"] == "/welcome/"
        Profile.objects.create(person=alice, first_run_done_at=timezone.now())
        assert Client().post("/accounts/login/", credentials)["Location"] == "/"

    def test_goes_on_to_where_the_person_wanted(self, client, alice):
        login = client.get("/settings/tokens/")["Location"]
        assert login == "/accounts/login/?next=/settings/tokens/"
        answer = client.post(login, {"login": alice.email, "password": PASSWORD})
        assert answer["Location"] == "/settings/tokens/"

    def test_never_goes_on_to_another_site(self, client, alice):
        make_profile(alice, first_run_done_at=timezone.now())
        answer = client.post(
            "/accounts/login/?next=https://evil.example/",
            {"login": alice.email, "password": PASSWORD, "next": "https://evil.example/"},
        )
        assert answer["Location"] == "/"

    def test_tells_a_wrong_address_from_a_wrong_password_to_nobody(self, client, alice):
        answers = [
            client.post("/accounts/login/", {"login": email, "password": "wrong"})
            for email in ("alice@example.org", "nobody@example.org")
        ]
        pages = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers]
        assert pages[0] == pages[1]
        assert "not correct" in pages[0]

    def test_pauses_after_some_wrong_passwords_even_for_the_right_one(self, client, alice):
        for _ in range(5):
            client.post("/accounts/login/", {"login": alice.email, "password": "wrong"})
        answer = client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
        assert "Too many failed login attempts" in answer.content.decode()
        assert not is_signed_in(client)

    def test_forgets_attempts_that_no_longer_count(self, client, alice):
        client.post("/accounts/login/", {"login": alice.email, "password": "wrong"})
        past = timezone.now() - timedelta(days=1)
        LimitUse.objects.update(until=past)
        cache.set("a-used-code", "y")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE django_cache SET expires = %s", [past])
        logged_in(alice.email)
        assert not LimitUse.objects.filter(until__lt=timezone.now()).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_cache WHERE expires < now()")
            assert cursor.fetchone() == (0,)

    def test_writes_no_address_into_the_log(self, client, alice, caplog):
        caplog.set_level("DEBUG")
        client.post("/accounts/login/", {"login": alice.email, "password": "wrong"})
        logged_in(alice.email)
        client.post("/accounts/password/reset/", {"email": alice.email})
        client.post("/accounts/signup/", {"email": alice.email, "password1": "x"})
        assert [record for record in caplog.records if "alice" in record.getMessage()] == []

    def test_removes_expired_sessions(self, alice):
        Session.objects.create(
            session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1)
        )
        logged_in(alice.email)
        assert not Session.objects.filter(session_key="old").exists()

    def test_out_again(self, alice):
        client = logged_in(alice.email)
        assert "Log out" in client.get("/accounts/logout/").content.decode()
        assert client.post("/accounts/logout/")["Location"] == "/"
        assert not is_signed_in(client)


class TestChangingThePassword:
    def test_ends_other_sessions_and_keeps_this_one(self, alice):
        here, elsewhere = logged_in(alice.email), logged_in(alice.email)
        answer = here.post(
            "/accounts/password/change/",
            {"oldpassword": PASSWORD, "password1": "seventeen herons"},
        )
        assert answer["Location"] == "/settings/"
        assert is_signed_in(here)
        assert not is_signed_in(elsewhere)
        assert UserSession.objects.filter(user=alice).count() == 1
        assert is_signed_in(logged_in(alice.email, "seventeen herons"))

    def test_asks_for_the_old_one(self, alice):
        client = logged_in(alice.email)
        answer = client.post(
            "/accounts/password/change/",
            {"oldpassword": "wrong", "password1": "seventeen herons"},
        )
        assert error_beside(answer, "id_oldpassword") == "Please type your current password."

    def test_leaves_personal_tokens_alone(self, alice):
        PersonalToken.objects.create(user=alice, name="scale")
        logged_in(alice.email).post(
            "/accounts/password/change/",
            {"oldpassword": PASSWORD, "password1": "seventeen herons"},
        )
        assert PersonalToken.objects.filter(user=alice).exists()


class TestResettingThePassword:
    def letter_to(self, email: str) -> mail.EmailMessage:
        answer = Client().post("/accounts/password/reset/", {"email": email})
        assert answer["Location"] == "/accounts/password/reset/done/"
        return mail.outbox[-1]

    def link_in(self, letter: mail.EmailMessage) -> str:
        link = re.search(r"http://testserver(/\S+)", str(letter.body))
        assert link
        return link[1]

    def reset(self, client: Client, letter: mail.EmailMessage):
        form = client.get(self.link_in(letter))["Location"]
        return client.post(form, {"password1": "seventeen herons"}, follow=True)

    def test_ends_all_sessions_and_tokens_of_that_person_only(self, alice, bob):
        clients = [logged_in(alice.email), logged_in(alice.email)]
        bobs = logged_in(bob.email)
        for person in (alice, bob):
            PersonalToken.objects.create(user=person, name="scale")
        answer = self.reset(Client(), self.letter_to("Alice@example.org"))
        assert "Your password is changed" in answer.content.decode()
        assert not any(map(is_signed_in, clients))
        assert not UserSession.objects.filter(user=alice).exists()
        assert not PersonalToken.objects.filter(user=alice).exists()
        assert is_signed_in(bobs)
        assert PersonalToken.objects.filter(user=bob).exists()
        assert is_signed_in(logged_in(alice.email, "seventeen herons"))

    def test_ends_the_session_that_it_is_done_in_too(self, alice):
        client = logged_in(alice.email)
        self.reset(client, self.letter_to(alice.email))
        assert not is_signed_in(client)

    def test_works_once(self, alice):
        letter = self.letter_to(alice.email)
        self.reset(Client(), letter)
        page = Client().get(self.link_in(letter), follow=True).content.decode()
        assert "This link no longer works" in page

    def test_writes_in_plain_words_and_nothing_of_health(self, alice):
        make_profile(alice, kidney_disease=True)
        letter = self.letter_to(alice.email)
        assert letter.subject == "Choose a new password for Twelve"
        text = f"{letter.subject} {letter.body}".lower()
        assert not re.search("magnesium|kidney|diary|health|target", text)

    def test_says_the_same_for_an_address_that_nobody_has(self, client, alice):
        pages = [
            client.post("/accounts/password/reset/", {"email": email}, follow=True).content
            for email in ("alice@example.org", "nobody@example.org")
        ]
        assert pages[0] == pages[1]
        assert [letter.to for letter in mail.outbox] == [
            ["alice@example.org"],
            ["nobody@example.org"],
        ]

    def test_with_a_broken_link_says_so(self, client):
        answer = client.get("/accounts/password/reset/key/1-broken/", follow=True)
        assert "This link no longer works" in answer.content.decode()


class TestDevices:
    @pytest.mark.parametrize(
        ("user_agent", "words"),
        [
            ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/140.0 Safari/537 Edg/140.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) Chrome/140.0 Mobile Safari/537",
                "Chrome on Android",
            ),
            ("scale/1.0 <b>", "scale/1.0 <b>"),
            ("", "Unknown browser"),
        ],
    )
    def test_name_the_browser_in_words(self, user_agent, words):
        assert browser_in_words(user_agent) == words


class TestChangingTheAddress:
    def ask(self, client: Client, email: str, password: str = PASSWORD):
        return client.post("/settings/email/", {"email": email, "password": password})

    def link(self) -> str:
        found = re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
        assert found
        return found[1]

    def test_waits_for_the_link_to_be_opened_and_confirmed(self, alice):
        client = logged_in(alice.email)
        assert "We sent a letter" in self.ask(client, "New@Example.org").content.decode()
        assert mail.outbox[-1].to == ["new@example.org"]
        assert "new@example.org" in client.get(self.link()).content.decode()
        alice.refresh_from_db()
        assert alice.email == "alice@example.org"
        assert client.post(self.link())["Location"] == "/settings/"
        alice.refresh_from_db()
        assert alice.email == "new@example.org"
        assert is_signed_in(logged_in("new@example.org"))
        assert client.post(self.link()).status_code == 410

    def test_hides_the_addresses_in_the_link_and_ends_it_after_a_day(self, alice, monkeypatch):
        client = logged_in(alice.email)
        self.ask(client, "new@example.org")
        link = self.link()
        assert link.startswith("/settings/email/gAAAA")  # encrypted, not only signed
        tomorrow = time.time() + 24 * 60 * 60 + 1
        monkeypatch.setattr(time, "time", lambda: tomorrow)
        assert client.post(link).status_code == 410

    @pytest.mark.parametrize("key", ["x", "gAAAA", "%00", "ünlesbar"])
    def test_says_of_a_broken_link_that_it_is_broken(self, alices, key):
        answer = alices.get(f"/settings/email/{key}/")
        assert answer.status_code == 410
        assert "This link no longer works" in answer.content.decode()

    def test_needs_the_password(self, alice):
        answer = self.ask(logged_in(alice.email), "new@example.org", "wrong")
        assert error_beside(answer, "id_password") == "This is not your password."
        assert not mail.outbox

    def test_does_not_tell_whose_addresses_we_know(self, alice, bob):
        client = logged_in(alice.email)
        pages = [
            re.sub(r'\w+@example.org|value="\w{64}"', "", self.ask(client, email).content.decode())
            for email in ("bob@example.org", "nobody@example.org")
        ]
        assert pages[0] == pages[1]
        assert "an account has it already" in str(mail.outbox[0].body)

    def test_refuses_an_address_that_was_taken_meanwhile(self, alice):
        client = logged_in(alice.email)
        self.ask(client, "new@example.org")
        make_person("new@example.org")
        assert client.post(self.link()).status_code == 410
        alice.refresh_from_db()
        assert alice.email == "alice@example.org"

    def test_has_one_page(self, alice):
        assert logged_in(alice.email).get("/accounts/email/")["Location"] == "/settings/email/"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/login/code/",
        "/accounts/inactive/",
        "/privacy/",
    ],
)
def test_pages_before_signing_in_open(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "<h1" in response.content.decode()
    assert "style=" not in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/password/change/",
        "/accounts/logout/",
        "/settings/sessions/",
        "/accounts/reauthenticate/",
        "/accounts/2fa/",
        "/accounts/2fa/webauthn/",
    ],
)
def test_pages_of_the_account_open(alice, path):
    response = logged_in(alice.email).get(path)
    assert response.status_code == 200
    assert "<h1" in response.content.decode()
    assert "style=" not in response.content.decode()


def test_a_second_factor_asks_for_the_password_first(alice):
    client = logged_in(alice.email)
    gate = client.get("/accounts/2fa/totp/activate/")["Location"]
    assert "Your password, please" in client.get(gate).content.decode()
    page = client.post(gate, {"password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/accounts/2fa/totp/activate/"
    assert "style=" not in page.content.decode()
    assert 'src="data:image/svg' in page.content.decode()
    secret = client.session["mfa.totp.secret"]
    assert "Codes from an app Scan this" in text_of(page)
    assert secret in text_of(page)
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "1"})
    assert error_beside(wrong, "id_code") == "Incorrect code."
    shown = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert "10 of 10 are unused." in text_of(shown)
    assert len(re.findall(r"<code>\d{8}</code>", shown.content.decode())) == 10
    off = client.get("/accounts/2fa/totp/deactivate/")
    assert "Turn off codes from your app?" in text_of(off)
    again = client.post("/accounts/2fa/recovery-codes/generate/", follow=True)
    assert "10 of 10 are unused." in text_of(again)
    assert text_of(again) != text_of(shown)


class TestWhereAddressesMustBeConfirmed:
    @pytest.fixture(autouse=True)
    def confirmed_mail(self, settings):
        settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
        settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True

    def test_signing_up_waits_for_the_code(self):
        client = Client()
        answer = client.post(
            "/accounts/signup/", {"email": "carol@example.org", "password1": "seventeen herons"}
        )
        assert answer["Location"] == "/accounts/confirm-email/"
        assert not is_signed_in(client)
        (letter,) = mail.outbox
        assert letter.subject == "Confirm your e-mail address for Twelve"
        code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(letter.body), re.MULTILINE)
        assert code
        assert "We sent a letter to carol@example.org." in text_of(client.get(answer["Location"]))
        wrong = client.post(answer["Location"], {"code": "BBBB-BBBB"})
        assert error_beside(wrong, "id_code") == "Incorrect code."
        client.post(answer["Location"], {"code": code[0].lower()})
        assert is_signed_in(client)
        assert is_signed_in(logged_in("carol@example.org", "seventeen herons"))

    def test_signing_up_does_not_tell_whose_addresses_we_know(self, alice):
        answer = Client().post(
            "/accounts/signup/", {"email": alice.email, "password1": "seventeen herons"}
        )
        assert answer["Location"] == "/accounts/confirm-email/"
        assert "an account has it already" in str(mail.outbox[0].body)

    def test_a_changed_address_counts_as_confirmed(self, alice):
        EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
        client = logged_in(alice.email)
        client.post("/settings/email/", {"email": "new@example.org", "password": PASSWORD})
        link = re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body))
        assert link
        client.post(link[1])
        assert EmailAddress.objects.get().verified
        assert is_signed_in(logged_in("new@example.org"))


class TestApps:
    """They sign in by allauth's headless API, with a session token of their own."""

    URL = "/_allauth/app/v1"

    def sign_in(self, email: str, password: str = PASSWORD) -> str:
        answer = Client().post(
            f"{self.URL}/auth/login",
            {"email": email, "password": password},
            content_type="application/json",
        )
        assert answer.status_code == 200, answer.content
        return answer.json()["meta"]["session_token"]

    def is_signed_in(self, token: str) -> bool:
        answer = Client().get(f"{self.URL}/auth/session", headers={"x-session-token": token})
        return answer.status_code == 200

    def test_are_signed_out_by_a_reset_too(self, alice):
        token = self.sign_in(alice.email)
        assert self.is_signed_in(token)
        TestResettingThePassword().reset(
            Client(), TestResettingThePassword().letter_to(alice.email)
        )
        assert not self.is_signed_in(token)

    def test_can_reset_and_end_the_rest(self, alice):
        PersonalToken.objects.create(user=alice)
        page, app = logged_in(alice.email), self.sign_in(alice.email)
        letter = TestResettingThePassword().letter_to(alice.email)
        key = TestResettingThePassword().link_in(letter).rstrip("/").rpartition("/")[2]
        Client().post(
            f"{self.URL}/auth/password/reset",
            {"key": key, "password": "seventeen herons"},
            content_type="application/json",
        )
        assert not is_signed_in(page)
        assert not self.is_signed_in(app)
        assert not PersonalToken.objects.exists()
        assert self.is_signed_in(self.sign_in(alice.email, "seventeen herons"))

    def test_cannot_give_a_person_a_second_address(self, alice):
        token = self.sign_in(alice.email)
        Client().post(
            f"{self.URL}/auth/reauthenticate",
            {"password": PASSWORD},
            content_type="application/json",
            headers={"x-session-token": token},
        )
        answer = Client().post(
            f"{self.URL}/account/email",
            {"email": "second@example.org"},
            content_type="application/json",
            headers={"x-session-token": token},
        )
        assert answer.status_code == 400, answer.content
        assert EmailAddress.objects.get().email == alice.email


class TestAButtonPressedAfterTheSessionEnded:
    """Its address is no page: whoever signs in again is led to where the button was."""

    def test_leads_back_to_the_page_it_was_on(self):
        client = Client()
        page = "http://testserver/day/2026-11-20/"
        answer = client.post("/day/2026-11-20/skip/", headers={"referer": page})
        assert answer.status_code == 302
        assert unquote(answer.url) == f"/accounts/login/?next={page}"
        asked = client.get(answer.url).content.decode()
        assert "that was not done. Please do it again." in asked
        make_person("dora@example.org")
        said = {"login": "dora@example.org", "password": PASSWORD, "next": page}
        assert client.post("/accounts/login/", said).url == page
        assert client.get(page).status_code == 200

    @pytest.mark.parametrize("referer", [{}, {"referer": "https://elsewhere.example/day/"}])
    def test_or_to_today(self, referer):
        answer = Client().post("/day/2026-11-20/skip/", headers=referer)
        assert answer.url == "/accounts/login/?next=/"

    def test_a_page_is_led_back_to_itself(self):
        assert Client().get("/trends/?days=90").url == (
            "/accounts/login/?next=/trends/%3Fdays%3D90"
        )

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_part_of_a_page_leads_the_whole_page_there(self, method):
        """htmx would follow a redirect and put the sign-in page where the part belongs."""
        page = "http://testserver/day/2026-11-20/"
        address = "/add/results/?q=seeds" if method == "get" else "/day/2026-11-20/skip/"
        answer = getattr(Client(), method)(address, headers={"referer": page, "hx-request": "true"})
        assert answer.status_code == 200
        assert unquote(answer["HX-Redirect"]) == f"/accounts/login/?next={page}"
        assert answer.content == b""


class TestAnAddressThatIsNoneInSmallLetters:
    """ "İ" passes for an "I" where case is ignored, and in small letters is an "i" and an accent,
    which is in no address."""

    ADDRESS = f"{'İ' * 100}@example.org"

    @pytest.mark.parametrize(
        ("path", "rest"),
        [
            ("/accounts/password/reset/", {}),
            ("/accounts/login/code/", {}),
            ("/accounts/signup/", {"password1": "seventeen herons"}),
        ],
    )
    def test_is_refused_beside_its_field(self, client, path, rest):
        answer = client.post(path, {"email": self.ADDRESS, **rest})
        assert error_beside(answer, "id_email") == "Enter a valid email address."
        assert self.ADDRESS in answer.content.decode()
        assert not mail.outbox
        assert not Person.objects.exists()

    @pytest.mark.parametrize(
        ("path", "rest"),
        [("auth/password/request", {}), ("auth/signup", {"password": "seventeen herons"})],
    )
    def test_is_refused_to_an_app(self, path, rest):
        status, said = App().send("POST", path, {"email": self.ADDRESS, **rest})
        assert (status, said["errors"][0]["param"]) == (400, "email")
        assert not mail.outbox
        assert not Person.objects.exists()

    def test_asks_for_a_code_as_one_that_nobody_has(self):
        said = [
            App().send("POST", "auth/code/request", {"email": email})
            for email in (self.ADDRESS, "nobody@example.org")
        ]
        assert [status for status, _ in said] == [401, 401]
        assert [letter.to for letter in mail.outbox] == [["nobody@example.org"]]
