"""The questions that are asked of foods, and the shelves that search looks at."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact, GreaterThan, Range

from foods.languages import ENGLISH
from foods.models.belongings import FoodName, Portion
from foods.models.terms import State

if TYPE_CHECKING:
    from foods.models.food import Food  # named in quotes, which ruff overlooks

PRODUCT = Q(popularity=0, state="published") & ~Q(brand="")
# Each food's document lies in one of these indexes: foods.ranking says why, and asks by the same
# conditions.
SEARCH_SHELVES = {
    "common": Q(popularity__gt=0, state="published"),
    "plain": Q(popularity=0, brand="", state="published"),
    "products_1": PRODUCT & Q(Exact(Mod(F("id"), 64), 0)),
    "products_2": PRODUCT & Q(Range(Mod(F("id"), 64), (1, 8))),
    "products_3": PRODUCT & Q(GreaterThan(Mod(F("id"), 64), 8)),
    "unpublished": ~Q(state="published"),
}


class FoodQuerySet(models.QuerySet["Food"]):
    def published(self) -> FoodQuerySet:
        return self.filter(state=State.PUBLISHED)

    def owned_by(self, person: AbstractBaseUser) -> FoodQuerySet:
        return self.filter(owner=person, removed_at=None)

    def loggable_by(self, person: AbstractBaseUser) -> FoodQuerySet:
        """Wider than what can be found: a phone may log, days later, what was retired or merged
        since, and that entry must not be lost."""
        return self.filter(~Q(state__in=[State.PRIVATE, State.PROPOSED]) | Q(owner=person))

    def sent_as(self, person: AbstractBaseUser, client_id: UUID) -> FoodQuerySet:
        """The food, one at most, that a device of the person's sent under this UUID."""
        return self.filter(chosen__owner=person, chosen__client_id=client_id)

    def visible_to(self, person: AbstractBaseUser | None) -> FoodQuerySet:
        """What `person` may read and log: everything published, and what is theirs alone."""
        public = Q(state=State.PUBLISHED)
        if person is None or not person.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(owner=person, removed_at=None))

    def shareable(self) -> FoodQuerySet:
        """What may stand in downloads that others take: see `Source.shareable`."""
        return self.exclude(source__shareable=False)

    def matching(self, tsquery: str) -> FoodQuerySet:
        """Foods in any state whose names, or brand, a tsquery matches."""
        matches = Q(search_document=SearchQuery(tsquery, config="simple", search_type="raw"))
        # Each index answers for its own shelf only, so each shelf is named.
        return self.filter(reduce(or_, (matches & shelf for shelf in SEARCH_SHELVES.values())))

    def with_default_portion(self) -> FoodQuerySet:
        """With `default_portion` at hand, in one query for all of them."""
        first = Portion.objects.order_by("food_id", "-is_default", "position", "id")
        return self.prefetch_related(
            models.Prefetch("portions", first.distinct("food_id"), to_attr="first_portions")
        )

    def for_rows(self) -> FoodQuerySet:
        """What a list of foods shows: group, source and default portion, in two queries."""
        return (
            self.select_related("group", "source").defer("search_document").with_default_portion()
        )

    def named_in(self, language: str) -> FoodQuerySet:
        """With `display_name` in this language where the food has one."""
        if language == ENGLISH:
            return self
        names = FoodName.objects.filter(
            food=models.OuterRef("pk"), language=language, preferred=True
        )
        return self.annotate(local_name=models.Subquery(names.values("name")[:1]))


def preferred_names(food_ids: Iterable[int], language: str) -> dict[int, str]:
    """By food, for foods that were not asked for by `named_in`: those that have a name in this
    language. One query, in English none."""
    if language == ENGLISH:
        return {}
    named = FoodName.objects.filter(food__in=list(food_ids), language=language, preferred=True)
    return dict(named.values_list("food_id", "name"))


def name_in(language: str, foods: Iterable[Food]) -> None:
    """Give foods that were not asked for by `named_in` their `display_name` in this language."""
    foods = list(foods)
    names = preferred_names({food.pk for food in foods}, language)
    for food in foods:
        food.local_name = names.get(food.pk)
