"""A person, what they told us about themselves and allowed us to keep, and what they aim at."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from intake.countries import COUNTRIES
from intake.models.limits import FIRST_DAY, LAST_DAY, LEAST_TARGET_MG, MOST_TARGET_MG
from intake.time_zones import found_time_zone
from notes.situations import Fact

if TYPE_CHECKING:
    from intake.models.circumstances import Circumstances

MOST_TOKEN_LIFE = timedelta(days=365)


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        if not email:
            raise ValueError("A person needs an e-mail address.")
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Signs in with an e-mail address; has no other name."""

    email = models.EmailField(max_length=254, unique=True)
    is_staff = models.BooleanField(default=False, help_text="May open the admin.")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = PersonManager()

    class Meta:
        verbose_name_plural = "people"
        # Kept in lower case, so that "unique" means what people expect.
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="person_email_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)


class Scope(models.TextChoices):
    """What a personal token may do. Writing includes reading."""

    READ = "read", _("Read only")
    WRITE = "write", _("Read and write")


class PersonalToken(AbstractAuthToken):
    """Lets a script in without the password, until a day. Only its digest is kept."""

    uuid = models.UUIDField(unique=True, editable=False, db_default=RandomUUID())
    name = models.CharField(max_length=80, blank=True, help_text="What it is for.")
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.WRITE)
    expiry = models.DateTimeField(help_text="From this moment on it is refused.")
    last_used_on = models.DateField(
        null=True, blank=True, help_text="In UTC; a day is all that is kept."
    )

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=Scope.values), name="personal_token_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(expiry__lte=F("created") + MOST_TOKEN_LIFE),
                name="personal_token_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.token_key


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
