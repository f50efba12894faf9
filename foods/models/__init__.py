"""The catalogue's tables: foods and what hangs on them."""

from foods.models.catalogue import (
    FIRST_MINTED_ID,
    LEAST_KCAL_FOR_RATIO,
    NUTRIENTS,
    Basis,
    Confidence,
    Food,
    FoodName,
    FoodQuerySet,
    Group,
    Identifier,
    Kind,
    Portion,
    Scheme,
    Source,
    State,
    named_in,
)
from foods.models.curation import Distinct, LabelPhoto, Merge, Submission
from foods.models.imports import FlagReason, ImportFlag, ImportRun

__all__ = [
    "FIRST_MINTED_ID",
    "LEAST_KCAL_FOR_RATIO",
    "NUTRIENTS",
    "Basis",
    "Confidence",
    "Distinct",
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
    "Source",
    "State",
    "Submission",
    "named_in",
]
