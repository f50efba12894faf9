"""Where curators keep the catalogue right. Private foods never appear here, nor does any person."""

from foods.admin.catalogue import GroupAdmin, ImportRunAdmin, SourceAdmin
from foods.admin.food import FoodAdmin

__all__ = ["FoodAdmin", "GroupAdmin", "ImportRunAdmin", "SourceAdmin"]
