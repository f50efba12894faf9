import re

import pytest
from django.core.management import CommandError, call_command

from notes.loading import load
from notes.models import Note, NoteTranslation
from notes.models.translations import english_hash_of
from notes.texts import read_notes
from notes.translated_texts import STAMPS, english_hash, hash_of_note
from tests.notes.content import TRANSLATED, translate, write
from tests.notes.test_load_notes import edit
from tests.notes.test_load_notes import load as load_and_say

pytestmark = pytest.mark.django_db

BODY = """## What it is

Text [^IOM97]. See [more](/notes/other/).

- One [^IOM97].
- Two.

| Water | mg |
| --- | --- |
| A | 1 |"""
GERMAN = """## Was es ist

Text [^IOM97]. Siehe [mehr](/notes/other/).

- Eins [^IOM97].
- Zwei.

| Wasser | mg |
| --- | --- |
| A | 1 |"""


def in_german() -> Note:
    return Note.objects.in_language("de", whole=True).get(slug="water")


def test_a_translation_is_stored_as_shipped(tmp_path):
    write(tmp_path, body=BODY)
    translate(tmp_path, body=GERMAN)
    assert "Translations: 1 new, 0 changed, 0 unchanged, 0 kept." in load_and_say(tmp_path)
    row = NoteTranslation.objects.get()
    assert (row.note_id, row.language, row.body) == ("water", "de", GERMAN)
    assert {name: getattr(row, name) for name in TRANSLATED} == TRANSLATED
    assert "Translations: 0 new, 0 changed, 1 unchanged" in load_and_say(tmp_path)
    translate(tmp_path, body=GERMAN.replace("Zwei", "Und zwei"))
    assert "Translations: 0 new, 1 changed, 0 unchanged" in load_and_say(tmp_path)
    assert "Und zwei" in NoteTranslation.objects.get().body


def test_what_is_no_longer_shipped_is_removed(tmp_path):
    write(tmp_path)
    translate(tmp_path)
    translate(tmp_path, "es")
    load_and_say(tmp_path)
    (tmp_path / "de" / "water.md").unlink()
    assert "de/water no longer comes with the project and is removed." in load_and_say(tmp_path)
    assert [str(row) for row in NoteTranslation.objects.all()] == ["es/water"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"slug": "wine"}, "de/wine.md: no such note in English"),
        ({"claims": []}, "de/water.md: claims: 0, the English has 1"),
        ({"claims": ["a", "b"]}, "de/water.md: claims: 2, the English has 1"),
        ({"claims": [{"Text": "b"}]}, "de/water.md: claims: {'Text': 'b'} is no text"),
        ({"title": None}, "de/water.md: title: missing"),
        ({"minutes": 3}, "de/water.md: minutes: no such field"),
        ({"title": "x" * 161}, "de/water.md: title: Ensure this value has at most 160"),
        (
            {"body": GERMAN.replace("Text [^IOM97]", "Text")},
            "de/water.md: body: “Text. Siehe [mehr](/notes/other/).…” cites nothing, the English "
            "IOM97",
        ),
        (
            {"body": GERMAN.replace("Eins [^IOM97]", "Eins").replace("Zwei", "Zwei [^IOM97]")},
            "de/water.md: body: “Eins.…” cites nothing, the English IOM97",
        ),
        (
            {"body": GERMAN.replace("IOM97", "ODS")},
            "cites ODS, the English IOM97",
        ),
        (
            {"body": GERMAN.replace("- Zwei.\n", "")},
            "de/water.md: body: “Wasser…” stands where the English has “Two.…”",
        ),
        ({"body": GERMAN + "\n\nMehr."}, "de/water.md: body: 9 headings"),
        (
            {"body": GERMAN.replace("/notes/other/", "/notes/water/")},
            "de/water.md: body: other links than the English: /notes/other/, /notes/water/",
        ),
        (
            {"body": GERMAN.replace("[mehr](/notes/other/)", "mehr")},
            "de/water.md: body: other links than the English: /notes/other/",
        ),
    ],
)
def test_one_that_is_not_of_the_english_is_refused(tmp_path, changes, message):
    write(tmp_path, body=BODY)
    translate(tmp_path, **{"body": GERMAN, "stamped": False} | changes)
    slugs = {changes.get("slug", "water"), "water"}
    (tmp_path / "de" / STAMPS).write_text("".join(f"{slug}: 'x'\n" for slug in slugs))
    with pytest.raises(CommandError, match=re.escape(message)):
        load_and_say(tmp_path)
    assert not Note.objects.exists()


