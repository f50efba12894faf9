"""From the notes that the project ships to the rows that curators may change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from notes.models import Citation, Note, NoteCitation, NoteTranslation
from notes.rendering import UnknownCitation, render
from notes.texts import (
    CONTENT,
    CitationText,
    NoteError,
    NoteText,
    read_citations,
    read_notes,
)
from notes.translated_texts import Translation, read_translations
from notes.triggers import IS_SAFETY

_FIELDS = (
    "title",
    "summary",
    "body",
    "topic",
    "evidence_kind",
    "evidence_verdict",
    "safety",
    "says_take_more",
    "minutes",
    "author",
    "reviewer",
    "reviewed_on",
    "next_review_on",
)
# History rows of ours say so: a citation whose newest row says anything else is a curator's.
_SHIPPED = "As shipped"
_HELD = "Held back: none of its sources is checked"
_GONE = "gone:"


@dataclass
class Report:
    """Slugs of notes, such of translations ("de/water-counts") and keys of citations, by what
    became of them."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    # A situation calls for them, and none is published.
    missing: list[str] = field(default_factory=list)


@transaction.atomic
def load(
    folder: Path = CONTENT, overwrite: Collection[str] = (), *, complete: bool = True
) -> tuple[Report, Report, Report]:
    """Bring notes, citations and translations up to what `folder` holds; a report of each.

    What a curator changed stays, unless `overwrite` names its slug or key. A note that is no
    longer shipped is unpublished; one that rests on nothing checked is, until something is.
    Such a translation is removed.
    A folder that is not `complete` may lack notes that a situation calls for: those stay.
    Raises NoteError and then changes nothing.
    """
    texts = read_notes(folder, today=timezone.localdate())
    slugs = {text.slug for text in texts}
    if complete and (lacking := [slug for slug in IS_SAFETY if slug not in slugs]):
        raise NoteError(f"{lacking[0]}.md: missing, and a situation calls for it")
    citations = _load_citations(read_citations(folder), overwrite)
    notes = Report()
    for text in texts:
        _load_note(text, text.slug in overwrite, notes)
    gone = Note.objects.exclude(slug__in=[*slugs, *IS_SAFETY])
    for note in gone.exclude(shipped_hash="").exclude(shipped_hash__startswith=_GONE):
        note.published = False
        note.shipped_hash = _GONE + note.shipped_hash
        _save(note)
        notes.unpublished.append(note.slug)
    _hold_back(notes)
    published = set(Note.objects.published().values_list("slug", flat=True))
    notes.missing = [slug for slug in IS_SAFETY if slug not in published]
    return notes, citations, _load_translations(read_translations(texts, folder))


def _hold_back(report: Report) -> None:
    """What curators wrote themselves their own form judges."""
    shipped = Note.objects.exclude(shipped_hash="").exclude(shipped_hash__startswith=_GONE)
    resting = set(Note.objects.resting_on_checked().values_list("pk", flat=True))
    for note in shipped:
        if note.published and note.pk not in resting:
            note.published = False
            _save(note, _HELD)
        elif not note.published and note.pk in resting and _newest_reason(note) == _HELD:
            note.published = True
            _save(note)
        if not note.published and _newest_reason(note) == _HELD:
            report.held.append(note.slug)


def _load_citations(texts: list[CitationText], overwrite: Collection[str]) -> Report:
    report = Report()
    present = Citation.objects.in_bulk([text.key for text in texts])
    for text in texts:
        row = present.get(text.key)
        if row is None:
            report.new.append(text.key)
        elif all(getattr(row, name) == value for name, value in asdict(text).items()):
            report.unchanged.append(text.key)
            continue
        elif text.key not in overwrite and _newest_reason(row) != _SHIPPED:
            report.kept.append(text.key)
            continue
        else:
            report.changed.append(text.key)
        citation = Citation(**asdict(text))
        _check(citation, f"citations.yaml: {text.key}")
        _save(citation)
    return report


