"""Likely spellings of words that no food has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from psycopg2.sql import SQL
from rapidfuzz import process
from rapidfuzz.distance import OSA

from foods.languages import ENGLISH
from foods.ranking import COMMON, PLAIN, PRODUCT_PARTS
from foods.search_index import MARKS, quoted

SHORTEST = 4
MOST_SPELLINGS = 6
# Among millions of products some are misspelt on the label: a word that fewer have is doubted,
# unless it stands in a brand.
FEWEST_PRODUCTS = 100

Alternatives = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Repair:
    """The words with likely spellings in place of doubtful ones, and those that nothing has."""

    alternatives: Alternatives
    unknown: frozenset[str]


def repair(words: Alternatives, language: str) -> Repair:
    """The same words, with each that the catalogue lacks replaced by the nearest it has.

    Replaced by English words and those of `language`, which are the ones that the person reads.

    Nearest is by letters added, left out, changed or swapped; equally near ones are all kept,
    since the other words of the query tell them apart.
    """
    typed = {word for (word, *_) in words if len(word) >= SHORTEST and word.isalpha()}
    doubtful = _doubtful(sorted(typed))
    if not doubtful:
        return Repair(words, frozenset())
    common = _common_words(language)
    nearest = {word: _nearest(word, common) for word in doubtful}
    return Repair(
        tuple(nearest.get(word[0]) or word for word in words),
        frozenset(
            word for word, products in doubtful.items() if not products and not nearest[word]
        ),
    )


_PRODUCTS = SQL(" UNION ALL ").join(
    SQL(
        """(SELECT search_document FROM foods_food
            WHERE {part} AND search_document @@ begun LIMIT %(fewest)s)"""
    ).format(part=part)
    for part in PRODUCT_PARTS
)
_DOUBTFUL = SQL(
    """
    SELECT word, products
    FROM unnest(%(words)s::text[], %(begun)s::tsquery[], %(brands)s::tsquery[])
        AS asked (word, begun, brand)
    CROSS JOIN LATERAL (
        SELECT count(*) AS products, coalesce(bool_or(search_document @@ brand), false) AS is_brand
        FROM (SELECT search_document FROM ({products}) product LIMIT %(fewest)s) few
    ) known
    WHERE NOT EXISTS (SELECT FROM foods_food WHERE {common} AND search_document @@ begun)
      AND NOT EXISTS (SELECT FROM foods_food WHERE {plain} AND search_document @@ begun)
      AND products < %(fewest)s AND NOT is_brand
    """
).format(products=_PRODUCTS, common=COMMON, plain=PLAIN)


def _doubtful(typed: Sequence[str]) -> dict[str, int]:
    """Words that no plain food has or begins with, and few products, with the number of these."""
    if not typed:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _DOUBTFUL,
            {
                "words": list(typed),
                "begun": [f"{quoted(word)}:*" for word in typed],
                "brands": [f"{quoted(word)}:*C" for word in typed],
                "fewest": FEWEST_PRODUCTS,
            },
        )
        return dict(cursor.fetchall())


_vocabulary: tuple[object, dict[str, dict[str, int]]] = (None, {})


def _common_words(language: str) -> dict[str, int]:
    """The English words of common foods and those of `language`, and how many foods have each.

    Gathering them takes longer than a whole search, so they are kept until one of these foods is
    written: every write gives its row another xmin.
    """
    global _vocabulary
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*), sum(xmin::text::bigint), current_database() FROM foods_food
            WHERE state = 'published' AND popularity > 0
            """
        )
        written = cursor.fetchone()
        if _vocabulary[0] != written:
            # Weight D is what names in other languages have beside the words that say theirs.
            cursor.execute(
                """
                SELECT word, ndoc FROM ts_stat(
                    'SELECT search_document FROM foods_food
                     WHERE state = ''published'' AND popularity > 0', 'abc'
                ) WHERE left(word, 1) <> ALL(%s)
                """,
                [list(MARKS)],
            )
            by_language: dict[str, dict[str, int]] = defaultdict(dict)
            for lexeme, count in cursor.fetchall():
                prefix, _, word = lexeme.rpartition(":")
                by_language[prefix or ENGLISH][word] = count
            _vocabulary = (written, by_language)
        words = _vocabulary[1]
        return words.get(ENGLISH, {}) | words.get(language, {})


def _nearest(word: str, common: dict[str, int]) -> tuple[str, ...]:
    most = 1 if len(word) < 6 else 2
    near = process.extract(word, list(common), scorer=OSA.distance, score_cutoff=most, limit=50)
    least = min((distance for _, distance, _ in near), default=0)
    best = [found for found, distance, _ in near if distance == least]
    best.sort(key=lambda found: (found[0] != word[0], -common[found]))
    return tuple(best[:MOST_SPELLINGS])
