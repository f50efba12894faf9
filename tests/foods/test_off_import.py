from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from foods.importing import off_export
from foods.importing.off import import_off
from foods.merging import merge
from foods.models import Food, Identifier, ImportFlag, Source

pytestmark = pytest.mark.django_db

ALMONDS = {
    "code": "3017620422003",
    "lang": "fr",
    "product_name": "Amandes décortiquées",
    "product_name_en": "Shelled almonds",
    "product_name_de": "Mandeln",
    "brands": "Bonne Noix,Noix SA",
    "serving_size": "30 g",
    "categories_tags": ["en:plant-based-foods", "en:nuts"],
    "nutriments": {
        "magnesium_100g": 0.27,
        "magnesium_unit": "mg",
        "calcium_100g": "0.269",
        "energy-kcal_100g": 579,
    },
}
OAT_DRINK = {
    "code": "7394376616037",
    "lang": "sv",
    "product_name": "Havredryck =cmd()",
    "serving_size": "2 dl (200 ml)",
    "nutriments": {"energy-kcal_100g": 0},
}


def export(path: Path, *products: dict[str, Any] | str) -> Path:
    lines = [p if isinstance(p, str) else json.dumps(p) for p in products]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def counted(path: Path) -> tuple[int, int, int]:
    (run,) = import_off(path)
    return run.counts["new"], run.counts["changed"], run.counts["unchanged"]


def almonds() -> Food:
    return Food.objects.get(identifiers__scheme="off", identifiers__value="3017620422003")


def test_json_lines(tmp_path: Path) -> None:
    path = export(tmp_path / "products.jsonl", ALMONDS, OAT_DRINK)
    assert counted(path) == (2, 0, 0)
    food = almonds()
    assert (food.name, food.brand) == ("Shelled almonds", "Bonne Noix")
    # 0.27 g is 270 mg, whatever unit the label used.
    assert (food.magnesium_mg_per_basis, food.calcium_mg_per_basis) == (270, 269)
    assert (food.energy_kcal_per_basis, food.potassium_mg_per_basis) == (579, None)
    assert (food.group_id, food.confidence, food.source_id) == ("nuts-seeds", "label", "off")
    assert food.source is not None
    assert not food.source.shareable
    assert {(n.language, n.name) for n in food.names.all()} == {
        ("fr", "Amandes décortiquées"),
        ("de", "Mandeln"),
    }
    assert {str(i) for i in food.identifiers.all()} == {
        "off 3017620422003",
        "gtin 03017620422003",
    }
    assert [(p.label, p.quantity) for p in food.portions.all()] == [("30 g", 30)]
    drink = Food.objects.get(name="Havredryck =cmd()")
    assert (drink.basis, drink.magnesium_mg_per_basis) == ("100ml", None)
    assert drink.energy_kcal_per_basis == 0
    assert [p.quantity for p in drink.portions.all()] == [200]
    assert counted(path) == (0, 0, 2)


@pytest.mark.parametrize("packed", [False, True])
def test_the_csv_export(tmp_path: Path, packed: bool) -> None:
    text = (
        "code\tproduct_name\tbrands\tserving_size\tcategories_en\tenergy-kcal_100g\t"
        "magnesium_100g\n"
        '3017620422003\tAmandes "bio"\tBonne Noix\t30 g\tNuts\t579\t0.27\n'
        "20000000\tWithout a figure\t\t\t\t\t\n"
    )
    path = tmp_path / ("export.csv.gz" if packed else "export.csv")
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    assert counted(path) == (2, 0, 0)
    assert (almonds().name, almonds().magnesium_mg_per_basis) == ('Amandes "bio"', 270)


