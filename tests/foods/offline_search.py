"""What a phone might do with the catalogue's file: a search of its own, without ours.

It is meant to be small: fold, look for the beginnings of words, put plain and popular foods first.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from typing import Any


def words(text: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("'", ""))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return [_singular(word) for word in re.findall(r"[^\W_]+", letters)]


def _singular(word: str) -> str:
    if len(word) < 4 or word.endswith("ss"):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


class OfflineSearch:
    def __init__(self, file: dict[str, Any]) -> None:
        self._foods = [
            (food, names, {*words(food["brand"]), *itertools.chain.from_iterable(names)})
            for food in file["foods"]
            for names in [[words(name) for name in self._names(food)]]
        ]
        self._by_gtin = {gtin: food for food in file["foods"] for gtin in food["gtins"]}

    @staticmethod
    def _names(food: dict[str, Any]) -> list[str]:
        head = re.split(r"[,(]", food["name"], maxsplit=1)[0]
        return [head, food["name"], *(other["name"] for other in food["names"])]

    def barcode(self, digits: str) -> dict[str, Any] | None:
        return self._by_gtin.get(digits.zfill(14))

    def names_found(self, typed: str) -> list[str]:
        """The first three, the best first."""
        asked = words(typed)
        ranks = [
            (rank, -food["popularity"], len(food["name"]), food["name"])
            for food, names, everything in self._foods
            if (rank := _rank(asked, names, everything)) is not None
        ]
        return [name for *_, name in sorted(ranks)[:3]]


def _rank(asked: Sequence[str], names: list[list[str]], everything: set[str]) -> int | None:
    """0: the words are all of a name; 1: they begin one; 2: it has them; None: it lacks some."""
    if not all(any(word.startswith(begun) for word in everything) for begun in asked):
        return None
    if any(sorted(asked) == sorted(name) for name in names if len(name) == len(asked)):
        return 0
    return 1 if any(name[: len(asked)] == list(asked) for name in names) else 2
