"""The notes in other languages as the project ships them: a folder for each, beside the English.

Pure: reads and checks, stores nothing. A translation holds words; grades, sources, reviews and
flags are the English note's: docs/decisions/translated-notes.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

from notes.texts import (
    CONTENT,
    DISCLAIMER,
    MARK,
    NoteError,
    NoteText,
    checked,
    read_yaml,
    split_head,
)

ENGLISH = "en"
# By ISO 639-1, what PostgreSQL calls its way of searching each.
SEARCH_CONFIGS = {ENGLISH: "english", "de": "german", "es": "spanish"}
LANGUAGES = tuple(language for language in SEARCH_CONFIGS if language != ENGLISH)
# In each language's folder, by slug: the `english_hash` of what each text is the translation of.
STAMPS = "translates.yaml"
# No text has it, so that none can end where another begins.
SEPARATOR = "\x1f"
_markdown = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Words:
    """`claims` are in the order of the English note's, whose kinds and verdicts they have."""

    slug: str
    title: str
    summary: str
    topic: str
    claims: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class Translation:
    """`of_hash`: the `english_hash` of the text that somebody translated."""

    language: str
    words: Words
    of_hash: str

    @property
    def name(self) -> str:
        return f"{self.language}/{self.words.slug}"


@dataclass(frozen=True)
class Disclaimer:
    text: str
    language: str


@dataclass(frozen=True)
class _Piece:
    """A heading, a paragraph, a line of a list or a cell. `tags` are those around its text."""

    tags: tuple[str, ...]
    text: str

    @property
    def called(self) -> str:
        return f"“{self.text[:40]}…”"

    @property
    def marks(self) -> list[str]:
        return sorted(MARK.findall(self.text))


def english_hash(*, title: str, summary: str, topic: str, body: str, claims: Iterable[str]) -> str:
    """Of what is translated; `notes.models.translations` has the same in SQL."""
    said = (title, summary, topic, body, json.dumps(list(claims), ensure_ascii=False))
    digest = hashlib.md5(SEPARATOR.join(said).encode(), usedforsecurity=False)
    return digest.hexdigest()


def hash_of_note(note: NoteText) -> str:
    return english_hash(
        title=note.title,
        summary=note.summary,
        topic=note.topic,
        body=note.body,
        claims=[claim.text for claim in note.claims],
    )


def parse_translation(text: str) -> Words:
    """Raises ValueError or TypeError for a head that lacks a field or has one too many."""
    head, body = split_head(text)
    claims = tuple(head.pop("claims", None) or [])
    if odd := [claim for claim in claims if not isinstance(claim, str)]:
        raise ValueError(f"claims: {odd[0]!r} is no text")
    return checked(Words, {**head, "claims": claims, "body": body})


def check_against(words: Words, note: NoteText) -> None:
    """Raises ValueError, which names the field, where the translation is built otherwise."""
    if len(words.claims) != len(note.claims):
        raise ValueError(f"claims: {len(words.claims)}, the English has {len(note.claims)}")
    ours, english = list(pieces(words.body)), list(pieces(note.body))
    for our, other in zip(ours, english, strict=False):
        if our.tags != other.tags:
            raise ValueError(f"body: {our.called} stands where the English has {other.called}")
        if our.marks != other.marks:
            raise ValueError(
                f"body: {our.called} cites {', '.join(our.marks) or 'nothing'}, "
                f"the English {', '.join(other.marks) or 'nothing'}"
            )
    if len(ours) != len(english):
        raise ValueError(
            f"body: {len(ours)} headings, paragraphs, lines of lists and cells, "
            f"the English has {len(english)}"
        )
    if links_of(words.body) != links_of(note.body):
        odd = ", ".join(sorted({*links_of(words.body)} ^ {*links_of(note.body)}))
        raise ValueError(f"body: other links than the English: {odd or 'their number'}")


