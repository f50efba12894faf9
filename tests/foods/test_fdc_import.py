from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from rest_framework.test import APIClient

from foods.catalogue_table import FOLDER, read_groups
from foods.fdc_categories import Filing, filed
from foods.importing import run as importing_run
from foods.importing.fdc import import_fdc
from foods.merging import merge
from foods.models import Food, Identifier, ImportFlag, ImportRun, Portion, Source, State
from intake.models import Person
from tests.foods.test_fdc import amounts, files, table, zipped

pytestmark = pytest.mark.django_db

FOOD_HEADER = "fdc_id,data_type,description,food_category_id,publication_date"
PORTION_HEADER = "id,fdc_id,seq_num,amount,measure_unit_id,portion_description,modifier,gram_weight"


@pytest.fixture
def zip_path(tmp_path: Path) -> Path:
    return tmp_path / "download.zip"


def sr_legacy(path: Path, **changes: str | None) -> dict[str, int]:
    """Import two SR Legacy foods, chia seeds and tap water; the counts."""
    path.write_bytes(zipped(files(**changes)).read())
    (run,) = import_fdc(path)
    return run.counts


def foundation(path: Path, magnesium: object = 344, **changes: str | None) -> dict[str, int]:
    """Import the same chia seeds, analysed anew under another fdc_id and a calcium of none."""
    content = {
        "food": table(FOOD_HEADER, (2262074, "foundation_food", "Chia seeds, dry", 12, "2023-1-1")),
        "foundation_food": table("fdc_id,NDB_number,footnote", (2262074, "12006", "")),
        "sr_legacy_food": None,
        "food_nutrient": amounts((2262074, 1090, magnesium)),
        "food_portion": table(PORTION_HEADER, (1, 2262074, 1, 2, 9999, "", "tablespoon", 21.2)),
    }
    return sr_legacy(path, **(content | changes))


def counted(counts: dict[str, int]) -> tuple[int, int, int]:
    return counts["new"], counts["changed"], counts["unchanged"]


def chia() -> Food:
    return Food.objects.get(identifiers__scheme="ndb", identifiers__value="12006")


def everything() -> list[object]:
    return [
        list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]
        for model in (Food, Identifier, Portion)
    ]


def test_records_become_published_foods(zip_path: Path) -> None:
    assert sr_legacy(zip_path) == {
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "without_magnesium": 0,
        "refused": 0,
        "superseded": 0,
        "portions_without_weight": 0,
        "retired": 0,
        "published_again": 0,
        "flagged": 0,
    }
    food = chia()
    assert (food.name, food.kind, food.basis) == ("Seeds, chia seeds, dried", "food", "100g")
    assert (food.magnesium_mg_per_basis, food.calcium_mg_per_basis) == (335, 631)
    assert (food.potassium_mg_per_basis, food.energy_kcal_per_basis) == (None, 486)
    assert (food.added_magnesium_mg_per_basis, food.group_id) == (0, "nuts-seeds")
    assert (food.source_id, food.source_ref, food.popularity) == ("usda_sr_legacy", "170554", 0)
    assert (food.state, food.builtin, food.confidence) == ("published", False, "analysed")
    assert food.name_folded == "seeds chia seeds dried"
    assert [str(i) for i in food.identifiers.all()] == ["fdc 170554", "ndb 12006"]
    assert [(p.label, p.quantity) for p in food.portions.all()] == [("1 oz", Decimal("28.35"))]
    run = ImportRun.objects.get()
    assert (run.file_name, run.source_id, run.refused) == ("download.zip", "usda_sr_legacy", [])


def test_zero_stays_zero_and_missing_stays_unknown(zip_path: Path) -> None:
    counts = sr_legacy(zip_path, food_nutrient=amounts((173647, 1090, 0)))
    assert counts["without_magnesium"] == 1
    assert chia().magnesium_mg_per_basis is None
    water = Food.objects.get(name="Water, tap")
    assert water.magnesium_mg_per_basis == 0
    assert water.magnesium_mg_per_basis is not None


def test_a_second_run_changes_nothing(zip_path: Path) -> None:
    sr_legacy(zip_path)
    before = everything()
    assert counted(sr_legacy(zip_path)) == (0, 0, 2)
    assert everything() == before
    assert ImportRun.objects.count() == 2
    assert not Food.history.exists()


