"""How far a medicine's usual times lie from a time of magnesium, round the clock.

Times are by the clock on the wall, of no day: 23:30 and 00:30 are an hour apart. Whether that is
enough is nothing that is said here or elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from uuid import UUID

from intake.medicines.classes import CLASSES, MedicineClass
from intake.medicines.ingredients import is_ingredient

MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True)
class NamedMedicine:
    """As its person named it. `class_key` "": the table does not know it."""

    uuid: UUID
    name: str
    class_key: str
    times: tuple[time, ...]

    @property
    def medicine_class(self) -> MedicineClass | None:
        return CLASSES.get(self.class_key)


@dataclass(frozen=True)
class Neighbour:
    """A usual time of the medicine, and how many minutes lie between it and magnesium."""

    time: time
    minutes: int


@dataclass(frozen=True)
class Spacing:
    """A medicine beside a time of magnesium; None where that is not told.

    `before` is the medicine's last time before it, `after` the next one; both may be the same time
    of two days, and both are 0 minutes away where the two are at once.
    """

    medicine: NamedMedicine
    magnesium_at: time | None
    before: Neighbour | None = None
    after: Neighbour | None = None


def spacings(medicines: Iterable[NamedMedicine], magnesium_at: time | None) -> list[Spacing]:
    """One for each medicine that a gap is advised for, or that the table does not know: of the
    latter neither times nor gaps. Without those for which hours do not matter."""
    return [
        _beside(medicine, magnesium_at)
        for medicine in medicines
        if medicine.medicine_class is None or medicine.medicine_class.gaps
    ]


def spacings_of_dose(
    medicines: Sequence[NamedMedicine],
    *,
    kind: str,
    name: str,
    magnesium_mg: Decimal | None,
    at: time | None,
) -> list[Spacing]:
    """`spacings` beside a dose that `may_hold_magnesium`, none beside others."""
    if not medicines or not may_hold_magnesium(kind, name, magnesium_mg):
        return []
    return spacings(medicines, at)


def _beside(medicine: NamedMedicine, magnesium_at: time | None) -> Spacing:
    if magnesium_at is None or medicine.medicine_class is None or not medicine.times:
        return Spacing(medicine, magnesium_at)
    before = [Neighbour(each, minutes_between(each, magnesium_at)) for each in medicine.times]
    after = [Neighbour(each, minutes_between(magnesium_at, each)) for each in medicine.times]
    return Spacing(medicine, magnesium_at, _nearest(before), _nearest(after))


def minutes_between(first: time, then: time) -> int:
    """From one time on the clock forward to the other: 0 to 1439. Seconds are left out."""
    return (_minute(then) - _minute(first)) % MINUTES_OF_A_DAY


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _nearest(neighbours: Sequence[Neighbour]) -> Neighbour:
    return min(neighbours, key=lambda each: (each.minutes, each.time))


def may_hold_magnesium(kind: str, name: str, magnesium_mg: Decimal | None) -> bool:
    """Whether gaps concern a dose: a supplement or a medicine, also where its figure is not known.

    What has none and is called by the name of a medicine in the table, and by nothing besides, is
    that medicine, not magnesium.
    """
    if kind not in ("supplement", "medicine"):
        return False
    if magnesium_mg is not None:
        return magnesium_mg > 0
    return not is_ingredient(name)
