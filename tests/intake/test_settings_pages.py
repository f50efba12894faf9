"""The first run, the settings, export and privacy, by requests of real people."""

import csv
import io
import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.test import Client
from django.utils import timezone

from foods.models import Identifier, Source
from intake.models import (
    FIRST_DAY,
    Consent,
    Entry,
    LifeStage,
    PersonalToken,
    Profile,
    Purpose,
    Target,
)
from intake.people import give_consent, has_consent, profile_of, set_kidney_flag
from intake.reference_values import AUTHORITIES
from tests.factories import (
    make_entry,
    make_food,
    make_person,
    make_profile,
    make_quick_add,
    make_target,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bobs(bob) -> Client:
    client = Client()
    client.force_login(bob)
    return client


def error_beside(response, field_id: str) -> str:
    """The message whose element the field names as its description."""
    html = response.content.decode()
    control = re.search(rf'<(?:input|select|textarea)[^>]*\bid="{field_id}"[^>]*>', html)
    assert control, f"no field {field_id}"
    assert f"{field_id}_error" in control[0], control[0]
    found = re.search(rf'id="{field_id}_error"[^>]*>(.*?)</ul>', html, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).strip()


class TestFirstRun:
    ANSWERS = {
        "country": "DE",
        "birth_date": "1990-03-15",
        "sex": "female",
        "time_zone": "",
        "authority": "",
        "units": "",
    }

    def test_asks_and_can_be_skipped(self, alices, alice):
        page = alices.get("/welcome/").content.decode()
        assert "Which reference column fits you?" in page
        assert "Skip" in page
        assert alices.post("/welcome/skip/")["Location"] == "/"
        assert profile_of(alice).first_run_done_at is not None
        assert profile_of(alice).birth_date is None

    def test_stores_the_answers_and_says_whose_values_hold(self, alices, alice):
        answer = alices.post("/welcome/", self.ANSWERS)
        assert answer["Location"] == "/"
        profile = profile_of(alice)
        assert (profile.birth_date, profile.sex, profile.time_zone, profile.units) == (
            date(1990, 3, 15),
            "female",
            "Europe/Berlin",
            "metric",
        )
        assert Target.objects.get().authority == "dach"
        assert "Germany, Austria, Switzerland (D-A-CH), as proposed for Germany" in (
            alices.get("/settings/").content.decode()
        )

    @pytest.mark.parametrize(
        ("birth_date", "message"),
        [
            ("2026-01-01", "Twelve is for people of 16 or more. This date was not saved."),
            ("9999-01-01", "The year must be between 1900 and 2199."),
            ("0308-01-01", "The year must be between 1900 and 2199."),
            ("2199-01-01", "This date is in the future."),
            ("yesterday", "Write the date as in 1990-05-31."),
            ("1990-02-30", "Write the date as in 1990-05-31."),
            ("1990-03-15\x00", "Write the date as in 1990-05-31."),
        ],
    )
    def test_says_what_is_wrong_with_a_birth_date_and_saves_none(self, alices, birth_date, message):
        answer = alices.post("/welcome/", self.ANSWERS | {"birth_date": birth_date})
        assert error_beside(answer, "id_birth_date") == message
        assert '<option value="DE" selected>' in answer.content.decode()  # nothing is lost
        assert not Profile.objects.filter(birth_date__isnull=False).exists()

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("time_zone", "Mars/Olympus", "No time zone has this name."),
            ("time_zone", "Europe/\x00", "Null characters are not allowed."),
            ("country", "ZZ", "Select a valid choice."),
            ("country", "D\x00", "Select a valid choice."),
            ("authority", "nobody", "Select a valid choice."),
        ],
    )
    def test_says_what_is_wrong_with_other_answers(self, alices, field, value, message):
        answer = alices.post("/welcome/", self.ANSWERS | {field: value})
        assert message in error_beside(answer, f"id_{field}")
        assert not Target.objects.exists()

    def test_takes_a_time_zone_as_people_type_it(self, alices, alice):
        alices.post("/welcome/", self.ANSWERS | {"time_zone": "america/new york"})
        assert profile_of(alice).time_zone == "America/New_York"

    def test_keeps_the_kidney_flag_with_consent_only(self, alices, alice):
        answer = alices.post("/welcome/", self.ANSWERS | {"kidney_disease": "on"})
        assert error_beside(answer, "id_kidney_consent") == (
            "Twelve keeps this only if you agree to it."
        )
        assert not profile_of(alice).kidney_disease
        alices.post("/welcome/", self.ANSWERS | {"kidney_disease": "on", "kidney_consent": "on"})
        assert profile_of(alice).kidney_disease
        assert has_consent(alice, Purpose.KIDNEY)
        assert "Recommendations for you" not in alices.get("/").content.decode()

    def test_starts_from_what_was_told_before(self, alices, alice):
        make_profile(alice, country="FR", time_zone="Europe/Paris")
        make_target(alice, FIRST_DAY, authority="who")
        page = alices.get("/welcome/").content.decode()
        for told in ('"FR" selected', '"who" selected', '"1990-03-15"', '"Europe/Paris"'):
            assert f"value={told}" in page
        assert re.search(r'value="female"[^>]*checked', page)

    def test_works_for_one_who_has_a_flag_already(self, alices, alice):
        give_consent(person=alice, purpose=Purpose.KIDNEY)
        set_kidney_flag(person=alice, kidney_disease=True)
        alices.post("/welcome/", self.ANSWERS)
        assert profile_of(alice).kidney_disease

    def test_with_the_flag_no_recommendations_are_offered(self, alices, alice):
        make_profile(alice, kidney_disease=True, sex="female")
        make_target(alice, FIRST_DAY, authority="who")
        page = alices.get("/welcome/")
        assert 'name="authority"' not in page.content.decode()
        assert 'name="sex"' not in page.content.decode()
        text = text_of(page)
        assert "so Twelve shows amounts only, and there are no recommendations to choose" in text
        for offer in ("recommended for you", "value made for you", "Proposes whose", "differ by"):
            assert offer not in text
        assert "D-A-CH" not in page.content.decode()
        answered = alices.post("/welcome/", self.ANSWERS)
        assert answered["Location"] == "/"
        profile = profile_of(alice)
        assert (profile.country, profile.sex) == ("DE", "female")
        assert [target.authority for target in Target.objects.all()] == ["who"]


