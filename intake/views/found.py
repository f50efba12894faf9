"""The foods that search finds, each with the helping that one tap logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects

from foods.languages import page_language
from foods.models import Food, Kind
from foods.search import FoodsFound, search
from foods.typed_amounts import Helping, helping_of
from intake.diary import is_dose
from intake.food_marks import favourite_ids
from intake.forms.measures import BASIS_UNIT, fields_of_helping
from intake.snapshots import DOSE_KINDS
from intake.usual import usual_food_ids
from intake.views.asked import Diary
from intake.views.food_marks import star_url

SHOWN = 12


@dataclass(frozen=True)
class FoodRow:
    """A food with the helping that its plus logs, where one tap does; `magnesium_mg` None: no
    figure.

    Enter chooses the `first`, unless it is none that was typed.
    """

    food: Food
    helping: Helping
    one_tap: bool
    dose: bool
    first: bool = False
    starred: bool = False

    @property
    def favourite_url(self) -> str:
        return star_url(self.food.pk, self.starred)

    @property
    def magnesium_mg(self) -> Decimal | None:
        return self.food.magnesium_mg_in(self.helping.quantity)

    @property
    def at_most_mg(self) -> Decimal | None:
        """Where there is no figure but a bound."""
        return self.food.magnesium_at_most_mg_in(self.helping.quantity)

    @property
    def way(self) -> str:
        return str(self.helping.portion.pk) if self.helping.portion else BASIS_UNIT

    @property
    def query(self) -> str:
        """The helping in an address, for the page that changes it."""
        return urlencode(fields_of_helping(self.helping, self.food))


def find(
    diary: Diary, on: date, typed: str, *, stars: bool = True
) -> tuple[FoodsFound, list[FoodRow]]:
    """What search finds, and a row for each food. Without `stars` none is asked for."""
    found = search(
        typed,
        person=diary.person,
        preferred_ids=usual_food_ids(diary.person, today=diary.today),
        language=page_language(),
        limit=SHOWN,
    )
    return found, _rows(diary, on, found, favourite_ids(diary.person) if stars else set())


def said_of(found: FoodsFound, rows: Sequence[FoodRow]) -> dict[str, Any]:
    """For _read_as.html: the first row where an amount was read of it, or that none was."""
    first = rows[0] if rows else None
    read = first and first.helping.as_typed and found.query.amount is not None
    return {
        "read_as": first if read and not found.partial else None,
        "unread": first and not first.helping.answers(found.query),
    }


def _rows(diary: Diary, on: date, found: FoodsFound, favourites: set[int]) -> list[FoodRow]:
    prefetch_related_objects(found.foods, "portions")
    may, language = diary.may_tap_doses(on), page_language()
    helpings = [
        helping_of(food, list(food.portions.all()), found.query, language) for food in found.foods
    ]
    return [
        FoodRow(
            food=food,
            helping=helping,
            one_tap=helping.answers(found.query)
            and not is_dose(food)
            and food.kind != Kind.MEDICINE
            and (may or food.kind not in DOSE_KINDS),
            dose=is_dose(food),
            first=number == 0 and not found.partial,
            starred=food.pk in favourites,
        )
        for number, (food, helping) in enumerate(zip(found.foods, helpings, strict=True))
    ]
