"""Which of our groups a USDA category is, and whether magnesium may have been added to its foods.

The table with its reasons is `foods/catalogue/fdc_categories.csv`. The first line whose category
and words both fit decides; a line for every category (`*`) leaves the group to the next that fits.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "catalogue" / "fdc_categories.csv"


@dataclass(frozen=True)
class Filing:
    """`added_magnesium_mg` is 0 where none is added, None where it is not known."""

    group: str | None
    added_magnesium_mg: Decimal | None


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
    with _TABLE.open(encoding="utf-8", newline="") as file:
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
