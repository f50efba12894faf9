"""The catalogue's tables: foods and what hangs on them."""

from foods.models.belongings import FoodName, Identifier, Portion
from foods.models.chosen_ids import ChosenId
from foods.models.curation import (
    Distinct,
    Estimate,
    FigureChange,
    LabelPhoto,
    Merge,
    Sheet,
    Submission,
)
from foods.models.food import Food
from foods.models.imports import FlagReason, ImportFlag, ImportRun
from foods.models.offline import CatalogueLine, CatalogueVersion
from foods.models.querysets import FoodQuerySet, name_in, preferred_names
from foods.models.sources import Group, Source
from foods.models.terms import (
    FIRST_MINTED_ID,
    LEAST_KCAL_FOR_RATIO,
    NUTRIENTS,
    Basis,
    Confidence,
    Kind,
    Scheme,
    State,
)

__all__ = [
    "FIRST_MINTED_ID",
    "LEAST_KCAL_FOR_RATIO",
    "NUTRIENTS",
    "Basis",
    "CatalogueLine",
    "CatalogueVersion",
    "ChosenId",
    "Confidence",
    "Distinct",
    "Estimate",
    "FigureChange",
    "FlagReason",
    "Food",
    "FoodName",
    "FoodQuerySet",
    "Group",
    "Identifier",
    "ImportFlag",
    "ImportRun",
    "Kind",
    "LabelPhoto",
    "Merge",
    "Portion",
    "Scheme",
    "Sheet",
    "Source",
    "State",
    "Submission",
    "name_in",
    "preferred_names",
]
