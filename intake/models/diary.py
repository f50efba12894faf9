"""What a person logged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from foods.models import NUTRIENTS, Basis, Confidence, Food, Kind, Portion
from intake.models.changes import Synced
from intake.models.limits import FIRST_DAY, LAST_DAY, MAX_MAGNESIUM_MG, MAX_QUANTITY
from intake.models.people import Person


class Meal(models.TextChoices):
    BREAKFAST = "breakfast", _("Breakfast")
    LUNCH = "lunch", _("Lunch")
    DINNER = "dinner", _("Dinner")
    SNACK = "snack", _("Snacks")

    @property
    def in_sentence(self) -> str:
        """As it stands within a sentence: not every language writes it small there."""
        return {
            Meal.BREAKFAST: pgettext("in a sentence", "breakfast"),
            Meal.LUNCH: pgettext("in a sentence", "lunch"),
            Meal.DINNER: pgettext("in a sentence", "dinner"),
            Meal.SNACK: pgettext("in a sentence", "snacks"),
        }[self]


class LabelSays(models.TextChoices):
    """How a supplement's dose was read."""

    ELEMENTAL = "elemental", _("Elemental magnesium")
    COMPOUND = "compound", _("Weight of the compound")


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

    def with_foods(self) -> EntryQuerySet:
        """All that having one again asks for; of merged foods in one query more."""
        return self.select_related("food", "portion").prefetch_related("food__merged_into")


def amount_field() -> models.DecimalField[Decimal | None, Decimal | None]:
    """A snapshot's amount: wide enough that scaling an entry there and back loses nothing."""
    return models.DecimalField(max_digits=20, decimal_places=10, null=True, blank=True)


class Entry(Synced):
    """An amount of one food on one day in one meal, with what was known of it then.

    Name, amounts and figures are a snapshot: correcting the food changes no past entry. Magnesium
    and companions are for the whole entry; None means not known.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="entries")
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
    # The most it can be: of a salt whose form is not known, whose figure is the least; and of a
    # water without a figure, by its hardness.
    magnesium_at_most_mg = amount_field()
    calcium_mg = amount_field()
    phosphorus_mg = amount_field()
    potassium_mg = amount_field()
    energy_kcal = amount_field()
    added_magnesium_mg = amount_field()  # of a food or drink; supplements count in whole
    confidence = models.CharField(max_length=12, choices=Confidence, blank=True)
    label_says = models.CharField(max_length=10, choices=LabelSays, blank=True)
    compound = models.SlugField(
        max_length=60,
        blank=True,
        help_text="Of a dose by weight, as chosen where the food does not say it.",
    )
    label_dose_mg = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    elemental_fraction = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)

    # What one tap logged has these in common, to be shown and taken back as one.
    together = models.UUIDField(null=True, blank=True)
    logged_as = models.CharField(max_length=120, blank=True, help_text="The saved meal's name.")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["date", "id"]
        indexes = [
            models.Index(fields=["person", "date"], name="entry_day", condition=Q(deleted_at=None)),
            models.Index(fields=["person", "change"], name="entry_change"),
            models.Index(fields=["person", "food"], name="entry_usual"),
            models.Index(
                fields=["person", "together"],
                name="entry_together",
                condition=Q(together__isnull=False),
            ),
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
            models.CheckConstraint(
                condition=Q(magnesium_at_most_mg=None)
                | Q(magnesium_at_most_mg__gte=0)
                & (Q(magnesium_mg=None) | Q(magnesium_at_most_mg__gte=F("magnesium_mg"))),
                name="entry_range_has_an_order",
            ),
            models.CheckConstraint(
                condition=Q(magnesium_at_most_mg__lte=MAX_MAGNESIUM_MG),
                name="entry_range_plausible",
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
    def is_lower_bound(self) -> bool:
        """Its magnesium is not known, or only that it is so much at least."""
        return self.magnesium_mg is None or self.magnesium_at_most_mg is not None

    @property
    def grams(self) -> Decimal | None:
        return self.quantity if self.basis == Basis.PER_100_G else None

    @property
    def millilitres(self) -> Decimal | None:
        return self.quantity if self.basis == Basis.PER_100_ML else None

    @property
    def etag(self) -> str:
        """By the change, which a trigger numbers where a write did not count the version up: a
        portion that goes is taken out of the entries that name it."""
        return f'"{self.change}"'
