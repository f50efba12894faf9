"""Educational notes and what they rest on. Nothing here knows of people or their entries."""

from notes.models.citations import Citation
from notes.models.notes import Note, NoteCitation, NoteQuerySet
from notes.models.translations import NoteTranslation, words_in
from notes.models.words import EvidenceKind, EvidenceVerdict, Subject

__all__ = [
    "Citation",
    "EvidenceKind",
    "EvidenceVerdict",
    "Note",
    "NoteCitation",
    "NoteQuerySet",
    "NoteTranslation",
    "Subject",
    "words_in",
]
