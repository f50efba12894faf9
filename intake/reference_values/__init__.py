"""How much magnesium an authority recommends for a person, and where it draws the line.

Pure: ages, sexes and life stages go in, dated and sourced values come out. All amounts are mg
of elemental magnesium a day.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from foods.marked import Phrase
from foods.marked import gettext_noop as _

from .anz import ANZ
from .china import CHINA
from .dach import DACH
from .efsa import EFSA
from .errors import (
    FeedingNeeded,
    NoReferenceValue,
    NotBornYet,
    ReferenceValueError,
    SexNeeded,
    UnknownAuthority,
)
from .india import INDIA
from .japan import JAPAN
from .nnr import NNR
from .tables import (
    ADDED_SALTS,
    KIND_NAMES,
    SUPPLEMENTS_MEDICINES,
    SUPPLEMENTS_MEDICINES_FORTIFICANTS,
    Authority,
    Feeding,
    Increment,
    Kind,
    LifeStage,
    Row,
    Sex,
    UpperLevel,
)
from .uk import UK
from .us import US
from .who import WHO

__all__ = [
    "ADDED_SALTS",
    "AUTHORITIES",
    "DAILY_VALUE_MG",
    "DAILY_VALUE_SOURCE",
    "KIND_NAMES",
    "LIFE_STAGES",
    "SUPPLEMENTS_MEDICINES",
    "SUPPLEMENTS_MEDICINES_FORTIFICANTS",
    "Authority",
    "Feeding",
    "FeedingNeeded",
    "Increment",
    "Kind",
    "LifeStage",
    "NoReferenceValue",
    "NotBornYet",
    "ReferenceValue",
    "ReferenceValueError",
    "Row",
    "Sex",
    "SexNeeded",
    "UnknownAuthority",
    "UpperLevel",
    "age_in_months",
    "authority_of",
    "reference_value",
    "upper_level_at",
]

AUTHORITIES: dict[str, Authority] = {
    table.slug: table for table in (US, EFSA, DACH, NNR, UK, ANZ, WHO, JAPAN, INDIA, CHINA)
}
LIFE_STAGES: frozenset[LifeStage] = frozenset({"pregnant", "lactating"})

# For whoever has told nothing about themselves. Before 2016 it was 400.
DAILY_VALUE_MG = Decimal(420)
DAILY_VALUE_SOURCE = "US Food and Drug Administration, Daily Value from 4 years of age"


@dataclass(frozen=True)
class ReferenceValue:
    """One person's values on one day.

    `ear_mg` None: the authority has no average requirement here. `ul_mg` None: it has set no
    upper level here, or none that is a number of mg, and `ul_note` says so; otherwise
    `ul_applies_to` names what counts to it. `label` is the row of the table it was read from
    ("women 31–50 y"). `provisional`: of a table that is not yet fully checked.
    """

    authority: str
    kind: Kind
    recommended_mg: Decimal
    ear_mg: Decimal | None
    ul_mg: Decimal | None
    ul_applies_to: str | None
    ul_note: str
    source: str
    provisional: bool
    label: str

    @property
    def kind_name(self) -> str:
        table = AUTHORITIES[self.authority]
        return table.value_name if self.kind == table.value_kind else KIND_NAMES[self.kind]


def authority_of(slug: str) -> Authority:
    try:
        return AUTHORITIES[slug]
    except KeyError:
        known = ", ".join(AUTHORITIES)
        raise UnknownAuthority(
            Phrase(
                _("“%(slug)s” is not an authority we know; use one of: %(known)s."),
                slug=slug,
                known=known,
            )
        ) from None


def reference_value(
    authority: str,
    *,
    age_months: int,
    sex: Sex | None = None,
    life_stages: Collection[str] = frozenset(),
    feeding: Feeding | None = None,
) -> ReferenceValue:
    """What `authority` recommends at `age_months` completed months.

    Pregnancy and lactation have rows of their own, or add to the woman's own row of that age,
    whatever column was chosen; where both hold, the higher recommendation does, never the sum.
    Beyond the youngest or oldest of those rows the nearest one holds. `feeding` matters to
    infants only and is ignored elsewhere.

    Raises UnknownAuthority, NoReferenceValue, SexNeeded or FeedingNeeded; ValueError for a life
    stage that does not exist.
    """
    table = authority_of(authority)
    if unknown := set(life_stages) - LIFE_STAGES:
        raise ValueError(f"Not a life stage: {', '.join(sorted(unknown))}")
    if age_months < 0:
        raise NoReferenceValue(Phrase(_("An age cannot be below zero.")))
    stage_rows = [_stage_row(table, stage, age_months) for stage in sorted(life_stages)]
    row = max(
        (found for found in stage_rows if found is not None),
        key=lambda found: found.recommended_mg,
        default=None,
    ) or _age_row(table, age_months, sex, feeding)
    limit = upper_level_at(authority, age_months)
    return ReferenceValue(
        authority=table.slug,
        kind=row.kind,
        recommended_mg=row.recommended_mg,
        ear_mg=row.ear_mg,
        ul_mg=limit.mg,
        ul_applies_to=limit.applies_to,
        ul_note=limit.note,
        source=row.source or table.citation,
        provisional=row.provisional or table.provisional,
        label=row.label,
    )


def upper_level_at(authority: str, age_months: int) -> UpperLevel:
    """It depends on the age alone. Raises UnknownAuthority."""
    table = authority_of(authority)
    level = next(level for level in table.upper_levels if age_months in level.ages)
    return replace(level, provisional=level.provisional or table.provisional)


def _stage_row(table: Authority, stage: str, age_months: int) -> Row | None:
    for increment in table.increments:
        if increment.life_stage == stage:
            return increment.added_to(_age_row(table, age_months, "female", None))
    rows = sorted(
        (row for row in table.rows if row.life_stage == stage),
        key=lambda row: row.ages.from_months,
    )
    started = [row for row in rows if row.ages.from_months <= age_months]
    return started[-1] if started else next(iter(rows), None)


def _age_row(table: Authority, age_months: int, sex: Sex | None, feeding: Feeding | None) -> Row:
    of_age = [row for row in table.rows if row.life_stage is None and age_months in row.ages]
    if not of_age:
        raise NoReferenceValue(
            Phrase(
                _("Our table of %(authority)s has no value at the age of %(age)s."),
                authority=Phrase(table.name),
                age=_age_in_words(age_months),
            )
        )
    if sex is None and any(row.sex for row in of_age):
        raise SexNeeded(
            Phrase(_("The values for men and women differ at this age: choose a column."))
        )
    if feeding is None and any(row.feeding for row in of_age):
        raise FeedingNeeded(Phrase(_("Say whether the infant has breast milk or formula.")))
    (row,) = (row for row in of_age if row.sex in (None, sex) and row.feeding in (None, feeding))
    return row


def _age_in_words(age_months: int) -> Phrase:
    if age_months == 1:
        return Phrase(_("1 month"))
    if age_months < 24:
        return Phrase(_("%(months)s months"), months=age_months)
    return Phrase(_("%(years)s years"), years=age_months // 12)


def age_in_months(birth_date: date, on: date) -> int:
    """Completed months by the calendar. Raises NotBornYet before `birth_date`.

    A month is complete on the birth day's number; where the month has no such day, on the 1st
    of the next one. So whoever was born on 29 February turns a year older on 1 March in common
    years.
    """
    if on < birth_date:
        before = _("%(day)s is before the date of birth.")
        raise NotBornYet(Phrase(before, day=on.isoformat()))
    whole = (on.year - birth_date.year) * 12 + on.month - birth_date.month
    return whole - (on.day < birth_date.day)
