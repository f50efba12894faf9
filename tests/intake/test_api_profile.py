from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from intake.models import Consent, LifeStage, Profile, Target
from tests.factories import client_of, make_person, make_profile, make_target

URL = "/api/v1/profile/"
TARGETS = "/api/v1/targets/"
DAY = date(2026, 11, 23)
EMPTY = {
    "birth_date": None,
    "sex": "",
    "life_stages": [],
    "authority": "us",
    "country": "",
    "time_zone": "UTC",
    "units": "metric",
    "language": "",
    "week_start": None,
    "hide_numbers": False,
    "show_energy": False,
    "health_facts": [],
    "interested_in_calcification": False,
    "kidney_disease": False,
    "kidney_answered_at": None,
    "consents": [],
}


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """It is Monday, 2026-11-23."""
    monkeypatch.setattr("intake.models.Profile.today", lambda self, now=None: DAY)


def errors_of(response):
    assert response.status_code == 400, response.content
    return {(each["pointer"], each["code"]) for each in response.json()["errors"]}


def test_reading_writes_nothing(as_alice):
    assert as_alice.get(URL).json() == EMPTY
    assert not Profile.objects.exists()


def test_telling_and_taking_back(as_alice):
    told = {
        "birth_date": "1990-03-15",
        "sex": "female",
        "authority": "dach",
        "country": "DE",
        "time_zone": "Europe/Berlin",
        "units": "metric",
    }
    assert as_alice.patch(URL, told).json() == EMPTY | told
    assert as_alice.patch(URL, {"birth_date": None, "sex": ""}).json() == EMPTY | told | {
        "birth_date": None,
        "sex": "",
    }
    assert as_alice.get(URL).json()["authority"] == "dach"


