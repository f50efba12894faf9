"""A made FoodData Central Branded download of any size, the same for the same number of foods.

Laid out as USDA packs it: a folder of CSV files, every field quoted, a dozen nutrients a food, of
which magnesium stands on four labels of ten.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from foods.barcodes import check_digit
from tests.bench.shelf import products

FOLDER = "FoodData_Central_branded_food_csv_2026-10-31"
# Beyond the ids that USDA has given.
FIRST_ID = 100_000_000

# Nutrient ids with what 100 g have at least and by how much it rises and falls.
_NUTRIENTS = (
    *((1003, 1, 25), (1004, 0, 40), (1005, 2, 70), (2000, 0, 40), (1079, 0, 12), (1093, 5, 900)),
    *((1253, 0, 90), (1258, 0, 15), (1257, 0, 2), (1008, 20, 560), (1087, 4, 400), (1089, 0, 9)),
)
_MAGNESIUM, _POTASSIUM = 1090, 1092
_UNITS = {1008: "KCAL", 1087: "MG", 1090: "MG", 1091: "MG", 1092: "MG", 1093: "MG"}


def _number(n: int) -> int:
    """A number that looks drawn from a hat and is always the same (splitmix64)."""
    mixed = (n * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return mixed ^ (mixed >> 31)


def _foods(count: int) -> Iterator[tuple[object, ...]]:
    for n, product in enumerate(products(count)):
        yield FIRST_ID + n, "branded_food", product.name, "", "2026-10-31"


def _labels(count: int) -> Iterator[tuple[object, ...]]:
    for n, (_, brand, category, unit, serving) in enumerate(products(count)):
        digits = f"{n + 10_000_000_000:013d}"
        yield (
            FIRST_ID + n, f"{brand} Inc.", brand, "", digits[1:] + check_digit(digits),
            "INGREDIENTS: WATER, SUGAR, SALT.", "", f"{serving}.0", unit,
            f"1 serving ({serving} {unit})", category, "LI", "2026-09-01", "United States",
        )  # fmt: skip


def _amounts(count: int) -> Iterator[tuple[object, ...]]:
    row = 0
    for n in range(count):
        drawn = _number(n + 1)
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
