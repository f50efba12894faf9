"""A person, what they told us about themselves, what they aim at, and what they logged."""

from __future__ import annotations

import uuid
import zoneinfo
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from knox.models import AbstractAuthToken

from foods.models import NUTRIENTS, Basis, Confidence, Food, Kind, Portion
from intake.time_zones import found_time_zone

# Diaries hold no day outside these: 0308 and 9999 are slips of the keyboard.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)

# More than a person can eat, and less than the columns hold.
MAX_QUANTITY = Decimal(100_000)
MAX_MAGNESIUM_MG = Decimal(1_000_000)


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


class PersonalToken(AbstractAuthToken):
    """Lets a script or an app in without the password. Only its digest is kept."""

    name = models.CharField(max_length=80, blank=True, help_text="What it is for.")

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name or self.token_key


class Sex(models.TextChoices):
    """Which column of a reference table fits; the question the app asks is just that."""

    FEMALE = "female", "Women's column"
    MALE = "male", "Men's column"


class Units(models.TextChoices):
    METRIC = "metric", "Grams and millilitres"
    US = "us", "Ounces and cups too"


def validate_time_zone(name: str) -> None:
    if found_time_zone(name) != name:
        raise ValidationError("Not a known time zone.", code="unknown_time_zone")


class Profile(models.Model):
    """What a person told us about themselves. Every field may stay empty."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="profile")
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code.")
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    units = models.CharField(max_length=6, choices=Units, default=Units.METRIC)
    kidney_disease = models.BooleanField(
        default=False,
        help_text="Weak kidneys: the app then shows amounts only, on every surface.",
    )
    first_run_done_at = models.DateTimeField(null=True, blank=True, help_text="Or skipped.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_date__gte=FIRST_DAY, birth_date__lte=LAST_DAY),
                name="profile_birth_date_is_a_year_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(sex__in=["", *Sex.values]), name="profile_sex_is_a_column"
            ),
        ]

    def __str__(self) -> str:
        return f"Profile of person {self.person_id}"

    def today(self, now: datetime | None = None) -> date:
        """The date where the person is, `now` or at another moment."""
        return (now or timezone.now()).astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


class Purpose(models.TextChoices):
    """What a person can consent to. Withdrawing deletes what was kept for it."""

    KIDNEY = "kidney", "Kidney flag: to show amounts only and never say take more"
    LIFE_STAGE = "life_stage", "Pregnancy and lactation: to pick the right allowance"


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
        PREGNANT = "pregnant", "Pregnant"
        LACTATING = "lactating", "Breastfeeding"

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
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(10_000))],
        help_text="Empty: the authority's own value for the person on each day.",
    )

    class Meta:
        ordering = ["person", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["person", "starts_on"], name="target_one_a_date"),
            models.CheckConstraint(condition=Q(mg__gt=0), name="target_above_zero"),
            models.CheckConstraint(
                condition=Q(starts_on__gte=FIRST_DAY, starts_on__lte=LAST_DAY),
                name="target_starts_in_a_year_of_ours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.mg or 'own value'} from {self.starts_on}"


class ChangeCounter(models.Model):
    """Numbers a person's changes, in the transaction that makes them.

    A sequence or a clock would let a change that commits late slip behind a cursor already given.
    """

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="change_counter"
    )
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.value} changes of person {self.person_id}"


class WriteCount(models.Model):
    """How often a person wrote over the API in the running minute."""

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="write_count"
    )
    minute = models.BigIntegerField(help_text="Minutes since the epoch.")
    value = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.value} writes of person {self.person_id}"


class Meal(models.TextChoices):
    BREAKFAST = "breakfast", "Breakfast"
    LUNCH = "lunch", "Lunch"
    DINNER = "dinner", "Dinner"
    SNACK = "snack", "Snacks"


class LabelSays(models.TextChoices):
    """How a supplement's dose was read."""

    ELEMENTAL = "elemental", "Elemental magnesium"
    COMPOUND = "compound", "Weight of the compound"


class EntryQuerySet(models.QuerySet["Entry"]):
    def for_person(self, person: Person) -> EntryQuerySet:
        return self.filter(person=person)

    def kept(self) -> EntryQuerySet:
        """Without those that were deleted; they stay a while to be restored and synced."""
        return self.filter(deleted_at=None)

    def on(self, day: date) -> EntryQuerySet:
        return self.filter(date=day)

    def between(self, first: date, last: date) -> EntryQuerySet:
        """Both days included."""
        return self.filter(date__gte=first, date__lte=last)


def amount_field() -> models.DecimalField[Decimal | None, Decimal | None]:
    """A snapshot's amount: wide enough that scaling an entry there and back loses nothing."""
    return models.DecimalField(max_digits=20, decimal_places=10, null=True, blank=True)


