"""The translations that the project ships, held against the English notes.

A language is looked at once it has a folder; then it has every note.
"""

import re
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection

from notes.texts import CONTENT, DISCLAIMER, read_notes
from notes.translated_texts import (
    ENGLISH,
    LANGUAGES,
    SEARCH_CONFIGS,
    STAMPS,
    english_hashes,
    pieces,
    read_disclaimer,
    read_stamps,
    read_translations,
)

NOTES = {note.slug: note for note in read_notes()}
SHIPPED = read_translations(NOTES.values())
THERE = [language for language in LANGUAGES if (CONTENT / language).exists()]

_FIGURE = {
    ENGLISH: re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"),
    **dict.fromkeys(
        LANGUAGES, re.compile(r"\d{1,3}(?:[.\u202f\u00a0 ]\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?")
    ),
}
_NAMED = pytest.mark.parametrize("each", SHIPPED, ids=[each.name for each in SHIPPED])


def figures(text: str, language: str) -> Counter[str]:
    """Each as a program writes it: 2695, 11.3."""
    without_marks = re.sub(r"\[\^\w+\]|\]\([^)]*\)", "", text)
    found = _FIGURE[language].findall(without_marks)
    if language == ENGLISH:
        return Counter(number.replace(",", "") for number in found)
    return Counter(re.sub(r"[.\u202f\u00a0 ]", "", number).replace(",", ".") for number in found)


def test_notes_are_translated_into_the_languages_of_the_pages():
    assert set(SEARCH_CONFIGS) == {code for code, _name in settings.LANGUAGES}
    assert settings.LANGUAGE_CODE == ENGLISH


@pytest.mark.django_db
def test_the_database_can_search_each():
    with connection.cursor() as cursor:
        cursor.execute("SELECT cfgname FROM pg_ts_config")
        assert set(SEARCH_CONFIGS.values()) <= {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("language", THERE)
def test_every_note_is_translated_and_the_disclaimer(language):
    found = {each.words.slug for each in SHIPPED if each.language == language}
    assert found == set(NOTES)
    assert read_disclaimer(language).language == language


@pytest.mark.parametrize("language", THERE)
def test_each_was_compared_with_the_english_as_it_stands(language):
    """If this fails, compare both texts; then `manage.py stamp_notes` with what is named here."""
    stamps, now = read_stamps(CONTENT / language), english_hashes(NOTES.values())
    assert sorted(slug for slug in now if stamps.get(slug) != now[slug]) == []
    assert sorted(set(stamps) - set(now)) == []


@pytest.mark.parametrize("language", THERE)
def test_a_folder_holds_nothing_else(language):
    names = {path.name for path in (CONTENT / language).iterdir()}
    assert names == {f"{slug}.md" for slug in NOTES} | {DISCLAIMER, STAMPS}


@_NAMED
def test_it_cites_and_claims_as_the_english(each):
    """Piece by piece: a mark that moved to another statement is another claim."""
    note = NOTES[each.words.slug]
    assert len(each.words.claims) == len(note.claims)
    ours, english = list(pieces(each.words.body)), list(pieces(note.body))
    assert [piece.marks for piece in ours] == [piece.marks for piece in english]
    assert [piece.tags for piece in ours] == [piece.tags for piece in english]


@_NAMED
def test_its_figures_are_those_of_the_english(each):
    note, words = NOTES[each.words.slug], each.words
    claims = [claim.text for claim in note.claims]
    said = [(words.title, note.title), (words.summary, note.summary)]
    said += zip(words.claims, claims, strict=True)
    said += [
        (our.text, other.text)
        for our, other in zip(pieces(words.body), pieces(note.body), strict=True)
    ]
    for our, english in said:
        assert figures(our, each.language) == figures(english, ENGLISH), our


@_NAMED
def test_no_words_were_left_in_english_or_out(each):
    note, words = NOTES[each.words.slug], each.words
    for name in ("title", "summary", "topic"):
        assert getattr(words, name).strip(), name
    assert words.summary != note.summary
    assert words.body != note.body
    assert all(claim.strip() for claim in words.claims)
    quote = {"de": "„", "es": "«"}[each.language]
    assert "”" not in words.body
    assert words.body.count(quote) == note.body.count("“")


@pytest.mark.parametrize("language", THERE)
def test_what_is_one_in_english_is_one(language):
    """A topic is a heading for several notes; a claim stands in more than one."""
    topics, claims = {}, {}
    for each in SHIPPED:
        if each.language == language:
            note = NOTES[each.words.slug]
            topics.setdefault(note.topic, set()).add(each.words.topic)
            for ours, english in zip(each.words.claims, note.claims, strict=True):
                claims.setdefault(english.text, set()).add(ours)
    assert [topic for topic, names in topics.items() if len(names) > 1] == []
    assert len({name for names in topics.values() for name in names}) == len(topics)
    assert [claim for claim, texts in claims.items() if len(texts) > 1] == []
