"""A person's tables: who they are, what they aim at, and what they logged."""

from intake.models.day_marks import MAX_NOTE, DayMark, FoodMark, Mark, no_mark
from intake.models.diary import ChangeCounter, Entry, EntryQuerySet, LabelSays, Meal, WriteCount
from intake.models.limits import FIRST_DAY, LAST_DAY, MAX_MAGNESIUM_MG, MAX_QUANTITY
from intake.models.meals import MAX_SERVINGS, SavedMeal, SavedMealItem, SavedMealQuerySet
from intake.models.people import (
    Consent,
    LifeStage,
    Person,
    PersonalToken,
    Profile,
    Purpose,
    Sex,
    Target,
    Units,
    validate_time_zone,
)
from intake.models.recalculations import RecalculatedEntry, Recalculation

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "MAX_MAGNESIUM_MG",
    "MAX_NOTE",
    "MAX_QUANTITY",
    "MAX_SERVINGS",
    "ChangeCounter",
    "Consent",
    "DayMark",
    "Entry",
    "EntryQuerySet",
    "FoodMark",
    "LabelSays",
    "LifeStage",
    "Mark",
    "Meal",
    "Person",
    "PersonalToken",
    "Profile",
    "Purpose",
    "RecalculatedEntry",
    "Recalculation",
    "SavedMeal",
    "SavedMealItem",
    "SavedMealQuerySet",
    "Sex",
    "Target",
    "Units",
    "WriteCount",
    "no_mark",
    "validate_time_zone",
]
