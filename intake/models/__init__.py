"""A person's tables: who they are, what they aim at, and what they logged."""

from intake.models.diary import ChangeCounter, Entry, EntryQuerySet, LabelSays, Meal, WriteCount
from intake.models.limits import FIRST_DAY, LAST_DAY, MAX_MAGNESIUM_MG, MAX_QUANTITY
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
from intake.models.transfers import Import

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "MAX_MAGNESIUM_MG",
    "MAX_QUANTITY",
    "ChangeCounter",
    "Consent",
    "Entry",
    "EntryQuerySet",
    "Import",
    "LabelSays",
    "LifeStage",
    "Meal",
    "Person",
    "PersonalToken",
    "Profile",
    "Purpose",
    "RecalculatedEntry",
    "Recalculation",
    "Sex",
    "Target",
    "Units",
    "WriteCount",
    "validate_time_zone",
]
