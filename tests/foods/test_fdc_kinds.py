"""Survey and branded foods, all kinds at once, and one release after another."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from foods.importing import belongings
from foods.importing.fdc import import_fdc
from foods.models import Food, Identifier, ImportFlag, ImportRun, Portion, Source, State
from foods.search import search
from tests.bench.branded import write_download
from tests.foods.test_fdc import amounts, files, table, zipped

pytestmark = pytest.mark.django_db

FOOD_HEADER = "fdc_id,data_type,description,food_category_id,publication_date"
LABEL_HEADER = (
    "fdc_id,brand_owner,brand_name,gtin_upc,ingredients,serving_size,serving_size_unit,"
    "household_serving_fulltext,branded_food_category"
)
COOKIES = (501, "Big Bakery Inc.", "Tante Léa", "012345678905", "FLOUR", 30, "g", "3 cookies",
           "Cookies & Biscuits")  # fmt: skip
WATER = (502, "Spring Ltd", "", "4001234567891", "WATER", 240, "MLT", "", "Water")


def branded(path: Path, *labels: tuple[object, ...], names: dict[int, str] | None = None,
            **changes: str | bytes | None) -> ImportRun:  # fmt: skip
    names = {501: "OAT COOKIES", 502: "MINERAL WATER"} | (names or {})
    content: dict[str, object] = {
        "food": table(
            FOOD_HEADER,
            *(
                (
                    label[0],
                    "branded_food",
                    names.get(int(str(label[0])), "A food"),
                    "",
                    "2026-01-01",
                )
                for label in labels
            ),
        ),
        "branded_food": table(LABEL_HEADER, *labels),
        "food_nutrient": amounts((502, 1090, 9), (501, 1008, 450), (502, 1008, 0)),
        "food_portion": None,
        "measure_unit": None,
        "food_category": None,
        "sr_legacy_food": None,
    }
    path.write_bytes(zipped(files(**(content | changes))).read())
    (run,) = import_fdc(path)
    return run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "branded.zip"


def cookies() -> Food:
    return Food.objects.get(name__iexact="oat cookies")


def test_labels_become_foods(path: Path) -> None:
    run = branded(path, COOKIES, WATER)
    assert (run.counts["new"], run.counts["without_magnesium"], run.counts["flagged"]) == (2, 1, 0)
    food = cookies()
    assert (food.brand, food.group_id, food.kind) == ("Tante Léa", "cakes-biscuits", "food")
    assert (food.basis, food.confidence, food.source_id) == ("100g", "label", "usda_branded")
    # A label need not name magnesium: that is not known, and no zero.
    assert (food.magnesium_mg_per_basis, food.energy_kcal_per_basis) == (None, 450)
    assert food.added_magnesium_mg_per_basis is None
    assert {str(i) for i in food.identifiers.all()} == {"gtin 00012345678905", "fdc 501"}
    assert [(p.label, p.quantity) for p in food.portions.all()] == [("3 cookies", 30)]
    water = Food.objects.get(name="MINERAL WATER")
    assert (water.brand, water.group_id, water.kind) == ("Spring Ltd", "waters", "water")
    assert (water.basis, water.magnesium_mg_per_basis) == ("100ml", 9)
    assert water.energy_kcal_per_basis == 0
    assert [(p.label, p.quantity) for p in water.portions.all()] == [("1 serving", 240)]
    assert search("oat cookies tante lea").foods == [food]


def test_the_next_release_updates_the_same_food(path: Path) -> None:
    branded(path, COOKIES, WATER)
    known = cookies().pk
    newer = (901, *COOKIES[1:5], 25, *COOKIES[6:])
    run = branded(
        path,
        newer,
        names={901: "Oat cookies"},
        food_nutrient=amounts((901, 1090, 55)),
    )
    counts = run.counts
    assert (counts["new"], counts["changed"], counts["retired"]) == (0, 1, 1)
    food = cookies()
    assert (food.pk, food.name, food.magnesium_mg_per_basis) == (known, "Oat cookies", 55)
    assert (food.source_ref, food.energy_kcal_per_basis) == ("901", None)
    assert [(p.label, p.quantity) for p in food.portions.all()] == [("3 cookies", 25)]
    water = Food.objects.get(name="MINERAL WATER")
    assert water.state == State.RETIRED
    assert water.history.latest().history_change_reason == "gone from usda_branded"

    run = branded(path, newer, WATER, names={901: "Oat cookies"},
                  food_nutrient=amounts((901, 1090, 55), (502, 1090, 9)))  # fmt: skip
    counts = run.counts
    assert (counts["new"], counts["changed"], counts["published_again"]) == (0, 1, 1)
    assert Food.objects.published().count() == 2
    assert Food.objects.count() == 2


def test_an_older_release_takes_nothing_back(path: Path) -> None:
    newer = (901, *COOKIES[1:])
    branded(path, newer, names={901: "Oat cookies"}, food_nutrient=amounts((901, 1090, 55)))
    branded(path, COOKIES, food_nutrient=amounts((501, 1090, 40)))
    assert (cookies().name, cookies().magnesium_mg_per_basis) == ("Oat cookies", 55)


def test_one_barcode_on_several_foods(path: Path) -> None:
    other = (503, "Other Ltd", "", *COOKIES[3:])
    older = (499, *COOKIES[1:])
    run = branded(path, older, COOKIES, other, names={499: "OAT COOKIES", 503: "RYE COOKIES"})
    # The same brand's is an older version of the same food; another brand's is another food.
    assert (run.counts["new"], run.counts["superseded"]) == (2, 1)
    bearers = Identifier.objects.filter(scheme="gtin", value="00012345678905")
    assert {i.food.name for i in bearers} == {"OAT COOKIES", "RYE COOKIES"}
    ids = {food.name: food.pk for food in Food.objects.all()}
    run = branded(path, (603, *other[1:]), (601, *COOKIES[1:]),
                  names={601: "OAT COOKIES", 603: "RYE COOKIES"})  # fmt: skip
    assert (run.counts["new"], run.counts["changed"], run.counts["retired"]) == (0, 2, 0)
    assert {food.name: food.pk for food in Food.objects.published()} == ids


def test_what_is_doubtful_is_flagged_once_and_taken(path: Path) -> None:
    labels = (
        (*COOKIES[:3], "012345678901", *COOKIES[4:]),
        (*WATER[:5], 240, "IU", *WATER[7:]),
        (503, "Salty", "", "", "", 0, "g", "1 pinch", "Seasoning Mixes, Salts"),
    )
    nutrients = amounts((501, 1090, 2_500), (503, 1090, 2_500), (502, 1090, 9))
    names = {503: "Nigari salt"}
    run = branded(path, *labels, names=names, food_nutrient=nutrients)
    assert (run.counts["new"], run.counts["flagged"], run.counts["refused"]) == (3, 2, 0)
    flags = {
        (f.record_id, f.reason, f.words, f.file_name, f.line, f.field)
        for f in ImportFlag.objects.unresolved()
    }
    assert flags == {
        ("501", "bad_barcode", "the barcode 012345678901 has a wrong check digit",
         "branded_food.csv", 2, "gtin_upc"),
        ("501", "too_much_magnesium", "2500 mg of magnesium in 100 g is more than foods have",
         "food.csv", 2, "magnesium"),
        ("502", "portion_without_weight",
         "its serving is given in “IU”, neither grams nor millilitres",
         "branded_food.csv", 3, "serving_size"),
        ("503", "portion_without_weight", "the portion “1 pinch” weighs nothing",
         "branded_food.csv", 4, "serving_size"),
    }  # fmt: skip
    assert set(ImportFlag.objects.values_list("food__name", flat=True)) == {
        "OAT COOKIES", "MINERAL WATER", "Nigari salt",
    }  # fmt: skip
    assert cookies().magnesium_mg_per_basis == 2_500
    ImportFlag.objects.filter(reason="bad_barcode").delete()
    branded(path, *labels, names=names, food_nutrient=nutrients)
    assert ImportFlag.objects.count() == 4


def test_grams_for_milligrams_stand_out_in_their_group(path: Path) -> None:
    labels = [(600 + n, "A", f"Brand {n}", "", "", 30, "g", "", "Cheese") for n in range(21)]
    figures = [(600 + n, 1090, 20 + n % 5) for n in range(19)]
    figures += [(619, 1090, "0.022"), (620, 1090, 22_000)]
    run = branded(path, *labels, food_nutrient=amounts(*figures))
    assert run.counts["flagged"] == 3
    far = ImportFlag.objects.filter(reason="far_from_group").order_by("record_id")
    assert [flag.words for flag in far] == [
        "0.022 mg of magnesium is one 1000th of the median of its group; grams for milligrams?",
        "22000 mg of magnesium is 1000 times the median of its group; grams for milligrams?",
    ]


def test_text_that_is_odd_stays_text(path: Path) -> None:
    header = FOOD_HEADER + "\n"
    food = header.encode() + (
        b"501,branded_food,\"=cmd()|'/C calc'!A0\",,2026-01-01\n"
        b'502,branded_food,"Two\nlines",,2026-01-01\n'
        b'503,branded_food,"Caf\xe9 au lait",,2026-01-01\n'
    )
    run = branded(path, COOKIES, WATER, (503, "C", "", "", "", "", "", "", ""), food=food)
    assert run.counts["new"] == 3
    assert set(Food.objects.values_list("name", flat=True)) == {
        "=cmd()|'/C calc'!A0", "Two lines", "Café au lait",
    }  # fmt: skip
    (flag,) = ImportFlag.objects.all()
    assert (flag.file_name, flag.line, flag.field) == ("food.csv", 5, "description")
    assert flag.words == "its name is not UTF-8 text; it was read as Windows-1252"


def test_latin_1_in_a_brand_a_serving_and_a_portion_is_told(path: Path) -> None:
    labels = LABEL_HEADER.encode() + b"\n501,,Tante L\xe9a,,,30,g,3 caf\xe9s,Milk\n"
    portions = (
        b"id,fdc_id,gram_weight,portion_description,modifier\n"
        b"1,501,5,1 caf\xe9,\n2,501,6,cup\x00,\n"
    )
    run = branded(path, COOKIES, WATER, branded_food=labels, food_portion=portions)
    told = {(f.words, f.file_name, f.line, f.field) for f in ImportFlag.objects.all()}
    odd = "is not UTF-8 text; it was read as Windows-1252"
    assert told == {
        (f"its brand {odd}", "branded_food.csv", 2, "brand_name"),
        (f"its serving {odd}", "branded_food.csv", 2, "household_serving_fulltext"),
        (f"the portion “1 café” {odd}", "food_portion.csv", 2, "portion_description"),
        ("a portion's name has a NUL byte", "food_portion.csv", 3, "portion_description"),
    }
    assert run.counts["refused"] == 1


def survey(**changes: str | None) -> dict[str, object]:
    """As USDA's survey download has it: nutrient numbers where ids are meant."""
    return {
        "food": table(
            FOOD_HEADER,
            (2705383, "survey_fndds_food", "Milk, whole", 1002, "2024-10-31"),
            (2705384, "survey_fndds_food", "Burger", 3702, "2024-10-31"),
        ),
        "nutrient": table(
            "id,name,unit_name,nutrient_nbr",
            (1090, "Magnesium, Mg", "MG", 304),
            (1008, "Energy", "KCAL", "208.0"),
        ),
        "food_nutrient": amounts((2705383, 304, 11), (2705383, 208, 60), (2705384, 203, 15)),
        "survey_fndds_food": table(
            "fdc_id,food_code,wweia_category_number,start_date,end_date",
            (2705383, 11111000, 1002, "", ""),
            (2705384, 27510000, 3702, "", ""),
        ),
        "wweia_food_category": table(
            "wweia_food_category,wweia_food_category_description",
            (1002, "Milk, whole"),
            (3702, "Burgers"),
        ),
        "food_portion": table(
            "id,fdc_id,seq_num,amount,measure_unit_id,portion_description,modifier,gram_weight",
            (1, 2705383, 1, "", 9999, "1 cup", "10205", 244),
            (2, 2705383, 2, "", 9999, "Quantity not specified", "90000", 0),
            (3, 2705383, 3, "", 9999, "1 sip", "30001", 0),
        ),
        "sr_legacy_food": None,
        "food_category": None,
        **changes,
    }


