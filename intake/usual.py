"""What a person eats again and again: one tap instead of a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce

from foods.models import Basis, Food, Kind, Portion, State
from intake.diary import NewEntry, log_once
from intake.models import Entry, EntryQuerySet, LabelSays, Meal, Person
from intake.snapshots import InvalidEntry, Measure, snapshot_of_food

HABIT_DAYS = 60
# One breakfast of this meal says as much about breakfast as three of other meals.
SAME_MEAL_WEIGHT = 3
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
    are never offered; nobody is offered medicines. Two queries.
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
    rows = entries.values(
        "portion_id",
        "portion_label",
        "basis",
        "amount",
        "quantity",
        "label_says",
        "label_dose_mg",
        "compound",
        stands=STANDS,
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
        first_of_food.setdefault(row["stands"], row)
    chosen = list(first_of_food.values())[:limit]
    # One entry of each brings food and portion along in a single query.
    examples = Entry.objects.select_related("food__merged_into", "portion").in_bulk(
        [row["example"] for row in chosen]
    )
    return list(_loggable(examples, chosen))


def _loggable(examples: Mapping[int, Entry], rows: Iterable[Mapping[str, Any]]) -> Iterator[Usual]:
    for row in rows:
        example = examples[row["example"]]
        # A food whose basis or kind was corrected since can't be had the old way any more.
        with suppress(InvalidEntry):
            if example.food is not None:
                yield _usual(example.food.resolved, example.portion, row)


def _usual(food: Food, portion: Portion | None, row: Mapping[str, Any]) -> Usual:
    if portion is not None and portion.food_id != food.pk:
        portion = None  # of the food that was merged: as much of the one that stands for it
    measure = measure_again(
        food,
        portion=portion,
        amount=row["amount"],
        basis=row["basis"],
        quantity=row["quantity"],
        label_says=row["label_says"],
        label_dose_mg=row["label_dose_mg"],
        compound=row["compound"],
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
        magnesium_at_most_mg=fields["magnesium_at_most_mg"],
    )


def measure_again(
    food: Food,
    *,
    portion: Portion | None,
    amount: Decimal,
    basis: str,
    quantity: Decimal | None,
    label_says: str,
    label_dose_mg: Decimal | None,
    compound: str,
) -> Measure:
    """The measure that gives the same again, should the portion have gone too.

    Raises InvalidEntry where that can't be: grams are no millilitres, and a compound is no
    magnesium.
    """
    if label_says == LabelSays.ELEMENTAL:
        return Measure(elemental_mg=label_dose_mg, doses=amount)
    if label_says == LabelSays.COMPOUND:
        return Measure(
            compound_mg=label_dose_mg,
            doses=amount,
            # A food that names its compound by now says itself how much of it is magnesium.
            compound="" if food.elemental_fraction else compound,
        )
    if portion is not None:
        return Measure(portion=portion, amount=amount)
    if basis != food.basis:
        raise InvalidEntry("amount", "wrong_basis", f"{food} isn't measured that way any more.")
    if food.basis == Basis.PER_100_G:
        return Measure(grams=quantity)
    if food.basis == Basis.PER_100_ML:
        return Measure(millilitres=quantity)
    return Measure(amount=quantity)


def is_medicine(entry: Entry) -> bool:
    """As `OF_MEDICINE` has it, of an entry whose food is at hand."""
    return Kind.MEDICINE in (entry.kind, entry.food.kind if entry.food else None)


def entries_of_meal(person: Person, day: date, meal: str) -> EntryQuerySet:
    """What one tap logs again: all but medicines."""
    return (
        Entry.objects.for_person(person)
        .kept()
        .on(day)
        .filter(meal=meal)
        .exclude(OF_MEDICINE)
        .order_by("id")
        .select_related("food", "portion")
    )


def repeat_meal(
    person: Person, *, from_day: date, meal: str, to_day: date, once: UUID | None = None
) -> list[Entry]:
    """Log a meal without its medicines again, all of that or nothing, by the foods' figures of now.

    Asked twice with the same `once` it is logged once.
    """
    with transaction.atomic():
        return [
            repeat_entry(entry, day=to_day, once=once)
            for entry in entries_of_meal(person, from_day, meal)
        ]


def repeat_entry(entry: Entry, *, day: date, once: UUID | None = None) -> Entry:
    new_id = uuid5(once, str(entry.uuid)) if once else None
    if entry.food is None:
        new = NewEntry(
            uuid=new_id,
            date=day,
            meal=entry.meal,
            name=entry.name,
            kind=entry.kind,
            magnesium_mg=entry.magnesium_mg,
        )
    else:
        measure = measure_again(
            entry.food,
            portion=entry.portion,
            amount=entry.amount,
            basis=entry.basis,
            quantity=entry.quantity,
            label_says=entry.label_says,
            label_dose_mg=entry.label_dose_mg,
            compound=entry.compound,
        )
        new = NewEntry(uuid=new_id, date=day, meal=entry.meal, food=entry.food, measure=measure)
    return log_once(entry.person, new)


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