def test_another_authority_holds_from_today_and_the_past_keeps_its_own(as_alice, alice):
    make_profile(alice)
    make_target(alice, date(2026, 1, 1), authority="us")
    as_alice.patch(URL, {"authority": "efsa"})
    days = as_alice.get("/api/v1/trends/?from=2026-11-22&to=2026-11-23").json()["days"]
    assert [day["target_mg"] for day in days] == [320, 300]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"birth_date": "2015-01-01"}, "/birth_date", "under_age"),
        ({"birth_date": "2027-01-01"}, "/birth_date", "in_the_future"),
        ({"birth_date": "1900-01-01"}, "/birth_date", "year_out_of_range"),
        ({"birth_date": "0308-01-01"}, "/birth_date", "out_of_range"),
        ({"sex": "x"}, "/sex", "invalid_choice"),
        ({"authority": "fda"}, "/authority", "invalid_choice"),
        ({"country": "XX"}, "/country", "invalid_choice"),
        ({"time_zone": "Mars/Base"}, "/time_zone", "unknown_time_zone"),
        ({"time_zone": "a\x00"}, "/time_zone", "null_characters_not_allowed"),
        ({"units": None}, "/units", "null"),
        ({"email": "x"}, "/email", "unknown_field"),
        ({"consent": {"heart": True}}, "/consent/heart", "unknown_field"),
        ({"consent": []}, "/consent", "invalid"),
        ({"life_stages": [{"kind": "pregnant"}]}, "/life_stages/0/starts_on", "required"),
        ({"life_stages": [{}] * 51}, "/life_stages/0/kind", "required"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(as_alice, change, pointer, code):
    response = as_alice.patch(URL, {"units": "us"} | change)
    assert (pointer, code) in errors_of(response)
    assert as_alice.get(URL).json() == EMPTY


def test_the_kidney_flag_needs_a_consent(as_alice):
    refused = as_alice.patch(URL, {"kidney_disease": True, "units": "us"})
    assert errors_of(refused) == {("/kidney_disease", "consent_needed")}
    assert refused.json()["code"] == "consent_needed"
    assert as_alice.get(URL).json() == EMPTY

    told = as_alice.patch(URL, {"kidney_disease": True, "consent": {"kidney": True}}).json()
    assert told["kidney_disease"] is True
    assert [consent["purpose"] for consent in told["consents"]] == ["kidney"]

    assert as_alice.patch(URL, {"consent": {"kidney": False}}).json() == EMPTY
    assert Consent.objects.get().withdrawn_at is not None


def test_the_answer_about_the_kidneys_is_kept_with_its_date(as_alice):
    """False is an answer too; the consent taken back leaves none."""
    told = as_alice.patch(URL, {"kidney_disease": False}).json()
    assert told["kidney_answered_at"] is not None
    assert told == EMPTY | {"kidney_answered_at": told["kidney_answered_at"]}

    yes = as_alice.patch(URL, {"kidney_disease": True, "consent": {"kidney": True}}).json()
    assert yes["kidney_answered_at"] > told["kidney_answered_at"]
    assert as_alice.patch(URL, {"consent": {"kidney": False}}).json() == EMPTY


def test_no_dose_is_refused_for_want_of_an_answer(as_alice):
    dose = {"name": "Citrate", "kind": "supplement", "magnesium_mg": 100}
    body = {"date": "2026-11-23", "meal": "dinner", **dose}
    assert as_alice.post("/api/v1/entries/", body).status_code == 201


def test_life_stages_need_a_consent_and_go_with_it(as_alice):
    stages = [
        {"kind": "pregnant", "starts_on": "2025-01-01", "ends_on": "2025-09-01"},
        {"kind": "lactating", "starts_on": "2025-09-01", "ends_on": None},
    ]
    refused = as_alice.patch(URL, {"life_stages": stages})
    assert errors_of(refused) == {("/life_stages", "consent_needed")}

    told = as_alice.patch(URL, {"life_stages": stages, "consent": {"life_stage": True}}).json()
    assert told["life_stages"] == stages
    changed = as_alice.patch(URL, {"life_stages": stages[1:]}).json()
    assert changed["life_stages"] == stages[1:]

    overlapping = [stages[0], stages[0]]
    refused = as_alice.patch(URL, {"life_stages": overlapping})
    assert errors_of(refused) == {("/life_stages/1/starts_on", "overlaps")}
    assert as_alice.get(URL).json()["life_stages"] == stages[1:]

    assert as_alice.patch(URL, {"consent": {"life_stage": False}}).json()["life_stages"] == []
    assert not LifeStage.objects.exists()


# Targets


def test_targets_from_first_to_last(as_alice, alice):
    first = as_alice.post(TARGETS, {"starts_on": "2026-01-01", "authority": "efsa"})
    second = as_alice.post(TARGETS, {"starts_on": "2026-11-01", "mg": 333.5})
    ids = list(Target.objects.order_by("starts_on").values_list("pk", flat=True))
    assert (first.status_code, second.status_code) == (201, 201)
    assert as_alice.get(TARGETS).json() == {
        "results": [
            {"id": ids[0], "starts_on": "2026-01-01", "authority": "efsa", "mg": None},
            {"id": ids[1], "starts_on": "2026-11-01", "authority": "efsa", "mg": 333.5},
        ]
    }
    address = f"{TARGETS}{ids[1]}/"
    assert as_alice.patch(address, {"mg": 300}).json() == second.json() | {"mg": 300}
    assert as_alice.get(address).json()["mg"] == 300
    assert as_alice.get("/api/v1/days/2026-11-23/").json()["target"] == {
        "mg": 300,
        "kind": "custom",
        "authority": "efsa",
        "custom": True,
        "provisional": False,
    }
    assert as_alice.delete(address).status_code == 204
    assert as_alice.get(address).status_code == 404


def test_one_target_a_date(as_alice):
    first = as_alice.post(TARGETS, {"starts_on": "2026-01-01", "mg": 300}).json()
    other = as_alice.post(TARGETS, {"starts_on": "2026-02-01", "mg": 310}).json()
    for response in (
        as_alice.post(TARGETS, {"starts_on": "2026-01-01", "mg": 320}),
        as_alice.patch(f"{TARGETS}{other['id']}/", {"starts_on": "2026-01-01"}),
    ):
        assert response.status_code == 409
        assert (response.json()["code"], response.json()["current"]) == ("date_taken", first)


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"mg": 0}, "/mg", "min_value"),
        ({"mg": 10_001}, "/mg", "max_value"),
        ({"mg": 50_000}, "/mg", "max_value"),
        ({"mg": "300"}, "/mg", "not_a_number"),
        ({"starts_on": "9999-01-01"}, "/starts_on", "out_of_range"),
        ({"authority": "fda"}, "/authority", "invalid_choice"),
        ({"kind": "RDA"}, "/kind", "unknown_field"),
    ],
)
def test_a_wrong_field_of_a_target_is_named(as_alice, change, pointer, code):
    response = as_alice.post(TARGETS, {"starts_on": "2026-01-01"} | change)
    assert errors_of(response) == {(pointer, code)}
    assert not Target.objects.exists()