class TestProfile:
    def answers(self, **changes):
        return {
            "country": "DE",
            "authority": "us",
            "units": "metric",
            "birth_date": "1990-03-15",
            "sex": "female",
            "time_zone": "Europe/Berlin",
        } | changes

    def test_shows_and_changes(self, alices, alice):
        make_profile(alice, country="DE")
        page = alices.get("/settings/").content.decode()
        assert 'value="1990-03-15"' in page
        assert 'value="Europe/Berlin"' in page
        answer = alices.post("/settings/", self.answers(sex="male", units="us"))
        assert answer["Location"] == "/settings/"
        profile = profile_of(alice)
        assert (profile.sex, profile.units) == ("male", "us")
        assert not Target.objects.exists()  # the authority stayed

    def test_a_new_authority_holds_from_today_on(self, alices, alice):
        make_profile(alice)
        make_target(alice, FIRST_DAY, authority="us")
        alices.post("/settings/", self.answers(authority="who"))
        newest = Target.objects.latest("starts_on")
        assert (newest.authority, newest.starts_on) == ("who", profile_of(alice).today())
        assert Target.objects.earliest("starts_on").authority == "us"

    def test_with_the_kidney_flag_offers_no_recommendations(self, alices, alice):
        make_profile(alice, kidney_disease=True, sex="female")
        make_target(alice, FIRST_DAY, authority="who")
        page = alices.get("/settings/")
        for offer in ('name="authority"', 'name="sex"', 'href="/settings/targets/"'):
            assert offer not in page.content.decode()
        text = text_of(page)
        assert "so Twelve shows amounts only, and there are no recommendations to choose" in text
        assert "Recommendations differ" not in text
        answered = alices.post("/settings/", self.answers(units="us", sex="male"))
        assert answered["Location"] == "/settings/"
        profile = profile_of(alice)
        assert (profile.units, profile.sex) == ("us", "female")
        assert [target.authority for target in Target.objects.all()] == ["who"]

    def test_keeps_the_kidney_flag(self, alices, alice):
        make_profile(alice, kidney_disease=True)
        alices.post("/settings/", self.answers())
        assert profile_of(alice).kidney_disease

    def test_can_be_emptied_again(self, alices, alice):
        make_profile(alice)
        alices.post("/settings/", self.answers(birth_date="", sex="", country=""))
        assert profile_of(alice).birth_date is None

    def test_needs_a_time_zone(self, alices):
        answer = alices.post("/settings/", self.answers(time_zone=""))
        assert error_beside(answer, "id_time_zone") == "This field is required."


