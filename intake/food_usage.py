"""The diary's answers to the catalogue: counts of entries and people, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from foods.models import Food, Kind, State
from foods.usage import Usage
from intake.models import Entry, EntryQuerySet

# In the words of the index `entry_unknown`, which holds these entries alone.
_LOGGED_UNKNOWN = """
WITH merged AS (SELECT id, merged_into_id FROM foods_food WHERE merged_into_id IS NOT NULL)
SELECT coalesce(merged.merged_into_id, entry.food_id), count(*), count(DISTINCT entry.person_id)
FROM intake_entry entry LEFT JOIN merged ON merged.id = entry.food_id
WHERE entry.deleted_at IS NULL AND entry.food_id IS NOT NULL AND entry.magnesium_mg IS NULL
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(limit)s
"""


def entries_of(food: Food) -> EntryQuerySet:
    """Everybody's entries that name the food, or one that it stands for."""
    # Two steps, each by an index: one question about both would read every entry.
    named = [food.pk, *food.merged_from.values_list("pk", flat=True)]
    return Entry.objects.kept().filter(food__in=named)


class DiaryUsage:
    def of(self, food: Food) -> Usage:
        counts = entries_of(food).aggregate(
            entries=Count("pk"), people=Count("person", distinct=True)
        )
        return Usage(**counts)

    def most_logged_without_magnesium(self, limit: int) -> list[tuple[int, Usage]]:
        """By the entries that count no magnesium. Supplements and medicines have no figure by
        design: their labels say it."""
        with connection.cursor() as cursor:
            # A food of another kind, or one that has a figure by now, is left out afterwards.
            cursor.execute(_LOGGED_UNKNOWN, {"limit": limit * 10})
            found = {food: Usage(entries, people) for food, entries, people in cursor.fetchall()}
        lacking = Food.objects.published().filter(
            pk__in=list(found), magnesium_mg_per_basis=None, kind__in=[Kind.FOOD, Kind.WATER]
        )
        still = set(lacking.values_list("pk", flat=True))
        return [(pk, used) for pk, used in found.items() if pk in still][:limit]

    def links(self, food: Food) -> Iterable[tuple[str, str]]:
        if food.state == State.PUBLISHED:
            address = reverse("admin:intake_recalculation_new", args=[food.pk])
            yield _("Recalculate past entries …"), address
