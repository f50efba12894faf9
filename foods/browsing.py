"""Foods without a search: the commonest first, or ranked by magnesium."""

from __future__ import annotations

from typing import Any

from django.db import connection
from psycopg2.sql import SQL

from foods.ranking import SORTS, Scope, Sort

_BROWSED = SQL(
    """
    SELECT id FROM foods_food food
    WHERE (state = 'published' OR owner_id = %(person)s AND removed_at IS NULL) {filters}
      AND popularity >= %(least_popularity)s
    ORDER BY {sort} popularity DESC, name_folded, id
    LIMIT %(most)s
    """
)


def browsed(scope: Scope, most: int) -> list[int]:
    if scope.sort == Sort.RELEVANCE:
        # Common foods come first, and are enough for the first hundred pages.
        common = _ids(scope, {"most": most, "least_popularity": 1})
        if len(common) == most:
            return common
    return _ids(scope, {"most": most, "least_popularity": 0})


def _ids(scope: Scope, parameters: dict[str, Any]) -> list[int]:
    composed = _BROWSED.format(filters=SQL(scope.filters), sort=SORTS[scope.sort])
    with connection.cursor() as cursor:
        cursor.execute(composed, scope.parameters | parameters)
        return [food_id for (food_id,) in cursor.fetchall()]
