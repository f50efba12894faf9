"""How USDA came by a figure, from the pure table to the food's page."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from foods.fdc import derivations
from foods.importing.fdc import import_fdc
from foods.models import Food
from tests.foods.test_fdc import files, table, zipped
from tests.source_data import source_data

FOOD_HEADER = "fdc_id,data_type,description,food_category_id,publication_date"
AMOUNT_HEADER = "id,fdc_id,nutrient_id,amount,data_points,derivation_id"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("A", "analysed"),
        ("JA", "analysed"),
        ("RKA", "analysed"),
        ("NC", "calculated"),
        ("BD", "calculated"),  # of the same food, drained or not
        ("RP", "calculated"),
        ("BFZN", "estimated"),  # of another form of the food or a similar one
        ("CASN", "estimated"),
        ("Z", "estimated"),  # no figure but an assumption
        ("LC", "label"),
        ("LCCD", "label"),
        ("", None),
        ("XYZ", None),
    ],
)
def test_what_a_code_says(code: str, expected: str | None) -> None:
    assert derivations.confidence(code) == expected


def test_every_code_of_the_release_has_its_confidence_and_its_id() -> None:
    folder = source_data("fdc", "FoodData_Central_sr_legacy_food_csv_2018-04")
    with (folder / "food_nutrient_derivation.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["id"]: line["code"] for line in lines} == derivations.CODES
    analytical = {"1", "10", "4"}  # what USDA calls analytical, of its own or of others
    for line in lines:
        confidence = derivations.confidence(line["code"])
        assert confidence is not None, line
        if confidence == "analysed" and line["code"] != "MA":
            assert line["source_id"] in analytical, line


def download(path: Path, *rows: tuple[object, ...], **changes: str | None) -> dict[str, str]:
    """Import chia (SR Legacy), kale (Foundation) and cookies (Branded); confidence by name."""
    content: dict[str, object] = {
        "food": table(
            FOOD_HEADER,
            (1, "sr_legacy_food", "Chia", 12, "2019-04-01"),
            (2, "foundation_food", "Kale", 11, "2024-04-01"),
            (3, "branded_food", "Cookies", "", "2024-04-01"),
        ),
        "sr_legacy_food": table("fdc_id,NDB_number", (1, 12006)),
        "foundation_food": table("fdc_id,NDB_number", (2, 11233)),
        "branded_food": table("fdc_id,gtin_upc", (3, "012345678905")),
        "food_nutrient": table(
            AMOUNT_HEADER, *((n, *row[:3], "", *row[3:]) for n, row in enumerate(rows))
        ),
    }
    path.write_bytes(zipped(files(**(content | changes))).read())
    import_fdc(path)
    return dict(Food.objects.values_list("name", "confidence"))


@pytest.mark.django_db
def test_each_figure_is_as_its_derivation_says(tmp_path: Path) -> None:
    path = tmp_path / "full.zip"
    assert download(path, (1, 1087, 631, 1), (1, 1090, 335, 20), (2, 1090, 33, "49.0"),
                    (3, 1090, 40, 70)) == {
        "Chia": "estimated", "Kale": "calculated", "Cookies": "label",
    }  # fmt: skip
    # The next release may have analysed it.
    assert download(path, (1, 1090, 335, 1), (2, 1090, 33, ""), (3, 1090, 40, 1)) == {
        "Chia": "analysed", "Kale": "analysed", "Cookies": "label",
    }  # fmt: skip


@pytest.mark.django_db
def test_the_download_s_own_table_of_derivations_holds(tmp_path: Path) -> None:
    own = table("id,code,description,source_id", (901, "Z", "Assumed zero", 5), (902, "??", "", 1))
    found = download(
        tmp_path / "full.zip",
        (1, 1090, 0, 901),
        (2, 1090, 33, 902),
        food_nutrient_derivation=own,
    )
    assert (found["Chia"], found["Kale"]) == ("estimated", "analysed")


@pytest.mark.django_db
def test_a_curated_figure_keeps_the_confidence_that_belongs_to_it(tmp_path: Path) -> None:
    path = tmp_path / "full.zip"
    download(path, (1, 1090, 335, 1))
    Food.objects.filter(name="Chia").update(
        magnesium_mg_per_basis=340, curated_fields=["magnesium_mg_per_basis"]
    )
    assert download(path, (1, 1090, 335, 68))["Chia"] == "analysed"


@pytest.mark.django_db
@pytest.mark.needs_source_data
def test_foundation_s_figures_are_analysed() -> None:
    """All 398 of them; what was calculated there is energy and carbohydrate."""
    import_fdc(
        source_data("fdc", "foundation", "FoodData_Central_foundation_food_csv_2025-04-24.zip")
    )
    assert set(Food.objects.values_list("confidence", flat=True)) == {"analysed"}
