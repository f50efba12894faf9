"""Notes in the reader's language on every page that shows them."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notes.loading import load
from notes.models import Note
from tests.factories import make_profile
from tests.notes.content import translate, write
from tests.pages import text_of

pytestmark = pytest.mark.django_db

MORE = {"slug": "more", "says_take_more": "true", "title": "Take more"}


@pytest.fixture(autouse=True)
def _notes(db, tmp_path) -> None:
    """Two in German: on water, and one that says to take more. Of a third there is none."""
    write(tmp_path, about="[water, trends]", body="Volvic. [More](/notes/more/) [^IOM97].")
    translate(
        tmp_path,
        body="Volvic in Flaschen. [Mehr](/notes/more/) [^IOM97].",
        title="Wasser zählt mit",
        summary="Auch Gläser zählen.",
        topic="Getränke",
    )
    write(tmp_path, **MORE, topic="doses")
    translate(tmp_path, slug="more", title="Nimm mehr", summary="Mehr.", topic="Dosen")
    write(tmp_path, slug="only-english", title="In English", topic="doses", body="Jars [^IOM97].")
    load(tmp_path, complete=False)


def german(person=None) -> Client:
    client = Client(headers={"accept-language": "de"})
    if person:
        client.force_login(person)
    return client


def content(client: Client, path: str, **query: str) -> str:
    return client.get(path, query).content.decode()


def change_the_english() -> None:
    Note.objects.filter(pk="water").update(summary="In one trial it did.")


def test_a_note_is_read_in_the_language_of_the_page():
    page = content(german(), "/notes/water/")
    assert "<title>Wasser zählt mit · Twelve</title>" in page
    assert '<meta name="description" content="Auch Gläser zählen.">' in page
    assert "<h1>Wasser zählt mit</h1>" in page
    assert "<td>Es zählt mit</td>" in page
    assert "Volvic in Flaschen." in page
    assert "Water counts" not in page
    assert "changed and not translated anew" not in page
    assert "<h1>Water counts</h1>" in content(Client(), "/notes/water/")
    spanish = content(Client(headers={"accept-language": "es"}), "/notes/water/")
    assert '<h1 lang="en">Water counts</h1>' in spanish
    assert "changed and not translated anew" not in spanish


def test_once_the_english_was_changed_it_is_read_in_english():
    change_the_english()
    page = content(german(), "/notes/water/")
    assert "Dieser Hinweis wurde geändert und noch nicht neu übersetzt" in page
    assert '<h1 lang="en">Water counts</h1>' in page
    assert '<p class="lead" lang="en">In one trial it did.</p>' in page
    assert '<td lang="en">It counts</td>' in page
    assert '<div class="scroll" lang="en"><p>Volvic.' in page
    assert "Wasser" not in page
    assert "changed and not translated anew" not in content(Client(), "/notes/water/")


def test_the_list_and_its_topics():
    page = content(german(), "/notes/")
    titles = re.findall(r"<h2([^>]*)><a[^>]*>([^<]*)</a></h2>", page)
    assert titles == [(' lang="en"', "In English"), ("", "Nimm mehr"), ("", "Wasser zählt mit")]
    chips = re.findall(r'href="\?topic=(\w+)">(.*?)</a>', page)
    assert chips == [("doses", "Dosen"), ("water", "Getränke")]
    change_the_english()
    page = content(german(), "/notes/", topic="water")
    assert '<p class="small" lang="en">In one trial it did.</p>' in page
    assert '<span lang="en">Water</span>' in page
    assert "Nimm mehr" not in page


@pytest.mark.parametrize(
    ("client", "text", "slugs"),
    [
        ("de", "Glas", ["water"]),
        ("de", "flasche mitzählen", []),
        ("de", "FLASCHEN glas", ["water"]),
        ("de", "counts", []),
        ("de", "jar", ["only-english"]),
        ("de", "Volvic -Flasche", []),
        ("es", "counts", ["water"]),
        ("en", "counting", ["water"]),
        ("en", "Flaschen", []),
    ],
)
def test_words_are_searched_as_they_are_shown(client, text, slugs):
    page = content(Client(headers={"accept-language": client}), "/notes/", q=text)
    assert re.findall(r'<h2[^>]*><a href="/notes/([\w-]+)/"', page) == slugs


def test_of_a_text_that_is_shown_in_english_the_english_words_count():
    change_the_english()
    assert "Water counts" in content(german(), "/notes/", q="trials")
    assert "Water counts" not in content(german(), "/notes/", q="Flaschen")


def test_with_weak_kidneys_nothing_speaks_for_more_in_any_language(alice):
    make_profile(alice, kidney_disease=True)
    client = german(alice)
    assert "Nimm mehr" not in content(client, "/notes/")
    assert "Nimm mehr" not in content(client, "/notes/", q="mehr")
    note = content(client, "/notes/water/")
    assert "/notes/more/" not in note
    assert "Volvic in Flaschen. Mehr" in text_of(client.get("/notes/water/"))
    assert "Nimm mehr" not in content(client, "/notes/sources/")
    assert content(german(), "/notes/sources/").count("Nimm mehr") == 1


def test_sources_call_the_notes_by_their_names():
    page = content(german(), "/notes/sources/")
    assert '<a href="/notes/water/#c1">Wasser zählt mit</a>' in page
    assert '<a href="/notes/only-english/#c1" lang="en">In English</a>' in page


def test_a_source_is_named_as_it_was_published():
    page = content(german(), "/notes/sources/")
    assert '<dd lang="en">Dietary reference intakes</dd>' in page
    assert re.search(r'<h2 id="name-[^"]+" lang="en">', page)


def test_one_query_more_than_in_english():
    for path in ("/notes/", "/notes/?q=Volvic", "/notes/water/", "/notes/sources/"):
        counts = []
        for client in (Client(), german()):
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
        assert counts[1] == counts[0] + 1, path
