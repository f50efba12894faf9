"""What groups and portions are called in other languages: small tables beside the catalogue.

They are for eyes only: the database holds the English words, which entries keep and search reads.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from foods.typed_numbers import decimal_separator

FOLDER = Path(__file__).parent / "catalogue"

_NUMBERED = re.compile(r"([\d.½¼¾⅓⅔⅛/ ]+) (.+)")


def group_name(slug: str, name: str, language: str) -> str:
    """Of a group; its English `name` where the language has none."""
    return _table("groups", language).get(slug, name)


def portion_label(label: str, language: str) -> str:
    """ "2 tablespoons" with its number, in the language; as it is where the table has no word."""
    words = portion_words(language)
    if (found := _NUMBERED.fullmatch(label)) and (word := words.get(found[2])):
        return f"{found[1].replace('.', decimal_separator(language))} {word}"
    return words.get(label, label)


def portion_words(language: str) -> Mapping[str, str]:
    """By what labels say in English after their number; none in English."""
    return _table("portion_labels", language)


@cache
def _table(name: str, language: str) -> Mapping[str, str]:
    path = FOLDER / f"{name}_{language}.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, strict=True)
        next(rows)
        return {row[0]: row[1] for row in rows}
