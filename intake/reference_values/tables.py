"""The shape of an authority's table: who it is for, how much, from where.

A table is data. Adding an authority is a module of rows beside these and one line in the
package's registry; no rule changes.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from foods.marked import gettext_noop as _

Sex = Literal["male", "female"]
LifeStage = Literal["pregnant", "lactating"]
Feeding = Literal["breast", "formula"]
Kind = Literal["RDA", "AI", "RNI", "RDI", "DV"]

# What an upper level counts. None of them counts magnesium that food or water has by nature.
SUPPLEMENTS_MEDICINES_FORTIFICANTS = "supplements_medicines_fortificants"
ADDED_SALTS = "added_salts"
# Fortified food does not count to it; medicines do, since they are the same salts taken alike.
SUPPLEMENTS_MEDICINES = "supplements_medicines"

KIND_NAMES: dict[Kind, str] = {
    "RDA": _("Recommended Dietary Allowance"),
    "AI": _("Adequate Intake"),
    "RNI": _("Recommended Nutrient Intake"),
    "RDI": _("Recommended Dietary Intake"),
    "DV": _("Daily Value"),
}


@dataclass(frozen=True)
class AgeBand:
    """Completed months of age, half-open; `to_months` None is "and older".

    A printed "0–6 mo" is 0 <= m < 7, "7–12 mo" and "7–11 mo" both 7 <= m < 12 (the first
    birthday opens the next band), "19–30 y" from the 19th birthday up to the 31st, ">70 y"
    from the 71st.
    """

    from_months: int
    to_months: int | None

    def __post_init__(self) -> None:
        if self.from_months < 0 or (
            self.to_months is not None and self.to_months <= self.from_months
        ):
            raise ValueError(f"Not an age band: {self}")

    def __contains__(self, age_months: int) -> bool:
        return self.from_months <= age_months and (
            self.to_months is None or age_months < self.to_months
        )

    def overlaps(self, other: "AgeBand") -> bool:
        return other.from_months in self or self.from_months in other


def months(start: int, before: int) -> AgeBand:
    return AgeBand(start, before)


def years(start: int, before: int | None = None) -> AgeBand:
    return AgeBand(start * 12, None if before is None else before * 12)


ANY_AGE = AgeBand(0, None)


@dataclass(frozen=True)
class Row:
    """One cell group of a published table, in mg of elemental magnesium a day.

    `sex` None: one figure for both columns. `life_stage` rows never look at sex. `ear_mg` None:
    the authority gives no average requirement, so no probability of adequacy can be told.
    `source` and `provisional` set what differs from the authority's own.
    """

    label: str
    ages: AgeBand
    kind: Kind
    recommended_mg: Decimal
    ear_mg: Decimal | None = None
    sex: Sex | None = None
    life_stage: LifeStage | None = None
    feeding: Feeding | None = None
    source: str = ""
    provisional: bool = False

    def __post_init__(self) -> None:
        if self.recommended_mg <= 0:
            raise ValueError(f"{self.label}: a recommendation is above zero")
        if self.ear_mg is not None and not 0 < self.ear_mg < self.recommended_mg:
            raise ValueError(f"{self.label}: an EAR lies between zero and the recommendation")

    def shares_people_with(self, other: "Row") -> bool:
        return (
            self.life_stage == other.life_stage
            and (self.sex is None or other.sex is None or self.sex == other.sex)
            and (self.feeding is None or other.feeding is None or self.feeding == other.feeding)
            and self.ages.overlaps(other.ages)
        )


@dataclass(frozen=True)
class Increment:
    """What a life stage adds to the woman's own row at her age, mg a day; zero says so too.

    `ear_mg` is added where that row has an average requirement.
    """

    life_stage: LifeStage
    recommended_mg: Decimal
    ear_mg: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if self.recommended_mg < 0 or self.ear_mg < 0:
            raise ValueError(f"{self.life_stage}: an increment takes nothing away")

    def added_to(self, row: Row) -> Row:
        return replace(
            row,
            label=f"{row.label}, {self.life_stage}",  # marked in `labels`
            recommended_mg=row.recommended_mg + self.recommended_mg,
            ear_mg=None if row.ear_mg is None else row.ear_mg + self.ear_mg,
            life_stage=self.life_stage,
        )


@dataclass(frozen=True)
class GuidanceLevel:
    """What an expert group names, mg a day, where no upper level is set. It is none, and nothing
    is above it but in these words."""

    mg: Decimal
    applies_to: str
    issuer: str


@dataclass(frozen=True)
class UpperLevel:
    """The upper level of an age band; `mg` None: none set there, or not as a number of mg.

    `note` says which, or what counts. `guidance` is only where there is no `mg`.
    """

    ages: AgeBand
    mg: Decimal | None
    applies_to: str | None
    note: str
    provisional: bool = False
    guidance: GuidanceLevel | None = None

    def __post_init__(self) -> None:
        if self.mg is not None and self.guidance is not None:
            raise ValueError("Guidance stands where no upper level is set")


@dataclass(frozen=True)
class Authority:
    """Who issues the values. People read `name` everywhere, or `short_name` where there is little
    room; `publisher` is the body's own name, for whoever looks it up. `value_kind` is the kind of
    an adult's value, `kind_name` what the authority itself calls it where that differs.

    `has_ear` tells whether adults have an average requirement. A life stage has rows of its own
    or an increment, never both. Upper levels have bands of their own because authorities set them
    at other ages than the recommendation, and together they cover every age. `provisional`: its
    figures were not checked against the publication, or not all of them. `remark` is for whoever
    compares: what the figures leave out, and why.
    """

    slug: str
    name: str
    short_name: str
    publisher: str
    year: int
    citation: str
    value_kind: Kind
    has_ear: bool
    rows: tuple[Row, ...]
    upper_levels: tuple[UpperLevel, ...]
    increments: tuple[Increment, ...] = ()
    provisional: bool = False
    kind_name: str = ""
    remark: str = ""

    def __post_init__(self) -> None:
        for index, row in enumerate(self.rows):
            for other in self.rows[index + 1 :]:
                if row.shares_people_with(other):
                    raise ValueError(f"{self.slug}: {row.label} overlaps {other.label}")
        stages = [increment.life_stage for increment in self.increments]
        if twice := {s for s in stages if stages.count(s) > 1} | {
            row.life_stage for row in self.rows if row.life_stage in stages
        }:
            raise ValueError(f"{self.slug}: {', '.join(map(str, twice))} is told twice")

    @property
    def value_name(self) -> str:
        return self.kind_name or KIND_NAMES[self.value_kind]
