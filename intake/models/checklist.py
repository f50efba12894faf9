"""What a person takes day by day, to be logged with one tap."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foods.models import Kind
from intake.models.diary import Meal
from intake.models.limits import FIRST_DAY, LAST_DAY, MAX_MAGNESIUM_MG, MAX_QUANTITY
from intake.models.measured import Measured
from intake.models.people import Person

EVERY_DAY = 0b111_1111
WEEKDAY_NAMES = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


class ChecklistItemQuerySet(models.QuerySet["ChecklistItem"]):
    def for_person(self, person: Person) -> ChecklistItemQuerySet:
        return self.filter(person=person)

    def kept(self) -> ChecklistItemQuerySet:
        """Without those that were removed; they stay a while to be brought back."""
        return self.filter(removed_at=None)

    def with_foods(self) -> ChecklistItemQuerySet:
        """All that logging one asks for; of merged foods in one query more."""
        return self.select_related("food", "portion").prefetch_related("food__merged_into")


class ChecklistItem(Measured):
    """What is taken at a time of some days."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="checklist")
    uuid = models.UUIDField(default=uuid.uuid4)

    meal = models.CharField(max_length=10, choices=Meal)
    time = models.TimeField(null=True, blank=True, help_text="By the person's clock.")
    weekdays = models.PositiveSmallIntegerField(
        default=EVERY_DAY, help_text="A bit a day: 1 is Monday, 64 Sunday."
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day, included.")
    position = models.PositiveIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    request_hash = models.CharField(
        max_length=64, blank=True, help_text="Of the request that created it: tells a replay."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ChecklistItemQuerySet.as_manager()

    class Meta:
        ordering = ["person", "position", "id"]
        indexes = [
            models.Index(
                fields=["person", "position"], name="checklist_order", condition=Q(removed_at=None)
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "uuid"], name="checklist_id_once_a_person"),
            # One tap is too little for a medicine.
            models.CheckConstraint(
                condition=Q(kind__in=[Kind.FOOD, Kind.WATER, Kind.SUPPLEMENT]),
                name="checklist_holds_no_medicine",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="checklist_item_has_a_name"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MAX_QUANTITY),
                name="checklist_amount_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(magnesium_mg=None)
                | Q(magnesium_mg__gte=0, magnesium_mg__lte=MAX_MAGNESIUM_MG),
                name="checklist_magnesium_plausible",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__gte=1, weekdays__lte=EVERY_DAY),
                name="checklist_some_day_of_the_week",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="checklist_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=FIRST_DAY, starts_on__lte=LAST_DAY),
                name="checklist_starts_in_a_year_of_ours",
            ),
            models.CheckConstraint(condition=Q(meal__in=Meal.values), name="checklist_meal_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, daily"

    @property
    def iso_weekdays(self) -> list[int]:
        """1 is Monday, 7 Sunday."""
        return [day for day in range(1, 8) if self.weekdays >> (day - 1) & 1]

    @property
    def weekday_names(self) -> list[str]:
        return [str(WEEKDAY_NAMES[day - 1]) for day in self.iso_weekdays]

    @property
    def kind_now(self) -> str:
        """Of what it would be logged as: its food may have become a supplement since, or have
        stopped being one."""
        return self.food.resolved.kind if self.food else self.kind

    def is_due(self, day: date) -> bool:
        return (
            self.removed_at is None
            and self.paused_at is None
            and self.starts_on <= day
            and (self.ends_on is None or day <= self.ends_on)
            and bool(self.weekdays >> day.weekday() & 1)
        )


def weekday_bits(iso_weekdays: list[int]) -> int:
    return sum(1 << (day - 1) for day in set(iso_weekdays))
