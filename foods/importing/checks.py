"""Figures that make no sense, told to a curator: the food is taken as it is published.

Each check adds rows to the staging table `problem`, by the records of `staged`.
"""

from __future__ import annotations

from psycopg2.sql import SQL, Identifier, Literal

from foods.importing.staging import FIGURES, execute

# The densest foods are dried herbs and defatted seeds, at some 700 mg per 100 g; instant coffee and
# cocoa powders stay below 600. Salts and what is sold for its magnesium may have more.
MOST_MAGNESIUM_MG = 2_000
# Grams taken for milligrams are a thousand times off. Groups are wide: from a group's median to
# its richest food it is thirtyfold at most among USDA's foods.
FAR = 300
_FAR_CHECKED = ("magnesium_mg", "calcium_mg", "phosphorus_mg", "potassium_mg")


def distrust() -> None:
    """Take no figure of a record with one that cannot be: a label of 3,000 kcal in 100 g was given
    for something else, its magnesium too."""
    execute(
        SQL("UPDATE staged SET {} FROM problem WHERE {}").format(
            SQL(", ").join(SQL("{} = NULL").format(Identifier(figure)) for figure in FIGURES),
            SQL("problem.ref = staged.ref AND problem.reason = 'impossible_amount'"),
        )
    )


def flag(file: str) -> None:
    execute(
        """
        INSERT INTO problem
        SELECT 'too_much_magnesium', ref,
               trim_scale(magnesium_mg) || ' mg of magnesium in '
               || CASE basis WHEN '100ml' THEN '100 ml' ELSE '100 g' END
               || ' is more than foods have', %(file)s, line, 'magnesium', name
        FROM staged
        WHERE magnesium_mg > %(most)s AND kind IN ('food', 'water')
          AND name !~* '\\m(salts?|nigari|magnesium|supplement)\\M'
        """,
        {"most": MOST_MAGNESIUM_MG, "file": file},
    )
    for figure in _FAR_CHECKED:
        nutrient = figure.removesuffix("_mg")
        execute(
            SQL(
                """
                WITH median AS (
                    SELECT group_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY {column}) AS mg
                    FROM foods_food
                    WHERE state = 'published' AND group_id IS NOT NULL AND kind = 'food'
                      AND {column} IS NOT NULL AND basis <> 'unit'
                    GROUP BY group_id HAVING count(*) >= 10
                )
                INSERT INTO problem
                SELECT 'far_from_group', ref,
                       trim_scale(round({figure}, 4)) || ' mg of ' || {nutrient} || ' is '
                       || CASE WHEN {figure} > mg THEN round({figure} / mg::numeric) || ' times'
                               ELSE 'one ' || round(mg::numeric / {figure}) || 'th of' END
                       || ' the median of its group; grams for milligrams?',
                       %(file)s, line, {nutrient}, name
                FROM staged JOIN median USING (group_id)
                WHERE kind = 'food' AND mg > 0 AND {figure} > 0
                  AND ({figure} >= mg * %(far)s OR {figure} <= mg / %(far)s)
                """
            ).format(
                column=Identifier(f"{figure}_per_basis"),
                figure=Identifier(figure),
                nutrient=Literal(nutrient),
            ),
            {"far": FAR, "file": file},
        )
