"""What a person eats again and again: one tap instead of a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, F, Max, Q, Window, prefetch_related_objects
from django.db.models.functions import Coalesce

from foods.models import Food, Kind, State
from intake.again import measure_again
from intake.food_marks import marks_of
from intake.models import Entry, Mark, Meal, Person
from intake.snapshots import InvalidEntry, Measure, snapshot_of_food

HABIT_DAYS = 60
# One breakfast of this meal says as much about breakfast as three of other meals.
SAME_MEAL_WEIGHT = 3
# What makes two entries the same.
SAME = (
    "stands",
    "portion_id",
    "portion_label",
    "basis",
    "amount",
    "quantity",
    "label_says",
    "label_dose_mg",
    "compound",
)
# One tap is too little for a medicine, also where the food became one since.
OF_MEDICINE = (
    Q(kind=Kind.MEDICINE) | Q(food__kind=Kind.MEDICINE) | Q(food__merged_into__kind=Kind.MEDICINE)
)
# A merged food is had as the one that stands for it.
STANDS = Coalesce("food__merged_into", "food")


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
    magnesium_at_most_mg: Decimal | None = None

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
    are never offered; nobody is offered medicines. One query.
    """
    entries = (
        Entry.objects.for_person(person)
        .kept()
        .between(today - timedelta(days=HABIT_DAYS), today)
        .filter(food__isnull=False, food__removed_at=None)
        .exclude(food__state=State.RETIRED)
        .exclude(food__merged_into__state=State.RETIRED)
        .exclude(OF_MEDICINE)
    )
    if not doses:
        entries = entries.exclude(kind=Kind.SUPPLEMENT)
    # The newest of each food and amount, with how often there are the same: in one query, which
    # brings food and portion along.
    newest = (
        entries.order_by()
        .annotate(stands=STANDS)
        .annotate(
            times=_among_same(Count("id")),
            here=_among_same(Count("id", filter=Q(meal=meal))),
            newest=_among_same(Max("id")),
            last=_among_same(Max("date")),
        )
        .filter(id=F("newest"))
        .select_related("food__merged_into", "portion")
    )
    ranked: list[Any] = sorted(
        newest,
        key=lambda entry: (entry.times + SAME_MEAL_WEIGHT * entry.here, entry.last),
        reverse=True,
    )
    first_of_food: dict[int, Any] = {}
    for entry in ranked:
        first_of_food.setdefault(entry.stands, entry)
    return list(_loggable(list(first_of_food.values())[:limit]))


def _among_same(counted: Aggregate) -> Window:
    return Window(counted, partition_by=[F(name) for name in SAME])


def _loggable(entries: Iterable[Any]) -> Iterator[Usual]:
    for entry in entries:
        # A food whose basis or kind was corrected since can't be had the old way any more.
        with suppress(InvalidEntry):
            yield _usual(entry.food.resolved, entry, times=entry.times)


def _usual(food: Food, last: Entry, *, times: int) -> Usual:
    measure = measure_again(last, food)
    fields = snapshot_of_food(food, measure)
    return Usual(
        food=food,
        measure=measure,
        portion_label=fields["portion_label"],
        amount=fields["amount"],
        quantity=fields["quantity"],
        magnesium_mg=fields["magnesium_mg"],
        times=times,
        magnesium_at_most_mg=fields["magnesium_at_most_mg"],
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
            return _usual(food, last, times=1)
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
        .annotate(stands=STANDS)
        .values_list("stands")
        .annotate(times=Count("id"), last=Max("date"))
        .order_by("-times", "-last")[:limit]
    )
    return [food_id for food_id, _, _ in rows if food_id is not None]
