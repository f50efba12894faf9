"""Foods without a search: the commonest first, or ranked by magnesium.

A list holds the common foods and, unless only everyday ones are asked for, the plain ones and
one's own. Products, of which there may be millions, are listed where one asks for their source.
`docs/decisions/search.md` says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from psycopg2.sql import SQL

from foods.ranking import COMMON, PLAIN, SORTS, Scope, Sort

# Of a source's products as many are looked at: the first by name, or those with most magnesium.
MOST_PRODUCTS = 5_000
SPICES = "herbs-spices"
MOST_BY_THE_SPOON_G = 20


class Helping(models.TextChoices):
    """Figures for 100 g or 100 kcal mean little for what is eaten by the pinch."""

    BOWL = "bowl", _("by the bowl")
    SPOON = "spoon", _("by the spoon")


@dataclass(frozen=True)
class Shelves:
    """`everyday`: common foods only. `helping` None: all of them."""

    everyday: bool = False
    helping: str | None = None


_OWN = SQL("owner_id = %(person)s AND removed_at IS NULL")

# A food is eaten by the spoon if it is a herb or spice, or its usual portion is a spoon or a pinch
# that weighs less than 20 g.
_BY_THE_SPOON = SQL(
    """coalesce(basis = '100g' AND (
           group_id = %(spices)s
           OR portion.quantity < %(most_by_the_spoon_g)s
              AND portion.label ~* '\\m(tsp|tbsp|tea ?spoons?|table ?spoons?|spoons?|pinch|dash)\\M'
       ), false)"""
)
_LISTED = SQL(
    """
    SELECT food.id FROM ({shelves}) food
    LEFT JOIN LATERAL (
        SELECT quantity, label FROM foods_portion
        WHERE {needs_portion} AND food_id = food.id
        ORDER BY is_default DESC, position, id LIMIT 1
    ) portion ON true
    WHERE {helping}
    ORDER BY {sort} popularity DESC, name_folded, food.id
    LIMIT %(most)s
    """
)
_SHELF = SQL("(SELECT * FROM foods_food WHERE {condition} {filters})")
# In the order of an index: see `Food.Meta`.
_PRODUCTS = SQL(
    """(SELECT * FROM (
            SELECT * FROM foods_food
            WHERE state = 'published' AND popularity = 0 AND brand <> ''
              AND source_id = %(source)s {order} LIMIT %(most_products)s
        ) product WHERE true {filters})"""
)
_BY_NAME = SQL("ORDER BY name_folded, id")
_BY_MAGNESIUM = SQL(
    "AND magnesium_mg_per_basis IS NOT NULL ORDER BY magnesium_mg_per_basis DESC, id"
)


def browsed(scope: Scope, shelves: Shelves, most: int) -> list[int]:
    """Ids, in order. Pages follow each other without gaps: every order is a total one."""
    ids = []
    if shelves.everyday or scope.sort == Sort.RELEVANCE:
        # Common foods come first, and are enough for the first hundred pages.
        ids = _listed(scope, shelves, most, everyday=True)
    if not shelves.everyday and len(ids) < most:
        ids = _listed(scope, shelves, most, everyday=False)
    return ids


def _listed(scope: Scope, shelves: Shelves, most: int, *, everyday: bool) -> list[int]:
    parameters = scope.parameters | {
        "most": most,
        "most_products": MOST_PRODUCTS,
        "spices": SPICES,
        "most_by_the_spoon_g": MOST_BY_THE_SPOON_G,
    }
    with connection.cursor() as cursor:
        filters = scope.filters
        if scope.sort != Sort.RELEVANCE and scope.kind is None:
            # The most magnesium is in medicines: nobody is shown these as something to eat.
            filters += " AND kind IN ('food', 'water')"
        text = _composed(filters, scope.sort, shelves.helping, everyday, scope.source is not None)
        cursor.execute(text, parameters)
        return [food_id for (food_id,) in cursor.fetchall()]


@cache
def _composed(
    filters: str, sort: str, helping: str | None, everyday: bool, with_products: bool
) -> str:
    server = connection.connection
    shelves = [COMMON, _OWN] if everyday else [COMMON, _OWN, PLAIN]
    parts = [_SHELF.format(condition=shelf, filters=SQL(filters)) for shelf in shelves]
    if with_products and not everyday:
        order = _BY_NAME if sort == Sort.RELEVANCE else _BY_MAGNESIUM
        parts.append(_PRODUCTS.format(order=order, filters=SQL(filters)))
    wanted = {
        None: SQL("true"),
        Helping.BOWL: SQL("NOT {}").format(_BY_THE_SPOON),
        Helping.SPOON: _BY_THE_SPOON,
    }[Helping(helping) if helping else None]
    return _LISTED.format(
        shelves=SQL(" UNION ALL ").join(parts),
        needs_portion=SQL("true" if helping or sort == Sort.PER_PORTION else "false"),
        helping=wanted,
        sort=SORTS[sort],
    ).as_string(server)


def counts_by_group() -> dict[str, int]:
    """How many common foods each group has, by its slug."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT group_id, count(*) FROM foods_food
            WHERE state = 'published' AND popularity > 0 AND group_id IS NOT NULL GROUP BY 1
            """
        )
        return dict(cursor.fetchall())
