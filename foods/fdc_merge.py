"""Staged FoodData Central records merged into the catalogue, step by step, in SQL.

`docs/decisions/identity-and-precedence.md` says which food a record is and whose figures hold.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg2.sql import SQL, Composable, Identifier, Literal

from foods.models import Confidence


@dataclass(frozen=True)
class Release:
    """A kind of FoodData Central record; of two for one food, the higher rank holds.

    Foundation foods are newer and analysed, SR Legacy's are final, some of them older than 1990.
    """

    data_type: str
    source: str
    rank: int


# In the order in which they are merged.
RELEASES = (
    Release("sr_legacy_food", "usda_sr_legacy", 1),
    Release("foundation_food", "usda_foundation", 2),
)

# Figures of a food: staging column and the food's.
FIGURES = {
    "magnesium_mg": "magnesium_mg_per_basis",
    "calcium_mg": "calcium_mg_per_basis",
    "phosphorus_mg": "phosphorus_mg_per_basis",
    "potassium_mg": "potassium_mg_per_basis",
    "energy_kcal": "energy_kcal_per_basis",
}
FOOD_COLUMNS = ("fdc_id", "ndb", "fndds_code", "name", "group_id", "added_magnesium_mg", *FIGURES)
PORTION_COLUMNS = ("fdc_id", "position", "label", "quantity")


class Merge:
    """One release's way into the catalogue; its steps are called in the order they stand here.

    Tables are analysed as they grow: autovacuum does not see into a transaction, and a plan that
    was made for an empty table takes minutes for a full one.

    A staged record's `food_id` is the food it is, `new` one that was made for it; `holds` says that
    the food takes its figures from this record, `changed` that anything about the food changed.
    """

    def __init__(self, release: Release) -> None:
        self.parameters: dict[str, Any] = {
            "source": release.source,
            "rank": release.rank,
            "sources": [known.source for known in RELEASES],
            "confidence": Confidence.ANALYSED,
        }

    def stage(
        self, foods: Iterable[Sequence[object]], portions: Iterable[Sequence[object]]
    ) -> None:
        """Copy rows as `FOOD_COLUMNS` and `PORTION_COLUMNS` name them into temporary tables."""
        self._do(
            """
            CREATE TEMPORARY TABLE fdc_food (
                fdc_id bigint PRIMARY KEY, ndb text, fndds_code text, name text NOT NULL,
                group_id text, added_magnesium_mg numeric(12, 4),
                magnesium_mg numeric(12, 4), calcium_mg numeric(12, 4),
                phosphorus_mg numeric(12, 4), potassium_mg numeric(12, 4),
                energy_kcal numeric(12, 4),
                food_id bigint, new boolean NOT NULL DEFAULT false,
                holds boolean NOT NULL DEFAULT false, changed boolean NOT NULL DEFAULT false
            ) ON COMMIT DROP;
            CREATE TEMPORARY TABLE fdc_portion (
                fdc_id bigint NOT NULL, position smallint NOT NULL, label text NOT NULL,
                quantity numeric(10, 3) NOT NULL
            ) ON COMMIT DROP
            """
        )
        self._copy("fdc_food", FOOD_COLUMNS, foods)
        self._copy("fdc_portion", PORTION_COLUMNS, portions)
        self._do("ANALYZE fdc_food, fdc_portion")

    def recognise(self) -> None:
        """Find each record's food by the scheme that lasts longest; a merged one's kept food.

        A person's own food is never taken for it.
        """
        for scheme, column in (("ndb", "ndb"), ("fndds_code", "fndds_code"), ("fdc", "fdc_id")):
            statement = SQL(
                """
                UPDATE fdc_food staged SET food_id = coalesce(food.merged_into_id, food.id)
                FROM foods_identifier known JOIN foods_food food ON food.id = known.food_id
                WHERE staged.food_id IS NULL AND known.scheme = %(scheme)s
                  AND known.value = staged.{}::text AND food.owner_id IS NULL
                """
            )
            self._do(statement.format(Identifier(column)), scheme=scheme)

    def create(self) -> None:
        self._do(
            """
            UPDATE fdc_food SET new = true, holds = true,
                food_id = nextval(pg_get_serial_sequence('foods_food', 'id'))
            WHERE food_id IS NULL;

            INSERT INTO foods_food (
                id, name, brand, kind, group_id, basis, magnesium_mg_per_basis,
                calcium_mg_per_basis, phosphorus_mg_per_basis, potassium_mg_per_basis,
                energy_kcal_per_basis, added_magnesium_mg_per_basis, compound, confidence,
                source_id, source_ref, popularity, note, state, builtin, curated_fields,
                filled_fields, name_folded, created_at, updated_at
            )
            SELECT food_id, name, '', 'food', group_id, '100g', magnesium_mg,
                   calcium_mg, phosphorus_mg, potassium_mg,
                   energy_kcal, added_magnesium_mg, '', %(confidence)s,
                   %(source)s, fdc_id, 0, '', 'published', false, '{}',
                   '{}', '', now(), now()
            FROM fdc_food WHERE new;

            ANALYZE foods_food
            """
        )

    def update(self) -> None:
        """Give imported foods what the record says, where it is the one that holds.

        It does if it is the food's own record, or if it knows the magnesium and the record the
        food has now does not, is of lower rank, or is an older one of the same rank.
        """
        self._do(
            """
            UPDATE fdc_food staged SET holds = true
            FROM (
                SELECT DISTINCT ON (food_id) other.fdc_id
                FROM fdc_food other JOIN foods_food food ON food.id = other.food_id
                CROSS JOIN LATERAL (SELECT
                    array_position(%(sources)s, food.source_id::text) AS rank,
                    food.source_id = %(source)s AND food.source_ref = other.fdc_id::text AS own
                ) had
                WHERE NOT other.new AND NOT food.builtin AND had.rank IS NOT NULL
                  AND (own OR other.magnesium_mg IS NOT NULL AND (
                       food.magnesium_mg_per_basis IS NULL OR had.rank < %(rank)s
                       OR had.rank = %(rank)s AND (CASE WHEN food.source_ref ~ '^[0-9]{1,18}$'
                          THEN food.source_ref::bigint ELSE 0 END) < other.fdc_id))
                ORDER BY food_id, own DESC, other.fdc_id DESC
            ) best
            WHERE staged.fdc_id = best.fdc_id
            """
        )
        values = {
            "name": "name",
            "group_id": "group_id",
            "added_magnesium_mg_per_basis": "added_magnesium_mg",
            **{column: staged for staged, column in FIGURES.items()},
            "confidence": "confidence",
            "source_id": "source_id",
            "source_ref": "source_ref",
        }
        kept = SQL(", ").join(
            SQL("CASE WHEN {field} = ANY(food.curated_fields) THEN {had} ELSE {value} END").format(
                field=Literal(column.removesuffix("_id")),
                had=Identifier("food", column),
                value=Identifier("record", value),
            )
            for column, value in values.items()
        )
        columns = SQL(", ").join(map(Identifier, values))
        had = SQL(", ").join(Identifier("food", column) for column in values)
        statement = SQL(
            """
            WITH record AS (
                SELECT *, %(confidence)s AS confidence, %(source)s AS source_id,
                       fdc_id::text AS source_ref
                FROM fdc_food WHERE holds AND NOT new
            ), updated AS (
                UPDATE foods_food food SET ({columns}) = ROW({kept}), updated_at = now()
                FROM record
                WHERE food.id = record.food_id AND ({had}) IS DISTINCT FROM ({kept})
                RETURNING food.id
            )
            UPDATE fdc_food staged SET changed = true
            FROM updated WHERE staged.food_id = updated.id AND staged.holds
            """
        )
        self._do(statement.format(columns=columns, kept=kept, had=had))

    def fill(self) -> None:
        """Give other foods the figures per 100 g that they lack.

        The magnesium only where the food names the same source: of another food, however alike,
        it would be a guess.
        """
        for staged, column in FIGURES.items():
            statement = SQL(
                """
                WITH record AS (
                    SELECT DISTINCT ON (food_id) food_id, {value} AS value FROM fdc_food
                    WHERE {value} IS NOT NULL AND NOT new
                    ORDER BY food_id, fdc_id
                ), filled AS (
                    UPDATE foods_food food SET {column} = record.value, updated_at = now(),
                        filled_fields = array_append(filled_fields, %(field)s)
                    FROM record
                    WHERE food.id = record.food_id AND food.{column} IS NULL
                      AND food.basis = '100g' AND NOT %(field)s = ANY(food.curated_fields)
                      AND (food.builtin OR food.source_id IS NULL
                           OR food.source_id <> ALL(%(sources)s))
                      AND (%(field)s <> 'magnesium_mg_per_basis' OR food.source_id = %(source)s)
                    RETURNING food.id
                )
                UPDATE fdc_food staged SET changed = true
                FROM filled WHERE staged.food_id = filled.id
                """
            )
            self._do(
                statement.format(value=Identifier(staged), column=Identifier(column)),
                field=column,
            )

    def identify(self) -> None:
        """Add the identifiers that foods lack; a person's own food gives up one that is USDA's."""
        self._do(
            """
            CREATE TEMPORARY TABLE fdc_identifier ON COMMIT DROP AS
            SELECT food_id, 'fdc' AS scheme, fdc_id::text AS value FROM fdc_food
            UNION SELECT food_id, 'ndb', ndb FROM fdc_food WHERE ndb IS NOT NULL
            UNION SELECT food_id, 'fndds_code', fndds_code FROM fdc_food
                  WHERE fndds_code IS NOT NULL;

            DELETE FROM foods_identifier known USING foods_food food, fdc_identifier staged
            WHERE food.id = known.food_id AND food.owner_id IS NOT NULL
              AND (known.scheme, known.value) = (staged.scheme, staged.value);

            WITH added AS (
                INSERT INTO foods_identifier (food_id, scheme, value)
                SELECT staged.food_id, staged.scheme, staged.value
                FROM fdc_identifier staged JOIN foods_food food ON food.id = staged.food_id
                WHERE NOT 'identifiers' = ANY(food.curated_fields)
                ON CONFLICT DO NOTHING
                RETURNING food_id
            )
            UPDATE fdc_food staged SET changed = true
            FROM added WHERE staged.food_id = added.food_id;

            DROP TABLE fdc_identifier
            """
        )

    def portion(self) -> None:
        """Bring an imported food's portions in line; give those to others that have none.

        A portion of the same label from a lower rank takes the new weight. One that this source
        gave before and gives no more goes.
        """
        self._do(
            """
            CREATE TEMPORARY TABLE fdc_wanted ON COMMIT DROP AS
            SELECT DISTINCT ON (staged.food_id, portion.label)
                   staged.food_id, portion.position, portion.label, portion.quantity,
                   imported.so AS imported
            FROM fdc_portion portion JOIN fdc_food staged USING (fdc_id)
            JOIN foods_food food ON food.id = staged.food_id
            CROSS JOIN LATERAL (
                SELECT NOT food.builtin AND food.source_id = ANY(%(sources)s) AS so
            ) imported
            WHERE food.basis = '100g' AND NOT 'portions' = ANY(food.curated_fields)
              AND (imported.so OR food.id NOT IN (SELECT food_id FROM foods_portion))
            ORDER BY staged.food_id, portion.label, staged.holds DESC, staged.fdc_id DESC;

            ANALYZE fdc_wanted;

            CREATE TEMPORARY TABLE fdc_portioned (food_id bigint) ON COMMIT DROP;

            WITH gone AS (
                DELETE FROM foods_portion portion USING fdc_food staged, foods_food food
                WHERE portion.food_id = staged.food_id AND food.id = staged.food_id
                  AND staged.holds AND NOT staged.new AND NOT food.builtin
                  AND NOT 'portions' = ANY(food.curated_fields)
                  AND portion.source_id = %(source)s
                  AND NOT EXISTS (SELECT FROM fdc_wanted wanted
                      WHERE wanted.food_id = portion.food_id AND wanted.label = portion.label)
                RETURNING portion.food_id
            ), written AS (
                INSERT INTO foods_portion AS portion
                    (food_id, position, label, quantity, is_default, source_id)
                SELECT food_id, position, label, quantity, false, %(source)s FROM fdc_wanted
                ON CONFLICT (food_id, label) DO UPDATE
                    SET quantity = excluded.quantity, position = excluded.position,
                        source_id = excluded.source_id
                    WHERE array_position(%(sources)s, portion.source_id::text) <= %(rank)s
                      AND (portion.quantity, portion.position, portion.source_id)
                          IS DISTINCT FROM
                          (excluded.quantity, excluded.position, excluded.source_id)
                RETURNING food_id
            )
            INSERT INTO fdc_portioned
            SELECT food_id FROM gone UNION SELECT food_id FROM written;

            UPDATE fdc_food staged SET changed = true
            FROM fdc_portioned portioned WHERE staged.food_id = portioned.food_id;

            UPDATE foods_food food SET filled_fields = array_append(filled_fields, 'portions')
            FROM fdc_portioned portioned
            WHERE food.id = portioned.food_id AND NOT 'portions' = ANY(filled_fields)
              AND (food.builtin OR food.source_id IS NULL OR food.source_id <> ALL(%(sources)s));

            DROP TABLE fdc_wanted, fdc_portioned
            """
        )

    def counts(self) -> dict[str, int]:
        (counts,) = self._rows(
            SQL(
                """
                SELECT count(*) FILTER (WHERE new), count(*) FILTER (WHERE changed AND NOT new),
                       count(*) FILTER (WHERE NOT changed AND NOT new),
                       count(*) FILTER (WHERE magnesium_mg IS NULL)
                FROM fdc_food
                """
            )
        )
        return dict(zip(("new", "changed", "unchanged", "without_magnesium"), counts, strict=True))

    def new_ids(self) -> list[int]:
        return self._ids("new")

    def changed_ids(self) -> list[int]:
        return self._ids("changed AND NOT new")

    def clear(self) -> None:
        """Drop the staging tables, and let plans know how large the catalogue is now."""
        self._do(
            "DROP TABLE fdc_food, fdc_portion; ANALYZE foods_food, foods_identifier, foods_portion"
        )

    def _ids(self, condition: str) -> list[int]:
        chosen = SQL("SELECT DISTINCT food_id FROM fdc_food WHERE {} ORDER BY 1")
        return [food_id for (food_id,) in self._rows(chosen.format(SQL(condition)))]

    def _do(self, statement: str | Composable, **parameters: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, self.parameters | parameters)

    def _rows(self, statement: Composable) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, self.parameters)
            return cursor.fetchall()

    @staticmethod
    def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        buffer = io.StringIO()
        csv.writer(buffer).writerows(rows)
        buffer.seek(0)
        statement = SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(
            Identifier(table), SQL(", ").join(map(Identifier, columns))
        )
        with connection.cursor() as cursor:
            cursor.cursor.copy_expert(statement, buffer)
