"""What of the catalogue deserves a curator's look: figures far from their group's, twins, and foods
that people log without a figure.

Each question reads much of the catalogue, so its answer is kept for some minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection

from foods.marked import gettext_noop as _
from foods.models import Distinct
from foods.usage import Usage, usage

MOST = 200
MOST_LACKING = 100
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


# Products by the million are asked about by their barcodes and their extremes only: what people
# find first are the common foods and the plain ones, and these are few. Conditions are in the words
# of the partial indexes that answer them.

# Of the products of a source, this many with the most magnesium and with the least.
MOST_EXTREMES = 1_000

_OUTLIERS = """
WITH plain AS (
    SELECT id, group_id, basis, curated_fields, ln(magnesium_mg_per_basis::float8) AS log
    FROM foods_food
    WHERE state = 'published'
      AND (popularity > 0 OR popularity = 0 AND brand = '' AND state = 'published')
      AND magnesium_mg_per_basis > 0 AND group_id IS NOT NULL
      AND kind IN ('food', 'water') AND basis <> 'unit'
), middle AS (
    SELECT group_id, basis, percentile_cont(0.5) WITHIN GROUP (ORDER BY log) AS median
    FROM plain GROUP BY group_id, basis HAVING count(*) >= %(least)s
), spread AS (
    SELECT group_id, basis, median,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(log - median)) AS deviation
    FROM plain JOIN middle USING (group_id, basis) GROUP BY group_id, basis, median
), product AS (
    SELECT extreme.* FROM foods_source source CROSS JOIN LATERAL (
        (SELECT id, group_id, basis, kind, curated_fields, magnesium_mg_per_basis AS mg
         FROM foods_food
         WHERE source_id = source.slug AND popularity = 0 AND state = 'published'
           AND NOT brand = '' AND magnesium_mg_per_basis IS NOT NULL
         ORDER BY mg DESC LIMIT %(extremes)s)
        UNION
        (SELECT id, group_id, basis, kind, curated_fields, magnesium_mg_per_basis AS mg
         FROM foods_food
         WHERE source_id = source.slug AND popularity = 0 AND state = 'published'
           AND NOT brand = '' AND magnesium_mg_per_basis IS NOT NULL AND magnesium_mg_per_basis > 0
         ORDER BY mg LIMIT %(extremes)s)
    ) extreme
), figure AS (
    SELECT * FROM plain
    UNION ALL
    SELECT id, group_id, basis, curated_fields, ln(mg::float8) FROM product
    WHERE mg > 0 AND kind IN ('food', 'water')
)
SELECT id, exp(median), exp(log - median)
FROM figure JOIN spread USING (group_id, basis)
WHERE NOT 'magnesium_mg_per_basis' = ANY(curated_fields)
  AND abs(log - median) >= ln(%(ratio)s::float8)
  AND 0.6745 * abs(log - median) > %(z)s * deviation
ORDER BY abs(log - median) DESC, id LIMIT %(most)s
"""

_SAME_NAME = """
SELECT array_agg(id ORDER BY popularity DESC, id)
FROM foods_food
WHERE state = 'published'
  AND (popularity > 0 OR popularity = 0 AND brand = '' AND state = 'published')
  AND magnesium_mg_per_basis IS NOT NULL AND name_folded <> ''
GROUP BY name_folded, lower(brand), basis, kind
HAVING count(*) BETWEEN 2 AND 20
   AND min(magnesium_mg_per_basis) >= max(magnesium_mg_per_basis) * 0.9
ORDER BY max(popularity) DESC, min(id) LIMIT %(most)s
"""

# Imports write barcodes in 14 digits; people and curators with or without the zeros before them.
# The first two questions read an index alone.
_SAME_BARCODE = """
WITH twice AS (
    (SELECT value FROM foods_identifier WHERE scheme = 'gtin'
     GROUP BY value HAVING count(*) > 1 LIMIT %(codes)s)
    UNION
    (SELECT value FROM foods_identifier WHERE scheme = 'gtin' AND length(value) < 14
     LIMIT %(codes)s)
), spelled AS (
    SELECT DISTINCT bare, lpad(bare, digits, '0') AS value
    FROM (SELECT DISTINCT ltrim(value, '0') AS bare FROM twice) AS codes,
         unnest(ARRAY[8, 12, 13, 14]) AS digits
    WHERE length(bare) <= digits
)
SELECT array_agg(DISTINCT food.id)
FROM spelled
JOIN foods_identifier known ON known.scheme = 'gtin' AND known.value = spelled.value
JOIN foods_food food ON food.id = known.food_id AND food.state = 'published'
GROUP BY bare
HAVING count(DISTINCT food.id) BETWEEN 2 AND 20
ORDER BY max(food.popularity) DESC, min(food.id) LIMIT %(most)s
"""
MOST_CODES = 5_000


def outliers() -> list[Outlier]:
    """Published foods whose magnesium no curator vouched for, the furthest first."""
    parameters = {
        "least": LEAST_GROUP,
        "ratio": LEAST_RATIO,
        "z": OUTLYING_Z,
        "extremes": MOST_EXTREMES,
        "most": MOST,
    }
    return _kept("outliers", lambda: [Outlier(*row) for row in _rows(_OUTLIERS, parameters)])


def twins() -> list[Twins]:
    """Sets of foods with one barcode, or one name and nearly one figure; the commonest first."""

    def find() -> list[Twins]:
        found: dict[str, Twins] = {}
        for why, statement in ((_("barcode"), _SAME_BARCODE), (_("name and figure"), _SAME_NAME)):
            for (ids,) in _rows(statement, {"most": MOST, "codes": MOST_CODES}):
                same = Twins(tuple(ids), why)
                found.setdefault(same.key, same)
        return list(found.values())[:MOST]

    told_apart = set(Distinct.objects.values_list("key", flat=True))
    return [same for same in _kept("twins", find) if same.key not in told_apart]


def lacking() -> list[tuple[int, Usage]]:
    """Published foods that people log and that have no figure, the most logged first."""
    return _kept("lacking", lambda: usage().most_logged_without_magnesium(MOST_LACKING))


def forget_answers() -> None:
    """After an act that changes them."""
    cache.delete_many([_key(name) for name in ("outliers", "twins", "lacking")])


def _kept(name: str, find: Callable[[], Any]) -> Any:
    return cache.get_or_set(_key(name), find, KEPT_SECONDS)


def _key(name: str) -> str:
    return f"foods.review.{name}"


def _rows(statement: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
