"""Staged records merged into the catalogue, step by step, in SQL.

`docs/decisions/identity-and-precedence.md` says which food a record is and whose figures hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from psycopg2.sql import SQL, Composable, Identifier, Literal

from foods import search_index
from foods.folding import fold
from foods.importing.staging import FIGURES, copied_out, copy_in, execute, rows
from foods.models import Confidence, Scheme

_FOODS_AT_ONCE = 50_000


@dataclass(frozen=True)
class Release:
    """What a source's records are.

    `schemes` are the identifiers a record is known by, the longest-lived first; `marks` those it
    bears besides. Sources of one
    `family` speak of the same foods: of two records for one food that of the later source in it
    holds. `newest_holds`: what the newest record says is so, even that its magnesium is not known.
    `file` is where a record's line lies.
    """

    source: str
    schemes: tuple[str, ...]
    marks: tuple[str, ...] = ()
    file: str = "food.csv"
    family: tuple[str, ...] = ()
    confidence: str = Confidence.ANALYSED
    newest_holds: bool = False

    @property
    def sources(self) -> list[str]:
        return list(self.family or (self.source,))


class Merge:
    """One release's way into the catalogue; its steps are called in the order they stand here.

    Tables are analysed as they grow: autovacuum does not see into a transaction, and a plan that
    was made for an empty table takes minutes for a full one.

    A staged record's `food_id` is the food it is, `new` one that was made for it; `holds` says that
    the food takes its figures from this record, `changed` that anything about the food changed.
    """

    def __init__(self, release: Release) -> None:
        self.release = release
        self.retired = self.published_again = 0
        self.knows_some = True  # whether any record is of a food that was there
        self.parameters: dict[str, Any] = {
            "source": release.source,
            "rank": release.sources.index(release.source) + 1,
            "sources": release.sources,
            "confidence": release.confidence,
            "newest_holds": release.newest_holds,
        }

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
                    SELECT 'refused', ref, %(words)s || {scheme}, '', line, '', name
                    FROM staged JOIN double USING (n) WHERE nth > 1
                    """
                ).format(scheme=Identifier(scheme)),
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
        """Note the foods that the release lists, refused records' too, and let those go."""
        self._do(
            """
            INSERT INTO seen
            SELECT food_id FROM staged WHERE food_id IS NOT NULL
            UNION SELECT known.food_id FROM foods_identifier known
                  JOIN raw_problem ON raw_problem.ref = known.value
                  WHERE known.scheme = %(scheme)s AND raw_problem.reason = 'refused';

            DELETE FROM staged USING problem
            WHERE problem.reason = 'refused' AND problem.ref = staged.ref
              AND (problem.line = staged.line OR problem.file NOT IN ('', 'food.csv'))
            """,
            scheme=self.release.schemes[-1],
        )

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
        source, confidence = self.release.source, self.release.confidence
        constants = (confidence, source, "0", "published", "f", "{}", "{}", "", "", now, now)
        with copied_out(
            SQL("SELECT food_id, name, brand, {} FROM staged WHERE new ORDER BY n").format(
                SQL(", ").join(map(Identifier, (*_COPIED, "ref")))
            )
        ) as new:
            copy_in(
                "foods_food",
                ("id", "name", "brand", *_COPIED.values(), "source_ref", "name_folded",
                 "search_document", *_CONSTANT),
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

        From its own record; or from one that knows the magnesium where the food's does not, is of
        lower rank, or is an older one of the same rank.
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
                       food.magnesium_mg_per_basis IS NULL OR had.rank < %(rank)s
                       OR had.rank = %(rank)s AND newer))
                ORDER BY food_id, %(newest_holds)s AND newer DESC, own DESC, other.n DESC
            ) best
            WHERE staged.n = best.n
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
                       ref AS source_ref
                FROM staged WHERE holds AND NOT new
            ), updated AS (
                UPDATE foods_food food SET ({columns}) = ROW({kept}), updated_at = now()
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
                        filled_fields = array_append(filled_fields, %(field)s)
                    FROM record
                    WHERE food.id = record.food_id AND food.{column} IS NULL
                      AND food.basis = record.basis AND NOT %(field)s = ANY(food.curated_fields)
                      AND (food.builtin OR food.source_id IS NULL
                           OR food.source_id <> ALL(%(sources)s))
                      AND (%(field)s <> 'magnesium_mg_per_basis' OR food.source_id = %(source)s)
                    RETURNING food.id
                )
                UPDATE staged staged SET changed = true
                FROM filled WHERE staged.food_id = filled.id
                """
            )
            self._do(
                statement.format(value=Identifier(staged), column=Identifier(column)),
                field=column,
            )

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

    def counts(self) -> dict[str, int]:
        (counts,) = rows(
            """
            SELECT count(*) FILTER (WHERE new), count(*) FILTER (WHERE changed AND NOT new),
                   count(*) FILTER (WHERE NOT changed AND NOT new),
                   count(*) FILTER (WHERE magnesium_mg IS NULL),
                   (SELECT count(*) FROM staged_alias)
            FROM staged
            """
        )
        names = ("new", "changed", "unchanged", "without_magnesium", "superseded")
        return dict(zip(names, counts, strict=True)) | {
            "retired": self.retired,
            "published_again": self.published_again,
        }

    def renamed_ids(self) -> Iterator[list[int]]:
        """Foods whose search document may have to follow."""
        return self._ids("SELECT food_id AS id FROM staged WHERE changed OR new AND n IN "
                         "(SELECT n FROM staged_name)")  # fmt: skip

    def changed_ids(self) -> Iterator[list[int]]:
        return self._ids("SELECT food_id AS id FROM staged WHERE changed AND NOT new")

    def retired_ids(self) -> Iterator[list[int]]:
        return self._ids("SELECT id FROM retired") if self.retired else iter(())

    def clear(self) -> None:
        """Let plans know how large the catalogue is now."""
        self._do("DROP TABLE IF EXISTS retired; ANALYZE foods_identifier, foods_portion")

    @staticmethod
    def _ids(chosen: str) -> Iterator[list[int]]:
        """In portions: two million ids at once are many."""
        after = 0
        while True:
            found = rows(
                f"SELECT DISTINCT id FROM ({chosen}) chosen WHERE id > %(after)s "  # noqa: S608
                "ORDER BY id LIMIT %(most)s",
                {"after": after, "most": _FOODS_AT_ONCE},
            )
            if not found:
                return
            yield [food_id for (food_id,) in found]
            after = found[-1][0]

    def _do(self, statement: str | Composable, **parameters: Any) -> int:
        return execute(statement, self.parameters | parameters)


# Fewer foods than this may vanish without a question.
MOST_GONE = 1_000

# Staged columns that a new food takes as they are, and what stands in all new ones.
_COPIED = {
    "kind": "kind",
    "group_id": "group_id",
    "basis": "basis",
    "added_magnesium_mg": "added_magnesium_mg_per_basis",
    **FIGURES,
}
_CONSTANT: Sequence[str] = (
    *("confidence", "source_id", "popularity", "state", "builtin", "curated_fields"),
    *("filled_fields", "compound", "note", "created_at", "updated_at"),
)
