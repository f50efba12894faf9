"""What of the catalogue deserves a curator's look: figures far from their group's, and twins.

Each question reads the whole catalogue, so its answer is kept for some minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection

from foods.models import Distinct

MOST = 200
KEPT_SECONDS = 600

# Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers: a modified z-score above 3.5.
# Figures of a group spread by factors rather than by differences, so it is taken of logarithms.
OUTLYING_Z = 3.5
# Groups of like foods are so narrow that 3.5 would name their every variety.
LEAST_RATIO = 5
LEAST_GROUP = 12


@dataclass(frozen=True)
class Outlier:
    """`ratio` is the figure over the median of its group; below 1 it is less."""

    food_id: int
    median_mg: float
    ratio: float


@dataclass(frozen=True)
class Twins:
    """Foods that may be one. `key` names the set, whatever their order."""

    food_ids: tuple[int, ...]
    why: str

    @property
    def key(self) -> str:
        return ",".join(str(pk) for pk in sorted(self.food_ids))


_OUTLIERS = """
WITH figure AS (
    SELECT id, group_id, basis, ln(magnesium_mg_per_basis::float8) AS log,
           'magnesium_mg_per_basis' = ANY(curated_fields) AS vouched
    FROM foods_food
    WHERE state = 'published' AND magnesium_mg_per_basis > 0 AND group_id IS NOT NULL
      AND kind IN ('food', 'water') AND basis <> 'unit'
), middle AS (
    SELECT group_id, basis, percentile_cont(0.5) WITHIN GROUP (ORDER BY log) AS median
    FROM figure GROUP BY group_id, basis HAVING count(*) >= %(least)s
), spread AS (
    SELECT group_id, basis, median,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(log - median)) AS deviation
    FROM figure JOIN middle USING (group_id, basis) GROUP BY group_id, basis, median
)
SELECT id, exp(median), exp(log - median)
FROM figure JOIN spread USING (group_id, basis)
WHERE NOT vouched AND abs(log - median) >= ln(%(ratio)s::float8)
  AND 0.6745 * abs(log - median) > %(z)s * deviation
ORDER BY abs(log - median) DESC, id LIMIT %(most)s
"""

_SAME_NAME = """
SELECT array_agg(id ORDER BY popularity DESC, id)
FROM foods_food
WHERE state = 'published' AND magnesium_mg_per_basis IS NOT NULL AND name_folded <> ''
GROUP BY name_folded, lower(brand), basis, kind
HAVING count(*) BETWEEN 2 AND 20
   AND min(magnesium_mg_per_basis) >= max(magnesium_mg_per_basis) * 0.9
ORDER BY max(popularity) DESC, min(id) LIMIT %(most)s
"""

_SAME_BARCODE = """
SELECT array_agg(DISTINCT food.id)
FROM foods_identifier known JOIN foods_food food ON food.id = known.food_id
WHERE known.scheme = 'gtin' AND food.state = 'published'
GROUP BY ltrim(known.value, '0')
HAVING count(DISTINCT food.id) BETWEEN 2 AND 20
ORDER BY max(food.popularity) DESC, min(food.id) LIMIT %(most)s
"""


def outliers() -> list[Outlier]:
    """Published foods whose magnesium no curator vouched for, the furthest first."""
    parameters = {"least": LEAST_GROUP, "ratio": LEAST_RATIO, "z": OUTLYING_Z, "most": MOST}
    return _kept("outliers", lambda: [Outlier(*row) for row in _rows(_OUTLIERS, parameters)])


def twins() -> list[Twins]:
    """Sets of foods with one barcode, or one name and nearly one figure; the commonest first."""

    def find() -> list[Twins]:
        found: dict[str, Twins] = {}
        for why, statement in (("barcode", _SAME_BARCODE), ("name and figure", _SAME_NAME)):
            for (ids,) in _rows(statement, {"most": MOST}):
                same = Twins(tuple(ids), why)
                found.setdefault(same.key, same)
        return list(found.values())[:MOST]

    told_apart = set(Distinct.objects.values_list("key", flat=True))
    return [same for same in _kept("twins", find) if same.key not in told_apart]


def forget_answers() -> None:
    """After an act that changes them."""
    cache.delete_many([_key("outliers"), _key("twins")])


def _kept(name: str, find: Callable[[], Any]) -> Any:
    return cache.get_or_set(_key(name), find, KEPT_SECONDS)


def _key(name: str) -> str:
    return f"foods.review.{name}"


def _rows(statement: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
