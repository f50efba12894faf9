"""Packaged foods as they might stand on a shelf: as many as asked for, and always the same.

Names are put together as those of packaged foods are: what a thing is, in front of it how it is
made or tastes, a few misspelt, under coined brands. Words are as unevenly common as on a real
shelf: one name in forty says "chocolate".
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import NamedTuple

_SEED = 12
_CATALOGUE = Path(__file__).parents[2] / "foods" / "catalogue" / "foods.csv"


class Product(NamedTuple):
    """A label: `category` is one of USDA's, `serving` is in `unit`, g or ml."""

    name: str
    brand: str
    category: str
    unit: str
    serving: int


# What a thing is with its category, unit and serving; the first are the commonest.
_THINGS = [
    tuple(entry.strip().split("|"))
    for entry in """
milk|Milk|ml|240; cookies|Cookies & Biscuits|g|30; chips|Chips, Pretzels & Snacks|g|28
yogurt|Yogurt|g|170; cheese|Cheese|g|28; ice cream|Ice Cream & Frozen Yogurt|g|66
granola bar|Snack, Energy & Granola Bars|g|40; cereal|Cereal|g|39; bread|Breads & Buns|g|43
crackers|Crackers & Biscotti|g|30; soup|Canned Soup|g|245; sauce|Other Cooking Sauces|g|125
candy|Candy|g|40; juice|Fruit & Vegetable Juice, Nectars & Fruit Drinks|ml|240; pizza|Pizza|g|135
salsa|Dips & Salsa|g|32; trail mix|Popcorn, Peanuts, Seeds & Related Snacks|g|30
tea|Iced & Bottle Tea|ml|355; almonds|Popcorn, Peanuts, Seeds & Related Snacks|g|28
protein bar|Snack, Energy & Granola Bars|g|50; popcorn|Popcorn, Peanuts, Seeds & Related Snacks|g|28
chicken breast|Frozen Poultry, Chicken & Turkey|g|112; sausage|Sausages, Hotdogs & Brats|g|56
coffee|Coffee|g|8; dressing|Salad Dressing & Mayonnaise|g|30; jam|Jam, Jelly & Fruit Spreads|g|20
tortillas|Mexican Dinner Mixes|g|49; black beans|Canned & Bottled Beans|g|130
green beans|Canned Vegetables|g|120; tuna|Canned Tuna|g|56; salmon|Frozen Fish & Seafood|g|113
oatmeal|Cereal|g|40; peanut butter|Nut & Seed Butters|g|32; mixed nuts|Wholesome Snacks|g|30
pumpkin seeds|Wholesome Snacks|g|30; cashews|Wholesome Snacks|g|28; hummus|Dips & Salsa|g|28
bacon|Bacon, Sausages & Ribs|g|15; ham|Pepperoni, Salami & Cold Cuts|g|56
turkey|Pepperoni, Salami & Cold Cuts|g|56; eggs|Eggs & Egg Substitutes|g|50; rice|Rice|g|45
brown rice|Rice|g|45; water|Water|ml|500; sparkling water|Water|ml|355; soda|Soda|ml|355
beer|Alcohol|ml|355; butter|Butter & Spread|g|14; olive oil|Vegetable & Cooking Oils|ml|15
spaghetti|Pasta by Shape & Type|g|56; lasagna|Frozen Dinners & Entrees|g|250
burrito|Frozen Dinners & Entrees|g|142; mac & cheese|Pasta Dinners|g|70
pancake mix|Pancakes, Waffles, French Toast & Crepes|g|52; cake|Cakes, Cupcakes, Snack Cakes|g|80
muffins|Croissants, Sweet Rolls, Muffins & Other Pastries|g|57; bagels|Breads & Buns|g|95
pretzels|Chips, Pretzels & Snacks|g|28; sunflower seeds|Wholesome Snacks|g|30
chia seeds|Wholesome Snacks|g|12; lentils|Canned & Bottled Beans|g|35
spinach|Frozen Vegetables|g|85; broccoli|Frozen Vegetables|g|85; apples|Pre-Packaged Fruit|g|140
strawberries|Frozen Fruit & Fruit Juice Concentrates|g|140
""".strip()
    .replace("\n", ";")
    .split(";")
]
_OTHER_CATEGORY = ("Other Grains & Seeds", "g", "50")
_QUALITIES = (
    """
organic;natural;whole;low fat;fat free;unsweetened;gluten free;roasted;light;original;classic
premium;crunchy;creamy;sliced;frozen;smoky;salted;unsalted;sweet;spicy;hot;mild;dried;fresh
homestyle;extra virgin;reduced sodium;sugar free;vegan;cooked;raw;baked;crispy
""".strip()
    .replace("\n", ";")
    .split(";")
)
_FLAVOURS = (
    """
chocolate;vanilla;strawberry;dark chocolate;peanut butter;honey;cheddar;milk chocolate;almond
caramel;cinnamon;lemon;garlic;barbecue;blueberry;raspberry;mint;coconut;cranberry;mango;orange
sea salt;sour cream & onion;jalapeño;chipotle;maple;pumpkin;spinach;tomato;herb;banana;cherry
coffee;hazelnut;pecan;cashew;oat;apple;kale
""".strip()
    .replace("\n", ";")
    .split(";")
)
_MISSPELT = (
    *("avacado", "bannana", "pumkin seeds", "almnods", "brocolli", "choclate bar", "zuchini"),
)
_SYLLABLES = "ka lo mi ra ven tor bel su ni da fo gre pol ster win hal dor mar tan ri qu ex zo la"
_AFTER_BRANDS = ("", "", " FARMS", " FOODS", " & SONS", " KITCHEN")


def products(count: int) -> Iterator[Product]:
    random = Random(_SEED)
    with _CATALOGUE.open(encoding="utf-8") as file:
        heads = sorted({row["name"].split(",")[0] for row in csv.DictReader(file)})
    brands = [_coined(random, 2, 3).upper() + random.choice(_AFTER_BRANDS) for _ in range(30_000)]
    rarely = [_coined(random, 3, 4) for _ in range(20_000)]
    qualities, flavours, things = map(_running, (_QUALITIES, _FLAVOURS, _THINGS))
    brand_weights = list(accumulate(1 / (rank + 20) for rank in range(len(brands))))
    for _ in range(count):
        parts: list[str] = []
        if random.random() < 0.6:
            parts += random.choices(_QUALITIES, cum_weights=qualities)
        if random.random() < 0.6:
            parts += random.choices(_FLAVOURS, cum_weights=flavours)
        if random.random() < 0.15:
            parts.append(random.choice(rarely))
        filed = _OTHER_CATEGORY
        chance = random.random()
        if chance < 0.7:
            ((thing, *of_it),) = random.choices(_THINGS, cum_weights=things)
            parts.append(thing)
            filed = (of_it[0], of_it[1], of_it[2])
        elif chance < 0.9999:
            parts.append(random.choice(heads))
        else:
            parts = [random.choice(_MISSPELT)]
        (brand,) = random.choices(brands, cum_weights=brand_weights)
        category, unit, serving = filed
        yield Product(" ".join(parts).upper(), brand, category, unit, int(serving))


def _running(words: list[str] | list[tuple[str, ...]]) -> list[float]:
    """Running weights: the first is some thirty times as common as the last."""
    return list(accumulate(1 / (rank + 2) for rank in range(len(words))))


def _coined(random: Random, *syllables: int) -> str:
    return "".join(random.choices(_SYLLABLES.split(), k=random.choice(syllables)))
