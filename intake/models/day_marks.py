"""What a person says of a day, and of a food, beside what they logged."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from foods.models import Food
from intake.models.limits import FIRST_DAY, LAST_DAY
from intake.models.people import Person

MAX_NOTE = 2000

models.TextField.register_lookup(Length)


class DayMark(models.Model):
    """A note on a day, and whether it is left out of means. One that says neither is a tombstone:
    devices learn by it that something was taken back."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="day_marks")
    date = models.DateField(help_text="The person's local date.")
    note = models.TextField(blank=True, max_length=MAX_NOTE)
    skipped = models.BooleanField(default=False, help_text="Left out of means.")
    version = models.PositiveIntegerField(default=1)
    change = models.BigIntegerField(default=0, help_text="The person's change counter.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="Since it says nothing.")

    class Meta:
        ordering = ["date"]
        indexes = [models.Index(fields=["person", "change"], name="day_mark_change")]
        constraints = [
            models.UniqueConstraint(fields=["person", "date"], name="day_mark_one_a_day"),
            models.CheckConstraint(
                condition=Q(date__gte=FIRST_DAY, date__lte=LAST_DAY),
                name="day_mark_date_in_a_year_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(note__length__lte=MAX_NOTE), name="day_mark_note_not_endless"
            ),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(note="", skipped=False),
                name="day_mark_deleted_says_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"Mark of {self.date}"


def no_mark(person: Person, day: date) -> DayMark:
    """For a day that nothing was said of; version 0, not stored."""
    return DayMark(person=person, date=day, version=0)


class Mark(models.TextChoices):
    FAVOURITE = "favourite", _("Favourite")
    NOT_THIS = "not_this", _("Not to be suggested")


class FoodMark(models.Model):
    """A food that the person wants at hand, or never suggested."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="food_marks")
    food = models.ForeignKey(Food, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=10, choices=Mark)
    change = models.BigIntegerField(default=0, help_text="The person's change counter.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["person", "mark", "-updated_at"]
        indexes = [models.Index(fields=["person", "change"], name="food_mark_change")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "mark", "food"], name="food_mark_once_a_person"
            ),
            models.CheckConstraint(
                condition=Q(mark__in=["favourite", "not_this"]), name="food_mark_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark}: food {self.food_id}"
