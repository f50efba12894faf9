"""What the records of a source are, and the steps of merging them: what all steps share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg2.sql import Composable

from foods.importing.staging import execute
from foods.models import Confidence


@dataclass(frozen=True)
class Release:
    """What a source's records are.

    `schemes` are the identifiers a record is known by, the longest-lived first; `marks` those it
    bears besides. Sources of one `family` speak of the same foods: of two records for one food
    that of the later source in it holds. `newest_holds`: what the newest record says is so, even
    that its magnesium is not known. `file` is the one whose lines are the records.
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


class Steps:
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
            "file": release.file,
        }

    def _do(self, statement: str | Composable, **parameters: Any) -> int:
        return execute(statement, self.parameters | parameters)
