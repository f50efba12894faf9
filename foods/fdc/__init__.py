"""USDA FoodData Central CSV downloads, read into values whose units are checked.

A download is a zip of CSV files, at its root or in one folder. Columns come and go between
releases, so they are found by name. Amounts are per 100 g; an amount that is absent is None,
never zero. Field meanings: USDA, "Download & API Field Descriptions".
"""

from .archive import CSVFiles, FDCError, Progress, opened
from .portions import portions
from .reader import (
    FILES,
    Filed,
    Problem,
    amounts,
    check_units,
    foods,
    labels,
    numbers,
)
from .values import SLOTS, nutrient_name

__all__ = [
    "FILES",
    "SLOTS",
    "CSVFiles",
    "FDCError",
    "Filed",
    "Problem",
    "Progress",
    "amounts",
    "check_units",
    "foods",
    "labels",
    "numbers",
    "nutrient_name",
    "opened",
    "portions",
]