def test_a_corrected_record_changes_its_food_and_is_recorded(zip_path: Path) -> None:
    sr_legacy(zip_path)
    corrected = {
        "food_nutrient": amounts((170554, 1090, 336), (173647, 1090, 0)),
        "food_portion": table(PORTION_HEADER, (1, 170554, 1, 1, 9999, "", "cup", 170)),
    }
    assert counted(sr_legacy(zip_path, **corrected)) == (0, 1, 1)
    food = chia()
    assert (food.magnesium_mg_per_basis, food.calcium_mg_per_basis) == (336, None)
    assert [str(portion) for portion in food.portions.all()] == ["1 cup"]
    (recorded,) = food.history.all()
    assert (recorded.magnesium_mg_per_basis, recorded.history_change_reason) == (
        336,
        "usda_sr_legacy",
    )


def test_foundation_wins_over_sr_legacy_in_either_order(zip_path: Path) -> None:
    sr_legacy(zip_path)
    assert counted(foundation(zip_path)) == (0, 1, 0)
    analysed = chia()
    assert (analysed.name, analysed.source_id) == ("Chia seeds, dry", "usda_foundation")
    # All figures are of one record, so that the source named is the source of each.
    assert (analysed.magnesium_mg_per_basis, analysed.calcium_mg_per_basis) == (344, None)
    assert {str(p) for p in analysed.portions.all()} == {"1 oz", "2 tablespoon"}
    assert {i.value for i in analysed.identifiers.all()} == {"12006", "170554", "2262074"}
    before = everything()
    assert counted(sr_legacy(zip_path)) == (0, 0, 2)
    assert counted(foundation(zip_path)) == (0, 0, 1)
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_a_portion_that_is_gone_stops_no_import_and_changes_no_entry(
    zip_path: Path, alice: Person, as_alice: APIClient
) -> None:
    foundation(zip_path)
    spoons = chia().portions.get()
    said = {"food": chia().pk, "portion": spoons.pk, "amount": 2, "meal": "lunch"}
    made = as_alice.post("/api/v1/entries/", said | {"date": "2026-11-23"}).json()
    as_alice.post(
        "/api/v1/saved-meals/",
        {"name": "Chia", "items": [{"food": chia().pk, "portion": spoons.pk, "amount": 2}]},
    )
    cursor = as_alice.get("/api/v1/sync/").json()["cursor"]

    foundation(
        zip_path, food_portion=table(PORTION_HEADER, (1, 2262074, 1, 1, 9999, "", "cup", 170))
    )

    assert [str(portion) for portion in chia().portions.all()] == ["1 cup"]
    entry = as_alice.get(f"/api/v1/entries/{made['id']}/").json()
    assert (entry["portion"], entry["portion_label"]) == (None, "2 tablespoon")
    assert entry["magnesium_mg"] == made["magnesium_mg"]
    changed = as_alice.get("/api/v1/sync/", {"since": cursor}).json()["changes"]
    assert {each["id"] for each in changed if each["table"] == "entries"} == {made["id"]}


def test_sr_legacy_after_foundation_adds_only_what_it_alone_has(zip_path: Path) -> None:
    foundation(zip_path)
    assert counted(sr_legacy(zip_path)) == (1, 1, 0)
    assert chia().magnesium_mg_per_basis == 344
    assert {str(p) for p in chia().portions.all()} == {"1 oz", "2 tablespoon"}
    assert counted(sr_legacy(zip_path)) == (0, 0, 2)


def test_a_record_without_magnesium_takes_no_figure_away(zip_path: Path) -> None:
    sr_legacy(zip_path)
    foundation(zip_path, magnesium="")
    assert (chia().magnesium_mg_per_basis, chia().source_id) == (335, "usda_sr_legacy")
    assert counted(foundation(zip_path, magnesium="")) == (0, 0, 1)


def test_a_figure_takes_the_place_of_an_unknown(zip_path: Path) -> None:
    foundation(zip_path, magnesium="")
    assert chia().magnesium_mg_per_basis is None
    sr_legacy(zip_path)
    assert (chia().magnesium_mg_per_basis, chia().source_id) == (335, "usda_sr_legacy")
    assert counted(foundation(zip_path, magnesium="")) == (0, 0, 1)
    assert counted(sr_legacy(zip_path)) == (0, 0, 2)


def test_an_older_record_of_the_same_source_does_not_come_back(zip_path: Path) -> None:
    foundation(zip_path)
    older = {
        "food": table(FOOD_HEADER, (330000, "foundation_food", "Chia", 12, "2019-01-01")),
        "foundation_food": table("fdc_id,NDB_number,footnote", (330000, "12006", "")),
        "food_nutrient": amounts((330000, 1090, 300)),
    }
    foundation(zip_path, **older)
    assert chia().magnesium_mg_per_basis == 344
    assert counted(foundation(zip_path, **older)) == (0, 0, 1)


