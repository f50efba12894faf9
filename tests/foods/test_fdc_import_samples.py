"""Published rows that come as samples or as sheets, in the layout of a download, through the
importer: USDA's survey foods, and a sample of the full download."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from foods.importing.fdc import import_fdc
from foods.models import Food, Identifier, ImportFlag, Portion
from tests.source_data import source_data

pytestmark = [pytest.mark.django_db, pytest.mark.needs_source_data]

NUTRIENTS = {
    1090: "Magnesium (mg)",
    1087: "Calcium (mg)",
    1091: "Phosphorus (mg)",
    1092: "Potassium (mg)",
    1008: "Energy (kcal)",
}


def table(header: str, *rows: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([header.split(","), *rows])
    return text.getvalue()


def sheet(name: str) -> Iterator[dict[str, Any]]:
    """The rows of an FNDDS workbook, which has a title above its header."""
    path = source_data("fdc", "fndds", f"2021-2023 FNDDS At A Glance - {name}.xlsx")
    lines = openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True)
    next(lines)
    header = [" ".join(str(cell).split()) for cell in next(lines)]
    for line in lines:
        yield dict(zip(header, line, strict=False))


def survey_download(path: Path) -> dict[str, Decimal]:
    """All survey foods as the survey's CSV download has them; the magnesium of each food code."""
    foods = list(sheet("Foods and Beverages"))
    values = list(sheet("FNDDS Nutrient Values"))
    ids = {str(food["Food code"]): 2_700_000 + n for n, food in enumerate(foods)}
    categories = {str(food["WWEIA Category number"]): food["WWEIA Category description"]
                  for food in foods}  # fmt: skip
    units = [(key, name, "KCAL" if key == 1008 else "MG") for key, name in NUTRIENTS.items()]
    files: dict[str, str] = {
        "nutrient": table("id,name,unit_name", *units),
        "food": table(
            "fdc_id,data_type,description,food_category_id,publication_date",
            *(
                (ids[str(food["Food code"])], "survey_fndds_food", food["Main food description"],
                 "", "2024-10-31")
                for food in foods
            ),
        ),
        "survey_fndds_food": table(
            "fdc_id,food_code,wweia_category_code,start_date,end_date",
            *(
                (ids[str(food["Food code"])], food["Food code"], food["WWEIA Category number"],
                 "2021-01-01", "2023-12-31")
                for food in foods
            ),
        ),
        "wweia_food_category": table(
            "wweia_food_category,wweia_food_category_description", *categories.items()
        ),
        # As the survey's download has it: the nutrient's number where its id belongs.
        "food_nutrient": table(
            "id,fdc_id,nutrient_id,amount",
            *(
                (f"{ids[str(food['Food code'])]}{key}", ids[str(food["Food code"])],
                 {1090: 304, 1087: 301, 1091: 305, 1092: 306, 1008: 208}[key], food[name])
                for food in values
                for key, name in NUTRIENTS.items()
            ),
        ),
        "food_portion": table(
            "id,fdc_id,seq_num,amount,measure_unit_id,portion_description,modifier,gram_weight",
            *(
                (n, ids[str(row["Food code"])], row["Seq num"], "", 9999,
                 row["Portion description"], "", row["Portion weight (g)"])
                for n, row in enumerate(sheet("Portions and Weights"))
            ),
        ),
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"FoodData_Central_survey_food_csv_2024-10-31/{name}.csv", content)
    return {str(food["Food code"]): Decimal(str(food["Magnesium (mg)"])) for food in values}