def pieces(body: str) -> Iterator[_Piece]:
    """In the order of the text."""
    tags: list[str] = []
    for token in _markdown.parse(body):
        if token.nesting > 0:
            tags.append(token.tag)
        elif token.nesting < 0:
            tags.pop()
        elif token.type == "inline":
            yield _Piece(tuple(tags), token.content)


def links_of(body: str) -> list[str]:
    """Where a text leads, sorted."""
    return sorted(
        str(child.attrs["href"])
        for token in _markdown.parse(body)
        for child in token.children or ()
        if child.type == "link_open"
    )


def read_translations(notes: Iterable[NoteText], folder: Path = CONTENT) -> list[Translation]:
    """Those that there are of `notes`, by language and slug. Raises NoteError."""
    english = {note.slug: note for note in notes}
    found = []
    for path in sorted(folder.glob("*/*.md")):
        where = f"{path.parent.name}/{path.name}"
        if path.parent.name not in LANGUAGES:
            raise NoteError(f"{where}: notes are translated into {', '.join(LANGUAGES)}")
        if path.name == DISCLAIMER:
            continue
        try:
            words = parse_translation(path.read_text(encoding="utf-8"))
            if words.slug != path.stem:
                raise ValueError(f"its slug is {words.slug}")
            if words.slug not in english:
                raise ValueError("no such note in English")
            check_against(words, english[words.slug])
        except (ValueError, TypeError, AttributeError, yaml.YAMLError) as error:
            raise NoteError(f"{where}: {error}") from error
        of_hash = read_stamps(path.parent).get(words.slug)
        if of_hash is None:
            raise NoteError(
                f"{where}: {STAMPS} does not say which English text it translates; once it was "
                f"compared: manage.py stamp_notes {path.parent.name} {words.slug}"
            )
        found.append(Translation(path.parent.name, words, of_hash))
    return found


def read_stamps(folder: Path) -> dict[str, str]:
    """Of one language's folder. Raises NoteError."""
    path = folder / STAMPS
    if not path.exists():
        return {}
    try:
        raw = read_yaml(path.read_text(encoding="utf-8"))
        return {str(slug): str(of_hash) for slug, of_hash in raw.items()}
    except (ValueError, AttributeError, yaml.YAMLError) as error:
        raise NoteError(f"{folder.name}/{STAMPS}: {error}") from error


def stamp(
    language: str, slugs: Collection[str], notes: Iterable[NoteText], folder: Path = CONTENT
) -> list[str]:
    """Write down that the translations of `slugs`, of all if none is named, are of the English as
    it stands; the disclaimer's too. Answers their slugs."""
    home = folder / language
    there = {path.stem for path in home.glob("*.md")}
    if unknown := sorted(set(slugs) - there):
        raise NoteError(f"{language}/{unknown[0]}.md: missing")
    now = english_hashes(notes, folder)
    chosen = sorted((set(slugs) or there) & now.keys())
    kept = {slug: said for slug, said in read_stamps(home).items() if slug in there}
    written = yaml.safe_dump(kept | {slug: now[slug] for slug in chosen})
    comment = "# Of which English text each is the translation: `manage.py stamp_notes` writes it."
    (home / STAMPS).write_text(f"{comment}\n{written}", encoding="utf-8")
    return chosen


def english_hashes(notes: Iterable[NoteText], folder: Path = CONTENT) -> dict[str, str]:
    """By slug, what a stamp has while the translation is of the English as it stands."""
    disclaimer = (folder / DISCLAIMER).read_bytes()
    found = {note.slug: hash_of_note(note) for note in notes}
    return found | {"disclaimer": hashlib.md5(disclaimer, usedforsecurity=False).hexdigest()}


def read_disclaimer(language: str = ENGLISH, folder: Path = CONTENT) -> Disclaimer:
    """In the language, else in English."""
    path = folder / language / DISCLAIMER
    if language in LANGUAGES and path.exists():
        return Disclaimer(path.read_text(encoding="utf-8").strip(), language)
    return Disclaimer((folder / DISCLAIMER).read_text(encoding="utf-8").strip(), ENGLISH)
