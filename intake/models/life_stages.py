"""Pregnancies and times of breastfeeding."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.models.limits import FIRST_DAY, LAST_DAY
from intake.models.people import Person


class LifeStage(models.Model):
    """A pregnancy or a lactation: from a date, to another or until the person says so."""

    class Kind(models.TextChoices):
        PREGNANT = "pregnant", _("Pregnant")
        LACTATING = "lactating", _("Breastfeeding")

    person = models.ForeignKey(Person, models.CASCADE, related_name="life_stages")
    kind = models.CharField(max_length=10, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day, included.")

    class Meta:
        ordering = ["person", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(ends_on=None), name="life_stage_one_open"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["pregnant", "lactating"]), name="life_stage_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="life_stage_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=FIRST_DAY, starts_on__lte=LAST_DAY),
                name="life_stage_starts_in_a_year_of_ours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts_on}"