class Entry(models.Model):
    """An amount of one food on one day in one meal, with what was known of it then.

    Name, amounts and figures are a snapshot: correcting the food changes no past entry. Magnesium
    and companions are for the whole entry; None means not known.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="entries")
    uuid = models.UUIDField(default=uuid.uuid4)
    date = models.DateField(help_text="The person's local date.")
    time = models.TimeField(null=True, blank=True)
    meal = models.CharField(max_length=10, choices=Meal)

    # RESTRICT, not PROTECT: deleting a person takes their private foods and entries together.
    food = models.ForeignKey(Food, models.RESTRICT, null=True, blank=True, related_name="+")
    portion = models.ForeignKey(Portion, models.SET_NULL, null=True, blank=True, related_name="+")
    amount = models.DecimalField(
        max_digits=12, decimal_places=3, help_text="How many portions, or of the basis unit."
    )

    name = models.CharField(max_length=300)
    portion_label = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    basis = models.CharField(max_length=6, choices=Basis, blank=True)
    quantity = amount_field()  # in the basis unit: g, ml or pieces; None for a quick add
    magnesium_mg = amount_field()
    calcium_mg = amount_field()
    phosphorus_mg = amount_field()
    potassium_mg = amount_field()
    energy_kcal = amount_field()
    added_magnesium_mg = amount_field()  # of a food or drink; supplements count in whole
    confidence = models.CharField(max_length=12, choices=Confidence, blank=True)
    label_says = models.CharField(max_length=10, choices=LabelSays, blank=True)
    label_dose_mg = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    elemental_fraction = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)

    version = models.PositiveIntegerField(default=1)
    change = models.BigIntegerField(default=0, help_text="The person's change counter.")
    request_hash = models.CharField(
        max_length=64, blank=True, help_text="Of the request that created it: tells a replay."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["date", "id"]
        indexes = [
            models.Index(fields=["person", "date"], name="entry_day", condition=Q(deleted_at=None)),
            models.Index(fields=["person", "change"], name="entry_change"),
            models.Index(fields=["person", "food"], name="entry_usual"),
            models.Index(
                fields=["food", "person"],
                name="entry_unknown",
                condition=Q(deleted_at=None, food__isnull=False, magnesium_mg=None),
            ),
        ]
        constraints = [
            # An id is unique for its person only, so nobody learns of another's.
            models.UniqueConstraint(fields=["person", "uuid"], name="entry_id_once_a_person"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MAX_QUANTITY), name="entry_amount_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, quantity__lte=MAX_QUANTITY),
                name="entry_quantity_above_zero",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="entry_has_a_name"),
            models.CheckConstraint(
                condition=Q(magnesium_mg__lte=MAX_MAGNESIUM_MG), name="entry_magnesium_plausible"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{nutrient}__gte": 0}), name=f"entry_{nutrient}_not_negative"
                )
                for nutrient in (*NUTRIENTS, "added_magnesium_mg")
            ),
            models.CheckConstraint(
                condition=Q(date__gte=FIRST_DAY, date__lte=LAST_DAY),
                name="entry_date_in_a_year_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(meal__in=Meal.values) & Q(kind__in=Kind.values),
                name="entry_meal_and_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.date}"

    @property
    def grams(self) -> Decimal | None:
        return self.quantity if self.basis == Basis.PER_100_G else None

    @property
    def millilitres(self) -> Decimal | None:
        return self.quantity if self.basis == Basis.PER_100_ML else None

    @property
    def etag(self) -> str:
        return f'"{self.version}"'


class Recalculation(models.Model):
    """A curator's act: past entries of a food by the figures that it has now."""

    food = models.ForeignKey(Food, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)
    entries = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    mg_before = amount_field()
    mg_after = amount_field()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"Entries of “{self.food}”, {self.at:%Y-%m-%d %H:%M}"


class RecalculatedEntry(models.Model):
    """What an entry said before, so that the act can be undone."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    recalculation = models.ForeignKey(Recalculation, models.CASCADE, related_name="rows")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(help_text="The one that the act made.")
    magnesium_mg = amount_field()
    calcium_mg = amount_field()
    phosphorus_mg = amount_field()
    potassium_mg = amount_field()
    energy_kcal = amount_field()
    added_magnesium_mg = amount_field()
    confidence = models.CharField(max_length=12, choices=Confidence, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "entry", "recalculation"], name="recalculated_entry_once"
            )
        ]

    def __str__(self) -> str:
        return f"Entry {self.entry_id} before recalculation {self.recalculation_id}"