def test_survey_foods_with_nutrient_numbers(path: Path) -> None:
    path.write_bytes(zipped(files(**survey())).read())
    (run,) = import_fdc(path)
    assert (run.source_id, run.counts["new"]) == ("usda_fndds", 2)
    assert (run.counts["without_magnesium"], run.counts["portions_without_weight"]) == (1, 1)
    milk = Food.objects.get(name="Milk, whole")
    assert (milk.magnesium_mg_per_basis, milk.energy_kcal_per_basis) == (11, 60)
    assert (milk.confidence, milk.group_id) == ("calculated", "dairy")
    assert {str(i) for i in milk.identifiers.all()} == {"fndds_code 11111000", "fdc 2705383"}
    assert Food.objects.get(name="Burger").group_id == "sandwiches"
    assert [str(portion) for portion in milk.portions.all()] == ["1 cup"]


def test_all_kinds_in_one_download_unsorted_and_with_other_columns(path: Path) -> None:
    made = survey()
    content = files(
        food=table(
            FOOD_HEADER,
            (501, "branded_food", "OAT COOKIES", "", "2026-01-01"),
            (9, "sample_food", "Chia, a sample", 12, "2019-04-01"),
            (170554, "sr_legacy_food", "Seeds, chia seeds, dried", 12, "2019-04-01"),
            (2262074, "foundation_food", "Chia seeds, dry", 12, "4/28/2023"),
            (2705383, "survey_fndds_food", "Milk, whole", 1002, "2024-10-31"),
        ),
        sr_legacy_food=table("fdc_id,NDB_number", (170554, 12006)),
        foundation_food=table("fdc_id,NDB_number,footnote", (2262074, 12006, "")),
        survey_fndds_food=made["survey_fndds_food"],
        wweia_food_category=made["wweia_food_category"],
        branded_food=table(LABEL_HEADER + ",trade_channel", (*COOKIES, "")),
        food_nutrient=amounts(
            (2705383, 1090, 11), (9, 1090, 999), (170554, 1090, 335), (501, 1008, 450),
            (2262074, 1090, 344), (170554, 1087, 631), (2705383, 1008, 60), (501, 1090, 33),
            (170554, 1090, 335),
        ),
    )  # fmt: skip
    path.write_bytes(zipped(content, "FoodData_Central_csv_2026-04-30/").read())
    runs = import_fdc(path)
    assert [run.source_id for run in runs] == [
        "usda_sr_legacy", "usda_foundation", "usda_fndds", "usda_branded",
    ]  # fmt: skip
    found = dict(Food.objects.values_list("name", "magnesium_mg_per_basis"))
    assert found == {"Chia seeds, dry": 344, "Milk, whole": 11, "OAT COOKIES": 33}
    again = import_fdc(path)
    assert [(run.counts["new"], run.counts["changed"]) for run in again] == [(0, 0)] * 4


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    branded(path, COOKIES, WATER)
    before = list(Food.objects.order_by("pk").values())
    newer = (901, *COOKIES[1:])
    content = files(
        food=table(FOOD_HEADER, (901, "branded_food", "Oat cookies", "", "2026-02-01")),
        branded_food=table(LABEL_HEADER, newer),
        food_nutrient=amounts((901, 1090, 55)),
        sr_legacy_food=None,
    )
    path.write_bytes(zipped(content).read())
    call_command("import_fdc", path, dry_run=True)
    told = capsys.readouterr().out
    assert "0 new, 1 changed, 0 unchanged, 1 retired" in told
    assert "OAT COOKIES: name to Oat cookies; magnesium from not known to 55" in told
    assert "nothing was changed" in told
    assert list(Food.objects.order_by("pk").values()) == before
    assert ImportRun.objects.count() == 1
    assert (Identifier.objects.count(), Portion.objects.count()) == (4, 2)