class TestHealth:
    def test_the_kidney_flag_needs_a_tick(self, alices, alice):
        answer = alices.post("/settings/health/kidney/", {})
        assert error_beside(answer, "kidney_consent") == (
            "Twelve keeps this only if you agree to it."
        )
        alices.post("/settings/health/kidney/", {"consent": "on"})
        assert profile_of(alice).kidney_disease

    def test_withdrawing_deletes_it_and_shows_when(self, alices, alice):
        alices.post("/settings/health/kidney/", {"consent": "on"})
        alices.post("/settings/health/kidney/withdraw/")
        assert not profile_of(alice).kidney_disease
        page = alices.get("/settings/health/").content.decode()
        today = timezone.now().date()
        assert f"withdrawn {today.day} {today:%B %Y}" in page

    def test_a_life_stage_needs_a_tick_the_first_time(self, alices, alice):
        stage = {"kind": "pregnant", "starts_on": "2026-05-01"}
        answer = alices.post("/settings/health/stages/", stage)
        assert error_beside(answer, "stage_consent") == (
            "Twelve keeps this only if you agree to it."
        )
        assert not LifeStage.objects.exists()
        alices.post("/settings/health/stages/", stage | {"consent": "on"})
        alices.post("/settings/health/stages/", stage | {"kind": "lactating"})
        assert LifeStage.objects.filter(person=alice, ends_on=None).count() == 2

    def test_it_has_ended(self, alices, alice):
        stage = self.pregnancy(alice)
        alices.post(f"/settings/health/stages/{stage.pk}/end/")
        stage.refresh_from_db()
        assert stage.ends_on == profile_of(alice).today()

    def test_withdrawing_deletes_all_stages(self, alices, alice):
        self.pregnancy(alice)
        alices.post("/settings/health/life_stage/withdraw/")
        assert not LifeStage.objects.exists()
        assert Consent.objects.get().withdrawn_at is not None

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "field_id", "message"),
        [
            ("0308-01-01", "", "id_starts_on", "The year must be between 1900 and 2199."),
            ("9999-01-01", "", "id_starts_on", "The year must be between 1900 and 2199."),
            ("2199-01-01", "", "id_starts_on", "This date is in the future."),
            ("2026-05-02", "2026-05-01", "id_ends_on", "It cannot end before it began."),
            ("", "", "id_starts_on", "This field is required."),
        ],
    )
    def test_says_what_is_wrong_with_a_date(
        self, alices, alice, starts_on, ends_on, field_id, message
    ):
        stage = self.pregnancy(alice)
        answer = alices.post(
            f"/settings/health/stages/{stage.pk}/", {"starts_on": starts_on, "ends_on": ends_on}
        )
        assert error_beside(answer, field_id) == message
        stage.refresh_from_db()
        assert stage.starts_on == date(2026, 5, 1)

    def test_a_strangers_stage_is_not_there(self, alice, bobs):
        stage = self.pregnancy(alice)
        for path in ("", "end/", "delete/"):
            assert bobs.post(f"/settings/health/stages/{stage.pk}/{path}").status_code == 404
        assert bobs.get(f"/settings/health/stages/{stage.pk}/").status_code == 404
        assert LifeStage.objects.get().ends_on is None

    def test_can_be_removed(self, alices, alice):
        stage = self.pregnancy(alice)
        alices.post(f"/settings/health/stages/{stage.pk}/delete/")
        assert not LifeStage.objects.exists()

    def pregnancy(self, person) -> LifeStage:
        give_consent(person=person, purpose=Purpose.LIFE_STAGE)
        return LifeStage.objects.create(person=person, kind="pregnant", starts_on=date(2026, 5, 1))


