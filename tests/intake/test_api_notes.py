import pytest
from rest_framework.test import APIClient

from notes.models import Note
from tests.factories import make_profile

URL = "/api/v1/notes/"


@pytest.fixture
def two_notes(db):
    for slug, says_take_more in [("kidney-disease", False), ("who-runs-low", True)]:
        Note.objects.create(
            slug=slug,
            title=slug,
            summary="In short.",
            body="",
            topic="safety",
            evidence_kind="consensus",
            evidence_verdict="shown",
            says_take_more=says_take_more,
        )


def slugs(client: APIClient) -> list[str]:
    return sorted(row["slug"] for row in client.get(URL).json()["results"])


def test_with_weak_kidneys_no_note_speaks_for_more(two_notes, alice, as_alice, as_bob):
    make_profile(alice, kidney_disease=True)
    assert slugs(as_alice) == ["kidney-disease"]
    assert slugs(as_bob) == slugs(APIClient()) == ["kidney-disease", "who-runs-low"]
