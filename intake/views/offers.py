"""Saved meals as what one tap logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from intake.again import Again, left_out_of
from intake.meals import servings_of
from intake.models import Meal, SavedMeal
from intake.views.asked import Diary


@dataclass(frozen=True)
class Offer:
    """A saved meal with what one serving of it comes to now. `magnesium_mg` sums what is known of
    `items`, the number that one tap logs."""

    meal: SavedMeal
    items: int
    magnesium_mg: Decimal
    is_lower_bound: bool
    left_out: Sequence[Again]


def offers(diary: Diary, day: date, *, limit: int | None = None) -> list[Offer]:
    """The first of the person's list. Two queries, whatever the number of meals."""
    meals = SavedMeal.objects.for_person(diary.person).kept().with_items()
    return [offer_of(diary, meal, day) for meal in meals[:limit]]


def offer_of(diary: Diary, meal: SavedMeal, day: date) -> Offer:
    lines = servings_of(meal, day=day, meal_of_day=Meal.SNACK, doses=diary.may_tap_doses(day))
    offered = [line for line in lines if line.new is not None]
    known = [line.magnesium_mg for line in offered if line.magnesium_mg is not None]
    return Offer(
        meal=meal,
        items=len(offered),
        magnesium_mg=sum(known, Decimal(0)),
        is_lower_bound=any(line.is_lower_bound for line in offered),
        left_out=left_out_of(lines),
    )
