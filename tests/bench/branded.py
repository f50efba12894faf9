"""A made FoodData Central Branded download of any size, the same for the same number of foods.

Laid out as USDA packs it: a folder of CSV files, every field quoted, a dozen nutrients a food of
which magnesium stands on four labels of ten. Names, brands and barcodes are put together from word
lists, so that their words are as often shared as those of real ones are.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from foods.barcodes import check_digit

FOLDER = "FoodData_Central_branded_food_csv_2026-10-31"
FIRST_ID = 1_100_000

_KINDS = """
Almond|Snacks Almonds|Popcorn, Peanuts, Seeds & Related Snacks|g|28;Milk|Whole Milk|Milk|ml|240
Milk|Low Fat Milk|Milk|ml|240;Yogurt|Greek Yogurt|Yogurt|g|170;Cheese|Cheddar Cheese|Cheese|g|28
Bread|Whole Wheat Bread|Breads & Buns|g|43;Bagel|Bagels|Breads & Buns|g|95
Cookies|Chocolate Chip Cookies|Cookies & Biscuits|g|30;Bar|Granola Bar|Cereal|g|40
Cereal|Toasted Oat Cereal|Cereal|g|39;Oats|Rolled Oats|Cereal|g|40
Soda|Cola|Soda|ml|355;Juice|Orange Juice|Fruit & Vegetable Juice, Nectars & Fruit Drinks|ml|240
Water|Mineral Water|Water|ml|500;Tea|Iced Tea|Iced & Bottle Tea|ml|355
Soup|Tomato Soup|Canned Soup|g|245;Beans|Black Beans|Canned & Bottled Beans|g|130
Rice|Brown Rice|Rice|g|45;Pasta|Penne Pasta|Pasta by Shape & Type|g|56
Pizza|Pepperoni Pizza|Pizza|g|135;Sauce|Pasta Sauce|Prepared Pasta & Pizza Sauces|g|125
Chips|Tortilla Chips|Chips, Pretzels & Snacks|g|28;Candy|Gummy Candy|Candy|g|40
Chocolate|Dark Chocolate|Chocolate|g|30;Ice Cream|Vanilla Ice Cream|Ice Cream & Frozen Yogurt|g|66
Spinach|Frozen Spinach|Frozen Vegetables|g|85;Salsa|Chunky Salsa|Dips & Salsa|g|32
Tuna|Canned Tuna in Water|Canned Tuna|g|56;Sausage|Pork Sausage|Sausages, Hotdogs & Brats|g|56
Butter|Peanut Butter|Nut & Seed Butters|g|32;Seeds|Pumpkin Seeds|Wholesome Snacks|g|30
"""
_BEFORE = (
    *("Organic", "Natural", "Original", "Classic", "Premium", "Reduced Fat", "Gluten Free", "Lite"),
    *("Family Style", "Old Fashioned", "Fire Roasted", "Unsweetened", "Sweetened", "Spicy", "Mild"),
    *("Crunchy", "Smoked", "Salted", "Unsalted", "Low Sodium", "Homestyle", "Artisan", "Crème"),
)
_FLAVOURS = (
    *("Vanilla", "Strawberry", "Blueberry", "Honey", "Maple", "Cinnamon", "Garlic", "Jalapeño"),
    *("Lemon", "Lime", "Mango", "Peach", "Raspberry", "Coconut", "Caramel", "Sea Salt", "Herb"),
    *("Cheddar", "Ranch", "Barbecue", "Chili", "Basil", "Onion", "Black Pepper", "Ginger", "Mint"),
)
_FIRST = (
    *("Golden", "Green", "Happy", "Blue", "Silver", "Sunny", "River", "Mountain", "Harvest", "Old"),
    *("Royal", "Little", "Grand", "Red", "Prairie", "Valley", "Ocean", "Maple", "Cedar", "Stone"),
)
_SECOND = (
    *("Farms", "Kitchen", "Foods", "Market", "Mills", "Orchard", "Creamery", "Pantry", "Harvest"),
    *("Bakery", "Garden", "Brothers", "Company", "Table", "Provisions", "Ranch", "Acres", "Grove"),
)
# Nutrient ids with what 100 g have at least and by how much it rises and falls.
_NUTRIENTS = (
    *((1003, 1, 25), (1004, 0, 40), (1005, 2, 70), (2000, 0, 40), (1079, 0, 12), (1093, 5, 900)),
    *((1253, 0, 90), (1258, 0, 15), (1257, 0, 2), (1008, 20, 560), (1087, 4, 400), (1089, 0, 9)),
)
_MAGNESIUM, _POTASSIUM = 1090, 1092
_UNITS = {1008: "KCAL", 1087: "MG", 1090: "MG", 1091: "MG", 1092: "MG", 1093: "MG"}


def _number(n: int, salt: int) -> int:
    """A number that looks drawn from a hat and is always the same (splitmix64)."""
    mixed = (n * 0x9E3779B97F4A7C15 + salt * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return mixed ^ (mixed >> 31)


_PRODUCTS = [line.split("|") for line in _KINDS.strip().replace("\n", ";").split(";")]


def _food(n: int) -> tuple[str, str, list[str]]:
    """Name, brand and the product's line of the list."""
    drawn = _number(n, 1)
    product = _PRODUCTS[drawn % len(_PRODUCTS)]
    before = _BEFORE[(drawn >> 8) % len(_BEFORE)]
    flavour = _FLAVOURS[(drawn >> 16) % len(_FLAVOURS)]
    size = (drawn >> 24) % 40 + 1
    brand = (
        f"{_FIRST[(drawn >> 32) % len(_FIRST)]} {_SECOND[(drawn >> 40) % len(_SECOND)]}"
        f"{'' if (drawn >> 48) % 3 else f' {(drawn >> 50) % 900 + 100}'}"
    )
    name = f"{before} {product[1]}, {flavour}" + (f", {size} Pack" if size < 12 else "")
    return (name.upper() if (drawn >> 60) % 2 else name), brand, product


