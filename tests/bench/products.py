"""Branded foods by the million, straight into the catalogue, to measure search among them.

Names are put together as those of packaged foods are: what a thing is, in front of it how it is
made or tastes, some with a misspelling, under coined brands. Words are as unevenly common as on a
shelf: one name in forty says "chocolate". The same seed makes the same foods.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path
from random import Random

from django.db import connection

from foods.folding import fold
from foods.search_index import search_document

SOURCE = "usda_branded"
BATCH = 50_000

QUALITIES = (
    *(
        "organic",
        "natural",
        "whole",
        "low fat",
        "fat free",
        "unsweetened",
        "gluten free",
        "roasted",
    ),
    *("light", "original", "classic", "premium", "crunchy", "creamy", "sliced", "frozen", "smoky"),
    *("salted", "unsalted", "sweet", "spicy", "hot", "mild", "dried", "fresh", "homestyle"),
    *("extra virgin", "reduced sodium", "sugar free", "vegan", "cooked", "raw", "baked", "crispy"),
)
FLAVOURS = (
    *("chocolate", "vanilla", "strawberry", "dark chocolate", "peanut butter", "honey", "cheddar"),
    *("milk chocolate", "almond", "caramel", "cinnamon", "lemon", "garlic", "barbecue"),
    *("blueberry", "raspberry", "mint", "coconut", "cranberry", "mango", "orange", "sea salt"),
    *(
        "sour cream & onion",
        "jalapeno",
        "chipotle",
        "maple",
        "pumpkin",
        "spinach",
        "tomato",
        "herb",
    ),
    *("banana", "cherry", "coffee", "hazelnut", "pecan", "cashew", "oat", "apple", "kale"),
)
THINGS = (
    *(
        "milk",
        "cookies",
        "chips",
        "yogurt",
        "cheese",
        "ice cream",
        "granola bar",
        "cereal",
        "bread",
    ),
    *(
        "cereal",
        "crackers",
        "soup",
        "sauce",
        "candy",
        "juice",
        "pizza",
        "salsa",
        "trail mix",
        "tea",
    ),
    *(
        "almonds",
        "protein bar",
        "popcorn",
        "chicken breast",
        "sausage",
        "coffee",
        "dressing",
        "jam",
    ),
    *("tortillas", "black beans", "green beans", "tuna", "salmon", "oatmeal", "peanut butter"),
    *("pumpkin seeds", "mixed nuts", "cashews", "hummus", "bacon", "ham", "turkey", "eggs", "rice"),
    *("brown rice", "water", "sparkling water", "soda", "beer", "butter", "olive oil", "spaghetti"),
    *("lasagna", "burrito", "mac & cheese", "pancake mix", "cake", "muffins", "bagels", "pretzels"),
    *("sunflower seeds", "chia seeds", "lentils", "spinach", "broccoli", "apples", "strawberries"),
)
MISSPELT = ("avacado", "bannana", "pumkin seeds", "almnods", "brocolli", "choclate bar", "zuchini")
SYLLABLES = "ka lo mi ra ven tor bel su ni da fo gre pol ster win hal dor mar tan ri qu ex zo la"
FOLDER = Path(__file__).parents[2] / "foods" / "catalogue"


def add_products(count: int, *, seed: int = 12) -> None:
    """Add `count` branded foods, each with a portion and a barcode, and bring statistics up to
    date. Search's indexes are built afterwards, which takes half the time."""
    started = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = 'foods_food' AND indexdef LIKE '% USING gin %'"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SELECT coalesce(max(id), 1000000) FROM foods_food")
        first_id = cursor.fetchone()[0] + 1
        foods = _foods(Random(seed), first_id, count)
        done = 0
        while batch := list(islice(foods, BATCH)):
            _copy(cursor, batch)
            done += len(batch)
            print(f"\r{done:,} branded foods, {time.monotonic() - started:.0f} s", end="")
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('foods_food', 'id'), %s)", [first_id + count]
        )
        cursor.execute("VACUUM (ANALYZE) foods_food, foods_portion, foods_identifier")
    print(f"\r{count:,} branded foods added in {time.monotonic() - started:.0f} s")


