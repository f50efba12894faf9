"""Every figure and every borrowed portion weight of the built-in table, against its source."""

import csv
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import xlrd

from tests.foods.catalogue_rows import FIGURES, from_source, rows, spoken
from tests.source_data import source_data

pytestmark = pytest.mark.needs_source_data


def number(text: object) -> Decimal | None:
    return None if text in (None, "") else Decimal(str(text))


def differences(
    foods: list[dict[str, str]], figures_of: Callable[[str], dict[str, Decimal | None]]
) -> list[str]:
    """One line for each figure that isn't its source's, where missing equals only missing."""
    return [
        f"{spoken(food)}: {figure} is {food[figure] or 'unknown'}, published {published}"
        for food in foods
        for figure, published in figures_of(food["source_id"]).items()
        if number(food[figure]) != published
    ]


@cache
def archive(*parts: str) -> dict[str, list[dict[str, str]]]:
    """The files of a FoodData Central archive that the table draws on."""
    wanted = {
        "food.csv",
        "food_nutrient.csv",
        "food_portion.csv",
        "sr_legacy_food.csv",
        "foundation_food.csv",
    }
    found = {}
    with zipfile.ZipFile(source_data(*parts)) as packed:
        for member in packed.namelist():
            if (name := Path(member).name) in wanted:
                with packed.open(member) as file:
                    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
                    found[name] = list(csv.DictReader(text))
    return found


NUTRIENT_IDS = {
    "1090": "magnesium_mg",
    "1087": "calcium_mg",
    "1091": "phosphorus_mg",
    "1092": "potassium_mg",
    "1008": "energy_kcal",
}


def fdc_figures(files: dict[str, list[dict[str, str]]]) -> dict[str, dict[str, Decimal | None]]:
    """The figures of every food by its fdc id, None where none is published."""
    figures: dict[str, dict[str, Decimal | None]] = defaultdict(lambda: dict.fromkeys(FIGURES))
    for row in files["food_nutrient.csv"]:
        if row["nutrient_id"] in NUTRIENT_IDS:
            figures[row["fdc_id"]][NUTRIENT_IDS[row["nutrient_id"]]] = number(row["amount"])
    return figures


SR_LEGACY = ("fdc", "derived", "sr_legacy_2018-04_reassembled.zip")
FOUNDATION = ("fdc", "foundation", "FoodData_Central_foundation_food_csv_2025-04-24.zip")


def test_every_sr_legacy_row_equals_its_source() -> None:
    files = archive(*SR_LEGACY)
    figures = fdc_figures(files)
    ndb_numbers = {row["fdc_id"]: row["NDB_number"] for row in files["sr_legacy_food.csv"]}
    foods = from_source("usda_sr_legacy")
    assert differences(foods, figures.__getitem__) == []
    for food in foods:
        ndb_number = int(ndb_numbers[food["source_id"]])
        assert food["identifiers"] == f"ndb:{ndb_number};fdc:{food['source_id']}"


def test_every_foundation_row_equals_its_source_and_is_not_in_sr_legacy() -> None:
    files = archive(*FOUNDATION)
    figures = fdc_figures(files)
    foods = from_source("usda_foundation")
    types = {row["fdc_id"]: row["data_type"] for row in files["food.csv"]}
    assert {types[food["source_id"]] for food in foods} == {"foundation_food"}
    assert differences(foods, figures.__getitem__) == []
    # The fdc id is another one in the next release; the NDB number stays.
    ndb_numbers = {row["fdc_id"]: row["NDB_number"] for row in files["foundation_food.csv"]}
    for food in foods:
        ndb_number = ndb_numbers[food["source_id"]]
        assert food["identifiers"] == f"ndb:{ndb_number};fdc:{food['source_id']}"
    sr_legacy = {int(row["NDB_number"]) for row in archive(*SR_LEGACY)["sr_legacy_food.csv"]}
    assert sr_legacy.isdisjoint(int(ndb_numbers[food["source_id"]]) for food in foods)


def sheet(name: str) -> Iterator[dict[str, object]]:
    """The rows of an FNDDS workbook, which has a title above its header."""
    path = source_data("fdc", "fndds", f"2021-2023 FNDDS At A Glance - {name}.xlsx")
    workbook = openpyxl.load_workbook(path, read_only=True)
    lines = workbook.worksheets[0].iter_rows(values_only=True)
    next(lines)
    header = [" ".join(str(cell).split()) for cell in next(lines)]
    for line in lines:
        yield dict(zip(header, line, strict=False))


