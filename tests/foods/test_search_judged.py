"""What people type, and what must come first: see search_queries.csv, written before the ranking.

`right_first` lists the beginnings of folded names that count as right, `must` whether a miss
fails the suite or only lowers the share that is printed.
"""

import csv
from pathlib import Path

import pytest

from foods.builtin import load
from foods.folding import fold
from foods.search import search

LEAST_SHARE = 0.9

with (Path(__file__).parent / "search_queries.csv").open(encoding="utf-8") as file:
    JUDGED = list(csv.DictReader(file))


def first_name(typed: str) -> str:
    found = search(typed, limit=1).foods
    return found[0].name if found else ""


def is_right(name: str, right_first: str) -> bool:
    return any(fold(name).startswith(right) for right in right_first.split("|"))


@pytest.mark.django_db
def test_the_right_food_comes_first() -> None:
    load()
    firsts = {row["query"]: first_name(row["query"]) for row in JUDGED}
    missed = [row for row in JUDGED if not is_right(firsts[row["query"]], row["right_first"])]
    share = 1 - len(missed) / len(JUDGED)
    print(f"\n{share:.1%} of {len(JUDGED)} queries have the right food first")
    for row in missed:
        print(f"  {row['query']}: {firsts[row['query']] or 'nothing'}")
    assert [row["query"] for row in missed if row["must"] == "yes"] == []
    assert share >= LEAST_SHARE
