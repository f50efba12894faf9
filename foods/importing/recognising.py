"""Which food a staged record is.

`docs/decisions/identity-and-precedence.md` has the rules.
"""

from __future__ import annotations

from psycopg2.sql import SQL, Identifier, Literal

from foods.importing.release import Steps
from foods.models import Scheme


class Recognition(Steps):
    def refuse_doubles(self) -> None:
        """Of records with the same number, which can name one food only, take the first."""
        for scheme in self.release.schemes:
            if scheme == Scheme.GTIN:
                continue
            self._do(
                SQL(
                    """
                    WITH double AS (
                        SELECT n, row_number() OVER (PARTITION BY {scheme} ORDER BY line, n) AS nth
                        FROM staged WHERE {scheme} IN (
                            SELECT {scheme} FROM staged GROUP BY 1 HAVING count(*) > 1)
                    )
                    INSERT INTO problem
                    SELECT 'refused', ref, %(words)s || {scheme}, %(file)s, line, {field}, name
                    FROM staged JOIN double USING (n) WHERE nth > 1
                    """
                ).format(scheme=Identifier(scheme), field=Literal(scheme)),
                words=f"an earlier record has its {Scheme(scheme).label} ",
            )

    def recognise(self) -> None:
        """Find each record's food by the scheme that lasts longest; a merged one's kept food.

        A person's own food is never taken for it.
        """
        self._do("ANALYZE staged, staged_alias, staged_portion")
        for scheme in self.release.schemes:
            if scheme == Scheme.GTIN:
                self._recognise_by_barcode()
                continue
            self._do(
                SQL(
                    """
                    UPDATE staged SET food_id = coalesce(food.merged_into_id, food.id)
                    FROM foods_identifier known JOIN foods_food food ON food.id = known.food_id
                    WHERE staged.food_id IS NULL AND known.scheme = %(scheme)s
                      AND known.value = staged.{} AND food.owner_id IS NULL
                    """
                ).format(Identifier(scheme)),
                scheme=scheme,
            )
        self._do(
            """
            UPDATE staged SET food_id = former.food_id
            FROM (
                SELECT DISTINCT ON (n) n, coalesce(food.merged_into_id, food.id) AS food_id
                FROM staged_alias alias
                JOIN foods_identifier known ON known.scheme = 'fdc' AND known.value = alias.fdc
                JOIN foods_food food ON food.id = known.food_id
                WHERE food.owner_id IS NULL
                ORDER BY n, alias.fdc DESC
            ) former
            WHERE staged.n = former.n AND staged.food_id IS NULL
            """
        )

    def _recognise_by_barcode(self) -> None:
        """One barcode may stand on several foods: on each of them one record at most.

        First those that have the same FDC id too, then the same brand, then in their order.
        """
        self._do(
            """
            UPDATE staged SET food_id = food.id
            FROM foods_identifier known
            JOIN foods_food food ON food.id = known.food_id
            JOIN foods_identifier barcode ON barcode.food_id = food.id
            WHERE known.scheme = 'fdc' AND known.value = staged.fdc AND food.owner_id IS NULL
              AND barcode.scheme = 'gtin' AND barcode.value = staged.gtin
            """
        )
        for by, same in (("lower({}.brand)", "record.brand = food.brand"), ("''", "true")):
            self._do(
                SQL(
                    """
                    UPDATE staged SET food_id = food.id
                    FROM (
                        SELECT n, gtin, lower(brand) AS brand,
                               row_number() OVER (PARTITION BY gtin, {by_record} ORDER BY n) AS nth
                        FROM staged WHERE food_id IS NULL AND gtin IS NOT NULL
                    ) record JOIN (
                        SELECT known.value AS gtin, food.id, lower(food.brand) AS brand,
                               row_number() OVER (
                                   PARTITION BY known.value, {by_food} ORDER BY food.id
                               ) AS nth
                        FROM foods_identifier known JOIN foods_food food ON food.id = known.food_id
                        WHERE known.scheme = 'gtin' AND food.owner_id IS NULL
                          AND food.state <> 'merged' AND (
                              food.source_id = %(source)s OR food.source_id IS NULL OR food.builtin)
                          AND NOT EXISTS (SELECT FROM staged taken WHERE taken.food_id = food.id)
                    ) food ON record.gtin = food.gtin AND record.nth = food.nth AND {same}
                    WHERE staged.n = record.n
                    """
                ).format(
                    by_record=SQL(by.format("staged")),
                    by_food=SQL(by.format("food")),
                    same=SQL(same),
                )
            )

    def see(self) -> None:
        """Note the foods that the release lists, refused records' too, and let those go.

        So are records of a source that is kept apart, when another source's food stands for theirs.
        """
        self._do(
            """
            INSERT INTO seen
            SELECT food_id FROM staged WHERE food_id IS NOT NULL
            UNION SELECT known.food_id FROM foods_identifier known
                  JOIN raw_problem ON raw_problem.ref = known.value
                  WHERE known.scheme = %(scheme)s AND raw_problem.reason = 'refused';

            DELETE FROM staged USING problem
            WHERE problem.reason = 'refused' AND problem.ref = staged.ref
              AND (problem.line = staged.line OR problem.file <> %(file)s)
            """,
            scheme=self.release.schemes[-1],
        )
        # Where a curator merged such a food into another's, its records feed that one nothing.
        self._do(
            """
            DELETE FROM staged USING foods_source source, foods_food food
            WHERE source.slug = %(source)s AND NOT source.shareable AND food.id = staged.food_id
              AND food.source_id IS DISTINCT FROM source.slug
            """
        )
