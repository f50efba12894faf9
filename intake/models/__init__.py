"""A person's tables: who they are, what they aim at, and what they logged."""

from intake.models.checklist import (
    EVERY_DAY,
    WEEKDAY_NAMES,
    ChecklistItem,
    ChecklistItemQuerySet,
    weekday_bits,
)
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
from intake.models.reminders import MailChoice, MailKind, SentMail

__all__ = [
    "EVERY_DAY",
    "FIRST_DAY",
    "LAST_DAY",
    "LEAST_TARGET_MG",
    "MAX_MAGNESIUM_MG",
    "MAX_QUANTITY",
    "MOST_TARGET_MG",
    "WEEKDAY_NAMES",
    "ChangeCounter",
    "ChecklistItem",
    "ChecklistItemQuerySet",
    "Consent",
    "Entry",
    "EntryQuerySet",
    "LabelSays",
    "LifeStage",
    "MailChoice",
    "MailKind",
    "Meal",
    "Person",
    "PersonalToken",
    "Profile",
    "Purpose",
    "RecalculatedEntry",
    "Recalculation",
    "SentMail",
    "Sex",
    "Target",
    "Units",
    "WriteCount",
    "validate_time_zone",
    "weekday_bits",
]
