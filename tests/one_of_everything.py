"""A person who has one of everything, for tests of each operation of the API."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db.models import Model

from foods.models import Food, Portion, State, Submission
from foods.submissions import propose
from intake.checklist_items import add_item
from intake.diary import NewEntry
from intake.food_marks import mark_food
from intake.meals import save_entries
from intake.models import (
    ChecklistItem,
    Entry,
    FoodMark,
    Mark,
    Meal,
    Medicine,
    Person,
    PersonalToken,
    SavedMeal,
    SavedMealItem,
    Target,
)
from intake.snapshots import Measure
from tests.factories import (
    make_entry,
    make_food,
    make_medicine,
    make_person,
    make_portion,
    make_profile,
    make_target,
)

SECRET = "Midnight porridge of Alice"
DAY = date(2026, 11, 23)
ROWS: tuple[type[Model], ...] = (
    Entry, Target, Medicine, SavedMeal, SavedMealItem, ChecklistItem, FoodMark, Food, Portion,
    Submission,
)  # fmt: skip


@pytest.fixture(scope="module")
def hers(kept: Any) -> dict[str, Any]:
    """What Alice has, one of everything: {parameter: the id of hers}."""
    with kept():
        alice = make_person("alice@example.org")
        make_profile(alice)
        food = make_food(SECRET, owner=alice, state=State.PRIVATE)
        portion = make_portion(food, SECRET)
        entry = make_entry(alice, food, date=DAY)
        new = NewEntry(date=DAY, meal=Meal.LUNCH, food=food, measure=Measure(grams=Decimal(10)))
        item = add_item(alice, new)
        meal = save_entries(alice, name=SECRET, entries=[entry])
        for mark in Mark:
            mark_food(alice, food, mark)
        waiting = propose(food, alice, said=SECRET)
        return {
            "entry_id": entry.uuid,
            "item_id": item.uuid,
            "meal_id": meal.uuid,
            "medicine_id": make_medicine(alice, name=SECRET).uuid,
            "target_id": make_target(alice, DAY).pk,
            "food_id": food.pk,
            "submission_id": waiting.pk,
            "token_id": _token_of(alice),
            "session_id": UserSession.objects.create(
                user=alice, ip="127.0.0.1", user_agent=SECRET, session_key="alices"
            ).pk,
            "portion": portion.pk,
        }


def _token_of(person: Person) -> uuid.UUID:
    token, _ = PersonalToken.objects.create(user=person, name=SECRET)
    token.refresh_from_db()
    return token.uuid


def everything() -> list[tuple[Any, ...]]:
    return [
        (model, *row)
        for model in ROWS
        for row in model._default_manager.order_by("pk").values_list()
    ]
