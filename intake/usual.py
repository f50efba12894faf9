"""What a person eats again and again: one tap instead of a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Max, prefetch_related_objects
from django.db.models.functions import Coalesce

from foods.languages import page_language
from foods.models import Food, Kind, State, name_in
from intake.again import measure_again
from intake.food_marks import marks_of
from intake.models import Entry, Mark, Meal, Person
from intake.snapshots import InvalidEntry, Measure, snapshot_of_food

HABIT_DAYS = 60
# One breakfast of this meal says as much about breakfast as three of other meals.
SAME_MEAL_WEIGHT = 3
# A merged food is had as the one that stands for it.
STANDS = Coalesce("food__merged_into", "food")
# The newest entry of each food in its commonest amount. One tap is too little for a medicine, and
# for some people for a supplement, also where the food became one since. Written out, for it is
# asked for with every page of a day.
_COMMONEST = """
WITH said AS (
  SELECT entry.*, coalesce(food.merged_into_id, food.id) AS stands
  FROM intake_entry AS entry
  JOIN foods_food AS food ON food.id = entry.food_id
  LEFT JOIN foods_food AS other ON other.id = food.merged_into_id
  WHERE entry.person_id = %(person)s AND entry.date BETWEEN %(first)s AND %(last)s
    AND entry.deleted_at IS NULL AND food.removed_at IS NULL
    AND 'retired' NOT IN (food.state, coalesce(other.state, ''))
    AND 'medicine' NOT IN (entry.kind, food.kind, coalesce(other.kind, ''))
    AND (%(doses)s OR 'supplement' NOT IN (entry.kind, food.kind, coalesce(other.kind, '')))
), same AS (
  SELECT
    stands, max(id) AS newest, max(date) AS last, count(*) AS times,
    count(*) + %(same_meal)s * count(*) FILTER (WHERE meal = %(meal)s) AS weight
  FROM said
  GROUP BY stands, portion_id, portion_label, basis, amount, quantity,
    label_says, label_dose_mg, compound
), of_food AS (
  SELECT DISTINCT ON (stands) newest, last, times, weight
  FROM same
  ORDER BY stands, weight DESC, last DESC, newest DESC
)
SELECT newest, times FROM of_food ORDER BY weight DESC, last DESC, newest DESC LIMIT %(limit)s
"""


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
    are never offered; nobody is offered medicines. Two queries, one for
    merged foods, and one for names that are not English.
    """
    times = commonest_entries(person, today=today, meal=meal, doses=doses, limit=limit)
    return usual_of(Entry.objects.with_foods().in_bulk(times), times)


def commonest_entries(
    person: Person, *, today: date, meal: str | None, doses: bool, limit: int
) -> dict[int, int]:
    """How often the person's commonest foods were had, by the id of the entry that stands for
    each, the commonest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _COMMONEST,
            {
                "person": person.pk,
                "first": today - timedelta(days=HABIT_DAYS),
                "last": today,
                "doses": doses,
                "meal": meal,
                "same_meal": SAME_MEAL_WEIGHT,
                "limit": limit,
            },
        )
        return dict(cursor.fetchall())


def usual_of(entries: Mapping[int, Entry], times: Mapping[int, int]) -> list[Usual]:
    """What `commonest_entries` found, as it is had by the foods' figures of now; `entries` with
    their foods."""
    usual = list(_loggable((entries[pk], count) for pk, count in times.items() if pk in entries))
    name_in(page_language(), [each.food for each in usual])
    return usual


def _loggable(entries: Iterable[tuple[Entry, int]]) -> Iterator[Usual]:
    for entry, times in entries:
        # A food whose basis or kind was corrected since can't be had the old way any more.
        with suppress(InvalidEntry):
            if entry.food is not None:
                yield _usual(entry.food.resolved, entry, times=times)


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
    name_in(page_language(), foods)
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