def test_every_fndds_row_equals_its_source() -> None:
    columns = {
        "Magnesium (mg)": "magnesium_mg",
        "Calcium (mg)": "calcium_mg",
        "Phosphorus (mg)": "phosphorus_mg",
        "Potassium (mg)": "potassium_mg",
        "Energy (kcal)": "energy_kcal",
    }
    figures = {
        str(row["Food code"]): {ours: number(row[theirs]) for theirs, ours in columns.items()}
        for row in sheet("FNDDS Nutrient Values")
    }
    foods = from_source("usda_fndds")
    assert differences(foods, figures.__getitem__) == []
    assert {food["identifiers"] == f"fndds_code:{food['source_id']}" for food in foods} == {True}


def test_every_ciqual_water_equals_its_source() -> None:
    """A `-`, a trace and a value below the limit are all unknown, and none of them is zero."""
    path = source_data("ciqual_2020", "Table Ciqual 2020_ENG_2020 07 07.xls")
    lines = xlrd.open_workbook(str(path)).sheet_by_index(0)
    header = lines.row_values(0)
    columns = {
        "Magnesium (mg/100g)": "magnesium_mg",
        "Calcium (mg/100g)": "calcium_mg",
        "Phosphorus (mg/100g)": "phosphorus_mg",
        "Potassium (mg/100g)": "potassium_mg",
        "Energy, Regulation EU No 1169/2011 (kcal/100g)": "energy_kcal",
    }

    def published(cell: object) -> Decimal | None:
        text = str(cell).strip()
        known = text not in {"-", "", "traces"} and not text.startswith("<")
        return Decimal(text.replace(",", ".")) if known else None

    figures: dict[str, dict[str, Decimal | None]] = {}
    for line in range(1, lines.nrows):
        values = dict(zip(header, lines.row_values(line), strict=True))
        code = f"{values['alim_code']:.0f}"
        figures.setdefault(code, {o: published(values[t]) for t, o in columns.items()})
    foods = from_source("ciqual")
    assert len(foods) >= 50
    assert differences(foods, figures.__getitem__) == []

    per_litre = {}
    litres = source_data("mineral_waters", "ciqual_2020_waters_mg_per_l.csv")
    with litres.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            per_litre[row["ciqual_code"]] = Decimal(row["mg_mg_per_l"])
    tenfold = {food["source_id"]: Decimal(food["magnesium_mg"]) * 10 for food in foods}
    assert tenfold == {code: per_litre[code] for code in tenfold}


def portions_from(source: str) -> dict[str, list[dict[str, str]]]:
    """Its portions by the source's own id of the food."""
    source_ids = {food["id"]: food["source_id"] for food in rows("foods")}
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows("portions"):
        if row["source"] == source:
            found[source_ids[row["food_id"]]].append(row)
    return found


NUMBER = re.compile(r"(?:(\d+) )?(\d+)/(\d+)|\d*\.?\d+")


def numbers(text: str) -> list[Fraction]:
    """Every number in a text: "1 1/2 cups (12 fl oz)" holds 3/2 and 12."""
    return [
        int(match[1] or 0) + Fraction(int(match[2]), int(match[3]))
        if match[2]
        else Fraction(match[0])
        for match in NUMBER.finditer(text)
    ]


def strange(source: str, published: dict[str, list[tuple[Decimal, str]]]) -> list[str]:
    """Portions whose weight, or whose number, no portion of the source's has.

    `published`: weight in g and wording with its number, by the source's id of the food.
    """
    found = []
    for source_id, portions in portions_from(source).items():
        for row in portions:
            wordings = [
                text for grams, text in published[source_id] if grams == Decimal(row["quantity"])
            ]
            known = {number for text in wordings for number in numbers(text)}
            first = numbers(row["label"])[0]
            # The US decimals: 0.33 of a cup is a third of it.
            if not any(abs(first - number) < Fraction(1, 100) for number in known):
                found.append(f"{source_id}: {row['label']} = {row['quantity']} g, not {wordings}")
    return found


def test_every_portion_of_sr_legacy_is_as_published() -> None:
    published: dict[str, list[tuple[Decimal, str]]] = defaultdict(list)
    for row in archive(*SR_LEGACY)["food_portion.csv"]:
        wording = f"{row['amount']} {row['modifier']}"
        published[row["fdc_id"]].append((Decimal(row["gram_weight"]), wording))
    assert len(portions_from("usda_sr_legacy")) > 500
    assert strange("usda_sr_legacy", published) == []


def test_every_portion_of_fndds_is_as_published() -> None:
    """What FNDDS takes where the quantity was not told is one serving here."""
    published: dict[str, list[tuple[Decimal, str]]] = defaultdict(list)
    for row in sheet("Portions and Weights"):
        wording = str(row["Portion description"]).replace("Quantity not specified", "1 serving")
        published[str(row["Food code"])].append((Decimal(str(row["Portion weight (g)"])), wording))
    assert len(portions_from("usda_fndds")) > 200
    assert strange("usda_fndds", published) == []
