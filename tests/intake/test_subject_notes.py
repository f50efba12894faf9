"""Notes beside what they are about: a food's page, the form of a dose, Trends."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foods import subjects
from foods.models import Group, Kind
from intake.subject_notes import notes_about
from notes.models import Note, Subject
from tests.factories import REVIEWED, make_food, make_profile
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def make_note(slug: str, about: list[str], **fields) -> Note:
    return Note.objects.create(
        slug=slug,
        title=f"On {slug}",
        summary=f"{slug.capitalize()} in short.",
        body="",
        topic="food",
        about=about,
        **({"evidence_kind": "trials", "evidence_verdict": "shown"} | REVIEWED | fields),
    )


@pytest.fixture
def spinach():
    vegetables = Group.objects.create(slug="vegetables", name="Vegetables")
    return make_food("Spinach, raw", group=vegetables)


@pytest.fixture
def citrate():
    return make_food("Magnesium citrate", magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")


@pytest.fixture
def alices(alice) -> Client:
    make_profile(alice)
    client = Client()
    client.force_login(alice)
    return client


def titles(found) -> list[str]:
    return [note.slug for note in found]


def test_the_subjects_of_foods_are_those_of_notes():
    named = {
        subjects.OXALATE,
        subjects.PHYTATE,
        subjects.REFINING,
        subjects.COOKING,
        subjects.SUPPLEMENT_FORM,
        subjects.WATER,
    }
    assert named == set(Subject.values) - {Subject.TRENDS}


def test_three_at_most_in_the_order_of_the_subjects_safety_first():
    make_note("pots", ["cooking"])
    make_note("bran", ["refining", "phytate"])
    make_note("acids", ["phytate"])
    make_note("warning", ["phytate"], safety=True)
    make_note("draft", ["phytate"], published=False)
    make_note("leaves", ["oxalate"])
    asked = ["phytate", "refining", "cooking"]
    found = notes_about(asked, kidney_disease=False)
    assert titles(found) == ["warning", "acids", "bran"]
    found = notes_about(["cooking", "phytate"], kidney_disease=False)
    assert titles(found) == ["pots", "warning", "acids"]
    assert notes_about([], kidney_disease=False) == []


def test_a_foods_page_shows_what_is_known_about_it(spinach):
    make_note("oxalate", ["oxalate"], evidence_verdict="unsettled")
    make_note("phytate", ["phytate"])
    response = Client().get(f"/foods/{spinach.pk}/")
    text = text_of(response)
    said = "What is known about it Trials · unsettled On oxalate Oxalate in short."
    assert said in text
    assert "On phytate" not in text
    assert b'href="/notes/oxalate/"' in response.content


def test_a_food_with_nothing_to_say_asks_for_no_notes(spinach):
    make_note("oxalate", ["oxalate"])
    salt = make_food("Salt")
    counts = []
    for food in (salt, spinach):
        with CaptureQueriesContext(connection) as queries:
            text = text_of(Client().get(f"/foods/{food.pk}/"))
        counts.append(len(queries))
        assert ("What is known about it" in text) == (food == spinach)
    assert counts[1] == counts[0] + 1


def test_with_weak_kidneys_no_note_says_take_more(alice, alices, spinach, citrate):
    make_note("greens", ["oxalate"], says_take_more=True)
    make_note("pots", ["cooking"])
    make_note("forms", ["supplement_form"], says_take_more=True)
    make_note("figures", ["trends"], says_take_more=True)
    pages = [f"/foods/{spinach.pk}/", f"/add/{citrate.pk}/", "/trends/"]
    words = ["On greens", "On forms", "On figures"]
    for page, said in zip(pages, words, strict=True):
        assert said in text_of(alices.get(page))
    alice.profile.kidney_disease = True
    alice.profile.save()
    for page, said in zip(pages, words, strict=True):
        assert said not in text_of(alices.get(page))
    assert "On pots" in text_of(alices.get(pages[0]))


@pytest.mark.parametrize("kind", [Kind.SUPPLEMENT, Kind.MEDICINE])
def test_with_weak_kidneys_a_dose_says_first_whom_to_ask(alice, alices, spinach, kind):
    """Also by a label, and where it is written down by oneself."""
    said = "You told us about your kidneys: please speak with your doctor before you take this."
    make_note("dose", ["supplement_form"])
    make_note("kidneys", ["supplement_form"], safety=True)
    tablet = make_food("Tablet", magnesium_mg="100", kind=kind, basis="unit")
    bare = make_food("Magnesium", magnesium_mg=None, kind=kind, basis="unit")

    def pages() -> dict[str, str]:
        own = alices.post("/add/own/", {"name": "Drops", "kind": kind, "magnesium_mg": "x"})
        return {
            "tablet": text_of(alices.get(f"/add/{tablet.pk}/")),
            "label": text_of(alices.get(f"/add/{bare.pk}/")),
            "own": text_of(own),
            "food": text_of(alices.get(f"/add/{spinach.pk}/")),
        }

    assert not any(said in text for text in pages().values())
    alice.profile.kidney_disease = True
    alice.profile.save()
    told = pages()
    assert {page for page, text in told.items() if said in text} == {"tablet", "label", "own"}
    for page in ("tablet", "label"):
        assert told[page].index("On kidneys") < told[page].index("On dose")


@pytest.mark.parametrize("kind", [Kind.SUPPLEMENT, Kind.MEDICINE])
def test_a_supplement_leads_to_what_is_known_about_its_form(alices, kind):
    make_note("forms", ["supplement_form"])
    bare = make_food("Magnesium", magnesium_mg=None, kind=kind, basis="unit")
    tablet = make_food("Tablet", magnesium_mg="100", kind=kind, basis="unit")
    for food in (bare, tablet):
        for page in (f"/foods/{food.pk}/", f"/add/{food.pk}/"):
            body = alices.get(page).content
            assert b'href="/notes/forms/"' in body, page
            assert b'href="/magnesium-forms/"' in body, page


def test_a_food_has_no_form_of_magnesium(alices, spinach):
    make_note("forms", ["supplement_form"])
    for page in (f"/foods/{spinach.pk}/", f"/add/{spinach.pk}/"):
        body = alices.get(page).content
        assert b"forms/" not in body, page


def test_trends_says_what_its_figures_can_and_cannot_say(alices):
    head = "What these figures can and cannot say"
    assert head not in text_of(alices.get("/trends/"))
    make_note("figures", ["trends"])
    response = alices.get("/trends/")
    assert f"{head} Trials · shown On figures Figures in short." in text_of(response)
    assert b'<details class="card"><summary>What these' in response.content
