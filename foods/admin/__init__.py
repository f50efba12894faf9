"""Where curators keep the catalogue right. Private foods never appear here, nor does any person."""

from foods.admin.catalogue import GroupAdmin, ImportRunAdmin, SourceAdmin
from foods.admin.figures import FigureChangeAdmin
from foods.admin.food import FoodAdmin
from foods.admin.merges import MergeAdmin
from foods.admin.queues import ImportFlagAdmin
from foods.admin.sheets import SheetAdmin
from foods.admin.submissions import SubmissionAdmin

__all__ = [
    "FigureChangeAdmin",
    "FoodAdmin",
    "GroupAdmin",
    "ImportFlagAdmin",
    "ImportRunAdmin",
    "MergeAdmin",
    "SheetAdmin",
    "SourceAdmin",
    "SubmissionAdmin",
]
