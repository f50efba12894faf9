"""A figure borrowed from foods alike gives way to one that an import brings."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from foods import borrowing, figures
from foods.importing.fdc import import_fdc
from foods.importing.off import import_off
from foods.models import Estimate, Food, State
from intake.models import Person
from tests.factories import make_food, make_person
from tests.foods.test_fdc import amounts, files, zipped
from tests.foods.test_fdc_import import (
    builtin_chia,
    chia,
    counted,
    foundation,
    sr_legacy,
)
from tests.foods.test_off_import import ALMONDS, almonds, export

pytestmark = pytest.mark.django_db

UNKNOWN = {"food_nutrient": amounts((170554, 1087, 631), (170554, 1008, 486), (173647, 1090, 0))}
FIGURE = "magnesium_mg_per_basis"


@pytest.fixture
def curator() -> Person:
    return make_person("curator@example.org", is_staff=True)


@pytest.fixture
def zip_path(tmp_path: Path) -> Path:
    return tmp_path / "download.zip"


def borrow(food: Food, by: Person) -> None:
    borrowing.borrow(food, [make_food(f"Seeds {mg}", magnesium_mg=mg) for mg in (300, 320)], by=by)


def test_a_measured_figure_takes_its_place(zip_path: Path, curator: Person) -> None:
    sr_legacy(zip_path, **UNKNOWN)
    food = chia()
    food.curated_fields = ["name"]
    food.save()
    borrow(food, curator)
    assert chia().magnesium_mg_per_basis == 310
    assert counted(sr_legacy(zip_path, **UNKNOWN)) == (0, 0, 2)
    assert Estimate.objects.get().food == food

    zip_path.write_bytes(zipped(files()).read())
    told: list[tuple[str, str]] = []
    import_fdc(zip_path, dry_run=True, differences=told)
    assert told == [("Seeds, chia seeds, dried", "magnesium from 310 to 335")]
    assert Estimate.objects.exists()

    assert counted(sr_legacy(zip_path)) == (0, 1, 1)
    food = chia()
    assert (food.magnesium_mg_per_basis, food.confidence) == (335, "analysed")
    assert food.curated_fields == ["name"]
    assert not Estimate.objects.exists()
    latest = food.history.latest()
    assert (latest.magnesium_mg_per_basis, latest.history_change_reason) == (335, "usda_sr_legacy")
    assert counted(sr_legacy(zip_path)) == (0, 0, 2)


def test_it_does_so_where_the_two_are_equal(zip_path: Path, curator: Person) -> None:
    sr_legacy(zip_path, **UNKNOWN)
    borrowing.borrow(chia(), [make_food("Seeds", magnesium_mg=335)], by=curator)
    assert counted(sr_legacy(zip_path)) == (0, 1, 1)
    assert (chia().confidence, chia().curated_fields) == ("analysed", [])
    assert not Estimate.objects.exists()


def test_a_record_of_lower_rank_that_knows_it_is_enough(zip_path: Path, curator: Person) -> None:
    foundation(zip_path, magnesium="")
    borrow(chia(), curator)
    sr_legacy(zip_path)
    assert (chia().magnesium_mg_per_basis, chia().source_id) == (335, "usda_sr_legacy")
    assert not Estimate.objects.exists()


def test_a_curator_who_vouched_for_not_known_is_heeded(zip_path: Path, curator: Person) -> None:
    sr_legacy(zip_path, **UNKNOWN)
    Food.objects.filter(pk=chia().pk).update(curated_fields=[FIGURE])
    borrow(chia(), curator)
    assert counted(sr_legacy(zip_path)) == (0, 0, 2)
    assert (chia().magnesium_mg_per_basis, chia().confidence) == (310, "estimated")
    assert Estimate.objects.exists()


def test_a_curated_confidence_is_what_it_was(zip_path: Path, curator: Person) -> None:
    sr_legacy(zip_path, **UNKNOWN)
    Food.objects.filter(pk=chia().pk).update(curated_fields=["confidence"], confidence="calculated")
    borrow(chia(), curator)
    sr_legacy(zip_path)
    food = chia()
    assert (food.magnesium_mg_per_basis, food.confidence) == (335, "calculated")
    assert food.curated_fields == ["confidence"]


def test_what_a_curator_set_after_the_estimate_stays(zip_path: Path, curator: Person) -> None:
    sr_legacy(zip_path, **UNKNOWN)
    borrow(chia(), curator)
    figures.change_figure(chia(), Decimal(340), by=curator, reason="measured", confidence="label")
    assert counted(sr_legacy(zip_path)) == (0, 0, 2)
    assert (chia().magnesium_mg_per_basis, chia().confidence) == (340, "label")


def test_a_built_in_food_is_filled_by_its_own_source_only(zip_path: Path, curator: Person) -> None:
    food = builtin_chia(magnesium_mg_per_basis=None)
    borrow(food, curator)
    foundation(zip_path)
    food.refresh_from_db()
    assert (food.magnesium_mg_per_basis, food.confidence) == (310, "estimated")
    sr_legacy(zip_path)
    food.refresh_from_db()
    assert (food.magnesium_mg_per_basis, food.confidence) == (335, "analysed")
    assert (food.curated_fields, Estimate.objects.count()) == ([], 0)
    assert FIGURE in food.filled_fields


def test_labels_and_private_foods(tmp_path: Path, curator: Person, alice: Person) -> None:
    unknown = ALMONDS | {"nutriments": {}}
    import_off(export(tmp_path / "p.jsonl", unknown))
    borrow(almonds(), curator)
    own = Food.objects.create(name="My almonds", owner=alice, state=State.PRIVATE)
    borrowing.borrow(own, [make_food("Seeds", magnesium_mg=200)], by=alice)
    import_off(export(tmp_path / "p.jsonl", ALMONDS))
    assert (almonds().magnesium_mg_per_basis, almonds().confidence) == (270, "label")
    assert Estimate.objects.get().food == own
