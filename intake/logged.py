"""What notes ask of a day's entries, and of the doses and grain foods of the seven days before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from intake.days import WEEK
from intake.grains import GRAIN_GROUPS
from intake.medicines.spacing import may_hold_magnesium
from intake.models import Person
from intake.snapshots import DOSE_KINDS


class Logged(NamedTuple):
    date: date
    kind: str
    name: str
    magnesium_mg: Decimal | None
    label_says: str
    food_id: int | None
    group_id: str | None

    @property
    def may_hold_magnesium(self) -> bool:
        return may_hold_magnesium(self.kind, self.name, self.magnesium_mg)


# Written out, as a day's sums are and for the same reason.
_UP_TO = """
SELECT entry.date, entry.kind, entry.name, entry.magnesium_mg, entry.label_says, entry.food_id,
  food.group_id
FROM intake_entry AS entry
LEFT JOIN foods_food AS food ON food.id = entry.food_id
WHERE entry.person_id = %(person)s AND entry.deleted_at IS NULL
  AND entry.date BETWEEN %(first)s AND %(day)s
  AND (entry.date = %(day)s OR entry.kind = ANY(%(doses)s) OR food.group_id = ANY(%(grains)s))
ORDER BY entry.id
"""


def logged_up_to(person: Person, day: date) -> list[Logged]:
    """One query, written out."""
    values: dict[str, Any] = {
        "person": person.pk,
        "first": day - WEEK,
        "day": day,
        "doses": [str(kind) for kind in DOSE_KINDS],
        "grains": list(GRAIN_GROUPS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_UP_TO, values)
        return [Logged(*row) for row in cursor]
