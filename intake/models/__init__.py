"""A person's tables: who they are, what they aim at, and what they logged."""

from intake.models.diary import ChangeCounter, Entry, EntryQuerySet, LabelSays, Meal, WriteCount
from intake.models.limits import (
    FIRST_DAY,
    LAST_DAY,
    LEAST_TARGET_MG,
    MAX_MAGNESIUM_MG,
    MAX_QUANTITY,
    MOST_TARGET_MG,
)
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
    "LEAST_TARGET_MG",
    "MAX_MAGNESIUM_MG",
    "MAX_QUANTITY",
    "MOST_TARGET_MG",
    "ChangeCounter",
    "Consent",
    "Entry",
    "EntryQuerySet",
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
