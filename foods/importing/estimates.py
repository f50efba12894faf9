"""Figures that were borrowed from foods alike, when a record of the food itself has one.

An estimate counts as curated, which keeps it from records that know no better. Once one does, what
borrowing changed is put back as `foods.borrowing.take_back` does, and the record's figure holds.
"""

from __future__ import annotations

from foods.importing.release import Steps
from foods.importing.staging import rows


class Estimates(Steps):
    def find_borrowed(self) -> None:
        """Note the estimates that hold, of foods whose magnesium some record knows.

        Not those of foods whose unknown figure a curator vouched for before they borrowed one.
        """
        if not rows("SELECT FROM foods_estimate LIMIT 1"):
            return
        self._do(
            """
            INSERT INTO borrowed
            SELECT food.id
            FROM foods_estimate estimate JOIN foods_food food ON food.id = estimate.food_id
            WHERE food.owner_id IS NULL AND food.confidence = 'estimated'
              AND food.magnesium_mg_per_basis = estimate.magnesium_mg
              AND NOT estimate.curated_before ? 'magnesium_mg_per_basis'
              AND food.id IN (
                  SELECT food_id FROM staged WHERE magnesium_mg IS NOT NULL AND NOT new)
            """
        )

    def give_back(self) -> None:
        """Let go of the estimates whose foods a record is about to give a figure.

        Where it will fill a gap, the gap is opened; where it holds, the figure goes at once from
        the one to the other.
        """
        if not rows("SELECT FROM borrowed LIMIT 1"):
            return
        self._do(
            """
            CREATE TEMPORARY TABLE given_back ON COMMIT DROP AS
            SELECT food.id AS food_id, bool_or(staged.holds) AS holds
            FROM borrowed JOIN foods_food food ON food.id = borrowed.food_id
            JOIN staged ON staged.food_id = food.id
            WHERE staged.magnesium_mg IS NOT NULL AND (
                staged.holds
                OR (food.builtin OR food.source_id IS NULL OR food.source_id <> ALL(%(sources)s))
                   AND food.source_id = %(source)s AND food.basis = staged.basis
                   AND staged.magnesium_mg >= coalesce(food.added_magnesium_mg_per_basis, 0))
            GROUP BY food.id;

            UPDATE foods_food food SET
                magnesium_mg_per_basis = CASE WHEN holds THEN magnesium_mg_per_basis END,
                confidence = estimate.confidence_before,
                curated_fields = array_remove(
                    CASE WHEN estimate.curated_before ? 'confidence' THEN curated_fields
                         ELSE array_remove(curated_fields, 'confidence') END,
                    'magnesium_mg_per_basis')
            FROM given_back JOIN foods_estimate estimate USING (food_id)
            WHERE food.id = given_back.food_id;

            UPDATE staged SET changed = true
            FROM given_back WHERE staged.food_id = given_back.food_id;

            DELETE FROM foods_estimate_borrowed_from lender USING given_back
            WHERE lender.estimate_id = given_back.food_id;
            DELETE FROM foods_estimate estimate USING given_back
            WHERE estimate.food_id = given_back.food_id;
            DROP TABLE given_back
            """
        )
