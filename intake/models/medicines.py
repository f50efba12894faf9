"""Medicines that a person names, to see the gap to magnesium that is advised for them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from intake.medicines.classes import CLASSES, HOURS_DO_NOT_MATTER
from intake.medicines.spacing import NamedMedicine
from intake.models.changes import Synced
from intake.models.people import Person

MOST_TIMES = 12


class MedicineQuerySet(models.QuerySet["Medicine"]):
    def for_person(self, person: Person) -> MedicineQuerySet:
        return self.filter(person=person)

    def kept(self) -> MedicineQuerySet:
        """Without those that were removed; they stay a while to be brought back and synced."""
        return self.filter(deleted_at=None)


class Medicine(Synced):
    """Kept on the person's consent only."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="medicines")
    name = models.CharField(max_length=120, help_text="In the person's words.")
    medicine_class = models.CharField(
        max_length=40, blank=True, help_text="As the person confirmed it. Empty: not in the table."
    )
    times = ArrayField(
        models.TimeField(),
        help_text="By the person's clock, the earliest first. None only where hours do not matter.",
    )

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
                condition=Q(times__len__lte=MOST_TIMES)
                & (Q(times__len__gte=1) | Q(medicine_class__in=HOURS_DO_NOT_MATTER)),
                name="medicine_has_some_times",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def named(self) -> NamedMedicine:
        return NamedMedicine(self.uuid, self.name, self.medicine_class, tuple(self.times))