class TestTargets:
    def test_name_whose_value_holds(self, alices, alice):
        """By the name that other pages have, before the publication is cited."""
        make_profile(alice)
        page = text_of(alices.get("/settings/targets/"))
        assert "US and Canada (IOM): RDA for women 31–50 y. Institute of Medicine," in page

    def test_without_a_profile_name_the_daily_value(self, alices):
        page = alices.get("/settings/targets/").content.decode()
        assert "420 mg" in page
        assert "The Daily Value that food labels use." in page

    def test_of_ones_own(self, alices, alice):
        make_profile(alice)
        assert "320 mg" in alices.get("/settings/targets/").content.decode()
        alices.post("/settings/targets/", {"starts_on": "2026-01-01", "mg": "350.5"})
        assert Target.objects.get(person=alice).mg == Decimal("350.5")
        page = alices.get("/settings/targets/").content.decode()
        assert "351 mg" in page
        assert "From 1 January 2026" in page

    def test_a_date_given_twice_gets_the_second_number(self, alices):
        for mg in ("350", "375"):
            alices.post("/settings/targets/", {"starts_on": "2026-01-01", "mg": mg})
        assert Target.objects.get().mg == 375

    def test_back_to_the_recommendation_from_today(self, alices, alice):
        make_profile(alice)
        make_target(alice, date(2026, 1, 1), mg=Decimal(350))
        alices.post("/settings/targets/authority/")
        assert "320 mg" in alices.get("/settings/targets/").content.decode()
        assert Target.objects.get(starts_on=date(2026, 1, 1)).mg == 350

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("mg", "-1", "It must be 1 mg or more."),
            ("mg", "0", "It must be 1 mg or more."),
            ("mg", "NaN", "Write a number of milligrams, such as 350."),
            ("mg", "Infinity", "Write a number of milligrams, such as 350."),
            ("mg", "1e400", "It must be 10\u202f000 mg or less."),
            ("mg", "10001", "It must be 10\u202f000 mg or less."),
            ("mg", "50000", "It must be 10\u202f000 mg or less."),
            ("mg", "1.2345", "no more than 3 decimal places"),
            ("mg", "3\x0050", "Write a number of milligrams, such as 350."),
            ("mg", "", "This field is required."),
            ("starts_on", "0308-01-01", "The year must be between 1900 and 2199."),
            ("starts_on", "9999-01-01", "The year must be between 1900 and 2199."),
            ("starts_on", "2026-02-30", "Write the date as in 1990-05-31."),
        ],
    )
    def test_says_what_is_wrong_beside_the_field(self, alices, field, value, message):
        answer = alices.post(
            "/settings/targets/", {"starts_on": "2026-01-01", "mg": "350"} | {field: value}
        )
        assert message in error_beside(answer, f"id_{field}")
        assert not Target.objects.exists()

    def test_can_be_removed_by_whose_they_are(self, alices, alice, bobs):
        target = make_target(alice, date(2026, 1, 1), mg=Decimal(350))
        assert bobs.post(f"/settings/targets/{target.pk}/delete/").status_code == 404
        assert Target.objects.exists()
        alices.post(f"/settings/targets/{target.pk}/delete/")
        assert not Target.objects.exists()

    def test_with_the_kidney_flag_show_no_number_and_take_none(self, alices, alice):
        make_profile(alice, kidney_disease=True)
        make_target(alice, date(2026, 1, 1), mg=Decimal(357))
        answer = alices.post("/settings/targets/", {"starts_on": "2026-02-01", "mg": "350"})
        main = answer.content.decode().split('<main id="main"')[1].split("</main>")[0]
        main = main.partition(">")[2]
        assert not re.search(r"\d", re.sub(r"<[^>]+>", "", main))
        assert Target.objects.count() == 1


