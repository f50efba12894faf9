"""The foods that search finds, each with the helping that one tap logs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects

from foods.models import Food, Kind
from foods.search import FoodsFound, search
from foods.templatetags.amounts import plain_number
from foods.typed_amounts import Helping, helping_of
from intake.diary import is_dose
from intake.food_marks import favourite_ids
from intake.forms.measures import BASIS_UNIT
from intake.snapshots import DOSE_KINDS
from intake.usual import usual_food_ids
from intake.views.asked import Diary
from intake.views.food_marks import star_url

SHOWN = 12


@dataclass(frozen=True)
class FoodRow:
    """A food with the helping that its plus logs; `magnesium_mg` None: no figure.

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
    def label(self) -> str:
        return self.helping.portion.label if self.helping.portion else self.food.basis_unit

    @property
    def query(self) -> str:
        """The helping in an address, for the page that changes it."""
        return urlencode({"portion": self.way, "amount": plain_number(self.helping.amount)})


def find(
    diary: Diary, on: date, typed: str, *, stars: bool = True
) -> tuple[FoodsFound, list[FoodRow]]:
    """What search finds, and a row for each food. Without `stars` none is asked for."""
    found = search(
        typed,
        person=diary.person,
        preferred_ids=usual_food_ids(diary.person, today=diary.today),
        limit=SHOWN,
    )
    return found, _rows(diary, on, found, favourite_ids(diary.person) if stars else set())


def _rows(diary: Diary, on: date, found: FoodsFound, favourites: set[int]) -> list[FoodRow]:
    prefetch_related_objects(found.foods, "portions")
    may = diary.may_tap_doses(on)
    return [
        FoodRow(
            food=food,
            helping=helping_of(food, list(food.portions.all()), found.query),
            one_tap=not is_dose(food)
            and food.kind != Kind.MEDICINE
            and (may or food.kind not in DOSE_KINDS),
            dose=is_dose(food),
            first=number == 0 and not found.partial,
            starred=food.pk in favourites,
        )
        for number, food in enumerate(found.foods)
    ]