def test_a_language_that_pages_do_not_have_is_refused(tmp_path):
    write(tmp_path)
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "water.md").write_text("")
    with pytest.raises(CommandError, match=r"fr/water\.md: notes are translated into de, es"):
        load_and_say(tmp_path)


def test_one_that_nobody_compared_with_the_english_is_refused(tmp_path):
    write(tmp_path)
    translate(tmp_path, stamped=False)
    message = r"de/water\.md: translates\.yaml does not say .* stamp_notes de water"
    with pytest.raises(CommandError, match=message):
        load_and_say(tmp_path)
    (tmp_path / "disclaimer.md").touch()
    call_command("stamp_notes", "de", "water", folder=tmp_path)
    load_and_say(tmp_path)
    assert in_german().shown.title == "Wasser zählt"


def test_only_a_translation_that_there_is_can_be_stamped(tmp_path):
    write(tmp_path)
    with pytest.raises(CommandError, match=r"de/water\.md: missing"):
        call_command("stamp_notes", "de", "water", folder=tmp_path)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Water may count"},
        {"summary": "It may."},
        {"topic": "drinks"},
        {"body": "Text, in one trial [^IOM97]."},
        {"claims": [{"text": "It may count", "kind": "consensus", "verdict": "shown"}]},
    ],
)
def test_a_note_that_a_curator_changed_is_shown_in_english_until_it_is_put_back(tmp_path, changed):
    write(tmp_path)
    translate(tmp_path)
    load_and_say(tmp_path)
    note = in_german()
    assert note.shown.title == "Wasser zählt"
    assert not note.translation_is_behind
    before = {name: getattr(note, name) for name in changed}
    edit(Note.objects.get(), **changed)
    for _ in range(2):
        note = in_german()
        assert note.shown is note
        assert note.translation_is_behind
        load_and_say(tmp_path)
    edit(Note.objects.get(), **before)
    assert in_german().shown.title == "Wasser zählt"


def test_a_grade_is_the_notes_own(tmp_path):
    """Whoever reviews a note and corrects a verdict need not wait for a translator."""
    write(tmp_path)
    translate(tmp_path)
    load_and_say(tmp_path)
    claims = [{"text": "It counts", "kind": "trials", "verdict": "unsettled"}]
    edit(Note.objects.get(), claims=claims, reviewed_on="2026-11-24")
    note = in_german()
    assert note.shown_claims == [{"text": "Es zählt mit", "kind": "trials", "verdict": "unsettled"}]


def test_a_newer_english_text_is_not_shown_by_its_old_translation(tmp_path):
    write(tmp_path)
    translate(tmp_path)
    load_and_say(tmp_path)
    write(tmp_path, body="Text, in one trial [^IOM97].")
    load_and_say(tmp_path)
    assert in_german().translation_is_behind
    call_command("stamp_notes", "de", folder=tmp_path)
    load_and_say(tmp_path)
    assert in_german().shown.language == "de"


def test_the_database_and_we_hash_alike():
    """Over quotes, accents, lines and all else that the shipped notes have."""
    load()
    kept = dict(Note.objects.values_list("pk", english_hash_of()))
    assert kept == {note.slug: hash_of_note(note) for note in read_notes()}
    odd = {"text": 'a "quote" \\ \t \x7f ü \u2028', "kind": "trials", "verdict": "shown"}
    note = next(note for note in read_notes() if note.slug == "water-counts")
    Note.objects.filter(pk=note.slug).update(claims=[odd])
    (found,) = Note.objects.filter(pk=note.slug).values_list(english_hash_of(), flat=True)
    assert found == english_hash(
        title=note.title,
        summary=note.summary,
        topic=note.topic,
        body=note.body,
        claims=[odd["text"]],
    )