def test_a_product_stays_apart_from_others_of_its_barcode(tmp_path: Path) -> None:
    other = Food.objects.create(name="Almonds of another source", magnesium_mg_per_basis=260)
    Identifier.objects.create(food=other, scheme="gtin", value="03017620422003")
    assert counted(export(tmp_path / "p.jsonl", ALMONDS)) == (1, 0, 0)
    other.refresh_from_db()
    assert other.magnesium_mg_per_basis == 260
    assert Identifier.objects.filter(scheme="gtin", value="03017620422003").count() == 2


def test_a_product_merged_into_another_sources_food_feeds_it_nothing(tmp_path: Path) -> None:
    usda = Source.objects.create(slug="usda", name="USDA")
    kept = Food.objects.create(name="Almonds", source=usda)
    counted(export(tmp_path / "p.jsonl", ALMONDS))
    merge(almonds(), into=kept)
    assert counted(export(tmp_path / "p.jsonl", ALMONDS | {"serving_size": "40 g"})) == (0, 0, 0)
    kept.refresh_from_db()
    assert (kept.magnesium_mg_per_basis, kept.calcium_mg_per_basis) == (None, None)
    assert not kept.portions.exists()
    assert not kept.names.exists()
    assert kept.state == "published"


def test_the_next_export_updates_and_what_is_gone_retires(tmp_path: Path) -> None:
    counted(export(tmp_path / "p.jsonl", ALMONDS, OAT_DRINK))
    known = almonds().pk
    corrected = ALMONDS | {"nutriments": {"magnesium_100g": 0.258}}
    path = export(tmp_path / "next.jsonl", corrected)
    (run,) = import_off(path)
    assert (run.counts["changed"], run.counts["retired"]) == (1, 1)
    assert (almonds().pk, almonds().magnesium_mg_per_basis) == (known, 258)
    assert Food.objects.get(identifiers__value="7394376616037").state == "retired"
    (run,) = import_off(export(tmp_path / "again.jsonl", corrected, OAT_DRINK))
    assert (run.counts["new"], run.counts["published_again"]) == (0, 1)
    assert Food.objects.published().count() == 2


def test_what_is_wrong_names_file_line_and_field(tmp_path: Path) -> None:
    path = export(
        tmp_path / "p.jsonl",
        ALMONDS,
        "{not json",
        OAT_DRINK | {"code": "abc"},
        OAT_DRINK | {"code": "4000000000006", "nutriments": {"magnesium_100g": -1}},
        OAT_DRINK | {"code": "4000000000007"},
        OAT_DRINK | {"code": "4000000000020", "nutriments": {"magnesium_100g": 4.2}},
        {"code": "4000000000013"},
    )
    (run,) = import_off(path)
    assert run.counts["new"] == 3
    refused = {(r["line"], r["field"], r["reason"]) for r in run.refused}
    assert refused == {
        (2, "", "it is not JSON"),
        (3, "code", "its code is no number"),
        (4, "magnesium_100g", "magnesium_100g cannot be -1"),
    }
    flags = set(ImportFlag.objects.exclude(reason="refused").values_list("reason", "words"))
    assert flags == {
        ("bad_barcode", "the barcode 4000000000007 has a wrong check digit"),
        ("too_much_magnesium", "4200 mg of magnesium in 100 ml is more than foods have"),
    }
    assert Decimal(4200) in set(Food.objects.values_list("magnesium_mg_per_basis", flat=True))


def test_each_broken_line_is_told(tmp_path: Path) -> None:
    path = export(
        tmp_path / ("a long name " * 12 + ".jsonl"), "{no", ALMONDS, "{neither", "[1]", "7"
    )
    (run,) = import_off(path)
    assert (run.counts["new"], run.counts["refused"]) == (1, 4)
    assert [(r["file"], r["line"], r["reason"]) for r in run.refused] == [
        (path.name, 1, "it is not JSON"),
        (path.name, 3, "it is not JSON"),
        (path.name, 4, "it is no product"),
        (path.name, 5, "it is no product"),
    ]


