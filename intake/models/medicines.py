"""Medicines that a person names, to see the gap to magnesium that is advised for them."""

from __future__ import annotations

import uuid
from datetime import time
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from intake.medicines.classes import CLASSES
from intake.medicines.spacing import NamedMedicine
from intake.models.people import Person, Profile

MOST_TIMES = 12


class MedicineQuerySet(models.QuerySet["Medicine"]):
    def for_person(self, person: Person) -> MedicineQuerySet:
        return self.filter(person=person)

    def kept(self) -> MedicineQuerySet:
        """Without those that were removed; they stay a while to be brought back and synced."""
        return self.filter(deleted_at=None)


class Medicine(models.Model):
    """Kept on the person's consent only. Whoever has one has a stored profile: `with_medicines`
    reads the two together."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="medicines")
    uuid = models.UUIDField(default=uuid.uuid4)
    name = models.CharField(max_length=120, help_text="In the person's words.")
    medicine_class = models.CharField(
        max_length=40, blank=True, help_text="As the person confirmed it. Empty: not in the table."
    )
    times = ArrayField(models.TimeField(), help_text="By the person's clock, the earliest first.")
    version = models.PositiveIntegerField(default=1)
    change = models.BigIntegerField(default=0, help_text="The person's change counter.")
    request_hash = models.CharField(
        max_length=64, blank=True, help_text="Of the request that created it: tells a replay."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = MedicineQuerySet.as_manager()

    class Meta:
        ordering = ["person", "id"]
        indexes = [
            models.Index(fields=["person", "change"], name="medicine_change"),
            models.Index(
                fields=["person", "id"], name="medicine_list", condition=Q(deleted_at=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "uuid"], name="medicine_id_once_a_person"),
            models.CheckConstraint(condition=~Q(name=""), name="medicine_has_a_name"),
            models.CheckConstraint(
                condition=Q(medicine_class__in=["", *CLASSES]), name="medicine_class_known"
            ),
            models.CheckConstraint(
                condition=Q(times__len__gte=1, times__len__lte=MOST_TIMES),
                name="medicine_has_some_times",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def named(self) -> NamedMedicine:
        return NamedMedicine(self.uuid, self.name, self.medicine_class, tuple(self.times))


def with_medicines(profiles: models.QuerySet[Profile]) -> models.QuerySet[Profile]:
    """Each with the medicines that its person named, for `medicines_of`, in the same query."""
    kept = Medicine.objects.kept().filter(person=OuterRef("pk")).order_by("id")
    as_json = JSONObject(uuid="uuid", name="name", medicine_class="medicine_class", times="times")
    return profiles.annotate(medicine_rows=ArraySubquery(kept.values_list(as_json)))


def medicines_of(profile: Profile) -> list[NamedMedicine]:
    """In the order in which they were named. No query where `with_medicines` read the profile."""
    if profile._state.adding:
        return []
    rows: list[dict[str, Any]] | None = getattr(profile, "medicine_rows", None)
    if rows is None:
        return [each.named for each in Medicine.objects.for_person(profile.person).kept()]
    return [
        NamedMedicine(
            uuid.UUID(row["uuid"]),
            row["name"],
            row["medicine_class"],
            tuple(map(time.fromisoformat, row["times"])),
        )
        for row in rows
    ]