def test_what_a_curator_set_stays(zip_path: Path) -> None:
    sr_legacy(zip_path)
    food = chia()
    food.name, food.magnesium_mg_per_basis = "Chia", Decimal(340)
    food.curated_fields = ["name", "magnesium_mg_per_basis", "portions", "group"]
    food.group_id = None
    food.save()
    food.portions.update(quantity=30)
    assert counted(sr_legacy(zip_path)) == (0, 0, 2)
    foundation(zip_path)
    food.refresh_from_db()
    assert (food.name, food.magnesium_mg_per_basis, food.group_id) == ("Chia", 340, None)
    assert food.calcium_mg_per_basis is None
    assert [(p.label, p.quantity) for p in food.portions.all()] == [("1 oz", 30)]


def test_a_record_at_odds_with_what_a_curator_set_is_flagged_and_left(zip_path: Path) -> None:
    sr_legacy(zip_path)
    Food.objects.filter(pk=chia().pk).update(
        added_magnesium_mg_per_basis=50, curated_fields=["added_magnesium_mg_per_basis"]
    )
    Food.objects.filter(name="Water, tap").update(basis="100ml", curated_fields=["basis"])
    counts = sr_legacy(
        zip_path, food_nutrient=amounts((170554, 1090, 40), (170554, 1087, 5), (173647, 1090, 2))
    )
    assert (counted(counts), counts["flagged"]) == ((0, 0, 2), 2)
    assert (chia().magnesium_mg_per_basis, chia().calcium_mg_per_basis) == (335, 631)
    assert Food.objects.get(name="Water, tap").magnesium_mg_per_basis == 0
    flags = {(f.food.name, f.words, f.file_name, f.line, f.field) for f in ImportFlag.objects.all()}
    assert flags == {
        ("Seeds, chia seeds, dried", "40 mg of magnesium is less than the 50 mg that a curator "
         "says were added: nothing was taken", "food.csv", 2, "magnesium"),
        ("Water, tap", "it is given per 100g, and a curator set 100ml: nothing was taken",
         "food.csv", 3, "basis"),
    }  # fmt: skip


def test_a_figure_below_what_was_added_fills_no_built_in_food(zip_path: Path) -> None:
    food = builtin_chia(magnesium_mg_per_basis=None, added_magnesium_mg_per_basis=400)
    sr_legacy(zip_path)
    food.refresh_from_db()
    assert (food.magnesium_mg_per_basis, food.calcium_mg_per_basis) == (None, 631)


def builtin_chia(**values: object) -> Food:
    Source.objects.get_or_create(slug="usda_sr_legacy", name="USDA SR Legacy")
    figures: dict[str, object] = {"magnesium_mg_per_basis": 335, "source_id": "usda_sr_legacy"}
    food = Food.objects.create(id=7, name="Chia seeds", builtin=True, **(figures | values))
    Identifier.objects.create(food=food, scheme="ndb", value="12006")
    return food


def test_a_built_in_food_is_filled_and_not_doubled(zip_path: Path) -> None:
    food = builtin_chia(magnesium_mg_per_basis=333, energy_kcal_per_basis=480)
    assert counted(sr_legacy(zip_path)) == (1, 1, 0)
    food.refresh_from_db()
    assert (food.name, food.magnesium_mg_per_basis) == ("Chia seeds", 333)
    assert (food.energy_kcal_per_basis, food.calcium_mg_per_basis) == (480, 631)
    assert food.filled_fields == ["calcium_mg_per_basis", "portions"]
    assert [str(portion) for portion in food.portions.all()] == ["1 oz"]
    assert {str(i) for i in food.identifiers.all()} == {"fdc 170554", "ndb 12006"}
    assert Food.objects.count() == 2
    assert counted(sr_legacy(zip_path)) == (0, 0, 2)
    assert counted(foundation(zip_path)) == (0, 1, 0)
    food.refresh_from_db()
    assert food.magnesium_mg_per_basis == 333


def test_a_built_in_food_with_portions_keeps_them(zip_path: Path) -> None:
    food = builtin_chia()
    Portion.objects.create(food=food, label="1 tablespoon", quantity=10)
    sr_legacy(zip_path)
    assert [str(portion) for portion in food.portions.all()] == ["1 tablespoon"]


def test_an_unknown_built_in_figure_is_filled_by_its_own_source_only(zip_path: Path) -> None:
    food = builtin_chia(magnesium_mg_per_basis=None)
    foundation(zip_path)
    food.refresh_from_db()
    assert food.magnesium_mg_per_basis is None
    sr_legacy(zip_path)
    food.refresh_from_db()
    assert food.magnesium_mg_per_basis == 335


