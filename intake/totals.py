"""A day's sums, exact decimals in SQL.

What has no figure is counted, never taken for zero: then a sum is a lower bound. Medicines count
to the upper level and to nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from foods.models import Kind
from intake.models import Person

ZERO = Decimal(0)
DOSES = [Kind.SUPPLEMENT, Kind.MEDICINE]


@dataclass(frozen=True)
class Totals:
    """Sums of a day's known figures, mg. `items` counts what can add to the total: no medicines.

    So many of each kind had no figure (`unknown_food`, ...): its sum is then "at least". Of a salt
    whose form is not known the sum holds the least; `supplement_range_mg` and
    `medicine_range_mg` are what may come on top of it.
    `unknown_at_most_mg` is what all that has no figure can hold together, None without bound.
    `added_mg` is what is known to count to an upper level; `added_at_most_mg` the most it can be,
    None without bound.
    """

    entries: int = 0
    items: int = 0
    unknown_food: int = 0
    unknown_water: int = 0
    unknown_supplement: int = 0
    unknown_medicine: int = 0
    food_mg: Decimal = ZERO
    water_mg: Decimal = ZERO
    supplement_mg: Decimal = ZERO
    medicine_mg: Decimal = ZERO
    supplement_range_mg: Decimal = ZERO
    medicine_range_mg: Decimal = ZERO
    unknown_at_most_mg: Decimal | None = ZERO
    added_mg: Decimal = ZERO
    added_at_most_mg: Decimal | None = ZERO

    @property
    def total_mg(self) -> Decimal:
        return self.food_mg + self.water_mg + self.supplement_mg

    @property
    def unknown_items(self) -> int:
        """Of those that can add to the total."""
        return self.unknown_food + self.unknown_water + self.unknown_supplement

    @property
    def is_lower_bound(self) -> bool:
        return self.unknown_items > 0 or self.supplement_range_mg > 0

    @property
    def total_at_most_mg(self) -> Decimal | None:
        """None without bound: something has no figure, and nobody knows what it can hold."""
        if self.unknown_at_most_mg is None:
            return None
        return self.total_mg + self.supplement_range_mg + self.unknown_at_most_mg

    @property
    def supplement_is_lower_bound(self) -> bool:
        return self.unknown_supplement > 0 or self.supplement_range_mg > 0

    @property
    def medicine_is_lower_bound(self) -> bool:
        return self.unknown_medicine > 0 or self.medicine_range_mg > 0

    @property
    def lower_bounds(self) -> list[str]:
        """The kinds whose sum is at least so much; the other sums are known."""
        at_least = {
            Kind.FOOD: self.unknown_food > 0,
            Kind.WATER: self.unknown_water > 0,
            Kind.SUPPLEMENT: self.supplement_is_lower_bound,
            Kind.MEDICINE: self.medicine_is_lower_bound,
        }
        return [kind.value for kind, holds in at_least.items() if holds]

    @property
    def added_is_lower_bound(self) -> bool:
        return self.added_at_most_mg is None or self.added_at_most_mg > self.added_mg

    @property
    def logged(self) -> bool:
        """A day with nothing but a medicine on it says nothing about what was eaten."""
        return self.items > 0


# Of a food nobody asked about, all of its magnesium may have been added, but no more. What water
# holds by nature is none of it: there nothing was added. Written out, since Today, every day and
# every period ask for it: to compile it anew each time costs more than to run it.
_BY_DAY = """
SELECT
  date,
  count(*) AS entries,
  count(*) FILTER (WHERE kind <> 'medicine') AS items,
  count(*) FILTER (WHERE unknown AND kind = 'food') AS unknown_food,
  count(*) FILTER (WHERE unknown AND kind = 'water') AS unknown_water,
  count(*) FILTER (WHERE unknown AND kind = 'supplement') AS unknown_supplement,
  count(*) FILTER (WHERE unknown AND kind = 'medicine') AS unknown_medicine,
  coalesce(sum(mg) FILTER (WHERE kind = 'food'), 0) AS food_mg,
  coalesce(sum(mg) FILTER (WHERE kind = 'water'), 0) AS water_mg,
  coalesce(sum(mg) FILTER (WHERE kind = 'supplement'), 0) AS supplement_mg,
  coalesce(sum(mg) FILTER (WHERE kind = 'medicine'), 0) AS medicine_mg,
  coalesce(sum(at_most_mg - mg) FILTER (WHERE kind = 'supplement'), 0) AS supplement_range_mg,
  coalesce(sum(at_most_mg - mg) FILTER (WHERE kind = 'medicine'), 0) AS medicine_range_mg,
  CASE
    WHEN count(*) FILTER (WHERE without_bound AND kind <> 'medicine') = 0
    THEN coalesce(sum(at_most_mg) FILTER (WHERE unknown AND kind <> 'medicine'), 0)
  END AS unknown_at_most_mg,
  coalesce(sum(CASE WHEN is_dose THEN mg ELSE added_mg END), 0) AS added_mg,
  CASE
    WHEN count(*) FILTER (WHERE without_bound AND (is_dose OR added_mg IS DISTINCT FROM 0)) = 0
    THEN coalesce(
      sum(CASE WHEN is_dose THEN coalesce(at_most_mg, mg)
               ELSE coalesce(added_mg, mg, at_most_mg) END), 0)
  END AS added_at_most_mg
FROM (
  SELECT
    date, kind,
    magnesium_mg AS mg, magnesium_at_most_mg AS at_most_mg, added_magnesium_mg AS added_mg,
    magnesium_mg IS NULL AS unknown,
    magnesium_mg IS NULL AND magnesium_at_most_mg IS NULL AS without_bound,
    kind IN ('supplement', 'medicine') AS is_dose
  FROM intake_entry
  WHERE person_id = %s AND date BETWEEN %s AND %s AND deleted_at IS NULL
) AS entry
GROUP BY date
"""


def totals_by_day(person: Person, first: date, last: date) -> dict[date, Totals]:
    """One query; days without entries are not in it."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, [person.pk, first, last])
        names = [column.name for column in cursor.description[1:]]
        return {day: Totals(**dict(zip(names, sums, strict=True))) for day, *sums in cursor}
