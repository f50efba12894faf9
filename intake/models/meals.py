"""Meals and recipes that a person keeps, to log them at once."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from foods.models import Kind
from intake.models.changes import Synced
from intake.models.limits import MAX_MAGNESIUM_MG, MAX_QUANTITY
from intake.models.measured import Measured
from intake.models.people import Person

MAX_SERVINGS = Decimal(100)


class SavedMealQuerySet(models.QuerySet["SavedMeal"]):
    def for_person(self, person: Person) -> SavedMealQuerySet:
        return self.filter(person=person)

    def kept(self) -> SavedMealQuerySet:
        """Without those that were deleted; they stay a while to be restored and synced."""
        return self.filter(deleted_at=None)

    def with_items(self) -> SavedMealQuerySet:
        """With everything that logging them needs, in one more query for all of them."""
        items = SavedMealItem.objects.select_related("food__merged_into", "portion")
        return self.prefetch_related(models.Prefetch("items", items))


class SavedMeal(Synced):
    """A named list of foods with amounts; a recipe where it makes more than one serving."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_meals")
    name = models.CharField(max_length=120)
    servings = models.DecimalField(
        max_digits=6, decimal_places=3, default=1, help_text="How many the whole of it makes."
    )
    position = models.PositiveIntegerField(default=0, help_text="Its place in the person's list.")
    last_added = models.UUIDField(
        null=True, blank=True, help_text="Of the form that last added to it: tells a second press."
    )

    objects = SavedMealQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["person", "change"], name="saved_meal_change"),
            models.Index(fields=["person", "position"], name="saved_meal_place"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "uuid"], name="saved_meal_id_once_a_person"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_meal_has_a_name"),
            models.CheckConstraint(
                condition=Q(servings__gt=0, servings__lte=MAX_SERVINGS),
                name="saved_meal_servings_above_zero",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SavedMealItem(Measured):
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    saved_meal = models.ForeignKey(SavedMeal, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["person", "saved_meal"], name="saved_meal_item_meal")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="saved_meal_item_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="saved_meal_item_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MAX_QUANTITY),
                name="saved_meal_item_amount_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, quantity__lte=MAX_QUANTITY),
                name="saved_meal_item_quantity_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(magnesium_mg__gte=0, magnesium_mg__lte=MAX_MAGNESIUM_MG),
                name="saved_meal_item_magnesium_plausible",
            ),
            models.CheckConstraint(
                condition=Q(food=None) | Q(magnesium_mg=None),
                name="saved_meal_item_has_mg_of_its_own_or_a_food",
            ),
        ]

    def __str__(self) -> str:
        return self.name
