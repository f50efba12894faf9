"""USDA FoodData Central CSV downloads, read into values whose units are checked.

A download is a zip of CSV files, at its root or in one folder. Columns come and go between
releases, so they are found by name. Amounts are per 100 g; an amount that is absent is None,
never zero. Field meanings: USDA, "Download & API Field Descriptions".
"""

from .archive import FDCError, Progress
from .reader import read_download
from .records import FDCDownload, FDCFood, FDCPortion, RefusedFood, SupersededFood

__all__ = [
    "FDCDownload",
    "FDCError",
    "FDCFood",
    "FDCPortion",
    "Progress",
    "RefusedFood",
    "SupersededFood",
    "read_download",
]
