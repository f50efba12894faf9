"""What search reads of a food: a weighted document of its names, kept beside the food.

Besides single words, as written and in the singular, a document holds each name whole, so that
one index answers every question that search asks of two million foods:

- `=pumpkin roast seed`: a name's words in alphabetical order. All of a name was typed, whatever
  the order.
- `~pumpkin seed`: the same of its head, the part before the first comma or bracket. "Spinach" is
  the head of "Spinach, raw".
- `^pumpkin seed roasted `: a name's words as they follow, closed by a space. A name begins so.
- `$seed pumpkin `: a head's words from its end, as far as "with", "in" and the like. In English the
  last noun says what a thing is: "Olive oil" is an oil, "Flour tortilla" no flour, and "Beans and
  rice" is neither.

Weight A is the name, B another name, C the brand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, takewhile

from django.db import connection
from psycopg2.extras import execute_values

from foods.folding import fold, words

WHOLE, HEAD, BEGINS, ENDS = "=", "~", "^", "$"
MARKS = (WHOLE, HEAD, BEGINS, ENDS)

_COMPOSING = frozenset(["with", "without", "in", "on", "from", "made", "for"])

# PostgreSQL refuses lexemes of 2,048 bytes; no real name comes near.
_LONGEST_LEXEME = 500
_LAST_POSITION = 16_383


def whole(of_words: Iterable[str]) -> str:
    """The words of a name in one spelling for any order."""
    return " ".join(sorted(of_words))


def quoted(lexeme: str) -> str:
    """A lexeme as tsvector and tsquery literals write it."""
    if "'" in lexeme or "\\" in lexeme:
        lexeme = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{lexeme}'"


def search_document(name: str, other_names: Iterable[str] = (), brand: str = "") -> str:
    """The document of a food with these names, as a tsvector literal."""
    lexemes: dict[str, list[str]] = {}
    position = 0
    for weight, texts in (("A", [name]), ("B", other_names), ("C", [brand] if brand else [])):
        for text in texts:
            for lexeme in _lexemes(text):
                if position < _LAST_POSITION:
                    position += 1
                lexeme = lexeme[:_LONGEST_LEXEME]
                if (places := lexemes.get(lexeme)) is None:
                    lexemes[lexeme] = [f"{position}{weight}"]
                elif len(places) < 200:  # a lexeme holds no more than 255
                    places.append(f"{position}{weight}")
    if brand and (branded := words(brand) + words(name)):
        # A brand and a name together name the whole as well.
        lexemes.setdefault((WHOLE + whole(branded))[:_LONGEST_LEXEME], [f"{position}C"])
    return " ".join([f"{quoted(lexeme)}:{','.join(at)}" for lexeme, at in lexemes.items()])


@lru_cache(maxsize=2_000)
def _lexemes(text: str) -> tuple[str, ...]:
    """In their order; brands come again and again."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[str]:
    singulars, written = words(text), fold(text).split()
    if not written:
        return
    yield from singulars
    yield from sorted(set(written) - set(singulars))
    yield WHOLE + whole(singulars)
    head = words(re.split(r"[,(]", text, maxsplit=1)[0]) or singulars
    if head != singulars:
        yield HEAD + whole(head)
    thing = list(takewhile(lambda word: word not in _COMPOSING, head))
    if "and" not in thing:
        yield f"{ENDS}{' '.join(reversed(thing))} "
    yield from sorted({f"{BEGINS}{' '.join(singulars)} ", f"{BEGINS}{' '.join(written)} "})


def refresh(food_ids: Iterable[int]) -> None:
    """Bring the documents of these foods in line with their names and brands.

    Whoever writes names past `save()`, in bulk or in SQL, calls this in the same transaction.
    """
    ids = iter(food_ids)
    while batch := list(islice(ids, 2_000)):
        _refresh_batch(batch)


def _refresh_batch(food_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT food.id, food.name, food.brand,
                   coalesce(array_agg(other.name ORDER BY other.id)
                            FILTER (WHERE other.id IS NOT NULL), '{}')
            FROM foods_food food
            LEFT JOIN foods_foodname other ON other.food_id = food.id
            WHERE food.id = ANY(%s)
            GROUP BY food.id
            """,
            [list(food_ids)],
        )
        documents = [
            (food_id, fold(name)[:300], search_document(name, other_names, brand))
            for food_id, name, brand, other_names in cursor.fetchall()
        ]
        execute_values(
            cursor.cursor,
            """
            UPDATE foods_food food
            SET name_folded = fresh.name_folded, search_document = fresh.document::tsvector
            FROM (VALUES %s) AS fresh (id, name_folded, document)
            WHERE food.id = fresh.id
              AND (food.name_folded, food.search_document)
                  IS DISTINCT FROM (fresh.name_folded, fresh.document::tsvector)
            """,
            documents,
            page_size=2_000,
        )