class TestTokens:
    def test_are_shown_once_and_work(self, alices, alice):
        answer = alices.post(
            "/settings/tokens/", {"name": "Kitchen scale", "scope": "read", "days": "30"}
        )
        secret = re.search(r"<code>(\w{64})</code>", answer.content.decode())
        assert secret
        assert secret[1] not in alices.get("/settings/tokens/").content.decode()
        token = PersonalToken.objects.get()
        assert (token.user, token.name, token.scope) == (alice, "Kitchen scale", "read")
        days = (token.expiry - timezone.now()) / timedelta(days=1)
        assert 29.9 < days <= 30

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("name", "", "This field is required."),
            ("name", "a\x00b", "Null characters are not allowed."),
            ("name", "x" * 81, "at most 80 characters"),
            ("days", "100000", "Select a valid choice."),
            ("days", "", "This field is required."),
        ],
    )
    def test_say_what_is_wrong_beside_the_field(self, alices, field, value, message):
        good = {"name": "Scale", "scope": "write", "days": "30"}
        answer = alices.post("/settings/tokens/", good | {field: value})
        assert message in error_beside(answer, f"id_{field}")
        assert not PersonalToken.objects.exists()

    def test_can_be_revoked_by_whose_they_are(self, alices, alice, bobs):
        token, _ = PersonalToken.objects.create(user=alice, name="Scale")
        assert bobs.post(f"/settings/tokens/{token.uuid}/revoke/").status_code == 404
        assert PersonalToken.objects.exists()
        alices.post(f"/settings/tokens/{token.uuid}/revoke/")
        assert not PersonalToken.objects.exists()

    def test_say_what_they_may_and_when_they_were_used(self, alices, alice):
        PersonalToken.objects.create(user=alice, name="Scale", last_used_on=date(2026, 11, 20))
        PersonalToken.objects.create(user=alice, name="Report", scope="read")
        PersonalToken.objects.create(user=alice, name="Old", expiry=timedelta(0))
        page = text_of(alices.get("/settings/tokens/"))
        assert re.search(
            r"Scale Read and write · made [\w ]+, ends [\w ]+ · last used 20 Nov", page
        )
        assert re.search(r"Report Read only · made [\w ]+, ends [\w ]+ · never used", page)
        assert re.search(r"Old Read and write · ended [\w ]+ · never used", page)

    def test_are_fifty_at_most(self, alices, alice):
        for n in range(50):
            PersonalToken.objects.create(user=alice, name=f"Token {n}")
        answer = alices.post("/settings/tokens/", {"name": "X", "scope": "read", "days": "30"})
        assert "You have 50 tokens. Revoke one first." in text_of(answer)
        assert PersonalToken.objects.count() == 50

    def test_of_others_are_not_listed(self, alices, bob):
        PersonalToken.objects.create(user=bob, name="Bob's scale")
        assert "s scale" not in alices.get("/settings/tokens/").content.decode()


