import pytest
from rest_framework.test import APIClient

from notes.models import Note
from tests.factories import REVIEWED, make_profile, make_translation

URL = "/api/v1/notes/"


@pytest.fixture
def two_notes(db):
    for slug, says_take_more in [("kidney-disease", False), ("who-runs-low", True)]:
        Note.objects.create(
            slug=slug,
            title=slug,
            summary="In short.",
            body="See [who runs low](/notes/who-runs-low/) and [kidneys](/notes/kidney-disease/).",
            topic="safety",
            evidence_kind="consensus",
            evidence_verdict="shown",
            **REVIEWED,
            says_take_more=says_take_more,
        )


def slugs(client: APIClient) -> list[str]:
    return sorted(row["slug"] for row in client.get(URL).json()["results"])


def test_with_weak_kidneys_no_note_speaks_for_more(two_notes, alice, as_alice, as_bob):
    make_profile(alice, kidney_disease=True)
    assert slugs(as_alice) == ["kidney-disease"]
    assert slugs(as_bob) == slugs(APIClient()) == ["kidney-disease", "who-runs-low"]


def test_with_weak_kidneys_a_note_that_says_more_comes_with_a_warning(
    two_notes, alice, as_alice, as_bob
):
    make_profile(alice, kidney_disease=True)
    more = as_alice.get(f"{URL}who-runs-low/").json()
    assert more["says_take_more"]
    assert more["not_for_you"].startswith("You told us about your kidneys. Nothing in this note")
    kidneys = as_alice.get(f"{URL}kidney-disease/").json()
    assert (kidneys["says_take_more"], kidneys["not_for_you"]) == (False, "")
    for client in (as_bob, APIClient()):
        assert client.get(f"{URL}who-runs-low/").json()["not_for_you"] == ""


def test_with_weak_kidneys_no_note_leads_to_one_that_speaks_for_more(
    two_notes, alice, as_alice, as_bob
):
    make_profile(alice, kidney_disease=True)
    note = as_alice.get(f"{URL}kidney-disease/").json()
    assert note["body"] == "See who runs low and [kidneys](/notes/kidney-disease/)."
    assert "See who runs low and <a href" in note["body_html"]
    assert "/notes/who-runs-low/" in as_bob.get(f"{URL}kidney-disease/").json()["body"]


def test_with_weak_kidneys_a_translation_leads_nowhere_either(two_notes, alice, as_alice, as_bob):
    make_profile(alice, kidney_disease=True)
    german = "Siehe [wer wenig hat](/notes/who-runs-low/) und [Nieren](/notes/kidney-disease/)."
    for note in Note.objects.all():
        make_translation(note, body=german)
    note = as_alice.get(f"{URL}kidney-disease/?lang=de").json()
    assert note["body"] == "Siehe wer wenig hat und [Nieren](/notes/kidney-disease/)."
    assert "Siehe wer wenig hat und <a href" in note["body_html"]
    assert as_alice.get(f"{URL}who-runs-low/?lang=de").json()["not_for_you"]
    assert as_bob.get(f"{URL}kidney-disease/?lang=de").json()["body"] == german
    listed = as_alice.get(f"{URL}?lang=de").json()["results"]
    assert [row["title"] for row in listed] == ["kidney-disease de"]
