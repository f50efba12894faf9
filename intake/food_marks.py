"""Favourite foods, and those that a person does not want to be suggested."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from foods.formatting import format_number
from foods.models import Food
from intake.diary import next_change
from intake.models import FoodMark, Mark, Person

MOST_MARKS = 1000


class TooManyMarks(Exception):
    def __init__(self) -> None:
        super().__init__(
            _("At most %(most)s foods fit in this list.") % {"most": format_number(MOST_MARKS)}
        )


def marks_of(person: Person, mark: Mark) -> QuerySet[FoodMark]:
    """The latest first, with the food that stands for each now."""
    return (
        FoodMark.objects.filter(person=person, mark=mark, deleted_at=None, food__removed_at=None)
        .select_related("food__merged_into")
        .order_by("-updated_at", "-pk")
    )


def favourite_ids(person: Person) -> set[int]:
    """Of the foods that stand for the person's favourites now. One query."""
    marks = FoodMark.objects.filter(person=person, mark=Mark.FAVOURITE, deleted_at=None)
    return set(marks.values_list(Coalesce("food__merged_into", "food"), flat=True))


def mark_food(person: Person, food: Food, mark: Mark) -> FoodMark:
    """Doing it twice changes nothing. A merged food's mark is that of the one that stands for it.

    Raises TooManyMarks.
    """
    food = food.resolved
    with transaction.atomic():
        change = next_change(person)
        kept = FoodMark.objects.filter(person=person, mark=mark, deleted_at=None)
        if known := kept.filter(food=food).first():
            return known
        if kept.count() >= MOST_MARKS:
            raise TooManyMarks
        row, _ = FoodMark.objects.update_or_create(
            person=person, mark=mark, food=food, defaults={"deleted_at": None, "change": change}
        )
    return row


def unmark_food(person: Person, food_id: int, mark: Mark) -> bool:
    """Takes back the mark of a food, and of those merged into it; whether there was one.

    Kept as tombstones, so that other devices learn of it.
    """
    with transaction.atomic():
        change = next_change(person)
        kept = FoodMark.objects.filter(person=person, mark=mark, deleted_at=None).annotate(
            stands=Coalesce("food__merged_into", "food")
        )
        rows = list(kept.filter(stands=food_id) | kept.filter(food_id=food_id))
        for row in rows:
            row.deleted_at, row.change = timezone.now(), change
            row.save()
    return bool(rows)
