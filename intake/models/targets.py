"""What a person aims at, a row for each time it changed."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from intake.models.limits import FIRST_DAY, LAST_DAY, LEAST_TARGET_MG, MOST_TARGET_MG
from intake.models.people import Person


class Target(models.Model):
    """What the person aims at from a date on: an authority's own value, or mg of their own."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="targets")
    starts_on = models.DateField()
    authority = models.CharField(max_length=10)
    mg = models.DecimalField(
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(LEAST_TARGET_MG), MaxValueValidator(MOST_TARGET_MG)],
        help_text="Empty: the authority's own value for the person on each day.",
    )

    class Meta:
        ordering = ["person", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["person", "starts_on"], name="target_one_a_date"),
            models.CheckConstraint(
                condition=Q(mg__gte=LEAST_TARGET_MG, mg__lte=MOST_TARGET_MG),
                name="target_is_an_amount_a_day",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=FIRST_DAY, starts_on__lte=LAST_DAY),
                name="target_starts_in_a_year_of_ours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.mg or 'own value'} from {self.starts_on}"
