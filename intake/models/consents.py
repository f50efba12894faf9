"""What a person allowed us to keep of their health, and since when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models.people import Person


class Purpose(models.TextChoices):
    """What a person can consent to. Withdrawing deletes what was kept for it."""

    KIDNEY = "kidney", _("Kidney flag: to show amounts only and never say take more")
    LIFE_STAGE = "life_stage", _("Pregnancy and lactation: to pick the right allowance")
    MEDICINES = (
        "medicines",
        _(
            "Medicines: to show the gaps that are advised between them and magnesium, and "
            "the notes that concern them"
        ),
    )
    HEALTH_FACTS = (
        "health_facts",
        _("Other facts about health: to show the notes that concern them"),
    )


class Consent(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["person", "-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at=None),
                name="consent_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of person {self.person_id}"