def test_a_dry_run_into_an_empty_catalogue(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_bytes(zipped(files()).read())
    call_command("import_fdc", path, dry_run=True)
    assert "USDA SR Legacy: 2 new" in capsys.readouterr().out
    assert not Source.objects.exists()


def test_a_part_of_a_release_retires_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(belongings, "MOST_GONE", 10)
    write_download(path, 40)
    import_fdc(path)
    write_download(path, 15)
    (run,) = import_fdc(path)
    assert run.counts["retired"] == 0
    assert "25 of 40 foods of this source are not in the file" in run.counts["warning"]
    (run,) = import_fdc(path, whole=True)
    assert run.counts["retired"] == 25


def test_the_made_download_is_sound(path: Path) -> None:
    write_download(path, 500)
    (run,) = import_fdc(path)
    assert (run.counts["new"], run.counts["refused"]) == (500, 0)
    assert not ImportFlag.objects.filter(reason__in=["bad_barcode", "refused"]).exists()
    assert 250 < run.counts["without_magnesium"] < 350
    food = Food.objects.order_by("pk")[0]
    assert food.search_document is not None
    assert food.magnesium_mg_per_basis is None or food.magnesium_mg_per_basis > Decimal(0)
    (run,) = import_fdc(path)
    assert (run.counts["new"], run.counts["changed"]) == (0, 0)


def test_a_label_with_an_amount_that_cannot_be_is_taken_without_figures(path: Path) -> None:
    """3,000 kcal in 100 g: it was given for something else, and so was its magnesium."""
    figures = amounts((501, 1008, "3000.0"), (501, 1090, "500.0"), (502, 1090, "12.0"))
    run = branded(path, COOKIES, WATER, food_nutrient=figures)
    assert (run.counts["new"], run.counts["refused"], run.counts["flagged"]) == (2, 0, 1)
    cookies = Food.objects.get(name="OAT COOKIES")
    assert (cookies.magnesium_mg_per_basis, cookies.energy_kcal_per_basis) == (None, None)
    assert cookies.portions.get().quantity == 30
    assert cookies.identifiers.filter(scheme="gtin").exists()
    assert Food.objects.get(name="MINERAL WATER").magnesium_mg_per_basis == 12
    flag = ImportFlag.objects.get()
    assert (flag.food, flag.file_name, flag.line, flag.field) == (
        cookies,
        "food_nutrient.csv",
        2,
        "amount",
    )
    assert flag.words == (
        "nutrient 1008 is more than there can be: 3000.0: none of its figures was taken"
    )