class TestExport:
    def test_holds_everything_and_unknown_is_null(self, alices, alice, bob):
        make_profile(alice, country="DE")
        make_target(alice, FIRST_DAY, authority="dach")
        give_consent(person=alice, purpose=Purpose.KIDNEY)
        PersonalToken.objects.create(user=alice, name="Scale")
        make_entry(alice, make_food("Almonds", magnesium_mg="270"))
        make_entry(alice, make_food("Crispbread", magnesium_mg=None, state="private", owner=alice))
        make_entry(bob, make_food("Bob's bread"))
        answer = alices.get("/settings/export/twelve.json")
        assert answer["Content-Disposition"] == 'attachment; filename="twelve.json"'
        kept = answer.json()
        assert set(kept) == {
            "format",
            "version",
            "exported_at",
            "food_references",
            "imports",
            "account",
            "profile",
            "consents",
            "life_stages",
            "medicines",
            "targets",
            "entries",
            "saved_meals",
            "days",
            "food_marks",
            "notes_put_away",
            "checklist",
            "mail_choices",
            "letters_sent",
            "foods",
            "submissions",
            "earlier_versions_of_foods",
            "curation",
            "personal_tokens",
            "sessions",
            "second_factors",
        }
        assert kept["account"]["email"] == "alice@example.org"
        assert kept["profile"]["birth_date"] == "1990-03-15"
        assert kept["targets"] == [{"starts_on": "1900-01-01", "authority": "dach", "mg": None}]
        assert [(e["name"], e["magnesium_mg"]) for e in kept["entries"]] == [
            ("Almonds", 270.0),
            ("Crispbread", None),
        ]
        assert [food["name"] for food in kept["foods"]] == ["Crispbread"]
        assert [food["name"] for food in kept["earlier_versions_of_foods"]] == ["Crispbread"]
        assert [token["name"] for token in kept["personal_tokens"]] == ["Scale"]
        digest = PersonalToken.objects.get().digest
        assert digest not in answer.content.decode()

    def test_leaves_out_no_column_of_an_entry_but_its_bookkeeping(self, alices, alice):
        make_entry(alice)
        (entry,) = alices.get("/settings/export/twelve.json").json()["entries"]
        columns = {field.name for field in Entry._meta.concrete_fields}
        assert columns - set(entry) == {
            "id",
            "person",
            "portion",  # its label and quantity are there
            "version",
            "change",
            "request_hash",
        }

    def test_of_the_diary_leaves_unknown_cells_empty_and_zero_zero(self, alices, alice, bob):
        make_entry(alice, make_food("Almonds", magnesium_mg="270"))
        make_entry(alice, make_food("Oil", magnesium_mg="0"))
        usda = Source.objects.create(slug="usda", name="USDA")
        formula = make_food("=1+1", magnesium_mg=None, source=usda, source_ref="12061")
        make_entry(alice, formula)
        make_quick_add(alice, date(2026, 11, 23), "Soup", "35.0000000001")
        make_entry(bob, make_food("Bob's bread"))
        answer = alices.get("/settings/export/entries.csv")
        text = b"".join(answer.streaming_content).decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [(row["name"], row["grams"], row["magnesium_mg"]) for row in rows] == [
            ("Almonds", "100", "270"),
            ("Oil", "100", "0"),
            ("'=1+1", "100", ""),
            ("Soup", "", "35.0000000001"),
        ]
        assert {row["date"] for row in rows} == {"2026-11-23"}
        assert [(row["food"], row["source"], row["source_id"]) for row in rows[2:]] == [
            (str(formula.pk), "usda", "12061"),
            ("", "", ""),
        ]
        assert (rows[0]["calcium_mg"], rows[0]["confidence"]) == ("", "analysed")

    def test_gives_amounts_with_every_digit_and_foods_by_what_others_know_them_by(
        self, alices, alice
    ):
        make_quick_add(alice, date(2026, 11, 23), "Soup", "123456.0123456789")
        almonds = make_food("Almonds", brand="Nutty")
        Identifier.objects.create(food=almonds, scheme="ndb", value="12061")
        make_entry(alice, almonds)
        gone = make_food("Almond", state="merged", merged_into=almonds)
        Entry.objects.filter(pk=make_entry(alice, make_food()).pk).update(food=gone)
        text = alices.get("/settings/export/twelve.json").content.decode()
        assert '"magnesium_mg": 123456.0123456789' in text
        reference = {"brand": "Nutty", "kind": "food", "basis": "100g"}
        reference |= {"source": None, "source_id": ""}
        known_by = {"identifiers": [{"scheme": "ndb", "value": "12061"}]}
        kept = json.loads(text)
        assert (kept["format"], kept["version"]) == ("twelve-export", 1)
        assert kept["food_references"] == [
            {"id": almonds.pk, "name": "Almonds"} | reference | known_by,
            {"id": gone.pk, "name": "Almond"} | reference | known_by | {"brand": ""},
        ]

    @pytest.mark.parametrize("language", ["en", "de"])
    def test_says_what_a_curator_did(self, alices, alice, language):
        """As data: the same in every language."""
        alice.is_staff = True
        alice.save()
        make_food("Almonds").history.update(history_user=alice)
        LogEntry.objects.create(
            user=alice, object_repr="Almonds", action_flag=CHANGE, change_message="Changed"
        )
        answer = alices.get("/settings/export/twelve.json", headers={"accept-language": language})
        done = answer.json()["curation"]
        assert [(row["what"], row["name"], row["how"]) for row in done] == [
            ("food", "Almonds", "Created"),
            ("admin", "Almonds", "Changed “Almonds” — Changed"),
        ]

    def test_of_an_empty_account_works(self, alices):
        assert alices.get("/settings/export/twelve.json").json()["entries"] == []
        text = b"".join(alices.get("/settings/export/entries.csv").streaming_content)
        assert text.startswith(b"date,time,meal,name")

    def test_asks_the_same_of_the_database_however_much_there_is(
        self, alices, alice, django_assert_num_queries
    ):
        for count in (1, 6):
            for _ in range(count):
                make_entry(alice, make_food(state="private", owner=alice))
            with django_assert_num_queries(27):
                alices.get("/settings/export/twelve.json")


