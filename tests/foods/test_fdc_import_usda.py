"""USDA's own files through the importer, on top of the built-in catalogue."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from foods.builtin import load
from foods.importing.fdc import import_fdc
from foods.models import Food, Identifier
from tests.shipped import load_catalogue
from tests.source_data import source_data

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs_source_data,
    pytest.mark.thorough,
]


def rows(path: Path, name: str) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        (member,) = [m for m in archive.namelist() if m.endswith(f"/{name}")]
        with archive.open(member) as file:
            yield from csv.DictReader(io.TextIOWrapper(file, "utf-8"))


@cache
def published_magnesium(path: Path) -> dict[str, Decimal]:
    return {
        row["fdc_id"]: Decimal(row["amount"])
        for row in rows(path, "food_nutrient.csv")
        if row["nutrient_id"] == "1090"
    }


def served_magnesium(scheme: str) -> dict[str, Decimal | None]:
    """Magnesium of published foods per 100 g (a mineral water's: per 100 ml), by identifier."""
    served = Identifier.objects.filter(scheme=scheme, food__state="published")
    return dict(served.values_list("value", "food__magnesium_mg_per_basis"))


def test_all_of_sr_legacy_then_all_of_foundation() -> None:
    sr_legacy = source_data("fdc", "derived", "sr_legacy_2018-04_reassembled.zip")
    foundation = source_data(
        "fdc", "foundation", "FoodData_Central_foundation_food_csv_2025-04-24.zip"
    )
    load_catalogue()
    built_in = Food.objects.count()

    started = time.monotonic()
    (run,) = import_fdc(sr_legacy)
    assert time.monotonic() - started < 60
    counts = run.counts
    assert counts["new"] + counts["changed"] + counts["unchanged"] == 7_793
    assert (counts["without_magnesium"], counts["refused"]) == (372, 0)
    assert run.refused == []

    published = published_magnesium(sr_legacy)
    by_fdc, by_ndb = served_magnesium("fdc"), served_magnesium("ndb")
    assert len(published) == 7_421
    numbers = {
        row["fdc_id"]: row["NDB_number"].lstrip("0")
        for row in rows(sr_legacy, "sr_legacy_food.csv")
    }
    assert len(numbers) == 7_793
    for fdc_id, ndb_number in numbers.items():
        assert by_fdc[fdc_id] == by_ndb[ndb_number] == published.get(fdc_id), fdc_id
    assert Food.objects.count() == built_in + counts["new"]
    doubled = Counter(Identifier.objects.exclude(scheme="gtin").values_list("scheme", "value"))
    assert max(doubled.values()) == 1
    each = Counter(
        Identifier.objects.filter(scheme="ndb", value__in=numbers.values()).values_list(
            "food_id", flat=True
        )
    )
    assert max(each.values()) == 1

    (run,) = import_fdc(sr_legacy)
    assert (run.counts["new"], run.counts["changed"], run.counts["unchanged"]) == (0, 0, 7_793)

    (run,) = import_fdc(foundation)
    assert (run.counts["superseded"], run.counts["refused"]) == (67, 0)
    assert run.counts["new"] + run.counts["changed"] + run.counts["unchanged"] == 344
    # 398 of the magnesium rows are a food's, the others a sample's; 66 of them an older version's.
    kinds = {row["fdc_id"]: row["data_type"] for row in rows(foundation, "food.csv")}
    with_magnesium = [
        key for key in published_magnesium(foundation) if kinds[key] == "foundation_food"
    ]
    assert len(with_magnesium) == 398
    assert run.counts["without_magnesium"] == 12
    older = set(with_magnesium) - set(served_magnesium("fdc"))
    assert older == set()  # each leads to the food of its newest version
    ours = set(Food.objects.filter(builtin=True).values_list("identifiers__value", flat=True))
    published = published_magnesium(foundation)
    served = served_magnesium("fdc")
    taken = [
        row["fdc_id"]
        for row in rows(foundation, "foundation_food.csv")
        if row["fdc_id"] in published and row["fdc_id"] not in ours
    ]
    assert len(taken) > 150
    assert {fdc_id: served[fdc_id] for fdc_id in taken} == {
        fdc_id: published[fdc_id] for fdc_id in taken
    }

    for path in (sr_legacy, foundation):
        (run,) = import_fdc(path)
        assert (run.counts["new"], run.counts["changed"]) == (0, 0)
    assert load().changed == 0


def test_the_catalogue_loaded_after_an_import_takes_its_foods_in() -> None:
    sr_legacy = source_data("fdc", "derived", "sr_legacy_2018-04_reassembled.zip")
    import_fdc(sr_legacy)
    loaded = load()
    assert loaded.merged > 1_000
    served = served_magnesium("fdc")
    published = published_magnesium(sr_legacy)
    assert {fdc_id: served[fdc_id] for fdc_id in published} == published
    assert load().changed == 0
    (run,) = import_fdc(sr_legacy)
    assert (run.counts["new"], run.counts["changed"]) == (0, 0)
