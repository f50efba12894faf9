"""The rows of the built-in table, for the tests of its form and of its figures."""

import csv
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parents[2] / "foods" / "catalogue"
FIGURES = ("magnesium_mg", "calcium_mg", "phosphorus_mg", "potassium_mg", "energy_kcal")


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (TABLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def foods_of(kind: str) -> list[dict[str, str]]:
    return [food for food in rows("foods") if food["kind"] == kind]


def from_source(source: str) -> list[dict[str, str]]:
    return [food for food in rows("foods") if food["source"] == source]


def spoken(food: dict[str, str]) -> str:
    return f"{food['id']} {food['name']}"