def test_a_code_twice_is_its_later_line_that_can_be_read(tmp_path: Path) -> None:
    good = ALMONDS | {"nutriments": {"magnesium_100g": 0.25}}
    bad = ALMONDS | {"nutriments": {"magnesium_100g": "much"}}
    (run,) = import_off(export(tmp_path / "p.jsonl", ALMONDS, bad, good, bad))
    assert (almonds().magnesium_mg_per_basis, run.counts["refused"]) == (250, 2)


@pytest.mark.parametrize(
    ("product", "name"),
    [
        ({"product_name_en": "Bad \ud800 half"}, "Bad � half"),
        ({"product_name_en": 7, "product_name": True, "lang": None}, "7"),
        ({"product_name_en": "Nul \x00 byte"}, "Nul byte"),
        ({"product_name_en": ["a", {}], "product_name": "Amandes"}, "Amandes"),
        ({"product_name_en": None, "product_name": {"x": 1}}, "Mandeln"),
        ({"product_name_en": "A", "product_name_zz": "\udfff", "brands": ["B"]}, "A"),
        ({"product_name_en": "A", "nutriments": ["magnesium_100g"]}, "A"),
        ({"product_name_en": "A", "nutriments": {"code": "7", "lang": [1]}}, "A"),
        ({"product_name_en": "A", "categories_tags": [None, {"a": 1}, "en:nuts"]}, "A"),
        ({"product_name_en": "A", "serving_size": "9" * 500 + " g", "lang": {}}, "A"),
    ],
)
def test_nested_junk_is_passed_over(tmp_path: Path, product: dict[str, Any], name: str) -> None:
    assert counted(export(tmp_path / "p.jsonl", ALMONDS | product)) == (1, 0, 0)
    assert almonds().name == name


def test_other_figures_out_of_range_are_left_out_and_flagged(tmp_path: Path) -> None:
    """Kilojoules for kilocalories are common there, and say nothing about the magnesium."""
    figures = {"magnesium_100g": 0.27, "energy-kcal_100g": 2255, "calcium_100g": "a lot"}
    (run,) = import_off(export(tmp_path / "p.jsonl", ALMONDS | {"nutriments": figures}))
    food = almonds()
    assert (run.counts["refused"], food.magnesium_mg_per_basis) == (0, 270)
    assert (food.energy_kcal_per_basis, food.calcium_mg_per_basis) == (None, None)
    assert set(ImportFlag.objects.values_list("words", "line", "field")) == {
        ("energy-kcal_100g cannot be 2255: taken as not known", 1, "energy-kcal_100g"),
        ("calcium_100g is not a number: “a lot”: taken as not known", 1, "calcium_100g"),
    }


def with_magnesium(written: str) -> str:
    rest = '{"code": "3017620422003", "product_name": "A", "nutriments": {"magnesium_100g": '
    return f"{rest}{written}}}}}"


@pytest.mark.parametrize(
    ("written", "mg"),
    [
        ("0.0000001", Decimal("0.0001")),
        ("2.7E-1", 270),
        ("0", 0),
        ("null", None),
    ],
)
def test_numbers_in_every_spelling(tmp_path: Path, written: str, mg: object) -> None:
    assert counted(export(tmp_path / "p.jsonl", with_magnesium(written))) == (1, 0, 0)
    assert almonds().magnesium_mg_per_basis == mg


@pytest.mark.parametrize(
    "written",
    ["NaN", "Infinity", "-0.1", "true", '"0,27"', '"1_0"', "[1]", "1e9", "1e-999999999", '"sNaN"'],
)
def test_figures_that_make_no_sense(tmp_path: Path, written: str) -> None:
    (run,) = import_off(export(tmp_path / "p.jsonl", OAT_DRINK, with_magnesium(written)))
    assert (run.counts["new"], run.counts["refused"]) == (1, 1)
    (refused,) = run.refused
    assert (refused["line"], refused["field"]) == (2, "magnesium_100g")


