"""New foods of staged records, and which of them gives a known food its figures.

`docs/decisions/identity-and-precedence.md` has the rules.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from psycopg2.sql import SQL, Identifier, Literal

from foods import search_index
from foods.folding import fold
from foods.importing.release import Steps
from foods.importing.staging import FIGURES, copied_out, copy_in, rows

# Staged columns that a new food takes as they are, and what stands in all new ones.
_COPIED = {
    "kind": "kind",
    "group_id": "group_id",
    "basis": "basis",
    "added_magnesium_mg": "added_magnesium_mg_per_basis",
    **FIGURES,
}
_CONSTANT: Sequence[str] = (
    *("source_id", "popularity", "state", "builtin", "curated_fields"),
    *("filled_fields", "compound", "note", "created_at", "updated_at"),
)


class Figures(Steps):
    def create(self) -> None:
        """Make a food of each record that is none yet, its search document included.

        The rows go by way of Python, which alone folds accents, and are written once: an update
        of two million rows afterwards would cost as much again.
        """
        made = self._do(
            """
            UPDATE staged SET new = true, holds = true,
                food_id = nextval(pg_get_serial_sequence('foods_food', 'id'))
            WHERE food_id IS NULL
            """
        )
        self._do("ANALYZE staged (n, ref, food_id, new, gtin, fdc, holds)")
        self.knows_some = bool(rows("SELECT FROM staged WHERE NOT new LIMIT 1"))
        if not made:
            return
        now = timezone.now().isoformat()
        constants = (self.release.source, "0", "published", "f", "{}", "{}", "", "", now, now)
        with copied_out(
            SQL(
                "SELECT food_id, name, brand, {}, coalesce(confidence, {}) "
                "FROM staged WHERE new ORDER BY n"
            ).format(
                SQL(", ").join(map(Identifier, (*_COPIED, "ref"))),
                Literal(self.release.confidence),
            )
        ) as new:
            copy_in(
                "foods_food",
                ("id", "name", "brand", *_COPIED.values(), "source_ref", "confidence",
                 "name_folded", "search_document", *_CONSTANT),
                (
                    (*row, fold(row[1])[:300], search_index.search_document(row[1], (), row[2]),
                     *constants)
                    for row in new
                ),
                never_null=("brand", "name_folded", "compound", "note"),
            )  # fmt: skip
        self._do("ANALYZE foods_food (id, source_id, state, group_id, source_ref)")

    def choose(self) -> None:
        """Settle from which record an imported food takes its figures.

        From its own record; or from one that knows the magnesium where the food's does not or is
        borrowed, is of lower rank, or is an older one of the same rank.
        """
        self._do(
            """
            UPDATE staged SET holds = true
            FROM (
                SELECT DISTINCT ON (food_id) other.n
                FROM staged other JOIN foods_food food ON food.id = other.food_id
                CROSS JOIN LATERAL (SELECT
                    array_position(%(sources)s, food.source_id::text) AS rank,
                    food.source_id = %(source)s AND food.source_ref = other.ref AS own,
                    CASE WHEN other.fdc IS NOT NULL AND food.source_ref ~ '^[0-9]{1,18}$'
                         THEN food.source_ref::bigint < other.n ELSE true END AS newer
                ) had
                WHERE NOT other.new AND NOT food.builtin AND had.rank IS NOT NULL
                  AND (own OR %(newest_holds)s AND newer OR other.magnesium_mg IS NOT NULL AND (
                       food.magnesium_mg_per_basis IS NULL
                       OR food.id IN (SELECT food_id FROM borrowed) OR had.rank < %(rank)s
                       OR had.rank = %(rank)s AND newer))
                ORDER BY food_id, %(newest_holds)s AND newer DESC, own DESC, other.n DESC
            ) best
            WHERE staged.n = best.n
            """
        )

    def spare(self) -> None:
        """Leave foods alone on which a curator set what the record's figures would contradict."""
        if not self.knows_some or not rows(
            "SELECT FROM foods_food WHERE 'basis' = ANY(curated_fields) "
            "OR 'added_magnesium_mg_per_basis' = ANY(curated_fields) LIMIT 1"
        ):
            return
        self._do(
            """
            WITH at_odds AS (
                UPDATE staged SET holds = false
                FROM foods_food food CROSS JOIN LATERAL (SELECT
                    'basis' = ANY(curated_fields) AS basis,
                    'added_magnesium_mg_per_basis' = ANY(curated_fields)
                        AND (NOT 'magnesium_mg_per_basis' = ANY(curated_fields)
                             OR food.id IN (SELECT food_id FROM borrowed)) AS added
                ) curated
                WHERE staged.holds AND NOT staged.new AND food.id = staged.food_id
                  AND (curated.basis AND food.basis <> staged.basis
                    OR curated.added AND food.added_magnesium_mg_per_basis > staged.magnesium_mg)
                RETURNING staged.*, food.basis AS set_basis,
                          food.added_magnesium_mg_per_basis AS added_mg
            )
            INSERT INTO problem
            SELECT 'other', ref,
                   CASE WHEN basis <> set_basis
                        THEN 'it is given per ' || basis || ', and a curator set ' || set_basis
                        ELSE trim_scale(magnesium_mg) || ' mg of magnesium is less than the '
                             || trim_scale(added_mg) || ' mg that a curator says were added'
                        END || ': nothing was taken',
                   %(file)s, line,
                   CASE WHEN basis <> set_basis THEN 'basis' ELSE 'magnesium' END, name
            FROM at_odds
            """
        )

    def differences(self, most: int) -> list[tuple[str, str]]:
        """Up to `most` foods that are about to change, each with what was and will be."""
        return rows(
            """
            SELECT food.name, concat_ws('; ',
                CASE WHEN food.name <> record.name AND NOT 'name' = ANY(food.curated_fields)
                     THEN 'name to ' || record.name END,
                CASE WHEN food.magnesium_mg_per_basis IS DISTINCT FROM record.magnesium_mg
                      AND NOT 'magnesium_mg_per_basis' = ANY(food.curated_fields)
                     THEN 'magnesium from '
                          || coalesce(trim_scale(food.magnesium_mg_per_basis)::text, 'not known')
                          || ' to ' || coalesce(trim_scale(record.magnesium_mg)::text, 'not known')
                     END)
            FROM staged record JOIN foods_food food ON food.id = record.food_id
            WHERE record.holds AND NOT record.new
              AND (food.name <> record.name AND NOT 'name' = ANY(food.curated_fields)
                OR food.magnesium_mg_per_basis IS DISTINCT FROM record.magnesium_mg
                   AND NOT 'magnesium_mg_per_basis' = ANY(food.curated_fields))
            ORDER BY record.n LIMIT %(most)s
            """,
            {"most": most},
        )

    def update(self) -> None:
        """Give imported foods what the record that holds says, save what a curator set."""
        values = {
            "name": "name",
            "brand": "brand",
            "kind": "kind",
            "group_id": "group_id",
            "basis": "basis",
            "added_magnesium_mg_per_basis": "added_magnesium_mg",
            **{column: staged for staged, column in FIGURES.items()},
            "confidence": "sure",
            "source_id": "source_id",
            "source_ref": "source_ref",
        }
        # How sure a figure is belongs to that figure: a curated one keeps both.
        curated = {column: [column.removesuffix("_id")] for column in values}
        curated["confidence"].append("magnesium_mg_per_basis")
        kept = SQL(", ").join(
            SQL("CASE WHEN {curated} THEN {had} ELSE {value} END").format(
                curated=SQL(" OR ").join(
                    SQL("{} = ANY(food.curated_fields)").format(Literal(field))
                    for field in curated[column]
                ),
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
                SELECT *, coalesce(confidence, %(confidence)s) AS sure,
                       %(source)s AS source_id, ref AS source_ref
                FROM staged WHERE holds AND NOT new
            ), updated AS (
                UPDATE foods_food food SET ({columns}) = ROW({kept}), updated_at = now(),
                    magnesium_at_most_mg_per_basis = CASE
                        WHEN record.magnesium_mg IS NULL
                          OR 'magnesium_mg_per_basis' = ANY(food.curated_fields)
                        THEN food.magnesium_at_most_mg_per_basis END
                FROM record
                WHERE food.id = record.food_id AND ({had}) IS DISTINCT FROM ({kept})
                RETURNING food.id
            )
            UPDATE staged SET changed = true
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
                    SELECT DISTINCT ON (food_id) food_id, basis, {value} AS value
                    FROM staged
                    WHERE {value} IS NOT NULL AND NOT new
                    ORDER BY food_id, n
                ), filled AS (
                    UPDATE foods_food food SET {column} = record.value, updated_at = now(),
                        magnesium_at_most_mg_per_basis = {bound},
                        filled_fields = array_append(filled_fields, %(field)s)
                    FROM record
                    WHERE food.id = record.food_id AND food.{column} IS NULL
                      AND food.basis = record.basis AND NOT %(field)s = ANY(food.curated_fields)
                      AND (food.builtin OR food.source_id IS NULL
                           OR food.source_id <> ALL(%(sources)s))
                      AND (%(field)s <> 'magnesium_mg_per_basis'
                           OR food.source_id = %(source)s
                              AND record.value >= coalesce(food.added_magnesium_mg_per_basis, 0))
                    RETURNING food.id
                )
                UPDATE staged staged SET changed = true
                FROM filled WHERE staged.food_id = filled.id
                """
            )
            # A figure takes the place of a bound.
            given = column == "magnesium_mg_per_basis"
            bound = SQL("NULL" if given else "food.magnesium_at_most_mg_per_basis")
            self._do(
                statement.format(value=Identifier(staged), column=Identifier(column), bound=bound),
                field=column,
            )
