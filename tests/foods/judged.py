"""What people type, and the foods that count as right: search_queries.csv, one for each language.

The judgements were written before the ranking was tuned, from what people type. `right` lists
alternatives: the first words of a food's name, or all before its first comma or bracket ("Milk,"
is "Milk, whole" and no "Milk chocolate").
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from foods.folding import fold
from foods.search import search


@dataclass(frozen=True)
class Judged:
    query: str
    right: tuple[str, ...]
    asks: str

    def is_right(self, name: str) -> bool:
        head = fold(re.split(r"[,(]", name, maxsplit=1)[0])
        return any(
            head == fold(right) if right.endswith(",") else f"{fold(name)} ".startswith(begins)
            for right in self.right
            for begins in [f"{fold(right)} "]
        )


@dataclass(frozen=True)
class Verdict:
    """Shares of all queries, and what the others found, one line each."""

    first: float
    in_three: float
    not_first: tuple[str, ...]
    not_in_three: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.first:.1%} right first, {self.in_three:.1%} in the first three"


FILES = {"en": "search_queries.csv", "de": "search_queries_de.csv", "es": "search_queries_es.csv"}
# Those that somebody has judged queries in.
LANGUAGES = [each for each, name in FILES.items() if (Path(__file__).parent / name).exists()]


def judged_queries(language: str = "en") -> list[Judged]:
    with (Path(__file__).parent / FILES[language]).open(encoding="utf-8") as file:
        return [
            Judged(row["query"], tuple(row["right"].split("|")), row["asks"])
            for row in csv.DictReader(file)
        ]


def names_found(query: str, language: str = "en") -> list[str]:
    """The first three, in this language. A product that nobody asked for by its brand is never
    right."""
    return [
        f"[{food.brand}] {food.display_name}"
        if food.brand and not food.popularity
        else food.display_name
        for food in search(query, language=language, limit=3).foods
    ]


def verdict(judged: Iterable[Judged], names_of: Callable[[str], Sequence[str]]) -> Verdict:
    """`names_of` answers the first names that a query finds."""
    not_first, not_in_three, count = [], [], 0
    for each in judged:
        count += 1
        names = names_of(each.query)[:3]
        right = [each.is_right(name) for name in names]
        line = f"{each.query}: {' / '.join(names) or 'nothing'}"
        if right[:1] != [True]:
            not_first.append(line)
        if not any(right):
            not_in_three.append(line)
    return Verdict(
        1 - len(not_first) / count,
        1 - len(not_in_three) / count,
        tuple(not_first),
        tuple(not_in_three),
    )
