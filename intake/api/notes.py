"""Notes as this person may see them: with the kidney flag nothing speaks for more unwarned."""

from __future__ import annotations

import notes.api
from intake.models import Person, Profile


class _ForThisPerson(notes.api.NoteView):
    def reader_has_weak_kidneys(self) -> bool:
        person = self.request.user
        return (
            isinstance(person, Person)
            and Profile.objects.filter(person=person, kidney_disease=True).exists()
        )


class NoteList(_ForThisPerson, notes.api.NoteList):
    pass


class NoteDetail(_ForThisPerson, notes.api.NoteDetail):
    pass
