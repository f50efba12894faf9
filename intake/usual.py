"""What a person eats again and again: one tap instead of a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, prefetch_related_objects
from django.db.models.functions import Coalesce

from foods.models import Food, Kind, Portion, State
from intake.again import measure_again
from intake.food_marks import marks_of
from intake.models import Entry, Mark, Meal, Person
from intake.snapshots import InvalidEntry, Measure, snapshot_of_food

HABIT_DAYS = 60
# One breakfast of this meal says as much about breakfast as three of other meals.
SAME_MEAL_WEIGHT = 3
SAID_OF_ENTRY = ("amount", "basis", "quantity", "label_says", "label_dose_mg")
# One tap is too little for a medicine, also where the food became one since.
OF_MEDICINE = Q(kind=Kind.MEDICINE) | Q(food__kind=Kind.MEDICINE)


@dataclass(frozen=True)
class Usual:
    """A food as the person takes it. `magnesium_mg` is by the food's figure of now, None unknown.

    `quantity` is in the food's basis unit; None for a dose by its label.
    """

    food: Food
    measure: Measure
    portion_label: str
    amount: Decimal
    quantity: Decimal | None
    magnesium_mg: Decimal | None
    times: int

    @property
    def is_dose(self) -> bool:
        return self.food.kind in (Kind.SUPPLEMENT, Kind.MEDICINE)


def meal_at(hour: int) -> Meal:
    """The meal that an hour of the day suggests."""
    if 4 <= hour < 11:
        return Meal.BREAKFAST
    if 11 <= hour < 15:
        return Meal.LUNCH
    if 17 <= hour < 22:
        return Meal.DINNER
    return Meal.SNACK


def usual_foods(
    person: Person,
    *,
    today: date,
    meal: str | None = None,
    doses: bool = True,
    limit: int = 8,
) -> list[Usual]:
    """The person's commonest foods of the last 60 days, each once, in its commonest amount.

    `meal` puts what is eaten then first; `doses=False` leaves out supplements, which some people
    are never offered; nobody is offered medicines. Two queries.
    """
    entries = (
        Entry.objects.for_person(person)
        .kept()
        .between(today - timedelta(days=HABIT_DAYS), today)
        .filter(food__isnull=False, food__removed_at=None)
        .exclude(food__state__in=["retired", "merged"])
        .exclude(OF_MEDICINE)
    )
    if not doses:
        entries = entries.exclude(kind=Kind.SUPPLEMENT)
    rows = entries.values(
        "food_id",
        "portion_id",
        "portion_label",
        "basis",
        "amount",
        "quantity",
        "label_says",
        "label_dose_mg",
    ).annotate(
        times=Count("id"),
        here=Count("id", filter=Q(meal=meal)),
        last=Max("date"),
        example=Max("id"),
    )
    ranked = sorted(
        rows,
        key=lambda row: (row["times"] + SAME_MEAL_WEIGHT * row["here"], row["last"]),
        reverse=True,
    )
    first_of_food: dict[int | None, Mapping[str, Any]] = {}
    for row in ranked:
        first_of_food.setdefault(row["food_id"], row)
    chosen = list(first_of_food.values())[:limit]
    # One entry of each brings food and portion along in a single query.
    examples = Entry.objects.select_related("food", "portion").in_bulk(
        [row["example"] for row in chosen]
    )
    return list(_loggable(examples, chosen))


def _loggable(examples: Mapping[int, Entry], rows: Iterable[Mapping[str, Any]]) -> Iterator[Usual]:
    for row in rows:
        example = examples[row["example"]]
        # A food whose basis or kind was corrected since can't be had the old way any more.
        with suppress(InvalidEntry):
            if example.food is not None:
                yield _usual(example.food, example.portion, row)


def _usual(food: Food, portion: Portion | None, row: Mapping[str, Any]) -> Usual:
    measure = measure_again(
        food,
        portion=portion,
        amount=row["amount"],
        basis=row["basis"],
        quantity=row["quantity"],
        label_says=row["label_says"],
        label_dose_mg=row["label_dose_mg"],
    )
    fields = snapshot_of_food(food, measure)
    return Usual(
        food=food,
        measure=measure,
        portion_label=fields["portion_label"],
        amount=fields["amount"],
        quantity=fields["quantity"],
        magnesium_mg=fields["magnesium_mg"],
        times=row["times"],
    )


def favourite_foods(person: Person, *, doses: bool, limit: int) -> list[tuple[Food, Usual | None]]:
    """The person's favourites, the latest first, each as they last took it, else in its default
    portion. None: to be asked for by a form, as every dose is where `doses` is False, and every
    medicine. Three queries."""
    marked = [mark.food.resolved for mark in marks_of(person, Mark.FAVOURITE)[:limit]]
    foods = [food for food in marked if food.state != State.RETIRED]
    last = {
        entry.food_id: entry
        for entry in Entry.objects.for_person(person)
        .kept()
        .filter(food__in=foods)
        .order_by("food_id", "-date", "-id")
        .distinct("food_id")
        .select_related("portion")
    }
    prefetch_related_objects(foods, "portions")
    return [(food, _as_last(food, last.get(food.pk), doses=doses)) for food in foods]


def _as_last(food: Food, last: Entry | None, *, doses: bool) -> Usual | None:
    if food.kind == Kind.MEDICINE or (food.kind == Kind.SUPPLEMENT and not doses):
        return None
    with suppress(InvalidEntry):
        if last is not None:
            said = {name: getattr(last, name) for name in SAID_OF_ENTRY}
            return _usual(food, last.portion, said | {"times": 1})
    portion = food.default_portion
    if portion is None or (food.kind == Kind.SUPPLEMENT and food.magnesium_mg_per_basis is None):
        return None
    measure = Measure(portion=portion, amount=Decimal(1))
    return Usual(
        food=food,
        measure=measure,
        portion_label=portion.label,
        amount=Decimal(1),
        quantity=portion.quantity,
        magnesium_mg=food.magnesium_mg_in(portion.quantity),
        times=0,
    )


def usual_food_ids(person: Person, *, today: date, limit: int = 50) -> list[int]:
    """Ids of what the person logs most, the commonest first: search prefers them. One query."""
    rows = (
        Entry.objects.for_person(person)
        .kept()
        .between(today - timedelta(days=HABIT_DAYS), today)
        .filter(food__isnull=False)
        .order_by()
        .annotate(stands=Coalesce("food__merged_into", "food"))
        .values_list("stands")
        .annotate(times=Count("id"), last=Max("date"))
        .order_by("-times", "-last")[:limit]
    )
    return [food_id for food_id, _, _ in rows if food_id is not None]
