"""Notes that a person read and put away for a while, and all that notes need beside the profile."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from foods.models import Kind
from intake.models.checklist import ChecklistItem
from intake.models.medicines import with_medicines
from intake.models.people import Person, Profile
from notes.got_it import Got

MOST_RESTS_ON = 40


class GotIt(models.Model):
    """Whoever has one has a stored profile: `with_all_for_notes` reads the two together.

    The note is named by its slug: it may be withdrawn and come back.
    """

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


def with_all_for_notes(profiles: models.QuerySet[Profile]) -> models.QuerySet[Profile]:
    """`with_medicines`, and what `got_by` and `has_dose_on_checklist` ask for, in one query."""
    got = GotIt.objects.filter(person=OuterRef("pk")).order_by("note")
    as_json = JSONObject(slug="note", rests_on="rests_on", said_at="said_at")
    return with_medicines(profiles).annotate(
        got_rows=ArraySubquery(got.values_list(as_json)),
        dose_on_checklist=Exists(_doses_daily().filter(person=OuterRef("pk"))),
    )


def got_by(profile: Profile) -> list[Got]:
    """No query where `with_all_for_notes` read the profile."""
    if profile._state.adding:
        return []
    rows = getattr(profile, "got_rows", None)
    if rows is None:
        return [each.got for each in GotIt.objects.filter(person=profile.person)]
    return [
        Got(row["slug"], frozenset(row["rests_on"]), datetime.fromisoformat(row["said_at"]))
        for row in rows
    ]


def has_dose_on_checklist(profile: Profile) -> bool:
    """Whether a supplement that may hold magnesium is taken daily. Asked beside medicines only,
    and whoever has one has a stored profile."""
    if profile._state.adding:
        return False
    found: bool | None = getattr(profile, "dose_on_checklist", None)
    return _doses_daily().filter(person=profile.person).exists() if found is None else found


def _doses_daily() -> models.QuerySet[ChecklistItem]:
    """By the food as it is. One without a figure may hold magnesium; one of 0 mg holds none."""
    doses = ChecklistItem.objects.kept().filter(
        Q(food=None, kind=Kind.SUPPLEMENT)
        | Q(food__merged_into=None, food__kind=Kind.SUPPLEMENT)
        | Q(food__merged_into__kind=Kind.SUPPLEMENT),
        paused_at=None,
    )
    return doses.exclude(
        Q(magnesium_mg=0)
        | Q(food__merged_into=None, food__magnesium_mg_per_basis=0)
        | Q(food__merged_into__magnesium_mg_per_basis=0)
    )
