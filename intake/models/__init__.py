"""A person's tables: who they are, what they aim at, and what they logged."""

from intake.models.changes import Change, ChangeCounter, PushedWrite
from intake.models.checklist import (
    EVERY_DAY,
    WEEKDAY_NAMES,
    ChecklistItem,
    ChecklistItemQuerySet,
    weekday_bits,
)
from intake.models.circumstances import Circumstances, circumstances_of, read_profile
from intake.models.consents import Consent, Purpose
from intake.models.day_marks import MAX_NOTE, DayMark, FoodMark, Mark, no_mark
from intake.models.diary import Entry, EntryQuerySet, LabelSays, Meal
from intake.models.got_it import MOST_RESTS_ON, GotIt
from intake.models.life_stages import LifeStage
from intake.models.limit_use import LimitUse
from intake.models.limits import (
    FIRST_DAY,
    LAST_DAY,
    LEAST_TARGET_MG,
    MAX_MAGNESIUM_MG,
    MAX_QUANTITY,
    MOST_TARGET_MG,
)
from intake.models.meals import MAX_SERVINGS, SavedMeal, SavedMealItem, SavedMealQuerySet
from intake.models.measured import MEASURED, Measured
from intake.models.medicines import (
    MOST_TIMES,
    Medicine,
    MedicineQuerySet,
)
from intake.models.people import Person
from intake.models.profiles import HealthFact, Profile, Sex, Units, WeekStart, validate_time_zone
from intake.models.recalculations import RecalculatedEntry, Recalculation
from intake.models.reminders import MailChoice, MailKind, SentMail
from intake.models.targets import Target
from intake.models.tokens import MOST_TOKEN_LIFE, PersonalToken, Scope
from intake.models.transfers import Import

__all__ = [
    "EVERY_DAY",
    "FIRST_DAY",
    "LAST_DAY",
    "LEAST_TARGET_MG",
    "MAX_MAGNESIUM_MG",
    "MAX_NOTE",
    "MAX_QUANTITY",
    "MAX_SERVINGS",
    "MEASURED",
    "MOST_RESTS_ON",
    "MOST_TARGET_MG",
    "MOST_TIMES",
    "MOST_TOKEN_LIFE",
    "WEEKDAY_NAMES",
    "Change",
    "ChangeCounter",
    "ChecklistItem",
    "ChecklistItemQuerySet",
    "Circumstances",
    "Consent",
    "DayMark",
    "Entry",
    "EntryQuerySet",
    "FoodMark",
    "GotIt",
    "HealthFact",
    "Import",
    "LabelSays",
    "LifeStage",
    "LimitUse",
    "MailChoice",
    "MailKind",
    "Mark",
    "Meal",
    "Measured",
    "Medicine",
    "MedicineQuerySet",
    "Person",
    "PersonalToken",
    "Profile",
    "Purpose",
    "PushedWrite",
    "RecalculatedEntry",
    "Recalculation",
    "SavedMeal",
    "SavedMealItem",
    "SavedMealQuerySet",
    "Scope",
    "SentMail",
    "Sex",
    "Target",
    "Units",
    "WeekStart",
    "circumstances_of",
    "no_mark",
    "read_profile",
    "validate_time_zone",
    "weekday_bits",
]
