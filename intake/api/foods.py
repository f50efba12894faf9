"""Search as this person sees it: their usual foods first, and no ranking with the kidney flag."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

import foods.api
from foods.search import Sort
from intake.authentication import PersonRequest
from intake.models import Entry, Profile
from intake.problems import AmountsOnly
from intake.usual import HABIT_DAYS


class FoodList(foods.api.FoodList):
    request: PersonRequest

    def preferred_ids(self) -> list[int]:
        today = timezone.localdate()  # a day more or less makes no habit
        habits = (
            Entry.objects.for_person(self.request.user)
            .kept()
            .between(today - timedelta(days=HABIT_DAYS), today)
            .filter(food__isnull=False)
            .order_by()
            .values("food_id")
            .annotate(times=Count("id"))
            .order_by("-times", "food_id")
        )
        return [row["food_id"] for row in habits[:100] if row["food_id"] is not None]

    def check_sort(self, sort: str) -> None:
        if (
            sort != Sort.RELEVANCE
            and Profile.objects.filter(person=self.request.user, kidney_disease=True).exists()
        ):
            raise AmountsOnly