Row = tuple[int, str, str, str, str, str, str]


def _foods(random: Random, first_id: int, count: int) -> Iterator[Row]:
    """Id, name, brand, magnesium and energy (empty: not known), folded name, document."""
    with (FOLDER / "foods.csv").open(encoding="utf-8") as file:
        heads = sorted({row["name"].split(",")[0] for row in csv.DictReader(file)})
    brands = [
        "".join(random.choices(SYLLABLES.split(), k=random.choice((2, 3)))).upper()
        + random.choice(("", "", " FARMS", " FOODS", " & SONS", " KITCHEN"))
        for _ in range(30_000)
    ]
    rarely = [_coined(random) for _ in range(20_000)]
    qualities, flavours, things = map(_uneven, (QUALITIES, FLAVOURS, THINGS))
    brand_weights = list(accumulate(1 / (rank + 20) for rank in range(len(brands))))
    for food_id in range(first_id, first_id + count):
        parts = []
        if random.random() < 0.6:
            parts += random.choices(QUALITIES, cum_weights=qualities)
        if random.random() < 0.6:
            parts += random.choices(FLAVOURS, cum_weights=flavours)
        if random.random() < 0.15:
            parts.append(random.choice(rarely))
        chance = random.random()
        if chance < 0.7:
            parts += random.choices(THINGS, cum_weights=things)
        elif chance < 0.9999:
            parts.append(random.choice(heads))
        else:
            parts = [random.choice(MISSPELT)]
        name = " ".join(parts).upper()
        (brand,) = random.choices(brands, cum_weights=brand_weights)
        magnesium = f"{random.expovariate(1 / 40):.1f}" if random.random() < 0.08 else ""
        energy = str(random.randrange(5, 600))
        yield (
            food_id, name, brand, magnesium, energy, fold(name), search_document(name, (), brand),
        )  # fmt: skip


def _uneven(words: tuple[str, ...]) -> list[float]:
    """Running weights: the first word is some thirty times as common as the last."""
    return list(accumulate(1 / (rank + 2) for rank in range(len(words))))


def _coined(random: Random) -> str:
    return "".join(random.choices(SYLLABLES.split(), k=random.choice((3, 4))))


def with_check_digit(digits: str) -> str:
    """A GTIN from its first 13 digits."""
    total = sum(int(digit) * (3, 1)[at % 2] for at, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _copy(cursor: object, foods: list[Row]) -> None:
    now = time.strftime("%Y-%m-%d %H:%M:%S+00")
    _into(
        cursor,
        "foods_food (id, name, brand, magnesium_mg_per_basis, energy_kcal_per_basis, name_folded,"
        " search_document, kind, basis, compound, confidence, source_ref, popularity, note, state,"
        " builtin, curated_fields, filled_fields, created_at, updated_at, source_id)",
        (
            (
                *food,
                *("food", "100g", "", "label", food[0], 0, "", "published", "f", "{}", "{}"),
                *(now, now, SOURCE),
            )
            for food in foods
        ),
    )
    _into(
        cursor,
        "foods_portion (food_id, position, label, quantity, is_default, source_id)",
        ((food[0], 0, "1 serving", 30 + food[0] % 200, "t", SOURCE) for food in foods),
    )
    _into(
        cursor,
        "foods_identifier (food_id, scheme, value, source_id)",
        ((food[0], "gtin", with_check_digit(f"{food[0]:013}"), SOURCE) for food in foods),
    )


def _into(cursor: object, table: str, rows: Iterator[tuple[object, ...]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    file.seek(0)
    # The empty strings of text columns are written as they are; of numbers they are unknown.
    nulls = "FORCE_NOT_NULL (brand, compound, note), " if table.startswith("foods_food ") else ""
    cursor.copy_expert(f"COPY {table} FROM STDIN WITH ({nulls}FORMAT csv)", file)  # type: ignore[attr-defined]
