"""The classes of medicines that magnesium meddles with, and the gap that is advised for each.

Gaps concern supplements, antacids and laxatives, not meals. What stands here was read in the
sources named; a class or a gap that was in none of them is left out. Ingredients follow the WHO's
ATC groups, as far as they are swallowed: they propose a class, and its person confirms it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from foods.marked import gettext_noop


class Status(StrEnum):
    """How well a figure was checked; all but the first are provisional."""

    SEEN = "seen"  # in the text of an official or primary source
    SECONDARY = "secondary"  # only in another text
    UNCONFIRMED = "unconfirmed"  # in none yet


class Extent(StrEnum):
    """How the source puts its hours."""

    AT_LEAST = "at least"
    ABOUT = "about"


@dataclass(frozen=True)
class Hours:
    """A number of hours, or from one to another."""

    least: int
    most: int

    def __post_init__(self) -> None:
        if not 0 < self.least <= self.most <= 12:
            raise ValueError(f"{self.least} to {self.most} hours are no gap on a clock.")


@dataclass(frozen=True, kw_only=True)
class Gap:
    """`before`: the medicine that long before magnesium; `after`: that long after it. None: the
    source says nothing of that direction, which is not that there is no gap."""

    before: Hours | None
    after: Hours | None
    extent: Extent
    status: Status
    source: str

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("A gap has a direction.")

    @property
    def either_way(self) -> bool:
        return self.before == self.after

    @property
    def provisional(self) -> bool:
        return self.status != Status.SEEN


@dataclass(frozen=True, kw_only=True)
class MedicineClass:
    """`gaps` come with the best known first; none: no gap in time is advised, and `instead` says
    what is. `also` is what a label says beside them; it is provisional. `ingredients` are folded,
    and English: `intake.medicines.ingredients` has what others call them."""

    key: str
    name: str
    ingredients: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()
    also: str = ""
    instead: str = ""

    def __post_init__(self) -> None:
        if bool(self.gaps) == bool(self.instead):
            raise ValueError(f"{self.key} has either gaps or what is said instead.")


def _either_way(least: int, most: int, status: Status, source: str) -> Gap:
    hours = Hours(least, most)
    return Gap(before=hours, after=hours, extent=Extent.AT_LEAST, status=status, source=source)


_UK_LEAFLET = gettext_noop("Product information, emc 12118")
_OFFICIAL = gettext_noop("Primary or official text")
_OTHERS = gettext_noop("Other texts")
_BINDS = (_either_way(3, 4, Status.SEEN, _OFFICIAL),)

_TABLE = (
    MedicineClass(
        key="quinolone",
        name=gettext_noop("Quinolone antibiotic"),
        ingredients=(
            "ciprofloxacin",
            "levofloxacin",
            "moxifloxacin",
            "ofloxacin",
            "norfloxacin",
            "delafloxacin",
        ),
        gaps=(
            Gap(
                before=Hours(2, 2),
                after=Hours(6, 6),
                extent=Extent.AT_LEAST,
                status=Status.SEEN,
                source=gettext_noop("Primary or official text; for the effect, PMID 2598571"),
            ),
        ),
    ),
    MedicineClass(
        key="tetracycline",
        name=gettext_noop("Tetracycline antibiotic"),
        ingredients=(
            "tetracycline",
            "doxycycline",
            "minocycline",
            "lymecycline",
            "oxytetracycline",
            "demeclocycline",
        ),
        gaps=(
            _either_way(2, 3, Status.SEEN, _UK_LEAFLET),
            Gap(
                before=Hours(2, 2),
                after=Hours(4, 6),
                extent=Extent.ABOUT,
                status=Status.SECONDARY,
                source=_OTHERS,
            ),
        ),
    ),
    MedicineClass(
        key="bisphosphonate",
        name=gettext_noop("Bisphosphonate by mouth, for bones"),
        ingredients=(
            "alendronate",
            "alendronic acid",
            "risedronate",
            "risedronic acid",
            "ibandronate",
            "ibandronic acid",
            "etidronate",
            "clodronate",
        ),
        gaps=(
            _either_way(3, 4, Status.SEEN, _UK_LEAFLET),
            _either_way(2, 2, Status.SECONDARY, "NIH Office of Dietary Supplements"),
        ),
        also=gettext_noop(
            "Of alendronate its label says: no magnesium within 30 minutes after it (provisional)."
        ),
    ),
    MedicineClass(
        key="levothyroxine",
        name=gettext_noop("Levothyroxine, for the thyroid"),
        ingredients=("levothyroxine", "l thyroxine", "thyroxine"),
        gaps=(_either_way(4, 4, Status.SECONDARY, _OTHERS),),
    ),
    MedicineClass(
        key="gabapentin",
        name=gettext_noop("Gabapentin"),
        ingredients=("gabapentin",),
        gaps=(
            Gap(
                before=None,
                after=Hours(2, 2),
                extent=Extent.AT_LEAST,
                status=Status.SEEN,
                source=gettext_noop("Product text"),
            ),
        ),
    ),
    MedicineClass(
        key="iron",
        name=gettext_noop("Iron"),
        ingredients=(
            "iron",
            "ferrous sulfate",
            "ferrous sulphate",
            "ferrous fumarate",
            "ferrous gluconate",
            "ferrous bisglycinate",
        ),
        gaps=_BINDS,
    ),
    MedicineClass(
        key="nitrofurantoin",
        name=gettext_noop("Nitrofurantoin"),
        ingredients=("nitrofurantoin",),
        gaps=_BINDS,
    ),
    MedicineClass(
        key="penicillamine",
        name=gettext_noop("Penicillamine"),
        ingredients=("penicillamine", "d penicillamine"),
        gaps=_BINDS,
    ),
    MedicineClass(
        key="eltrombopag",
        name=gettext_noop("Eltrombopag"),
        ingredients=("eltrombopag",),
        gaps=_BINDS,
    ),
    MedicineClass(
        key="integrase_inhibitor",
        name=gettext_noop("HIV integrase inhibitor"),
        ingredients=("dolutegravir", "bictegravir", "raltegravir", "elvitegravir"),
        gaps=(
            Gap(
                before=Hours(2, 2),
                after=Hours(6, 6),
                extent=Extent.ABOUT,
                status=Status.UNCONFIRMED,
                source=gettext_noop("Not yet confirmed"),
            ),
        ),
    ),
    # What follows is no matter of hours. The words fit people with weak kidneys too.
    MedicineClass(
        key="diuretic",
        name=gettext_noop("Loop or thiazide diuretic"),
        ingredients=(
            "furosemide",
            "bumetanide",
            "torasemide",
            "torsemide",
            "hydrochlorothiazide",
            "bendroflumethiazide",
        ),
        instead=gettext_noop(
            "It changes how much magnesium leaves with the urine, whatever the hour: no gap is "
            "advised. Ask your prescriber."
        ),
    ),
    MedicineClass(
        key="potassium_sparing_diuretic",
        name=gettext_noop("Potassium-sparing diuretic"),
        ingredients=("spironolactone", "eplerenone", "amiloride", "triamterene"),
        instead=gettext_noop(
            "It may hold magnesium back in the body, whatever the hour (provisional): no gap is "
            "advised. Ask your prescriber."
        ),
    ),
    MedicineClass(
        key="proton_pump_inhibitor",
        name=gettext_noop("Proton pump inhibitor, for the stomach"),
        ingredients=(
            "omeprazole",
            "esomeprazole",
            "lansoprazole",
            "dexlansoprazole",
            "pantoprazole",
            "rabeprazole",
        ),
        instead=gettext_noop(
            "Over months it can change the magnesium in the blood, whatever the hour: no gap is "
            "advised. Ask about a blood test."
        ),
    ),
)

CLASSES = {each.key: each for each in _TABLE}
HOURS_DO_NOT_MATTER = tuple(each.key for each in CLASSES.values() if not each.gaps)
