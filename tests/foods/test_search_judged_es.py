"""At least 97 of 100 Spanish queries have a right food in the first three, 90 have it first.

What Spain and Latin America type, with and without accents, in the singular and the plural, and
misspelt.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from foods.search import search
from tests.foods.catalogue_rows import rows
from tests.foods.judged import Judged, verdict
from tests.shipped import load_catalogue

LEAST_FIRST, LEAST_IN_THREE = 0.9, 0.97


def judged_queries() -> list[Judged]:
    with (Path(__file__).parent / "search_queries_es.csv").open(encoding="utf-8") as file:
        return [
            Judged(row["query"], tuple(row["right"].split("|")), row["asks"])
            for row in csv.DictReader(file)
        ]


def names_found(query: str) -> list[str]:
    return [food.display_name for food in search(query, language="es", limit=3).foods]


def test_judged_queries_are_many_each_once_and_ask_for_foods_that_there_are() -> None:
    judged = [each.query for each in judged_queries()]
    assert len(judged) >= 150
    assert len(set(judged)) == len(judged)
    names = [row["name"] for row in rows("names_es")]
    right = {right for each in judged_queries() for right in each.right}
    unknown = [r for r in right if not any(Judged("", (r,), "").is_right(name) for name in names)]
    assert unknown == []


@pytest.mark.django_db
def test_the_right_food_comes_first_in_spanish() -> None:
    load_catalogue()
    found = verdict(judged_queries(), names_found)
    misses = "\n".join(["not in the first three:", *found.not_in_three, "", *found.not_first])
    assert found.in_three >= LEAST_IN_THREE, misses
    assert found.first >= LEAST_FIRST, misses
