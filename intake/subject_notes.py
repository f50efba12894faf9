"""The notes that stand beside what they are about: a food, a dose, the figures of Trends."""

from __future__ import annotations

from collections.abc import Sequence

from notes.languages import page_language
from notes.models import Note

MOST = 3


def notes_about(subjects: Sequence[str], *, kidney_disease: bool) -> list[Note]:
    """At most three, those on the first subject first; with the kidney flag none that says to take
    more. One query, and one for words in another language than English."""
    if not subjects:
        return []
    found = Note.objects.published().about(subjects).defer("body", "claims")
    found = found.in_language(page_language())
    if kidney_disease:
        found = found.filter(says_take_more=False)
    return sorted(found, key=lambda note: _place(note, subjects))[:MOST]


def _place(note: Note, subjects: Sequence[str]) -> int:
    return min(subjects.index(subject) for subject in note.about if subject in subjects)
