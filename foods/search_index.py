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

Weight A is the name, B another English name, C the brand. Names in another language stand there
twice. Their words have weight D, so that they are found by whoever reads another language, after
all else. And everything has the language before it, with weight A in the name to show and B in
others: `de:kern` a word, `=de:gerost kurbiskern` a whole name. What somebody asks who reads German
is asked of both, and no name in German is in the way of somebody who reads English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, takewhile
from typing import NamedTuple

from django.db import connection
from psycopg2.extras import execute_values

from foods.folding import fold, words
from foods.languages import AND, COMPOSING, ENGLISH, stem, stems

WHOLE, HEAD, BEGINS, ENDS = "=", "~", "^", "$"
MARKS = (WHOLE, HEAD, BEGINS, ENDS)

# PostgreSQL refuses lexemes of 2,048 bytes; no real name comes near.
_LONGEST_LEXEME = 500
_LAST_POSITION = 16_383
# After so many the planner is told at once. Until autovacuum comes round, a search would be planned
# for the catalogue that there was, and take seconds.
_MANY = 500


class OtherName(NamedTuple):
    language: str
    name: str
    preferred: bool = False


def in_language(lexeme: str, language: str) -> str:
    """A word as the names in this language have it: `de:kern`. English ones have it bare."""
    return lexeme if language == ENGLISH else f"{language}:{lexeme}"


def whole(of_words: Iterable[str]) -> str:
    """The words of a name in one spelling for any order."""
    return " ".join(sorted(of_words))


def quoted(lexeme: str) -> str:
    """A lexeme as tsvector and tsquery literals write it."""
    if "'" in lexeme or "\\" in lexeme:
        lexeme = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{lexeme}'"


def search_document(name: str, other_names: Iterable[OtherName] = (), brand: str = "") -> str:
    """The document of a food with these names, as a tsvector literal."""
    lexemes: dict[str, list[str]] = {}
    position = 0
    for weight, lexeme in _weighted(name, other_names, brand):
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


def _weighted(name: str, other_names: Iterable[OtherName], brand: str) -> Iterator[tuple[str, str]]:
    for lexeme in _lexemes(name):
        yield "A", lexeme
    for other in other_names:
        if other.language == ENGLISH:
            yield from (("B", lexeme) for lexeme in _lexemes(other.name))
            continue
        weight = "A" if other.preferred else "B"
        yield from ((weight, lexeme) for lexeme in _lexemes(other.name, other.language))
        yield from (("D", word) for word in _single_words(other.name, other.language))
    if brand:
        yield from (("C", lexeme) for lexeme in _lexemes(brand))


@lru_cache(maxsize=2_000)
def _lexemes(text: str, language: str = ENGLISH) -> tuple[str, ...]:
    """In their order; brands come again and again."""
    return tuple(_read(text, language))


def _single_words(text: str, language: str) -> list[str]:
    """Its stems in their order, then the words whose stem is another."""
    bare = stems(text, language)
    return bare + sorted(set(fold(text).split()) - set(bare))


def _read(text: str, language: str) -> Iterator[str]:
    singulars, written = stems(text, language), fold(text).split()
    if not written:
        return
    yield from (in_language(word, language) for word in _single_words(text, language))
    yield WHOLE + in_language(whole(singulars), language)
    head = fold(re.split(r"[,(]", text, maxsplit=1)[0]).split() or written
    if len(head) != len(written):
        yield HEAD + in_language(whole(stem(word, language) for word in head), language)
    composing = COMPOSING.get(language, frozenset())
    thing = list(takewhile(lambda word: word not in composing, head))
    if AND.get(language) not in thing:
        backwards = " ".join(stem(word, language) for word in reversed(thing))
        yield f"{ENDS}{in_language(backwards, language)} "
    yield from sorted(
        f"{BEGINS}{in_language(words_, language)} "
        for words_ in {" ".join(singulars), " ".join(written)}
    )


def refresh(food_ids: Iterable[int]) -> None:
    """Bring the documents of these foods in line with their names and brands.

    Whoever writes names past `save()`, in bulk or in SQL, calls this in the same transaction.
    """
    ids, refreshed = iter(food_ids), 0
    while batch := list(islice(ids, 2_000)):
        _refresh_batch(batch)
        refreshed += len(batch)
    if refreshed >= _MANY:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE foods_food, foods_foodname, foods_portion")


def _refresh_batch(food_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT food.id, food.name, food.brand,
                   coalesce(json_agg(json_build_array(other.language, other.name, other.preferred)
                                     ORDER BY other.id)
                            FILTER (WHERE other.id IS NOT NULL), '[]')
            FROM foods_food food
            LEFT JOIN foods_foodname other ON other.food_id = food.id
            WHERE food.id = ANY(%s)
            GROUP BY food.id
            """,
            [list(food_ids)],
        )
        documents = [
            (
                food_id,
                fold(name)[:300],
                search_document(name, [OtherName(*other) for other in other_names], brand),
            )
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
