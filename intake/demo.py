"""A diary to look at: varied days of a person who does not exist, from the built-in catalogue."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal

from django.db import transaction

from foods.models import Food
from intake.diary import NewEntry, log_entry
from intake.models import Meal, Person
from intake.snapshots import Measure

# Built-in ids: on every installation the same. A number is how many default portions.
Dish = Sequence[tuple[int, str]]
BREAKFASTS: Sequence[Dish] = [
    [(602, "1"), (406, "0.5"), (19, "1")],  # porridge, banana, chia seeds
    [(608, "1"), (727, "1"), (392, "1")],  # muesli, milk, apple
    [(822, "1"), (759, "1"), (1699, "1")],  # scrambled eggs, butter, orange juice
    [(744, "1"), (30, "1"), (406, "1")],  # yogurt, mixed nuts, banana
    [(613, "1"), (729, "1")],  # corn flakes, milk
    [(50, "1"), (406, "1")],  # peanut butter, banana
]
LUNCHES: Sequence[Dish] = [
    [(81, "1"), (500, "1"), (353, "1")],  # black beans, brown rice, tomatoes
    [(1301, "1"), (689, "1")],  # lentil soup, bread roll
    [(934, "1"), (306, "1"), (164, "1")],  # chicken breast, potato, spinach
    [(1235, "1"), (1607, "1")],  # tuna sandwich, crisps
    [(1189, "1")],  # burrito
    [(521, "1"), (403, "0.5"), (113, "1")],  # quinoa, avocado, chickpeas
]
DINNERS: Sequence[Dish] = [
    [(1061, "1"), (1762, "1")],  # lasagne, red wine
    [(841, "1"), (308, "1"), (171, "1")],  # salmon, potatoes, kale
    [(1092, "1")],  # chicken curry with rice
    [(1044, "2"), (1756, "1")],  # pizza, beer
    [(1066, "1"), (353, "1")],  # spaghetti bolognese, tomatoes
    [(125, "1"), (744, "1")],  # lentil curry, yogurt
]
SNACKS: Sequence[Dish] = [
    [(1, "1")],  # almonds
    [(1473, "1")],  # dark chocolate
    [(392, "1")],  # apple
    [(56, "1")],  # pumpkin seeds
    [(1477, "1")],  # milk chocolate
    [],
]
TIMES = {
    Meal.BREAKFAST: time(7, 40),
    Meal.LUNCH: time(12, 30),
    Meal.DINNER: time(19, 0),
    Meal.SNACK: time(16, 0),
}
COFFEE, TAP_WATER, GEROLSTEINER, CITRATE, ANTACID = 1667, 10001, 10088, 11002, 12001
LOGGED_OF_TEN = 9


def fill_diary(
    person: Person,
    *,
    days: int,
    today: date,
    progress: Callable[[Iterable[date]], Iterable[date]] = iter,
) -> int:
    """The number of entries written, all or none. The same days every time it is called."""
    chance = random.Random(12)
    # Also what a curator has retired meanwhile: it has to be the same days.
    foods = Food.objects.filter(builtin=True).prefetch_related("portions").in_bulk()
    every_day = [today - timedelta(days=back) for back in reversed(range(days))]
    with transaction.atomic():
        return sum(
            len([log_entry(person, entry) for entry in entries])
            for day in progress(every_day)
            if (entries := entries_of(day, foods, chance, over=day != today))
        )


def entries_of(
    day: date, foods: dict[int, Food], chance: random.Random, *, over: bool
) -> list[NewEntry]:
    """Nothing on a tenth of the days; of the running one, what there is by the afternoon."""
    entries = list(entries_of_day(day, foods, chance))
    skipped = chance.randrange(10) >= LOGGED_OF_TEN
    if over:
        return [] if skipped else entries
    so_far = [entry for entry in entries if entry.meal in (Meal.BREAKFAST, Meal.LUNCH)]
    return [*so_far, millilitres_of(foods[TAP_WATER], "250", day, Meal.LUNCH)]


def entries_of_day(day: date, foods: dict[int, Food], chance: random.Random) -> Iterator[NewEntry]:
    """Three meals and what goes with them; now and then tap water, a tablet or an antacid."""
    for meal, dishes in (
        (Meal.BREAKFAST, BREAKFASTS),
        (Meal.LUNCH, LUNCHES),
        (Meal.SNACK, SNACKS),
        (Meal.DINNER, DINNERS),
    ):
        for food_id, amount in chance.choice(dishes):
            yield portions_of(foods[food_id], amount, day, meal)
    yield portions_of(foods[COFFEE], str(chance.choice([1, 2])), day, Meal.BREAKFAST)
    if chance.random() < 0.6:
        yield millilitres_of(foods[GEROLSTEINER], chance.choice(["330", "500"]), day, Meal.LUNCH)
    if chance.random() < 0.15:
        yield millilitres_of(foods[TAP_WATER], "250", day, Meal.DINNER)
    if chance.random() < 0.4:
        yield NewEntry(
            date=day,
            time=time(21, 0),
            meal=Meal.SNACK,
            food=foods[CITRATE],
            measure=Measure(elemental_mg=Decimal(100)),
        )
    if chance.random() < 0.05:
        yield millilitres_of(foods[ANTACID], "5", day, Meal.SNACK)
    if chance.random() < 0.1:
        yield NewEntry(
            date=day,
            time=time(10, 30),
            meal=Meal.SNACK,
            name="Cake at the office",
            kind="food",
            magnesium_mg=Decimal(18),
        )


def portions_of(food: Food, amount: str, day: date, meal: Meal) -> NewEntry:
    """`amount` of the food's default portion, or of 100 g where it has none."""
    portion = next((each for each in food.portions.all() if each.is_default), None)
    measure = (
        Measure(portion=portion, amount=Decimal(amount))
        if portion
        else Measure(grams=100 * Decimal(amount))
    )
    return NewEntry(date=day, time=TIMES[meal], meal=meal, food=food, measure=measure)


def millilitres_of(food: Food, millilitres: str, day: date, meal: Meal) -> NewEntry:
    return NewEntry(
        date=day,
        time=TIMES[meal],
        meal=meal,
        food=food,
        measure=Measure(millilitres=Decimal(millilitres)),
    )
