"""What notes are told of a person's day: a situation, never who they are. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Fact(StrEnum):
    """What somebody may tell of their health, because a note concerns it."""

    KIDNEY_STONES = "kidney_stones"
    TYPE_2_DIABETES = "type_2_diabetes"
    STOMACH_OR_BOWEL = "stomach_or_bowel"
    ALCOHOL = "alcohol"


@dataclass(frozen=True)
class Added:
    """Elemental mg that an upper level counts; `at_least`: some of it has no figure."""

    mg: Decimal
    at_least: bool = False


@dataclass(frozen=True)
class Level:
    """An upper level, mg a day; with an `issuer`, guidance that stands in for one, and counts
    supplements and medicines alone."""

    mg: Decimal
    issuer: str = ""


@dataclass(frozen=True)
class Over:
    """A day's added magnesium, above the level that held on that day."""

    added: Added
    level: Level


@dataclass(frozen=True)
class Situation:
    """What is known of a day and of the week before it; None is not known.

    The week is the seven days that are over and end with the day, or with yesterday where the day
    is not over; a day to come has none. Skipped days are in no mean, but a dose of theirs was taken
    all the same. `added_today` is what an upper level counts on the day: supplements, medicines and
    additions to food; `added_mean` its mean over the week's days that have entries. `added_over`
    are the days, of the week and the day itself, that were above their own level, and
    `days_with_doses` those with added magnesium, or a supplement without a figure.
    `dose_without_figure`: one that may hold magnesium is on the day. `level` is the day's, None
    also where the authority sets none.

    `mean_mg` is the week's, `mean_days` its denominator; `mean_at_most_mg` the most that it can be,
    None without bound. `target_mg` is the mean of those days' targets. `largest_dose_mg` is the
    day's largest that was typed from a label. `days_logged` are those of the month up to the day.

    `spaced_medicines` and `medicines_that_change_it` are {class: as its person calls it}: those
    with a gap to magnesium, and those by which more or less of it stays in the body. `takes_doses`:
    magnesium from tablets is logged this week, or on the checklist. `grain_entries` are those of
    the seven days up to the day of which it is known whether they are refined.
    `in_words`: the reader wants to see no amounts.
    """

    on: date | None = None
    kidney_disease: bool = False
    days_logged: int | None = None
    added_today: Added | None = None
    added_mean: Added | None = None
    added_over: Mapping[date, Over] = field(default_factory=dict)
    days_with_doses: frozenset[date] = frozenset()
    dose_without_figure: bool = False
    level: Level | None = None
    mean_mg: Decimal | None = None
    mean_at_most_mg: Decimal | None = None
    mean_days: int = 0
    target_mg: Decimal | None = None
    largest_dose_mg: Decimal | None = None
    logged_as_compound: bool | None = None
    has_water_without_figure: bool | None = None
    spaced_medicines: Mapping[str, str] = field(default_factory=dict)
    medicines_that_change_it: Mapping[str, str] = field(default_factory=dict)
    takes_doses: bool = False
    grain_entries: int = 0
    refined_grain_entries: int = 0
    interested_in_calcification: bool | None = None
    facts: frozenset[Fact] = frozenset()
    age_years: int | None = None
    in_words: bool = False
