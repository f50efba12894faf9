from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connections

from foods.models import Kind
from intake import got_it
from intake.got_it import put_away, show_again
from intake.models import GotIt, Purpose
from intake.people import give_consent, profile_of, set_health_facts, withdraw_consent
from intake.snapshots import InvalidEntry
from notes.models import Note
from tests.factories import (
    make_entry,
    make_food,
    make_medicine,
    make_note,
    make_person,
    make_profile,
    make_quick_add,
)

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)
URL = "/api/v1/notes/dismissed/"


@pytest.fixture(autouse=True)
def notes(db):
    for slug in ("kidney-disease", "supplement-upper-level", "timing-with-medicines"):
        make_note(slug, safety=True)
    for slug in (
        "water-counts",
        "one-low-day",
        "ppis-and-diuretics",
        "kidney-stones",
        "who-runs-low",
    ):
        make_note(slug)
    make_note("below-target", says_take_more=True)


@pytest.fixture
def alices(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def today(alice):
    return profile_of(alice).today()


def dose(person, on=TODAY, mg="400"):
    make_quick_add(person, on, "Tablet", mg, kind=Kind.SUPPLEMENT)


def got(person, slug, on=TODAY):
    return put_away(person, slug, on, today=TODAY)


def shown(client, on=TODAY):
    return [note["slug"] for note in client.get(f"/api/v1/days/{on}/").json()["notes"]]


def test_a_note_is_put_away_and_shown_again(as_alice, alice):
    make_quick_add(alice, TODAY, "Soup", "40")
    assert shown(as_alice) == ["one-low-day"]
    got(alice, "one-low-day")
    assert shown(as_alice) == []
    show_again(alice, "one-low-day")
    assert shown(as_alice) == ["one-low-day"]


def test_saying_it_again_counts_anew(alice):
    make_quick_add(alice, TODAY, "Soup", "40")
    got(alice, "one-low-day")
    GotIt.objects.update(said_at=datetime(2026, 1, 1, tzinfo=UTC))
    got(alice, "one-low-day")
    assert GotIt.objects.get(person=alice).said_at.year > 2025
    assert GotIt.objects.count() == 1


def test_another_day_above_the_level_brings_the_note_back(as_alice, alice):
    dose(alice, YESTERDAY)
    got(alice, "supplement-upper-level", YESTERDAY)
    assert "supplement-upper-level" not in shown(as_alice, YESTERDAY)
    dose(alice, TODAY)
    assert "supplement-upper-level" in shown(as_alice)


def test_a_larger_dose_of_the_same_day_brings_the_note_back(as_alice, alice, today):
    dose(alice, today, "351")
    put_away(alice, "supplement-upper-level", today, today=today)
    dose(alice, today, "100")
    assert "supplement-upper-level" not in shown(as_alice, today)
    dose(alice, today, "5000")
    assert "supplement-upper-level" in shown(as_alice, today)
    put_away(alice, "supplement-upper-level", today, today=today)
    assert "supplement-upper-level" not in shown(as_alice, today)


def test_what_was_taken_back_meanwhile_is_not_written_down(transactional_db, monkeypatch):
    """Another device withdraws just before the person is held: that a note was read must not tell
    of the illness that was forgotten."""
    alice = make_person("alice@example.org")
    give_consent(person=alice, purpose=Purpose.HEALTH_FACTS)
    set_health_facts(person=alice, facts=["kidney_stones"])
    held = got_it.held_profile

    def late(person):
        def elsewhere():
            withdraw_consent(person=person, purpose=Purpose.HEALTH_FACTS)
            connections.close_all()

        thread = Thread(target=elsewhere)
        thread.start()
        thread.join()
        return held(person)

    monkeypatch.setattr(got_it, "held_profile", late)
    with pytest.raises(InvalidEntry):
        got(alice, "kidney-stones")
    assert not GotIt.objects.exists()


def test_an_unpublished_note_can_not_be_put_away(alice):
    make_quick_add(alice, TODAY, "Soup", "40")
    Note.objects.update(published=False)
    with pytest.raises(InvalidEntry):
        got(alice, "one-low-day")


def test_another_medicine_brings_the_note_back(as_alice, alice):
    make_medicine(alice, name="Omeprazole", medicine_class="proton_pump_inhibitor")
    got(alice, "ppis-and-diuretics")
    assert shown(as_alice) == []
    make_medicine(alice, name="Furosemide", medicine_class="diuretic")
    assert shown(as_alice) == ["ppis-and-diuretics"]


class TestWeakKidneys:
    @pytest.fixture(autouse=True)
    def flag(self, alice):
        make_profile(alice, kidney_disease=True)

    def test_the_note_can_be_put_away_where_nothing_is_logged(self, as_alice, alice):
        got(alice, "kidney-disease")
        assert shown(as_alice) == []

    @pytest.mark.parametrize("mg", ["100", None])
    def test_it_comes_back_with_a_dose_and_stays_for_that_day(self, as_alice, alice, mg):
        got(alice, "kidney-disease")
        dose(alice, TODAY, mg)
        (note,) = as_alice.get(f"/api/v1/days/{TODAY}/").json()["notes"]
        assert (note["slug"], note["may_be_hidden"]) == ("kidney-disease", False)
        with pytest.raises(InvalidEntry) as refused:
            got(alice, "kidney-disease")
        assert refused.value.code == "stays"
        assert shown(as_alice) == ["kidney-disease"]

    def test_a_dose_without_magnesium_is_none(self, as_alice, alice):
        dose(alice, TODAY, "0")
        got(alice, "kidney-disease")
        assert shown(as_alice) == []

    def test_a_day_after_it_can_be_put_away_again(self, as_alice, alice):
        dose(alice, YESTERDAY)
        assert shown(as_alice) == ["kidney-disease"]
        got(alice, "kidney-disease")
        assert shown(as_alice) == []

    def test_what_is_silent_can_not_be_put_away(self, alice):
        make_quick_add(alice, TODAY, "Soup", "40")
        with pytest.raises(InvalidEntry):
            got(alice, "one-low-day")


class TestWithdrawing:
    """That somebody read a note on an illness tells of the illness."""

    def test_facts(self, alice):
        give_consent(person=alice, purpose=Purpose.HEALTH_FACTS)
        set_health_facts(person=alice, facts=["alcohol", "kidney_stones"])
        got(alice, "kidney-stones")
        got(alice, "who-runs-low")
        set_health_facts(person=alice, facts=["alcohol", "type_2_diabetes", "kidney_stones"])
        assert GotIt.objects.count() == 2
        set_health_facts(person=alice, facts=["type_2_diabetes"])
        assert not GotIt.objects.exists()

    def test_medicines_and_nothing_else(self, alice, bob):
        for person in (alice, bob):
            make_medicine(person, name="Omeprazole", medicine_class="proton_pump_inhibitor")
            make_quick_add(person, TODAY, "Soup", "40")
            got(person, "ppis-and-diuretics")
            got(person, "one-low-day")
        withdraw_consent(person=alice, purpose=Purpose.MEDICINES)
        assert set(GotIt.objects.values_list("person", "note")) == {
            (alice.pk, "one-low-day"),
            (bob.pk, "one-low-day"),
            (bob.pk, "ppis-and-diuretics"),
        }

    def test_kidneys(self, alice):
        make_profile(alice, kidney_disease=True)
        got(alice, "kidney-disease")
        withdraw_consent(person=alice, purpose=Purpose.KIDNEY)
        assert not GotIt.objects.exists()


class TestPage:
    def test_a_button_puts_it_away_and_undo_brings_it_back(self, alices, alice, today):
        make_quick_add(alice, today, "Soup", "40")
        assert b'action="/notes/one-low-day/got-it/"' in alices.get("/").content
        answer = alices.post("/notes/one-low-day/got-it/", {"date": today.isoformat()}, follow=True)
        assert answer.redirect_chain == [("/", 302)]
        assert "Put away for a while." in answer.content.decode()
        assert b'action="/notes/one-low-day/show-again/"' in answer.content
        assert b"one-low-day/got-it" not in answer.content
        answer = alices.post("/notes/one-low-day/show-again/", follow=True)
        assert b"one-low-day/got-it" in answer.content

    def test_on_another_day_it_comes_back_there(self, alices, alice):
        make_quick_add(alice, TODAY, "Soup", "40")
        path = f"/day/{TODAY}/"
        assert b"one-low-day/got-it" in alices.get(path).content
        answer = alices.post("/notes/one-low-day/got-it/", {"date": str(TODAY)})
        assert answer.url == path

    def test_from_trends_back_to_trends(self, alices, alice, today):
        make_quick_add(alice, today, "Soup", "40")
        content = alices.get("/trends/?days=7").content
        assert b'name="next" value="/trends/?days=7"' in content
        answer = alices.post("/notes/one-low-day/got-it/", {"next": "/trends/?days=7"})
        assert answer.url == "/trends/?days=7"

    def test_no_button_where_it_stays(self, alices, alice, today):
        make_profile(alice, kidney_disease=True)
        dose(alice, today)
        content = alices.get("/").content
        assert b'href="/notes/kidney-disease/"' in content
        assert b"kidney-disease/got-it" not in content
        answer = alices.post("/notes/kidney-disease/got-it/", follow=True)
        assert "This note stays while magnesium is logged" in answer.content.decode()

    @pytest.mark.parametrize("day", ["0308-01-01", "nonsense"])
    def test_a_day_that_no_diary_has(self, alices, day):
        assert alices.post("/notes/one-low-day/got-it/", {"date": day}).status_code == 404

    @pytest.mark.parametrize("path", ["got-it", "show-again"])
    def test_a_link_alone_changes_nothing(self, alices, path):
        assert alices.get(f"/notes/one-low-day/{path}/").status_code == 405

    @pytest.mark.parametrize("path", ["got-it", "show-again"])
    def test_strangers_are_sent_to_sign_in(self, client, path):
        answer = client.post(f"/notes/one-low-day/{path}/")
        assert (answer.status_code, GotIt.objects.exists()) == (302, False)


class TestApi:
    def test_putting_away_listing_and_taking_back(self, as_alice, as_bob, alice):
        make_quick_add(alice, TODAY, "Soup", "40")
        told = as_alice.post(URL, {"note": "one-low-day", "date": "2026-11-23"})
        assert told.status_code == 200
        body = told.json()
        assert set(body) == {"note", "said_at", "hidden_until"}
        said, until = (datetime.fromisoformat(body[name]) for name in ("said_at", "hidden_until"))
        assert until - said == timedelta(days=180)
        assert as_alice.get(URL).json() == {"results": [body]}
        assert as_bob.get(URL).json() == {"results": []}
        assert as_bob.delete(f"{URL}one-low-day/").status_code == 204
        assert shown(as_alice) == []
        assert as_alice.delete(f"{URL}one-low-day/").status_code == 204
        assert as_alice.delete(f"{URL}one-low-day/").status_code == 204
        assert shown(as_alice) == ["one-low-day"]

    @pytest.mark.parametrize(
        ("body", "pointer", "code"),
        [
            ({"note": "one-low-day", "date": "2026-11-23"}, "/note", "not_shown"),
            ({"note": "no-such-note"}, "/note", "not_shown"),
            ({"note": "no slug!"}, "/note", "invalid"),
            ({}, "/note", "required"),
            ({"note": "one-low-day", "date": "2026-13-01"}, "/date", "invalid"),
            ({"note": "one-low-day", "rests_on": []}, "/rests_on", "unknown_field"),
        ],
    )
    def test_what_can_not_be_put_away_is_a_problem(self, as_alice, body, pointer, code):
        answer = as_alice.post(URL, body)
        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == (pointer, code)
        assert not GotIt.objects.exists()

    def test_trends_tell_the_notes_of_their_last_day(self, as_alice, alice):
        dose(alice, TODAY)
        make_entry(alice, make_food(magnesium_mg="80"), date=TODAY)
        path = "/api/v1/trends/?from=2026-11-23&to=2026-11-23&include=notes"
        notes = as_alice.get(path).json()["notes"]
        assert notes == as_alice.get(f"/api/v1/days/{TODAY}/").json()["notes"]
        assert [note["slug"] for note in notes] == ["supplement-upper-level", "one-low-day"]
        graded = {"kind": "consensus", "verdict": "shown"}
        assert [note["evidence"] for note in notes] == [graded, graded]
