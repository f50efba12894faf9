"""Notes as this person may see them: none that speaks for more with the kidney flag."""

from __future__ import annotations

import notes.api
from intake.models import Person, Profile
from notes.models import NoteQuerySet


class NoteList(notes.api.NoteList):
    def notes(self) -> NoteQuerySet:
        person = self.request.user
        published = super().notes()
        if (
            isinstance(person, Person)
            and Profile.objects.filter(person=person, kidney_disease=True).exists()
        ):
            return published.filter(says_take_more=False)
        return published
