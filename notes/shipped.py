"""Where what a curator wrote and what the project ships differ, to be put side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import zip_longest
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext

from notes.loading import citation_keys, hash_of, values_of
from notes.models import Citation, Note
from notes.texts import CitationText, NoteText, read_citations, read_notes


@dataclass(frozen=True)
class Line:
    here: str
    shipped: str

    @property
    def same(self) -> bool:
        return self.here == self.shipped


@dataclass(frozen=True)
class Difference:
    field: str
    lines: list[Line]


def differences(row: Note | Citation) -> list[Difference]:
    """Field by field; none where nothing differs, or where the project ships nothing for `row`."""
    here, shipped = _note(row) if isinstance(row, Note) else _citation(row)
    return [
        Difference(_label_of(row, name), list(_side_by_side(here[name], value)))
        for name, value in shipped.items()
        if _text(here[name]) != _text(value)
    ]


def _label_of(row: Note | Citation, name: str) -> str:
    field: Any = row._meta.get_field(name)
    return str(capfirst(field.verbose_name))


@cache
def _notes() -> dict[str, NoteText]:
    """By slug. Files change with the code alone, and to read all of them takes a quarter second."""
    return {text.slug: text for text in read_notes()}


@cache
def _citations() -> dict[str, CitationText]:
    return {text.key: text for text in read_citations()}


def slugs_with_newer_text() -> list[str]:
    """Notes that a curator changed, and whose shipped text was changed after."""
    hashes = dict(Note.objects.exclude(shipped_hash="").values_list("slug", "shipped_hash"))
    return [
        text.slug
        for text in _notes().values()
        if text.slug in hashes and hashes[text.slug] != hash_of(asdict(text), text.citations)
    ]


def _note(note: Note) -> tuple[dict[str, Any], dict[str, Any]]:
    here = values_of(note) | {"citations": citation_keys(note)}
    text = _notes().get(note.pk)
    shipped = asdict(text) if text else {}
    return here, {name: shipped[name] for name in here if shipped}


def _citation(citation: Citation) -> tuple[dict[str, Any], dict[str, Any]]:
    text = _citations().get(citation.pk)
    shipped = asdict(text) if text else {}
    return {name: getattr(citation, name) for name in shipped}, shipped


def _text(value: Any) -> str:
    """A list has a line for each of its items; a dict is a claim."""
    if isinstance(value, (list, tuple)):
        return "\n".join(_text(item) for item in value)
    if isinstance(value, dict):
        return f"{value['text']} ({value['kind']}, {value['verdict']})"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return "" if value is None else str(value)


def _side_by_side(here: Any, shipped: Any) -> Iterator[Line]:
    left, right = _text(here).splitlines(), _text(shipped).splitlines()
    for _, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for one, other in zip_longest(left[a:b], right[c:d], fillvalue=""):
            yield Line(one, other)
