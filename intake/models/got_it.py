"""Notes that a person read and put away for a while."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from intake.models.people import Person
from notes.got_it import Got

MOST_RESTS_ON = 40


class GotIt(models.Model):
    """The note is named by its slug: it may be withdrawn and come back."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notes_got")
    note = models.SlugField()
    rests_on = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text="What its reason rested on: anything new brings the note back.",
    )
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["person", "note"]
        constraints = [
            models.UniqueConstraint(fields=["person", "note"], name="got_it_once_a_note"),
            models.CheckConstraint(condition=~Q(note=""), name="got_it_names_a_note"),
            models.CheckConstraint(
                condition=Q(rests_on__len__lte=MOST_RESTS_ON), name="got_it_rests_on_not_endless"
            ),
        ]

    def __str__(self) -> str:
        return self.note

    @property
    def got(self) -> Got:
        return Got(self.note, frozenset(self.rests_on), self.said_at)
