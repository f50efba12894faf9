"""The diary's answers to the catalogue: counts of entries and people, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from foods.models import Food, Kind, State
from foods.usage import Usage
from intake.models import Entry, EntryQuerySet


def entries_of(food: Food) -> EntryQuerySet:
    """Everybody's entries that name the food, or one that it stands for."""
    return Entry.objects.kept().filter(Q(food=food) | Q(food__merged_into=food))


class DiaryUsage:
    def of(self, food: Food) -> Usage:
        counts = entries_of(food).aggregate(
            entries=Count("pk"), people=Count("person", distinct=True)
        )
        return Usage(**counts)

    def most_logged_without_magnesium(self, limit: int) -> list[tuple[int, Usage]]:
        """Supplements and medicines have none by design: their labels say it."""
        rows = (
            Entry.objects.kept()
            .filter(food__isnull=False)
            .annotate(stands=Coalesce("food__merged_into", "food"))
            .values("stands")
            .order_by()
            .annotate(entries=Count("pk"), people=Count("person", distinct=True))
        )
        lacking = Food.objects.filter(
            magnesium_mg_per_basis=None,
            state=State.PUBLISHED,
            kind__in=[Kind.FOOD, Kind.WATER],
        )
        chosen = rows.filter(stands__in=lacking.values("pk")).order_by("-entries", "stands")
        return [
            (row["stands"], Usage(entries=row["entries"], people=row["people"]))
            for row in chosen[:limit]
        ]

    def links(self, food: Food) -> Iterable[tuple[str, str]]:
        if food.state == State.PUBLISHED:
            address = reverse("admin:intake_recalculation_new", args=[food.pk])
            yield "Recalculate past entries …", address