class TestPrivacy:
    def test_is_there_for_everybody(self, client):
        page = client.get("/privacy/").content.decode()
        for promise in ("What is kept, and why", "For how long", "Who sees it", "Cookies"):
            assert promise in page

    def test_says_where_letters_go(self, client, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
        assert "This site sends no e-mail" in client.get("/privacy/").content.decode()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        assert "through a mail server that the operator chose" in (
            client.get("/privacy/").content.decode()
        )

    def test_names_the_cookies_that_are_set(self, client, alice):
        page = client.get("/privacy/").content.decode()
        client.get("/accounts/login/")
        client.post("/accounts/login/", {"login": alice.email, "password": "a pass phrase"})
        client.post("/settings/", {"time_zone": "UTC", "units": "metric", "authority": "us"})
        assert set(client.cookies) == {"csrftoken", "sessionid", "messages"}
        for name in client.cookies:
            assert f"<code>{name}</code>" in page


PAGES = [
    "/welcome/",
    "/settings/",
    "/settings/health/",
    "/settings/targets/",
    "/settings/tokens/",
    "/settings/email/",
    "/settings/delete/",
    "/settings/export/",
    "/settings/export/twelve.json",
    "/settings/export/entries.csv",
]


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("us", "US and Canada (IOM)"),
        ("dach", "Germany, Austria, Switzerland (D-A-CH)"),
        ("who", "FAO/WHO"),
        ("china", "China (CNS)"),
    ],
)
def test_an_authority_has_one_name_on_all_pages(alices, alice, slug, name):
    make_profile(alice)
    make_target(alice, FIRST_DAY, authority=slug)
    publisher = AUTHORITIES[slug].publisher
    for path in ("/welcome/", "/settings/", "/settings/targets/", "/reference-values/"):
        page = alices.get(path).content.decode()
        assert name in page
        # Outside of a citation.
        assert publisher not in page.replace(AUTHORITIES[slug].citation, "")


