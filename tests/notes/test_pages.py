import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notes.loading import load
from notes.models import Note
from tests.factories import make_profile
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shipped_notes(db) -> None:
    load()


def test_anybody_may_read_the_list():
    text = text_of(Client().get("/notes/"))
    assert "Trials · not shown Magnesium and hardening of the arteries" in text
    assert "Education, not diagnosis or treatment." in text


def test_a_topic():
    note = Note.objects.get(slug="water-counts")
    text = text_of(Client().get("/notes/", {"topic": note.topic}))
    assert note.title in text
    others = Note.objects.exclude(topic=note.topic).first()
    assert others.title not in text


@pytest.mark.parametrize("topic", ["", "none", "\x00"])
def test_no_such_topic_shows_all(topic):
    assert Client().get("/notes/", {"topic": topic}).status_code == 200


def test_a_note_has_its_evidence_claims_and_sources():
    response = Client().get("/notes/artery-calcification/")
    text = text_of(response)
    assert "Trials · not shown" in text
    assert "Claim Evidence Slows crystals of calcium phosphate Test tube · shown" in text
    assert "reviewed 23 November 2026, next May 2027" in text
    assert "PMID 36749131" in text
    assert "Education, not diagnosis or treatment." in text
    assert b'<sup><a href="#c1" id="m1" aria-label="Source 1">1</a></sup>' in response.content
    assert b'id="c1"' in response.content
    assert b'<a href="#m1" aria-label="Back to the text, source 1">' in response.content


@pytest.mark.parametrize("slug", ["kidney-disease", "water-counts", "one-low-day"])
def test_every_note_renders(slug):
    assert Client().get(f"/notes/{slug}/").status_code == 200


def test_with_weak_kidneys_nothing_speaks_for_more(alice):
    make_profile(alice, kidney_disease=True)
    client = Client()
    client.force_login(alice)
    more = Note.objects.filter(says_take_more=True).first()
    assert more.title not in text_of(client.get("/notes/"))
    assert "You told us about your kidneys" in text_of(client.get(f"/notes/{more.pk}/"))
    assert "You told us about your kidneys" not in text_of(client.get("/notes/kidney-disease/"))
    assert "You told us about your kidneys" not in text_of(Client().get(f"/notes/{more.pk}/"))


def test_what_is_not_published_is_not_found():
    Note.objects.filter(slug="water-counts").update(published=False)
    assert Client().get("/notes/water-counts/").status_code == 404
    assert Client().get("/notes/no-such-note/").status_code == 404


def test_the_list_is_one_query():
    with CaptureQueriesContext(connection) as queries:
        Client().get("/notes/")
    assert len(queries) == 1


def test_with_weak_kidneys_a_note_that_says_more_says_first_that_it_is_not_for_them(alice):
    """“Your intake very likely needs improving” is no sentence for them."""
    make_profile(alice, kidney_disease=True)
    client = Client()
    client.force_login(alice)
    text = text_of(client.get("/notes/one-low-day/"))
    warning = "Nothing in this note is a reason for you to take more magnesium"
    assert 0 < text.index(warning) < text.index("needs improving")
    assert "One low day" not in text_of(client.get("/notes/"))
