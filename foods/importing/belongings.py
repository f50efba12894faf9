"""What hangs on a food: identifiers, portions, names; and whether it is still listed."""

from __future__ import annotations

from psycopg2.sql import SQL, Identifier, Literal

from foods.importing.release import Steps
from foods.importing.staging import rows

# Fewer foods than this may vanish without a question.
MOST_GONE = 1_000


class Belongings(Steps):
    def identify(self) -> None:
        """Add the identifiers that foods lack; a person's own food gives up one that is a source's.

        A barcode may stay with the person's food too.
        """
        parts = [
            SQL(
                "SELECT food_id, {name} AS scheme, {column} AS value, changed, new FROM staged "
                "WHERE {column} IS NOT NULL"
            ).format(name=Literal(scheme), column=Identifier(scheme))
            for scheme in (*self.release.schemes, *self.release.marks)
        ]
        aliases = SQL(
            "SELECT food_id, 'fdc', alias.fdc, changed, false FROM staged_alias alias "
            "JOIN staged USING (n)"
        )
        every = SQL(" UNION ALL ").join([*parts, aliases])
        new_only = SQL("SELECT * FROM ({}) every WHERE new").format(every)
        rest = SQL("SELECT DISTINCT food_id, scheme, value FROM ({}) every WHERE NOT new").format(
            every
        )
        self._do(
            SQL(
                """
                DELETE FROM foods_identifier known USING foods_food food, ({every}) staged
                WHERE food.id = known.food_id AND food.owner_id IS NOT NULL
                  AND known.scheme <> 'gtin'
                  AND (known.scheme, known.value) = (staged.scheme, staged.value)
                """
            ).format(every=every)
            if self._any_private_identifiers()
            else "SELECT"
        )
        self._do(
            SQL(
                """
                INSERT INTO foods_identifier (food_id, scheme, value, source_id)
                SELECT food_id, scheme, value, %(source)s FROM ({new_only}) fresh
                ON CONFLICT DO NOTHING
                """
            ).format(new_only=new_only)
        )
        self._do(
            SQL(
                """
                WITH added AS (
                    INSERT INTO foods_identifier (food_id, scheme, value, source_id)
                    SELECT staged.food_id, staged.scheme, staged.value, %(source)s
                    FROM ({rest}) staged JOIN foods_food food ON food.id = staged.food_id
                    WHERE NOT 'identifiers' = ANY(food.curated_fields)
                      AND NOT EXISTS (SELECT FROM foods_identifier known
                          WHERE (known.food_id, known.scheme, known.value)
                              = (staged.food_id, staged.scheme, staged.value))
                    ON CONFLICT DO NOTHING
                    RETURNING food_id
                )
                UPDATE staged SET changed = true
                FROM added WHERE staged.food_id = added.food_id AND NOT staged.new
                """
            ).format(rest=rest)
        )

    def _any_private_identifiers(self) -> bool:
        return bool(
            rows(
                "SELECT FROM foods_identifier known JOIN foods_food food ON food.id = food_id "
                "WHERE food.owner_id IS NOT NULL AND scheme <> 'gtin' LIMIT 1"
            )
        )

    def portion(self) -> None:
        """Bring an imported food's portions in line; give those to others that have none.

        A portion of the same label from a lower rank takes the new weight. One that this source
        gave before and gives no more goes.
        """
        self._do(
            """
            INSERT INTO foods_portion (food_id, position, label, quantity, is_default, source_id)
            SELECT food_id, position, label, quantity, false, %(source)s
            FROM staged_portion JOIN staged USING (n) WHERE new
            ORDER BY food_id
            """
        )
        if not self.knows_some:
            return
        self._do("ANALYZE foods_portion")
        self._do(
            """
            CREATE TEMPORARY TABLE wanted_portion ON COMMIT DROP AS
            SELECT DISTINCT ON (staged.food_id, portion.label)
                   staged.food_id, portion.position, portion.label, portion.quantity,
                   imported.so AS imported
            FROM staged_portion portion JOIN staged USING (n)
            JOIN foods_food food ON food.id = staged.food_id
            CROSS JOIN LATERAL (
                SELECT NOT food.builtin AND food.source_id = ANY(%(sources)s) AS so
            ) imported
            WHERE NOT staged.new AND food.basis = staged.basis
              AND NOT 'portions' = ANY(food.curated_fields)
              AND (imported.so OR NOT EXISTS (
                  SELECT FROM foods_portion had WHERE had.food_id = food.id))
            ORDER BY staged.food_id, portion.label, staged.holds DESC, staged.n DESC;

            ANALYZE wanted_portion;

            CREATE TEMPORARY TABLE staged_portioned (food_id bigint) ON COMMIT DROP;

            WITH gone AS (
                DELETE FROM foods_portion portion USING staged, foods_food food
                WHERE portion.food_id = staged.food_id AND food.id = staged.food_id
                  AND staged.holds AND NOT staged.new AND NOT food.builtin
                  AND NOT 'portions' = ANY(food.curated_fields)
                  AND portion.source_id = %(source)s
                  AND NOT EXISTS (SELECT FROM wanted_portion wanted
                      WHERE wanted.food_id = portion.food_id AND wanted.label = portion.label)
                RETURNING portion.food_id
            ), written AS (
                INSERT INTO foods_portion AS portion
                    (food_id, position, label, quantity, is_default, source_id)
                SELECT food_id, position, label, quantity, false, %(source)s FROM wanted_portion
                ON CONFLICT (food_id, label) DO UPDATE
                    SET quantity = excluded.quantity, position = excluded.position,
                        source_id = excluded.source_id
                    WHERE array_position(%(sources)s, portion.source_id::text) <= %(rank)s
                      AND (portion.quantity, portion.position, portion.source_id)
                          IS DISTINCT FROM
                          (excluded.quantity, excluded.position, excluded.source_id)
                RETURNING food_id
            )
            INSERT INTO staged_portioned
            SELECT food_id FROM gone UNION SELECT food_id FROM written;

            UPDATE staged SET changed = true
            FROM staged_portioned portioned WHERE staged.food_id = portioned.food_id;

            UPDATE foods_food food SET filled_fields = array_append(filled_fields, 'portions')
            FROM staged_portioned portioned
            WHERE food.id = portioned.food_id AND NOT 'portions' = ANY(filled_fields)
              AND (food.builtin OR food.source_id IS NULL OR food.source_id <> ALL(%(sources)s));

            DROP TABLE wanted_portion, staged_portioned
            """
        )

    def name(self) -> None:
        """Add names in other languages, and aliases; names that are there already stay."""
        self._do(
            """
            WITH added AS (
                INSERT INTO foods_foodname (food_id, language, name, preferred)
                SELECT DISTINCT ON (staged.food_id, alias.language, alias.name)
                       staged.food_id, alias.language, alias.name,
                       alias.preferred AND NOT EXISTS (SELECT FROM foods_foodname other
                           WHERE other.food_id = staged.food_id AND other.preferred
                             AND other.language = alias.language)
                FROM staged_name alias JOIN staged USING (n)
                JOIN foods_food food ON food.id = staged.food_id
                WHERE NOT 'names' = ANY(food.curated_fields) AND alias.name <> food.name
                ON CONFLICT DO NOTHING
                RETURNING food_id
            )
            UPDATE staged SET changed = true
            FROM added WHERE staged.food_id = added.food_id AND NOT new
            """
        )

    def retire(self, *, whole: bool) -> str:
        """Retire foods that the source lists no more, and publish again those that came back.

        What a curator settled stays, and so does a food that another source lists. Returns a
        warning where so much is gone that the file must be a part of a release; then nothing is
        retired unless it is said to be `whole`.
        """
        self._do("INSERT INTO seen SELECT food_id FROM staged WHERE new ON CONFLICT DO NOTHING")
        self._do("ANALYZE seen")
        self.published_again = self._do(
            """
            WITH back AS (
                UPDATE foods_food food SET state = 'published', updated_at = now()
                FROM staged WHERE food.id = staged.food_id AND NOT staged.new
                  AND food.state = 'retired' AND NOT food.builtin
                  AND NOT 'state' = ANY(food.curated_fields)
                RETURNING food.id
            )
            UPDATE staged SET changed = true FROM back WHERE staged.food_id = back.id
            """
        )
        (gone, all_of_them) = rows(
            """
            SELECT count(*) FILTER (WHERE seen.food_id IS NULL), count(*)
            FROM foods_food food LEFT JOIN seen ON seen.food_id = food.id
            WHERE source_id = %(source)s AND state = 'published' AND NOT builtin
            """,
            self.parameters,
        )[0]
        if gone > MOST_GONE and gone > all_of_them / 2 and not whole:
            return (
                f"{gone:,} of {all_of_them:,} foods of this source are not in the file, which "
                "looks like a part of a release: none was retired (--whole retires them)"
            )
        self.retired = self._do(
            """
            CREATE TEMPORARY TABLE retired ON COMMIT DROP AS
            SELECT food.id FROM foods_food food
            WHERE source_id = %(source)s AND state = 'published' AND NOT builtin
              AND NOT 'state' = ANY(curated_fields)
              AND NOT EXISTS (SELECT FROM seen WHERE seen.food_id = food.id)
              AND NOT EXISTS (SELECT FROM foods_identifier known
                  WHERE known.food_id = food.id AND known.source_id <> %(source)s)
            """
        )
        self._do(
            """
            UPDATE foods_food food SET state = 'retired', updated_at = now()
            FROM retired WHERE food.id = retired.id
            """
        )
        return ""
