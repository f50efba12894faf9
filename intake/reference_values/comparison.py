"""What every authority recommends for one person, side by side."""

from collections.abc import Collection
from dataclasses import dataclass

from . import AUTHORITIES, ReferenceValue, reference_value
from .errors import ReferenceValueError
from .tables import Authority, Feeding, Sex


@dataclass(frozen=True)
class Compared:
    """An authority with its `value`, or with the reason why it has none for this person."""

    authority: Authority
    value: ReferenceValue | None = None
    unavailable: ReferenceValueError | None = None


def compared(
    *,
    age_months: int,
    sex: Sex | None = None,
    life_stages: Collection[str] = frozenset(),
    feeding: Feeding | None = None,
) -> list[Compared]:
    """One of each authority, in the order of the registry."""
    rows = []
    for authority in AUTHORITIES.values():
        try:
            value = reference_value(
                authority.slug,
                age_months=age_months,
                sex=sex,
                life_stages=life_stages,
                feeding=feeding,
            )
        except ReferenceValueError as error:
            rows.append(Compared(authority, unavailable=error))
        else:
            rows.append(Compared(authority, value))
    return rows