@pytest.mark.thorough
def test_all_survey_foods(tmp_path: Path) -> None:
    published = survey_download(tmp_path / "survey.zip")
    assert len(published) == 5_431
    (run,) = import_fdc(tmp_path / "survey.zip")
    assert (run.counts["new"], run.counts["refused"]) == (5_432, 0)
    assert run.counts["without_magnesium"] == 1
    known = Identifier.objects.filter(scheme="fndds_code", food__source="usda_fndds")
    served = dict(known.values_list("value", "food__magnesium_mg_per_basis"))
    human_milk = "11000000"
    assert served == published | {human_milk: None}
    # Of 22,046, those are no measures that are called "Quantity not specified".
    measures = [
        row
        for row in sheet("Portions and Weights")
        if row["Portion description"] != "Quantity not specified"
    ]
    portions = Portion.objects.filter(food__source="usda_fndds")
    assert portions.count() == len(measures) > 16_000
    assert portions.values("food").distinct().count() == len({r["Food code"] for r in measures})
    # Baby foods, and what stands on no shelf of ours.
    assert Food.objects.filter(source="usda_fndds", group=None).count() < 300
    (run,) = import_fdc(tmp_path / "survey.zip")
    assert (run.counts["new"], run.counts["changed"]) == (0, 0)


def sample(name: str) -> Iterable[dict[str, str]]:
    path = source_data("fdc", "branded_sample", f"{name}.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def full_download(path: Path) -> None:
    """The samples as they are, beside SR Legacy's small files, as the full download has them."""
    folder = source_data("fdc", "FoodData_Central_sr_legacy_food_csv_2018-04")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("food", "branded_food", "food_nutrient"):
            source = source_data("fdc", "branded_sample", f"{name}.csv.gz")
            with gzip.open(source) as packed, archive.open(f"{name}.csv", "w") as member:
                shutil.copyfileobj(packed, member)
        for name in ("nutrient", "measure_unit", "food_category", "sr_legacy_food"):
            archive.write(folder / f"{name}.csv", f"{name}.csv")
        archive.write(folder / "food_portion.csv", "food_portion.csv")
        archive.writestr("survey_fndds_food.csv", '"fdc_id","food_code"\n')
        archive.writestr("foundation_food.csv", '"fdc_id","NDB_number"\n')


def test_a_sample_of_the_full_download(tmp_path: Path) -> None:
    full_download(tmp_path / "full.zip")
    runs = import_fdc(tmp_path / "full.zip")
    taken = {str(run.source_id): run.counts for run in runs}
    listed = Counter(food["data_type"] for food in sample("food"))
    assert listed["branded_food"] == 4_827
    of_brands = taken["usda_branded"]
    assert of_brands["new"] + of_brands["superseded"] + of_brands["refused"] == 4_827
    assert taken["usda_sr_legacy"]["new"] == listed["sr_legacy_food"]
    assert taken["usda_fndds"]["new"] == listed["survey_fndds_food"]
    assert "sub_sample_food" in listed  # no food anybody eats: none of them is taken
    assert Food.objects.count() == sum(counts["new"] for counts in taken.values())

    types = {food["fdc_id"]: food["data_type"] for food in sample("food")}
    published = {
        row["fdc_id"]: Decimal(row["amount"])
        for row in sample("food_nutrient")
        if row["nutrient_id"] == "1090" and types.get(row["fdc_id"]) == "branded_food"
    }
    served = dict(
        Identifier.objects.filter(scheme="fdc", food__source="usda_branded").values_list(
            "value", "food__magnesium_mg_per_basis"
        )
    )
    # Labels of over 1,000 kcal in 100 g were filled in for something else: none of it holds.
    doubted = ImportFlag.objects.filter(reason="impossible_amount", source="usda_branded")
    impossible = set(doubted.values_list("record_id", flat=True))
    assert impossible == {
        row["fdc_id"]
        for row in sample("food_nutrient")
        if types.get(row["fdc_id"]) == "branded_food"
        and row["unit_name"] == "KCAL"
        and float(row["amount"]) > 1_000
    }
    assert len(impossible) > 5
    assert {served[key] for key in impossible} == {None}
    published = {key: mg for key, mg in published.items() if key not in impossible}
    assert {key: served[key] for key in published} == published
    assert {mg for key, mg in served.items() if key not in published} == {None}