def test_bytes_that_are_not_utf_8_are_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b'{"code": "3017620422003", "product_name": "Caf\xe9 au lait"}\n')
    counted(path)
    assert almonds().name == "Café au lait"
    (flag,) = ImportFlag.objects.all()
    assert flag.words == "its name is not UTF-8 text; it was read as Windows-1252"
    assert (flag.file_name, flag.line, flag.field) == ("p.jsonl", 1, "product_name")


def test_a_code_that_is_no_barcode(tmp_path: Path) -> None:
    counted(export(tmp_path / "p.jsonl", ALMONDS | {"code": "123456789012345678"}))
    assert [flag.words for flag in ImportFlag.objects.all()] == [
        "the barcode 123456789012345678 is not one"
    ]


def test_a_row_of_other_width_than_the_header_is_told(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "code\tproduct_name\tmagnesium_100g\n"
        "3017620422003\tAlmonds\t0.27\n"
        "7394376616037\tOat\n"  # a line break within the name
        "drink\t0.02\n"
        "4000000000006\tRye\t0.1\t\t\n"
    )
    (run,) = import_off(path)
    assert run.counts["new"] == 1
    assert [(r["record"], r["line"], r["reason"]) for r in run.refused] == [
        ("7394376616037", 3, "it has fewer columns than the header"),
        ("drink", 4, "it has fewer columns than the header"),
        ("4000000000006", 5, "it has more columns than the header"),
    ]


def test_endless_lines_and_fields_do_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(off_export, "_LONGEST_LINE", 1_000)
    path = export(tmp_path / "p.jsonl", OAT_DRINK, "{" + "x" * 5_000, ALMONDS)
    (run,) = import_off(path)
    assert run.counts["new"] == 2
    assert [(r["line"], r["reason"]) for r in run.refused] == [(2, "it is longer than any product")]
    path = tmp_path / "export.csv"
    path.write_text("code\tproduct_name\n1\t" + "x" * 5_000 + "\n3017620422003\tAlmonds\n")
    (run,) = import_off(path)
    assert [(r["line"], r["reason"]) for r in run.refused] == [(2, "it is longer than any product")]


@pytest.mark.parametrize(
    ("product", "expected"),
    [
        ({"serving_size": "1 bar", "serving_quantity": "40", "serving_quantity_unit": "g"},
         ("100g", "1 bar", 40)),
        ({"serving_size": "1 bottle", "serving_quantity": 330, "serving_quantity_unit": "ml"},
         ("100ml", "1 bottle", 330)),
        ({"serving_size": "1 bar", "serving_quantity": 40}, ("100g", None, None)),
        ({"serving_size": "1 bar", "serving_quantity": "NaN", "serving_quantity_unit": "g"},
         ("100g", None, None)),
        ({"serving_size": "25 cl"}, ("100ml", "25 cl", 250)),
    ],
)  # fmt: skip
def test_servings(tmp_path: Path, product: dict[str, Any], expected: object) -> None:
    counted(export(tmp_path / "p.jsonl", ALMONDS | {"serving_size": None} | product))
    food = almonds()
    portion = food.portions.first()
    given = (portion.label, portion.quantity) if portion else (None, None)
    assert (food.basis, *given) == expected


def test_a_file_of_which_nothing_can_be_taken_retires_nothing(tmp_path: Path) -> None:
    counted(export(tmp_path / "p.jsonl", ALMONDS))
    path = export(
        tmp_path / "other.jsonl", '{"FoodData": [', "{}", "],", '{"code": "4000000000006"}'
    )
    with pytest.raises(CommandError, match=r"no product.*it is not JSON \(other\.jsonl, line 1\)"):
        call_command("import_off", path)
    assert almonds().state == "published"


def test_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("name,code\n")
    with pytest.raises(CommandError, match=r"export\.csv: This is no Open Food Facts export"):
        call_command("import_off", path)
    cut = gzip.compress(json.dumps(ALMONDS).encode() * 50)[:-20]
    path.write_bytes(cut)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_off", path)
    assert not Food.objects.exists()
