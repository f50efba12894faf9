"""Staged records merged into the catalogue, step by step, in SQL."""

from __future__ import annotations

from collections.abc import Iterator

from foods.importing.belongings import Belongings
from foods.importing.estimates import Estimates
from foods.importing.figures import Figures
from foods.importing.recognising import Recognition
from foods.importing.staging import rows

_FOODS_AT_ONCE = 50_000


class Merge(Recognition, Estimates, Figures, Belongings):
    """One release's way into the catalogue, and what came of it."""

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