def test_bob_learns_nothing_of_alices_targets(as_bob, alice):
    address = f"{TARGETS}{make_target(alice, DAY).pk}/"
    for response in (as_bob.get(address), as_bob.patch(address, {}), as_bob.delete(address)):
        assert response.status_code == 404
    assert as_bob.get(TARGETS).json() == {"results": []}


def test_with_weak_kidneys_there_is_nothing_to_aim_at(db):
    carol = make_person("carol@example.org")
    make_profile(carol, kidney_disease=True)
    target = make_target(carol, DAY, mg=Decimal(400))
    client = client_of(carol)
    hidden = {"id": target.pk, "starts_on": "2026-11-23", "authority": "us", "mg": None}
    assert client.get(TARGETS).json() == {"results": [hidden]}
    assert client.get(f"{TARGETS}{target.pk}/").json() == hidden
    for response in (
        client.post(TARGETS, {"starts_on": "2026-11-24", "mg": 300}),
        client.patch(f"{TARGETS}{target.pk}/", {"mg": 300}),
    ):
        assert (response.status_code, response.json()["code"]) == (409, "amounts_only")


@pytest.mark.django_db(transaction=True)
def test_changes_of_several_fields_at_once_all_last():
    person = make_person()
    changes = [{"country": "DE"}, {"units": "us"}, {"sex": "female"}, {"birth_date": "1990-03-15"}]
    barrier = Barrier(len(changes))

    def change(fields: dict[str, str]) -> int:
        client = client_of(person)
        barrier.wait(timeout=10)
        code = client.patch(URL, fields).status_code
        connection.close()
        return code

    for _ in range(3):
        Profile.objects.filter(person=person).delete()
        with ThreadPoolExecutor(len(changes)) as pool:
            assert list(pool.map(change, changes)) == [200] * len(changes)
        profile = Profile.objects.get(person=person)
        kept = (profile.country, profile.units, profile.sex, profile.birth_date)
        assert kept == ("DE", "us", "female", date(1990, 3, 15))


def test_health_facts_need_a_consent_and_go_with_it(as_alice):
    facts = {"health_facts": ["alcohol", "kidney_stones", "alcohol"]}
    assert errors_of(as_alice.patch(URL, facts)) == {("/health_facts", "consent_needed")}
    told = as_alice.patch(URL, facts | {"consent": {"health_facts": True}}).json()
    assert told["health_facts"] == ["kidney_stones", "alcohol"]
    assert [each["purpose"] for each in told["consents"]] == ["health_facts"]
    wrong = as_alice.patch(URL, {"health_facts": ["gout"]})
    assert errors_of(wrong) == {("/health_facts/0", "invalid_choice")}
    assert as_alice.patch(URL, {"health_facts": []}).json()["consents"] == []
    as_alice.patch(URL, facts | {"consent": {"health_facts": True}})
    gone = as_alice.patch(URL, {"consent": {"health_facts": False}}).json()
    assert (gone["health_facts"], gone["consents"]) == ([], [])


def test_an_interest_needs_none(as_alice):
    told = as_alice.patch(URL, {"interested_in_calcification": True}).json()
    assert told == EMPTY | {"interested_in_calcification": True}


def test_a_target_that_was_sent_again_is_the_one_that_there_is(as_alice):
    body = {"starts_on": "2026-11-24", "mg": 350}
    first, again = (as_alice.post(TARGETS, body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert as_alice.post(TARGETS, body | {"mg": None}).status_code == 409
    assert as_alice.post(TARGETS, body | {"authority": "efsa"}).status_code == 409
