"""The rows of every table that is kept in step, as the API writes them elsewhere.

What changes without the row's own change is left out: figures that follow from a food's, what is
due on a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from foods.api import whole_foods
from foods.serializers.foods import FoodSerializer
from intake.api.profile import profile_body
from intake.api.targets import target_body
from intake.changes import Changed
from intake.checklist import is_offered
from intake.models import (
    ChecklistItem,
    DayMark,
    Entry,
    FoodMark,
    GotIt,
    Mark,
    Measured,
    Medicine,
    Person,
    Profile,
    SavedMeal,
    Target,
)
from intake.people import profile_of
from intake.serializers.checklist import planned_body
from intake.serializers.days import mark_body
from intake.serializers.entries import entry_body
from intake.serializers.food_marks import food_mark_body
from intake.serializers.got_it import got_it_body
from intake.serializers.measured import measured_body, quantities_body
from intake.serializers.medicines import medicine_body
from intake.serializers.saved_meals import kept_meal_body
from intake.targets import situation_of

# What stands for the one profile of a person.
PROFILE_ID = "profile"

Body = dict[str, Any]
Bodies = dict[str, Body]


class Rows:
    """Of one person, as they are now."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def of(self, changes: Iterable[Changed]) -> dict[tuple[str, str], Body]:
        """By table and key; those that are gone by now are not in it. The same few queries
        however many there are."""
        asked: dict[str, list[str]] = defaultdict(list)
        for each in changes:
            if not each.is_gone:
                asked[each.table].append(each.key)
        return {
            (table, key): body
            for table, keys in asked.items()
            for key, body in getattr(self, f"_{table}")(keys).items()
        }

    @cached_property
    def _profile_now(self) -> Profile:
        return profile_of(self.person)

    def _entries(self, keys: Sequence[str]) -> Bodies:
        entries = Entry.objects.for_person(self.person).kept().filter(uuid__in=keys).order_by()
        return {str(entry.uuid): entry_body(entry) for entry in entries}

    def _saved_meals(self, keys: Sequence[str]) -> Bodies:
        meals = SavedMeal.objects.for_person(self.person).kept().filter(uuid__in=keys)
        return {
            str(meal.uuid): kept_meal_body(
                meal,
                [
                    measured_body(item) | quantities_body(item) | _own_figure(item)
                    for item in meal.items.all()
                ],
            )
            for meal in meals.prefetch_related("items")
        }

    def _checklist(self, keys: Sequence[str]) -> Bodies:
        profile = self._profile_now
        situation, today = situation_of(self.person, profile), profile.today()
        items = ChecklistItem.objects.for_person(self.person).kept().filter(uuid__in=keys)
        return {
            str(item.uuid): planned_body(item)
            | _own_figure(item)
            | {"offered": is_offered(item, situation, today, today=today)}
            for item in items.with_foods()
        }

    def _days(self, keys: Sequence[str]) -> Bodies:
        marks = DayMark.objects.filter(person=self.person, date__in=keys, deleted_at=None)
        return {mark.date.isoformat(): mark_body(mark) for mark in marks}

    def _targets(self, keys: Sequence[str]) -> Bodies:
        hidden = self._profile_now.kidney_disease
        targets = Target.objects.filter(person=self.person, starts_on__in=keys)
        return {
            target.starts_on.isoformat(): target_body(target, hidden=hidden) for target in targets
        }

    def _profile(self, keys: Sequence[str]) -> Bodies:
        body = profile_body(self.person, self._profile_now)
        # It follows from the targets, and changes with them and with the date.
        del body["authority"]
        return dict.fromkeys(keys, body)

    def _foods(self, keys: Sequence[str]) -> Bodies:
        foods = whole_foods().owned_by(self.person).filter(pk__in=keys)
        return {str(food.pk): dict(FoodSerializer(food).data) for food in foods}

    def _favourites(self, keys: Sequence[str]) -> Bodies:
        return self._marks(Mark.FAVOURITE, keys)

    def _dismissed_suggestions(self, keys: Sequence[str]) -> Bodies:
        return self._marks(Mark.NOT_THIS, keys)

    def _marks(self, mark: Mark, keys: Sequence[str]) -> Bodies:
        marks = FoodMark.objects.filter(
            person=self.person, mark=mark, food_id__in=map(int, keys), deleted_at=None
        )
        return {
            str(row.food_id): food_mark_body(row)
            for row in marks.select_related("food__merged_into")
        }

    def _medicines(self, keys: Sequence[str]) -> Bodies:
        medicines = Medicine.objects.for_person(self.person).kept().filter(uuid__in=keys)
        return {str(medicine.uuid): medicine_body(medicine) for medicine in medicines}

    def _dismissed_notes(self, keys: Sequence[str]) -> Bodies:
        rows = GotIt.objects.filter(person=self.person, note__in=keys)
        return {row.note: got_it_body(row) for row in rows}


def _own_figure(item: Measured) -> Body:
    """With a food it follows from that, and a figure kept here would outlive a correction."""
    return {} if item.food_id else {"magnesium_mg": item.magnesium_mg}
