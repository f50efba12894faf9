"""Which of our groups a USDA category is, and whether magnesium may have been added to its foods.

The tables with their reasons are in `foods/catalogue`: `fdc_categories.csv` for the categories of
SR Legacy and Foundation, `label_categories.csv` for the many of survey and branded foods. The first
line whose category and words both fit decides; a line for every category (`*`) leaves the group to
the next that fits.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from foods.fdc import Filed as Filing

_FOLDER = Path(__file__).parent / "catalogue"


@dataclass(frozen=True)
class _Line:
    category: str
    words: tuple[str, ...]
    filing: Filing

    def fits(self, category: str, description: str) -> bool:
        if self.category not in ("*", category):
            return False
        return not self.words or any(word in description.casefold() for word in self.words)


@cache
def _lines() -> tuple[_Line, ...]:
    with (_FOLDER / "fdc_categories.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            _Line(
                category=row["category"],
                words=tuple(word for word in row["words"].split(";") if word),
                filing=Filing(
                    row["group"] or None,
                    Decimal(0) if row["added_magnesium"] == "none" else None,
                ),
            )
            for row in csv.DictReader(file)
        )


def filed(category: str, description: str) -> Filing:
    """Where a food of this category belongs; a category that is not in the table stays open."""
    fitting = [line for line in _lines() if line.fits(category, description)]
    if not fitting:
        return Filing(None, None)
    group = next((line.filing.group for line in fitting if line.category != "*"), None)
    return Filing(group, fitting[0].filing.added_magnesium_mg)


@cache
def _label_lines() -> tuple[tuple[re.Pattern[str], Filing], ...]:
    with (_FOLDER / "label_categories.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            (
                re.compile(rf"\b(?:{'|'.join(row['words'].split(';'))})(?:s|es)?\b"),
                Filing(row["group"] or None, None, row["kind"]),
            )
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=5_000)
def by_label(category: str) -> Filing:
    """Where a survey or a label's category belongs, by the first of the table's words in it.

    Whether magnesium was added to what stands in it is not known.
    """
    folded = " ".join(category.casefold().split())
    for words, filing in _label_lines():
        if words.search(folded):
            return filing
    return Filing(None)
