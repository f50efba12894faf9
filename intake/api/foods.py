"""Search as this person sees it: their usual foods first, and no ranking with the kidney flag."""

from __future__ import annotations

from django.utils import timezone

import foods.api
from foods.search import Sort
from intake.authentication import PersonRequest
from intake.models import Profile
from intake.problems import AmountsOnly
from intake.usual import usual_food_ids


class FoodList(foods.api.FoodList):
    request: PersonRequest

    def preferred_ids(self) -> list[int]:
        # By the server's date: a day more or less makes no habit, and a query less counts.
        return usual_food_ids(self.request.user, today=timezone.localdate())

    def check_sort(self, sort: str) -> None:
        if (
            sort != Sort.RELEVANCE
            and Profile.objects.filter(person=self.request.user, kidney_disease=True).exists()
        ):
            raise AmountsOnly