def _newest_reason(row: Note | Citation) -> str | None:
    """Why the row is as it is: _SHIPPED, _HELD, or what a curator's change left here."""
    newest = row.history.order_by("-history_date", "-history_id").first()
    return newest.history_change_reason if newest else _SHIPPED


def _load_note(text: NoteText, overwrite: bool, report: Report) -> None:
    shipped = hash_of(asdict(text), text.citations)
    note = Note.objects.filter(slug=text.slug).first()
    if note is None:
        note = Note(slug=text.slug)
        report.new.append(text.slug)
    else:
        before = note.shipped_hash.removeprefix(_GONE)
        present = hash_of(values_of(note), citation_keys(note))
        came_back = note.shipped_hash.startswith(_GONE)
        if present not in (shipped, before) and not overwrite:
            report.kept.append(text.slug)
            return
        if present == shipped and note.shipped_hash == shipped:
            report.unchanged.append(text.slug)
            return
        note.published = note.published or came_back
        report.changed.append(text.slug)
    for name in _FIELDS:
        setattr(note, name, getattr(text, name))
    note.claims = [asdict(claim) for claim in text.claims]
    note.about = list(text.about)
    note.shipped_hash = shipped
    _check(note, f"{text.slug}.md")
    try:
        render(note.body, text.citations)
    except UnknownCitation as error:
        raise NoteError(f"{text.slug}.md: body: {error}") from error
    _save(note, _HELD if _newest_reason(note) == _HELD else _SHIPPED)
    set_citations(note, text.citations)


def _load_translations(shipped: list[Translation]) -> Report:
    report = Report()
    gone = {str(row): row for row in NoteTranslation.objects.all()}
    for each in shipped:
        row = gone.pop(each.name, None)
        values = _values_of_translation(each)
        if row and all(getattr(row, name) == value for name, value in values.items()):
            report.unchanged.append(each.name)
            continue
        (report.changed if row else report.new).append(each.name)
        row = row or NoteTranslation(note_id=each.words.slug, language=each.language)
        for name, value in values.items():
            setattr(row, name, value)
        _check(row, f"{each.name}.md")
        row.save()
    for name, row in gone.items():
        row.delete()
        report.removed.append(name)
    return report


def _values_of_translation(shipped: Translation) -> dict[str, Any]:
    words = asdict(shipped.words)
    words["claims"] = list(words["claims"])
    del words["slug"]
    return words | {"of_hash": shipped.of_hash}


def set_citations(note: Note, keys: Collection[str]) -> None:
    """Number `keys` from 1 in their order; every one must be a citation."""
    if citation_keys(note) == list(keys):
        return
    NoteCitation.objects.filter(note=note).delete()
    NoteCitation.objects.bulk_create(
        NoteCitation(note=note, citation_id=key, position=position)
        for position, key in enumerate(keys, start=1)
    )


def citation_keys(note: Note) -> list[str]:
    rows = NoteCitation.objects.filter(note=note).order_by("position")
    return list(rows.values_list("citation_id", flat=True))


def values_of(note: Note) -> dict[str, Any]:
    """Subjects in the order of texts: a curator's form keeps them in its own."""
    values = {name: getattr(note, name) for name in (*_FIELDS, "claims")}
    return values | {"about": sorted(note.about)}


def hash_of(values: dict[str, Any], citations: Collection[str]) -> str:
    said = [values[name] for name in (*_FIELDS, "claims")] + [list(citations)]
    if values["about"]:
        # Else as it was before notes had subjects.
        said.append(list(values["about"]))
    text = json.dumps(said, default=str, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _check(row: Model, where: str) -> None:
    try:
        row.full_clean(validate_unique=False)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise NoteError(f"{where}: {name}: {messages[0]}") from error


def _save(row: Note | Citation, reason: str = _SHIPPED) -> None:
    row._change_reason = reason  # type: ignore[union-attr]
    row.save()
