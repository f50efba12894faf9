"""What the catalogue may know of diaries: how often a food is logged, never by whom.

The diary is another room, so settings name what answers (`FOOD_USAGE`), as they name the user.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from foods.formatting import format_number
from foods.models import Food, State

# Fewer people than this could be told apart.
FEWEST_PEOPLE = 5


@dataclass(frozen=True)
class Usage:
    entries: int
    people: int

    def __str__(self) -> str:
        """For curators: no number by which one person's habit could be known."""
        if self.people < FEWEST_PEOPLE:
            return _("fewer than %(fewest)s people") % {"fewest": FEWEST_PEOPLE}
        return _("%(entries)s entries of %(people)s people") % {
            "entries": format_number(self.entries),
            "people": format_number(self.people),
        }


class FoodUsage(Protocol):
    def of(self, food: Food) -> Usage:
        """Entries that name the food, or one that it stands for."""
        ...

    def most_logged_without_magnesium(self, limit: int) -> list[tuple[int, Usage]]:
        """Ids of published foods with no figure, those most logged without one first."""
        ...

    def links(self, food: Food) -> Iterable[tuple[str, str]]:
        """Label and address of what the other room offers curators to do about a food."""
        ...


def needs_second_approval(food: Food) -> bool:
    """Whether more entries than the setting says name it. A food of one's own is one's own affair:
    how often it is logged is nobody else's to learn."""
    if food.pk is None or food.state in (State.PRIVATE, State.PROPOSED):
        return False
    return usage().of(food).entries > settings.SECOND_APPROVAL_ENTRIES


def usage() -> FoodUsage:
    return cast(FoodUsage, import_string(settings.FOOD_USAGE)())
