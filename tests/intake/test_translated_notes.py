"""Notes on every page that shows them, in the reader's language while that is of the note."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from foods.models import Kind
from intake.models import GotIt
from notes.models import Note
from tests.factories import make_entry, make_food, make_note, make_profile, make_translation

SLUGS = {"kidney-disease": [], "water-counts": ["water", "trends", "supplement_form"]}


@pytest.fixture(autouse=True)
def notes(db):
    for slug, about in SLUGS.items():
        note = make_note(slug, about=about, safety=slug == "kidney-disease")
        make_translation(note, title=f"Auf Deutsch: {slug}")


@pytest.fixture
def german(alice) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(alice)
    return client


def pages(alice) -> dict[str, str]:
    """Each page that shows a note, and which."""
    make_profile(alice, kidney_disease=True)
    water = make_food("Mineral water", kind=Kind.WATER)
    citrate = make_food("Citrate", kind=Kind.SUPPLEMENT, compound="citrate")
    make_entry(alice, food=water)
    GotIt.objects.create(person=alice, note="water-counts", said_at=timezone.now())
    week_ago = timezone.localdate() - timedelta(days=7)
    return {
        "/": "kidney-disease",
        "/trends/": "water-counts",
        f"/foods/{water.pk}/": "water-counts",
        f"/add/{citrate.pk}/": "water-counts",
        "/settings/notes/": "water-counts",
        f"/report/?from={week_ago}": "kidney-disease",
    }


def marked_as_english(slug: str, page: str) -> bool:
    return re.search(rf' lang="en">(<a[^>]*>)?{slug}<', page) is not None


def test_every_page_shows_it_in_the_readers_language(german, alice):
    for path, slug in pages(alice).items():
        page = german.get(path, follow=True).content.decode()
        assert f">Auf Deutsch: {slug}<" in page, path
        assert f">{slug}<" not in page, path


def test_once_the_english_was_changed_every_page_shows_that(german, alice):
    shown_on = pages(alice)
    Note.objects.update(summary="In one trial.")
    for path, slug in shown_on.items():
        page = german.get(path, follow=True).content.decode()
        assert "Auf Deutsch" not in page, path
        assert marked_as_english(slug, page), path


def test_in_english_nothing_is_marked(alices, alice):
    for path, slug in pages(alice).items():
        page = alices.get(path, follow=True).content.decode()
        assert f"{slug}<" in page, path
        assert not marked_as_english(slug, page), path
