"""USDA FoodData Central downloads: from the rows of their files to one staged row a food."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from psycopg2.sql import SQL, Identifier

from foods import fdc
from foods.fdc import SLOTS, CSVFiles, FDCError
from foods.fdc_categories import by_label, filed
from foods.importing.once import once_each
from foods.importing.release import Release
from foods.importing.run import Importer, Progress, silent
from foods.importing.staging import Problems, copy_in, execute, rows
from foods.models import Confidence, ImportRun

_ANALYSED = ("usda_sr_legacy", "usda_foundation")


@dataclass(frozen=True)
class FDCRelease(Release):
    """`derived`: how sure a figure is depends on its derivation, if that is given."""

    data_type: str = ""
    derived: bool = False


# In the order in which they are merged. Of two records for one food, Foundation's holds, which is
# newer and analysed; SR Legacy's are final, some of them older than 1990.
RELEASES = (
    FDCRelease(
        source="usda_sr_legacy", family=_ANALYSED, schemes=("ndb", "fdc"),
        data_type="sr_legacy_food", derived=True,
    ),
    FDCRelease(
        source="usda_foundation", family=_ANALYSED, schemes=("ndb", "fdc"),
        data_type="foundation_food", derived=True,
    ),
    FDCRelease(
        source="usda_fndds", schemes=("fndds_code", "fdc"), newest_holds=True,
        confidence=Confidence.CALCULATED, data_type="survey_fndds_food",
    ),
    FDCRelease(
        source="usda_branded", schemes=("gtin", "fdc"), newest_holds=True,
        confidence=Confidence.LABEL, data_type="branded_food",
    ),
)  # fmt: skip


def import_fdc(
    path: Path,
    progress: Progress = silent,
    *,
    dry_run: bool = False,
    whole: bool = False,
    differences: list[tuple[str, str]] | None = None,
) -> list[ImportRun]:
    """Bring in a download, all of it or, on any error, nothing; one run for each kind of record.

    Raises FDCError where the file as a whole cannot be used. `whole` says that what the download
    lacks has vanished from the source, however much that is.
    """

    def read(problems: Problems) -> list[Release]:
        def told(name: str, done: int, size: int) -> None:
            progress(f"Reading {name}", done, size)

        with fdc.opened(path, told) as files:
            return read_raw(files, problems)

    importer = Importer(path.name, progress, dry_run, whole, differences)
    return importer.run(read, assemble)


def read_raw(files: CSVFiles, problems: Problems) -> list[Release]:
    """Copy what is needed of each file into a table of its own; the releases that it has."""
    slots = fdc.check_units(files)
    execute(
        SQL(
            """
            CREATE TEMPORARY TABLE raw_food (
                fdc_id bigint NOT NULL, data_type text NOT NULL, name text NOT NULL, group_id text,
                added_magnesium_mg numeric, published date, line integer NOT NULL
            ) ON COMMIT DROP;
            CREATE TEMPORARY TABLE raw_number (
                fdc_id bigint NOT NULL, value text, group_id text
            ) ON COMMIT DROP;
            CREATE TEMPORARY TABLE raw_label (
                fdc_id bigint NOT NULL, brand text NOT NULL, gtin text, basis text, kind text,
                group_id text, serving text, quantity numeric, line integer
            ) ON COMMIT DROP;
            CREATE TEMPORARY TABLE raw_amount (
                fdc_id bigint NOT NULL, line integer NOT NULL, confidence text, {}
            ) ON COMMIT DROP;
            CREATE TEMPORARY TABLE raw_portion (
                fdc_id bigint NOT NULL, place integer NOT NULL, label text NOT NULL,
                quantity numeric(10, 3) NOT NULL
            ) ON COMMIT DROP
            """
        ).format(SQL(", ").join(SQL("{} numeric").format(Identifier(slot)) for slot in SLOTS))
    )
    copy_in(
        "raw_food",
        ("fdc_id", "data_type", "name", "group_id", "added_magnesium_mg", "published", "line"),
        fdc.foods(files, filed, problems),
    )
    execute("ANALYZE raw_food")
    present = {data_type for (data_type,) in rows("SELECT DISTINCT data_type FROM raw_food")}
    releases = [release for release in RELEASES if release.data_type in present]
    if not releases:
        why = problems.why or " (food.csv, data_type)"
        raise FDCError(f"The zip has no foods that can be taken{why}.")
    for data_type in sorted(present - {"branded_food"}):
        number_rows = fdc.numbers(files, data_type, by_label, problems)
        copy_in("raw_number", ("fdc_id", "value", "group_id"), number_rows)
    if "branded_food" in present:
        copy_in(
            "raw_label",
            (
                *("fdc_id", "brand", "gtin", "basis", "kind", "group_id", "serving", "quantity"),
                "line",
            ),
            fdc.labels(files, by_label, problems),
            never_null=["brand"],
        )
    columns = ("fdc_id", "line", "confidence", *SLOTS)
    copy_in("raw_amount", columns, fdc.amounts(files, slots, problems))
    if "food_portion.csv" in files or present != {"branded_food"}:
        portions = fdc.portions(files, problems)
        copy_in("raw_portion", ("fdc_id", "place", "label", "quantity"), portions)
    problems.stage()
    once_each()
    execute("ANALYZE raw_food, raw_number, raw_label, raw_amount, raw_portion, problem")
    return list(releases)


# What makes two records versions of one food: Foundation's same number or same name, a label's
# same barcode and brand.
_VERSIONS = {
    "foundation_food": (
        "SELECT fdc_id, published, 'ndb ' || value AS key FROM raw_food JOIN raw_number "
        "USING (fdc_id) WHERE data_type = %(data_type)s AND value IS NOT NULL "
        "UNION ALL SELECT fdc_id, published, 'name ' || lower(name) FROM raw_food "
        "WHERE data_type = %(data_type)s"
    ),
    "branded_food": (
        "SELECT fdc_id, published, gtin || ' ' || lower(brand) AS key FROM raw_food "
        "JOIN raw_label USING (fdc_id) WHERE data_type = %(data_type)s AND gtin IS NOT NULL"
    ),
}


def assemble(release: Release) -> None:
    """Fill the staging tables with the records of one release."""
    assert isinstance(release, FDCRelease)
    parameters = {"data_type": release.data_type, "file": "food.csv"}
    execute(
        """
        CREATE TEMPORARY TABLE superseded (fdc_id bigint, newer bigint) ON COMMIT DROP
        """
    )
    if versions := _VERSIONS.get(release.data_type):
        # A record may share its number with one and its name with another: the newest of all that
        # hang together would take a walk; two steps have been enough for every release so far.
        execute(
            SQL(
                """
                WITH version AS ({versions}), newest AS (
                    SELECT fdc_id, first_value(fdc_id) OVER age AS newer, row_number() OVER age
                    FROM version
                    WINDOW age AS (
                        PARTITION BY key ORDER BY published DESC NULLS LAST, fdc_id DESC
                    )
                )
                INSERT INTO superseded
                SELECT fdc_id, max(newer) FROM newest WHERE row_number > 1 GROUP BY 1
                """
            ).format(versions=SQL(versions)),
            parameters,
        )
        execute(
            """
            UPDATE superseded older SET newer = next.newer
            FROM superseded next WHERE older.newer = next.fdc_id
            """
        )
    scheme = release.schemes[0]
    execute(
        SQL(
            """
            INSERT INTO staged (n, ref, name, brand, kind, group_id, basis, added_magnesium_mg,
                magnesium_mg, calcium_mg, phosphorus_mg, potassium_mg, energy_kcal,
                confidence, {scheme}, fdc, line)
            SELECT food.fdc_id, food.fdc_id::text, food.name, coalesce(label.brand, ''),
                   coalesce(label.kind, 'food'),
                   coalesce(food.group_id, number.group_id, label.group_id),
                   coalesce(label.basis, '100g'), food.added_magnesium_mg,
                   amount.magnesium, amount.calcium, amount.phosphorus, amount.potassium,
                   coalesce(amount.energy, amount.energy_specific, amount.energy_general),
                   {confidence}, {value}, food.fdc_id::text, food.line
            FROM raw_food food
            LEFT JOIN raw_amount amount USING (fdc_id)
            LEFT JOIN raw_number number USING (fdc_id)
            LEFT JOIN raw_label label USING (fdc_id)
            WHERE data_type = %(data_type)s
              AND NOT EXISTS (SELECT FROM superseded WHERE superseded.fdc_id = food.fdc_id);

            INSERT INTO staged_alias SELECT newer, fdc_id::text FROM superseded;

            INSERT INTO staged_portion
            SELECT fdc_id, 1, serving, quantity FROM raw_label
            WHERE %(data_type)s = 'branded_food' AND serving IS NOT NULL
            """
        ).format(
            scheme=Identifier(scheme),
            confidence=Identifier("amount", "confidence") if release.derived else SQL("NULL"),
            value=Identifier("label", "gtin")
            if release.data_type == "branded_food"
            else Identifier("number", "value"),
        ),
        parameters,
    )
    # Each label once: equal ones merge, and of the others the later carry their weight.
    execute(
        """
        WITH told_apart AS (
            SELECT portion.fdc_id, portion.label, quantity, min(place) AS place,
                   row_number() OVER (
                       PARTITION BY portion.fdc_id, portion.label ORDER BY min(place), quantity
                   ) AS nth
            FROM raw_portion portion JOIN staged ON staged.n = portion.fdc_id
            GROUP BY 1, 2, 3
        ), labelled AS (
            SELECT DISTINCT ON (fdc_id, shown.label) fdc_id, place, shown.label, quantity
            FROM told_apart CROSS JOIN LATERAL (
                SELECT CASE WHEN nth = 1 THEN told_apart.label
                       ELSE left(told_apart.label, 100) || ' (' || trim_scale(quantity) || ' g)' END
            ) shown (label)
            ORDER BY fdc_id, shown.label, place, quantity
        )
        INSERT INTO staged_portion
        SELECT fdc_id,
               least(row_number() OVER (PARTITION BY fdc_id ORDER BY place, label), 32767),
               label, quantity
        FROM labelled
        """,
    )
    execute("DROP TABLE superseded")