@pytest.mark.parametrize("path", PAGES)
def test_pages_ask_strangers_to_sign_in_and_stay_out_of_caches(client, alices, path):
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
    answer = alices.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", PAGES[:-2])
def test_pages_obey_the_content_security_policy(alices, path):
    html = alices.get(path).content.decode()
    assert " style=" not in html
    assert not re.search(r"\son\w+=", html)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html)


@pytest.mark.parametrize(
    "path",
    [
        "/welcome/skip/",
        "/settings/health/kidney/",
        "/settings/health/kidney/withdraw/",
        "/settings/health/stages/",
        "/settings/targets/authority/",
    ],
)
def test_a_link_alone_changes_nothing(alices, path):
    assert alices.get(path).status_code == 405


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/settings/", 3),
        ("/settings/targets/", 3),
        ("/settings/health/", 5),
        ("/settings/tokens/", 3),
    ],
)
def test_lists_ask_the_same_of_the_database_however_long(
    alice, alices, django_assert_num_queries, path, queries
):
    make_profile(alice)
    give_consent(person=alice, purpose=Purpose.LIFE_STAGE)
    for count in (1, 12):
        for n in range(count):
            day = date(2000 + count, 1, 1) + timedelta(days=2 * n)
            make_target(alice, day, mg=Decimal(350))
            LifeStage.objects.create(person=alice, kind="pregnant", starts_on=day, ends_on=day)
            PersonalToken.objects.create(user=alice, name=f"Token {n}")
        with django_assert_num_queries(queries):
            alices.get(path)


def test_somebody_without_an_address_row_can_do_all_this(client):
    """People made on the command line have none until they first change something."""
    person = make_person("admin@example.org", is_staff=True)
    client.force_login(person)
    assert "Curation" in client.get("/settings/").content.decode()


class TestHealthFacts:
    def test_are_kept_on_consent_and_withdrawn(self, alice, alices):
        refused = alices.post("/settings/health/facts/", {"facts": ["alcohol"]})
        assert "Twelve keeps this only if you agree to it." in text_of(refused)
        assert profile_of(alice).health_facts == []
        alices.post("/settings/health/facts/", {"facts": ["alcohol"], "consent": "on"})
        assert profile_of(alice).health_facts == ["alcohol"]
        assert has_consent(alice, Purpose.HEALTH_FACTS)
        alices.post("/settings/health/facts/", {"facts": ["alcohol", "kidney_stones"]})
        assert profile_of(alice).health_facts == ["kidney_stones", "alcohol"]
        alices.post("/settings/health/health_facts/withdraw/")
        assert profile_of(alice).health_facts == []
        assert not has_consent(alice, Purpose.HEALTH_FACTS)

    def test_none_ticked_takes_all_back(self, alice, alices):
        alices.post("/settings/health/facts/", {"facts": ["alcohol"], "consent": "on"})
        alices.post("/settings/health/facts/", {})
        assert profile_of(alice).health_facts == []
        assert not has_consent(alice, Purpose.HEALTH_FACTS)

    def test_what_is_none_is_refused(self, alice, alices):
        answer = alices.post("/settings/health/facts/", {"facts": ["gout"], "consent": "on"})
        assert "gout is not one of the available choices" in text_of(answer)
        assert profile_of(alice).health_facts == []

    def test_an_interest_needs_no_consent(self, alice, alices):
        alices.post("/settings/health/interests/", {"calcification": "on"})
        assert profile_of(alice).interested_in_calcification
        assert (
            b'name="calcification" id="interests_calcification" checked'
            in alices.get("/settings/health/").content
        )
        alices.post("/settings/health/interests/", {})
        assert not profile_of(alice).interested_in_calcification
