"""The settings page of the notes that somebody put away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from intake.models import GotIt
from tests.factories import make_note, make_profile
from tests.pages import text_of

URL = "/settings/notes/"
NONE = "No note is put away."


@pytest.fixture(autouse=True)
def notes(db):
    make_note("kidney-disease", title="Weak kidneys", safety=True)
    make_note("one-low-day", title="One low day")
    make_note("below-target", title="Below the target", says_take_more=True)


def put(person, slug, *, days_ago=0):
    said_at = timezone.now() - timedelta(days=days_ago)
    return GotIt.objects.create(person=person, note=slug, said_at=said_at)


def titles(client):
    return [note.title for note, _until in client.get(URL).context["notes"]]


def test_the_next_to_come_back_stands_first(alices, alice):
    put(alice, "below-target", days_ago=1)
    put(alice, "kidney-disease")
    put(alice, "one-low-day", days_ago=10)
    assert titles(alices) == ["Weak kidneys", "One low day", "Below the target"]


def test_the_day_is_the_persons_own(alices, alice):
    make_profile(alice, time_zone="Pacific/Auckland")
    said_at = datetime.combine(timezone.now().date(), datetime.min.time(), UTC)
    said_at = said_at.replace(hour=20) - timedelta(days=1)
    row = GotIt.objects.create(person=alice, note="one-low-day", said_at=said_at)
    there = row.got.hidden_until.date() + timedelta(days=1)
    assert f"Away until {there:%-d %B %Y}" in text_of(alices.get(URL))


def test_a_button_shows_it_again_and_leads_back(alices, alice):
    put(alice, "one-low-day")
    page = alices.get(URL).content.decode()
    assert 'action="/notes/one-low-day/show-again/"' in page
    assert f'name="next" value="{URL}"' in page
    answer = alices.post("/notes/one-low-day/show-again/", {"next": URL}, follow=True)
    assert answer.redirect_chain == [(URL, 302)]
    assert not GotIt.objects.exists()
    assert NONE in text_of(answer)


def test_what_came_back_is_not_away(alices, alice):
    put(alice, "kidney-disease", days_ago=30)
    put(alice, "one-low-day", days_ago=30)
    assert titles(alices) == ["One low day"]


def test_a_withdrawn_note_is_not_listed(alices, alice):
    put(alice, "one-low-day")
    put(alice, "no-such-note")
    make_note("withdrawn", published=False)
    put(alice, "withdrawn")
    assert titles(alices) == ["One low day"]


def test_with_weak_kidneys_none_that_says_to_take_more(alices, alice):
    put(alice, "below-target")
    put(alice, "kidney-disease")
    make_profile(alice, kidney_disease=True)
    assert titles(alices) == ["Weak kidneys"]


def test_one_sees_ones_own_only(alices, bob):
    put(bob, "one-low-day")
    answer = alices.get(URL)
    assert answer.context["notes"] == []
    assert NONE in text_of(answer)


def test_strangers_are_sent_to_sign_in(client: Client):
    assert client.get(URL).status_code == 302


def test_the_settings_and_the_notes_lead_there(alices):
    link = f'href="{URL}"'
    assert link in alices.get("/settings/").content.decode()
    assert link in alices.get("/notes/").content.decode()
    assert link not in Client().get("/notes/").content.decode()


def test_as_many_queries_for_three_as_for_one(
    alices, alice, django_assert_num_queries, django_assert_max_num_queries
):
    put(alice, "one-low-day")
    with django_assert_max_num_queries(10) as first:
        alices.get(URL)
    put(alice, "kidney-disease")
    put(alice, "below-target")
    with django_assert_num_queries(len(first)):
        alices.get(URL)