def test_an_imported_figure_takes_the_place_of_a_bound(zip_path: Path) -> None:
    foundation(zip_path, magnesium="")
    imported = chia()
    imported.magnesium_at_most_mg_per_basis = Decimal(400)
    imported.save()
    foundation(zip_path, magnesium="")
    imported.refresh_from_db()
    assert imported.magnesium_at_most_mg_per_basis == 400
    sr_legacy(zip_path)
    imported.refresh_from_db()
    figures = (imported.magnesium_mg_per_basis, imported.magnesium_at_most_mg_per_basis)
    assert figures == (335, None)


def test_a_filled_figure_takes_the_place_of_a_bound(zip_path: Path) -> None:
    food = builtin_chia(magnesium_mg_per_basis=None, magnesium_at_most_mg_per_basis=400)
    sr_legacy(zip_path)
    food.refresh_from_db()
    assert (food.magnesium_mg_per_basis, food.magnesium_at_most_mg_per_basis) == (335, None)
    assert food.calcium_mg_per_basis == 631


def test_a_merged_food_feeds_the_one_that_was_kept(zip_path: Path) -> None:
    sr_legacy(zip_path)
    kept = Food.objects.create(name="Chia of ours", magnesium_mg_per_basis=335)
    merged = chia()
    merge(merged, into=kept)
    counts = foundation(zip_path)
    assert counted(counts) == (0, 1, 0)
    assert chia() == kept
    assert Food.objects.get(pk=merged.pk).state == State.MERGED


def test_a_persons_own_food_is_not_taken_for_a_record(zip_path: Path, alice: Person) -> None:
    own = Food.objects.create(name="My chia", owner=alice, state=State.PRIVATE)
    Identifier.objects.create(food=own, scheme="ndb", value="12006")
    assert counted(sr_legacy(zip_path)) == (2, 0, 0)
    assert chia().name == "Seeds, chia seeds, dried"
    own.refresh_from_db()
    assert (own.magnesium_mg_per_basis, own.identifiers.count()) == (None, 0)
    assert counted(sr_legacy(zip_path)) == (0, 0, 2)


def test_a_food_that_a_curator_retired_stays_retired(zip_path: Path) -> None:
    sr_legacy(zip_path)
    Food.objects.update(state=State.RETIRED, curated_fields=["state"])
    assert counted(sr_legacy(zip_path)) == (0, 0, 2)
    assert not Food.objects.published().exists()


def test_what_the_catalogue_cannot_hold_is_refused_by_itself(zip_path: Path) -> None:
    counts = sr_legacy(
        zip_path,
        food=table(
            FOOD_HEADER,
            (170554, "sr_legacy_food", "Chia", 12, ""),
            (170555, "sr_legacy_food", "Chia again", 12, ""),
            (170556, "sr_legacy_food", "x" * 301, 12, ""),
            (170557, "sr_legacy_food", "Less than none", 12, ""),
        ),
        sr_legacy_food=table("fdc_id,NDB_number", (170554, "12006"), (170555, "012006")),
        food_nutrient=amounts((170554, 1090, 335), (170557, 1090, -1)),
        food_portion=table(
            PORTION_HEADER,
            (1, 170554, 1, 1, 9999, "", "cup, " + "very " * 60 + "small", 10),
            (2, 170554, 2, 1, 9999, "", "cup, " + "very " * 60 + "big", 20),
            (3, 170554, 3, 1, 9999, "", "crumb", 0.0004),
            (4, 170554, 4, 1, 9999, "", "nothing", 0),
        ),
    )
    assert counted(counts) == (1, 0, 0)
    assert (counts["refused"], counts["portions_without_weight"]) == (3, 2)
    assert {food["reason"] for food in ImportRun.objects.get().refused} == {
        "magnesium is below zero: -1",
        "an earlier record has its USDA NDB number 12006",
        "its description is over 300 characters",
    }
    short, long = sorted(len(portion.label) for portion in Portion.objects.all())
    assert (short, long) == (107, 120)


