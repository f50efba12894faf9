"""The raw tables of a FoodData Central download, brought to one row a food each."""

from __future__ import annotations

from psycopg2.sql import SQL, Identifier, Literal

from foods import fdc
from foods.fdc import SLOTS
from foods.importing.staging import execute


def once_each() -> None:
    """One row a food in each table: refuse what contradicts itself, and join what does not.

    Duplicates are few or none, so they are looked for first.
    """
    execute(
        """
        CREATE TEMPORARY TABLE twice ON COMMIT DROP AS
        SELECT fdc_id, min(line) AS line FROM raw_food GROUP BY 1 HAVING count(*) > 1;

        INSERT INTO problem
        SELECT 'refused', food.fdc_id::text, 'its fdc_id occurs twice', 'food.csv', food.line,
               'fdc_id', food.name
        FROM raw_food food JOIN twice USING (fdc_id) WHERE food.line > twice.line;

        DELETE FROM raw_food food USING twice
        WHERE food.fdc_id = twice.fdc_id AND food.line > twice.line;
        DROP TABLE twice;

        CREATE TEMPORARY TABLE twice ON COMMIT DROP AS
        SELECT fdc_id FROM raw_number GROUP BY 1 HAVING count(*) > 1;
        CREATE TEMPORARY TABLE once ON COMMIT DROP AS
        SELECT fdc_id, max(value) AS value, max(group_id) AS group_id
        FROM raw_number JOIN twice USING (fdc_id) GROUP BY 1;
        DELETE FROM raw_number USING twice WHERE raw_number.fdc_id = twice.fdc_id;
        INSERT INTO raw_number SELECT * FROM once;
        DROP TABLE twice, once;

        CREATE TEMPORARY TABLE twice ON COMMIT DROP AS
        SELECT fdc_id, min(line) AS line FROM raw_label GROUP BY 1 HAVING count(*) > 1;
        INSERT INTO problem
        SELECT 'other', label.fdc_id::text, 'its label is given twice; the first was taken',
               'branded_food.csv', label.line, 'fdc_id', ''
        FROM raw_label label JOIN twice USING (fdc_id) WHERE label.line > twice.line;
        DELETE FROM raw_label label USING twice
        WHERE label.fdc_id = twice.fdc_id AND label.line > twice.line;
        DROP TABLE twice;

        CREATE TEMPORARY TABLE twice ON COMMIT DROP AS
        SELECT fdc_id FROM raw_amount GROUP BY 1 HAVING count(*) > 1
        """
    )
    for slot in SLOTS:
        execute(
            SQL(
                """
                INSERT INTO problem
                SELECT 'refused', fdc_id::text,
                       {what} || ' is given as ' || trim_scale(min({slot})) || ' and as ' ||
                       trim_scale(max({slot})), 'food_nutrient.csv', max(line), 'amount', ''
                FROM raw_amount JOIN twice USING (fdc_id)
                GROUP BY fdc_id HAVING min({slot}) <> max({slot})
                """
            ).format(slot=Identifier(slot), what=Literal(fdc.nutrient_name(slot)))
        )
    execute(
        SQL(
            """
            CREATE TEMPORARY TABLE once ON COMMIT DROP AS
            SELECT fdc_id, max(line) AS line, max(confidence) AS confidence, {}
            FROM raw_amount JOIN twice USING (fdc_id) GROUP BY 1;
            DELETE FROM raw_amount USING twice WHERE raw_amount.fdc_id = twice.fdc_id;
            INSERT INTO raw_amount SELECT * FROM once;
            DROP TABLE twice, once
            """
        ).format(SQL(", ").join(SQL("max({0}) AS {0}").format(Identifier(slot)) for slot in SLOTS))
    )
