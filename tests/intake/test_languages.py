"""Who is spoken to in which language: on pages, in letters, over the API, without a network."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from foods.models import Portion
from intake.models import ChecklistItem, Entry, MailChoice, Profile
from intake.reminders import choose_mail, send_due
from intake.snapshots import Measure
from tests.factories import make_entry, make_food, make_portion, make_profile
from tests.intake.test_checklist import daily
from tests.pages import text_of

pytestmark = pytest.mark.django_db
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.9,en;q=0.5"}


def language_of(response) -> str:
    said = re.search(r'<html lang="(\S+)" dir="ltr">', response.content.decode())
    assert said, response.content[:200]
    assert response["Content-Language"] == said[1]
    return said[1]


class TestPages:
    def test_a_guest_reads_what_their_browser_asks_for(self, client):
        assert language_of(client.get("/notes/")) == "en"
        assert language_of(client.get("/notes/", **GERMAN)) == "de"
        # Swedish is not spoken here, nor is what no browser sends.
        assert language_of(client.get("/notes/", HTTP_ACCEPT_LANGUAGE="sv, es;q=0.5")) == "es"
        assert language_of(client.get("/notes/", HTTP_ACCEPT_LANGUAGE="sv")) == "en"
        assert language_of(client.get("/notes/", HTTP_ACCEPT_LANGUAGE="%§,,;q")) == "en"

    def test_caches_keep_the_languages_apart(self, client):
        varies = client.get("/notes/", **GERMAN)["Vary"]
        assert {"Accept-Language", "Cookie"} <= {each.strip() for each in varies.split(",")}

    def test_a_profile_is_stronger_than_the_browser(self, alices, alice):
        assert language_of(alices.get("/", **GERMAN)) == "de"
        make_profile(alice, language="es")
        assert language_of(alices.get("/", **GERMAN)) == "es"
        assert language_of(alices.get("/no-such-page/", **GERMAN)) == "es"

    def test_it_is_read_with_the_session(self, client, alices, alice):
        make_profile(alice, language="de")
        for browser, tables in ((client, []), (alices, ["django_session", "intake_person"])):
            with CaptureQueriesContext(connection) as captured:
                browser.get("/privacy/")
            asked = [re.findall(r'FROM "(\w+)"', each["sql"])[-1] for each in captured]
            assert asked == tables

    def test_a_language_more_needs_a_migration(self, alice):
        with pytest.raises(IntegrityError), transaction.atomic():
            Profile.objects.create(person=alice, language="xx")


class TestChoosing:
    def test_a_guest_chooses_at_the_foot_of_the_page_without_a_cookie_before(self):
        browser = Client(enforce_csrf_checks=True)
        page = browser.get("/")
        assert not page.cookies
        assert '<button class="link" name="language" value="de" lang="de">Deutsch</button>' in (
            page.content.decode()
        )
        answer = browser.post(
            "/language/", {"language": "de"}, headers={"referer": "http://testserver/notes/"}
        )
        assert (answer.status_code, answer["Location"]) == (302, "http://testserver/notes/")
        cookie = answer.cookies["language"]
        assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("de", "Lax", True)
        assert cookie["max-age"] == 365 * 24 * 60 * 60
        page = browser.get("/", HTTP_ACCEPT_LANGUAGE="es")
        assert language_of(page) == "de"
        assert 'lang="de" aria-current="true"' in page.content.decode()

    def test_it_leads_to_no_other_site_and_takes_no_other_language(self, client):
        for referer in ("https://elsewhere.example/", ""):
            answer = client.post(
                "/language/",
                {"language": "xx", "next": "//elsewhere.example/"},
                headers={"referer": referer},
            )
            assert answer["Location"] == "/"
            assert "language" not in answer.cookies

    def test_a_person_chooses_in_the_settings_and_reads_it_at_once(self, alices, alice):
        profile = make_profile(alice, country="DE")
        said = {
            "country": "DE",
            "authority": "dach",
            "units": "metric",
            "time_zone": profile.time_zone,
            "birth_date": "",
            "sex": "",
        }
        page = alices.post("/settings/", said | {"language": "de"}, follow=True)
        assert language_of(page) == "de"
        assert Profile.objects.get().language == "de"
        assert '<option value="de" selected>Deutsch</option>' in page.content.decode()
        assert "set_language" not in page.content.decode()
        assert 'action="/language/"' not in page.content.decode()
        # Left out by a form of before: as the browser says.
        assert language_of(alices.post("/settings/", said, follow=True)) == "en"


class TestLetters:
    @pytest.fixture(autouse=True)
    def a_mail_server(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    @pytest.fixture
    def spoken(self, monkeypatch):
        """The language of each letter, as its texts were made."""
        said = []
        known = ChecklistItem.is_due

        def noting(self, day):
            said.append(translation.get_language())
            return known(self, day)

        monkeypatch.setattr(ChecklistItem, "is_due", noting)
        return said

    @pytest.mark.parametrize(
        ("profile", "asked_in", "language"),
        [("es", "de", "es"), ("", "de", "de"), ("", "en", "en")],
    )
    def test_reminders(self, alice, spoken, profile, asked_in, language):
        make_profile(alice, language=profile)
        EmailAddress.objects.create(user=alice, email=alice.email, verified=True)
        daily(alice, starts_on=date(2026, 11, 1), time=time(8))
        with translation.override(asked_in):
            choose_mail(alice, reminder=True, weekly=False)
        outcome = send_due(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
        assert (outcome.sent, outcome.failed) == (1, 0)
        assert set(spoken) == {language}
        assert translation.get_language() == settings.LANGUAGE_CODE

    def test_those_who_asked_before_this_was_kept_are_written_to_in_english(self, alice):
        assert MailChoice(person=alice).language == ""

    def test_of_signing_in_they_are_in_the_readers_language(self, client, alice, monkeypatch):
        spoken = []
        monkeypatch.setattr(
            "allauth.account.adapter.DefaultAccountAdapter.send_mail",
            lambda *args: spoken.append(translation.get_language()),
        )
        client.post("/accounts/password/reset/", {"email": alice.email}, **GERMAN)
        make_profile(alice, language="es")
        client.post("/accounts/password/reset/", {"email": alice.email.upper()}, **GERMAN)
        client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, **GERMAN)
        assert spoken == ["de", "es", "de"]
        assert not mail.outbox


class TestApi:
    def test_problems_are_in_the_language_asked_for_and_codes_in_none(self, as_alice):
        english = as_alice.post("/api/v1/targets/", {})
        german = as_alice.post("/api/v1/targets/", {}, **GERMAN)
        assert german["Content-Language"] == "de"
        assert "Accept-Language" in german["Vary"]
        (one,), (other,) = english.json()["errors"], german.json()["errors"]
        assert one["detail"] == "This field is required."
        assert other["detail"] == "Dieses Feld ist zwingend erforderlich."
        assert (one["code"], one["pointer"]) == (other["code"], other["pointer"])

    def test_numbers_and_dates_are_the_same_in_every_language(self, as_alice):
        body = {"starts_on": "2026-11-23", "mg": 312.5}
        made = as_alice.post("/api/v1/targets/", body, **GERMAN)
        assert made.status_code == 201
        assert b"312.5" in made.content
        english = as_alice.get("/api/v1/profile/")
        assert as_alice.get("/api/v1/profile/", **GERMAN).content == english.content

    def test_the_profile_tells_and_takes_it(self, as_alice):
        assert as_alice.get("/api/v1/profile/").json()["language"] == ""
        answer = as_alice.patch("/api/v1/profile/", {"language": "de"})
        assert answer.json()["language"] == "de"
        # A token's requests say themselves what they want to read.
        assert as_alice.post("/api/v1/targets/", {})["Content-Language"] == "en"
        refused = as_alice.patch("/api/v1/profile/", {"language": "xx"}).json()["errors"]
        assert [each["pointer"] for each in refused] == ["/language"]


class TestWithoutANetwork:
    def test_the_device_keeps_the_page_in_the_language_of_its_pages(self, client):
        german = client.get("/offline/?language=de").content.decode()
        assert '<html lang="de" dir="ltr">' in german
        assert "<form" in german
        assert 'action="/language/"' not in german
        worker = client.get("/sw.js?language=de").content.decode()
        assert "?language=de`" in worker
        assert worker != client.get("/sw.js?language=es").content.decode()
        assert "?language=en`" in client.get("/sw.js?language=xx'").content.decode()

    def test_it_holds_nothing_of_who_asks(self, alices, alice):
        before = alices.get("/offline/?language=de").content
        make_profile(alice, language="es")
        assert alices.get("/offline/?language=de").content == before


class TestNumbers:
    """A food of 100 mg in 100 g, in German and Spanish."""

    @pytest.fixture(params=["de", "es"])
    def page(self, request, alices, alice):
        make_profile(alice, language=request.param)
        food = make_food("Kale")
        make_portion(food, "1 bowl", "100")
        return f"/add/{food.pk}/"

    def post(self, alices, page, amount):
        said = {"portion": "unit", "amount": amount, "date": "2026-11-23", "meal": "lunch"}
        return alices.post(page, said)

    @pytest.mark.parametrize("typed", ["1,5", "1.5", "01,50"])
    def test_comma_and_point_are_read(self, alices, page, typed):
        assert self.post(alices, page, typed).status_code == 302
        assert Entry.objects.get().amount == Decimal("1.5")

    @pytest.mark.parametrize("typed", ["1,500", "1.500", "28.349"])
    def test_what_has_two_readings_is_asked_for_again_as_it_was_typed(self, alices, page, typed):
        answer = self.post(alices, page, typed)
        assert answer.status_code == 422
        assert f'name="amount" value="{typed}"' in answer.content.decode()
        assert not Entry.objects.exists()

    @pytest.mark.parametrize("amount", ["1.5", "28.349", "0.125"])
    def test_a_number_of_ours_comes_back_as_it_was(self, alices, page, amount):
        html = alices.get(f"{page}?portion=unit&amount={amount}").content.decode()
        shown = re.search(r'name="amount" value="([^"]+)"', html)[1]
        assert "," in shown
        assert self.post(alices, page, shown).status_code == 302
        assert Entry.objects.get().amount == Decimal(amount)

    def test_a_number_that_stayed_while_its_unit_did_not_is_asked_about(self, alices, alice, page):
        portion = Portion.objects.get(label="1 bowl")
        entry = make_entry(
            alice, portion.food, measure=Measure(portion=portion, amount=Decimal("1.5"))
        )
        shown = alices.get(f"/entries/{entry.uuid}/").content.decode()
        assert 'name="amount" value="1,5"' in shown
        version = re.search(r'name="version" value="(\d+)"', shown)[1]
        said = {"portion": "unit", "amount": "1,5", "version": version, "meal": "lunch"}
        answer = alices.post(f"/entries/{entry.uuid}/", said | {"date": "2026-11-23"})
        assert answer.status_code == 422
        assert Entry.objects.get().portion == portion

    def test_a_search_takes_no_thousandth_for_an_amount(self, alices, page):
        assert "1,5 g" in text_of(alices.get("/add/", {"q": "1,5 g kale"}))
        found = alices.get("/add/", {"q": "1.500 g kale"}).context
        assert [row.one_tap for row in found["rows"]] == [False]
        found = text_of(alices.get("/add/", {"q": "1.500 g kale"}))
        assert "Kale" in found
        assert "1,5 g" not in found