def test_every_refusal_names_file_line_and_field(zip_path: Path) -> None:
    counts = sr_legacy(
        zip_path,
        food=table(
            FOOD_HEADER,
            (170554, "sr_legacy_food", "Chia", 12, ""),
            (170555, "sr_legacy_food", "Chia again", 12, ""),
            (170556, "sr_legacy_food", "", 12, ""),
            ("=cmd()", "sr_legacy_food", "", 12, ""),
        ),
        sr_legacy_food=table("fdc_id,NDB_number", (170554, "12006"), (170555, "012006")),
    )
    assert (counts["new"], counts["refused"]) == (1, 3)
    refused = {
        (r["record"], r["description"], r["reason"], r["file"], r["line"], r["field"])
        for r in ImportRun.objects.get().refused
    }
    assert refused == {
        ("170555", "Chia again", "an earlier record has its USDA NDB number 12006",
         "food.csv", 3, "ndb"),
        ("170556", "(no name)", "it has no description", "food.csv", 4, "description"),
        ("=cmd()", "(no name)", "its fdc_id is not a number", "food.csv", 5, "fdc_id"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"food_nutrient": None}, "The zip has no food_nutrient.csv"),
        (
            {"food": table(FOOD_HEADER, (1, "sr_legacy_food", "x" * 301, 12, ""))},
            r"no foods that can be taken: its description is over 300 characters "
            r"\(food\.csv, line 2, description\)",
        ),
        ({"food": FOOD_HEADER + "\n"}, r"no foods that can be taken \(food\.csv, data_type\)"),
        ({"nutrient": table("id,name,unit_name", (1090, "Magnesium", "G"))}, "magnesium in G"),
        (
            {"food": table(FOOD_HEADER, (1, "branded_food", "Chips", 1, ""))},
            "The zip has no branded_food.csv",
        ),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    zip_path: Path, changes: dict[str, str | None], message: str
) -> None:
    zip_path.write_bytes(zipped(files(**changes)).read())
    with pytest.raises(CommandError, match=message) as caught:
        call_command("import_fdc", zip_path)
    assert "\n" not in str(caught.value)
    assert not Food.objects.exists()
    assert not ImportRun.objects.exists()


def test_no_zip_and_no_file(zip_path: Path) -> None:
    with pytest.raises(CommandError, match=r"download\.zip: This file cannot be read"):
        call_command("import_fdc", zip_path)
    zip_path.write_text("fdc_id,description")
    with pytest.raises(CommandError, match="This is not a zip file"):
        call_command("import_fdc", zip_path)


def test_failing_midway_changes_nothing(zip_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sr_legacy(zip_path)
    before = everything()

    def lost(*_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    monkeypatch.setattr(importing_run, "record_history", lost)
    with pytest.raises(DatabaseError):
        foundation(zip_path)
    monkeypatch.undo()
    assert everything() == before
    assert counted(foundation(zip_path)) == (0, 1, 0)


def test_ctrl_c_is_no_traceback(zip_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zip_path.write_bytes(zipped(files()).read())

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importing_run, "lock_catalogue", stopped)
    with pytest.raises(CommandError, match="Nothing was changed") as caught:
        call_command("import_fdc", zip_path)
    assert caught.value.returncode == 130
    assert everything() == [[], [], []]


def test_the_command_ends_with_counts(zip_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zip_path.write_bytes(zipped(files(food_nutrient=amounts((170554, 1090, "much")))).read())
    call_command("import_fdc", zip_path)
    *report, published = capsys.readouterr().out.splitlines()
    assert published.startswith("For offline search: version 1-")
    assert report[-2:] == [
        "USDA SR Legacy: 1 new, 0 changed, 0 unchanged, 0 retired, 0 published again, "
        "1 without magnesium, older versions left out: 0, portions without weight or number: 0, "
        "doubts flagged: 0, 1 refused.",
        "  refused 170554 Seeds, chia seeds, dried: magnesium is not a number: “much” "
        "(food_nutrient.csv, line 2, amount)",
    ]


@pytest.mark.parametrize(
    ("category", "description", "expected"),
    [
        ("Vegetables and Vegetable Products", "Kale, raw", Filing("vegetables", Decimal(0))),
        ("Breakfast Cereals", "Bran flakes", Filing("breakfast-cereals", None)),
        ("Baby Foods", "Babyfood, carrots", Filing(None, None)),
        ("Legumes and Legume Products", "Lentils, raw", Filing("legumes", Decimal(0))),
        ("Legumes and Legume Products", "Tofu, firm", Filing("plant-based", None)),
        ("Beverages", "Coffee, brewed", Filing("drinks", Decimal(0))),
        ("Beverages", "Protein powder, whey", Filing("drinks", None)),
        ("Sweets", "Candy bar, fortified", Filing("sweets-chocolate", None)),
        ("Something new", "Whatever", Filing(None, None)),
    ],
)
def test_where_a_category_is_filed(category: str, description: str, expected: Filing) -> None:
    assert filed(category, description) == expected


def test_every_category_is_filed_into_a_group_that_there_is() -> None:
    with (FOLDER / "fdc_categories.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["group"] for line in lines} - {""} <= {group.slug for group in read_groups()}
    assert {line["added_magnesium"] for line in lines} == {"none", "unknown"}
    assert all(line["reason"] for line in lines)
