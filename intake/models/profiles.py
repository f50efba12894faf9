"""What a person told us about themselves, and how they want to see things."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.countries import COUNTRIES
from intake.models.limits import FIRST_DAY, LAST_DAY
from intake.models.people import Person
from intake.time_zones import found_time_zone
from notes.situations import Fact

if TYPE_CHECKING:
    from intake.models.circumstances import Circumstances


class Sex(models.TextChoices):
    """Which column of a reference table fits; the question the app asks is just that."""

    FEMALE = "female", _("Women's column")
    MALE = "male", _("Men's column")


class Units(models.TextChoices):
    METRIC = "metric", _("Grams and millilitres")
    US = "us", _("Ounces and fluid ounces (US)")


class WeekStart(models.IntegerChoices):
    """ISO days of the week."""

    MONDAY = 1, _("Monday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class HealthFact(models.TextChoices):
    """What a person may tell of their health besides: each concerns a note, and nothing else."""

    KIDNEY_STONES = Fact.KIDNEY_STONES.value, _("Kidney stones, now or before")
    TYPE_2_DIABETES = Fact.TYPE_2_DIABETES.value, _("Type 2 diabetes")
    STOMACH_OR_BOWEL = Fact.STOMACH_OR_BOWEL.value, _("A disease of the stomach or bowel")
    ALCOHOL = Fact.ALCOHOL.value, _("Much alcohol")


def validate_time_zone(name: str) -> None:
    if found_time_zone(name) != name:
        raise ValidationError(_("Not a known time zone."), code="unknown_time_zone")


class Profile(models.Model):
    """What a person told us about themselves. Every field may stay empty."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="profile")
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code.")
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    units = models.CharField(max_length=6, choices=Units, default=Units.METRIC)
    language = models.CharField(
        max_length=5,
        choices=settings.LANGUAGES,
        blank=True,
        help_text="Of pages and letters. Empty: as the browser says.",
    )
    week_start = models.PositiveSmallIntegerField(
        choices=WeekStart,
        null=True,
        blank=True,
        help_text="Where charts begin a week, 1 is Monday. Empty: as in the country.",
    )
    kidney_disease = models.BooleanField(
        default=False,
        help_text="Weak kidneys: the app then shows amounts only, on every surface.",
    )
    kidney_answered_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When they said yes or no to weak kidneys. Empty: asked before the next dose.",
    )
    health_facts = ArrayField(
        models.CharField(max_length=20, choices=HealthFact),
        default=list,
        blank=True,
        help_text="On the person's consent only.",
    )
    interested_in_calcification = models.BooleanField(
        default=False, help_text="Wants to read about magnesium and the arteries."
    )
    hide_numbers = models.BooleanField(
        default=False, help_text="Pages show what was logged without mg, percent and ring."
    )
    show_energy = models.BooleanField(default=False, help_text="Pages show kcal where known.")
    first_run_done_at = models.DateTimeField(null=True, blank=True, help_text="Or skipped.")
    updated_at = models.DateTimeField(auto_now=True)

    # What `read_profile` read with it; None where something else read it.
    circumstances: Circumstances | None = None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_date__gte=FIRST_DAY, birth_date__lte=LAST_DAY),
                name="profile_birth_date_is_a_year_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(sex__in=["", *Sex.values]), name="profile_sex_is_a_column"
            ),
            models.CheckConstraint(
                condition=Q(week_start__in=WeekStart.values), name="profile_week_start_known"
            ),
            models.CheckConstraint(
                condition=Q(language__in=["", *dict(settings.LANGUAGES)]),
                name="profile_language_spoken",
            ),
            models.CheckConstraint(
                condition=Q(health_facts__contained_by=HealthFact.values),
                name="profile_health_facts_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Profile of person {self.person_id}"

    @property
    def first_weekday(self) -> int:
        """ISO: 1 is Monday, which a week begins with where nothing is known."""
        lives_in = COUNTRIES.get(self.country)
        return self.week_start or (lives_in.week_start if lives_in else WeekStart.MONDAY)

    def today(self, now: datetime | None = None) -> date:
        """The date where the person is, `now` or at another moment."""
        return (now or timezone.now()).astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()