def _foods(count: int) -> Iterator[tuple[object, ...]]:
    for n in range(count):
        yield FIRST_ID + n, "branded_food", _food(n)[0], "", "2026-10-31"


def _labels(count: int) -> Iterator[tuple[object, ...]]:
    for n in range(count):
        _, brand, (_, _, category, unit, serving) = _food(n)
        digits = f"{n + 10_000_000_000:013d}"
        yield (
            FIRST_ID + n, f"{brand} Inc.", brand, "", digits[1:] + check_digit(digits),
            "INGREDIENTS: WATER, SUGAR, SALT.", "", f"{serving}.0", unit,
            f"1 serving ({serving} {unit})", category, "LI", "2026-09-01", "United States",
        )  # fmt: skip


def _amounts(count: int) -> Iterator[tuple[object, ...]]:
    row = 0
    for n in range(count):
        drawn = _number(n, 2)
        nutrients = [(key, least + (drawn >> at) % most) for at, (key, least, most) in
                     enumerate(_NUTRIENTS)]  # fmt: skip
        if (drawn >> 40) % 2:
            nutrients.append((_POTASSIUM, 20 + (drawn >> 20) % 600))
        if (drawn >> 44) % 10 < 4:
            nutrients.append((_MAGNESIUM, 5 + (drawn >> 24) % 300))
        for key, amount in nutrients:
            row += 1
            yield row, FIRST_ID + n, key, f"{amount}.0", "", 70, "", "", "", "", ""


def write_download(path: Path, count: int) -> None:
    """A zip of `count` branded foods."""
    units = [(key, "A nutrient", _UNITS.get(key, "G"), "", "") for key, _, _ in _NUTRIENTS]
    units += [(1090, "Magnesium, Mg", "MG", "304", ""), (1092, "Potassium, K", "MG", "306", "")]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, header, rows in (
            ("nutrient", "id,name,unit_name,nutrient_nbr,rank", units),
            ("measure_unit", "id,name", [(9999, "undetermined")]),
            ("food_category", "id,code,description", [(1, "0100", "Dairy and Egg Products")]),
            (
                "food",
                "fdc_id,data_type,description,food_category_id,publication_date",
                _foods(count),
            ),
            (
                "branded_food",
                "fdc_id,brand_owner,brand_name,subbrand_name,gtin_upc,ingredients,"
                "not_a_significant_source_of,serving_size,serving_size_unit,"
                "household_serving_fulltext,branded_food_category,data_source,modified_date,"
                "market_country",
                _labels(count),
            ),
            (
                "food_nutrient",
                "id,fdc_id,nutrient_id,amount,data_points,derivation_id,min,max,median,footnote,"
                "min_year_acquired",
                _amounts(count),
            ),
        ):
            _write(archive, f"{FOLDER}/{name}.csv", header, rows)


def _write(
    archive: zipfile.ZipFile, name: str, header: str, rows: Iterable[tuple[object, ...]]
) -> None:
    quoted = '"' + header.replace(",", '","') + '"\n'
    with (
        archive.open(name, "w", force_zip64=True) as member,
        io.TextIOWrapper(member, encoding="utf-8", newline="") as text,
    ):
        text.write(quoted)
        for row in rows:
            text.write('"' + '","'.join(map(str, row)) + '"\n')


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("zip", type=Path)
    parser.add_argument("--foods", type=int, default=2_000_000)
    options = parser.parse_args()
    write_download(options.zip, options.foods)
