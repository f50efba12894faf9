"""Likely spellings of words that no food has."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from foods.search_index import MARKS, quoted

SHORTEST = 4
MOST_SPELLINGS = 6

Alternatives = tuple[tuple[str, ...], ...]


def repaired(words: Alternatives) -> Alternatives:
    """The same words, with each that the catalogue lacks replaced by the nearest it has.

    Nearest is by letters added, left out, changed or swapped; equally near ones are all kept,
    since the other words of the query tell them apart.
    """
    typed = {word for (word, *_) in words if len(word) >= SHORTEST and word.isalpha()}
    unknown = _unknown(sorted(typed))
    if not unknown:
        return words
    common = _common_words()
    return tuple(
        (_nearest(word[0], common) or word) if word[0] in unknown else word for word in words
    )


def _unknown(typed: Sequence[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT word FROM unnest(%s::text[], %s::tsquery[]) AS asked (word, lexeme)
            WHERE NOT EXISTS (
                SELECT FROM foods_food WHERE search_document @@ lexeme AND state = 'published'
            )
            """,
            [list(typed), [f"{quoted(word)}:*" for word in typed]],
        )
        return {word for (word,) in cursor.fetchall()}


def _common_words() -> dict[str, int]:
    """The words of common foods, and how many foods have each."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT word, ndoc FROM ts_stat(
                'SELECT search_document FROM foods_food
                 WHERE state = ''published'' AND popularity > 0'
            ) WHERE left(word, 1) <> ALL(%s)
            """,
            [list(MARKS)],
        )
        return dict(cursor.fetchall())


def _nearest(word: str, common: dict[str, int]) -> tuple[str, ...]:
    most = 1 if len(word) < 6 else 2
    near = process.extract(word, list(common), scorer=OSA.distance, score_cutoff=most, limit=50)
    least = min((distance for _, distance, _ in near), default=0)
    best = [found for found, distance, _ in near if distance == least]
    best.sort(key=lambda found: (found[0] != word[0], -common[found]))
    return tuple(best[:MOST_SPELLINGS])
