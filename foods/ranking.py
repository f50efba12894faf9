"""Which foods can answer what was asked, and how they follow each other.

Foods stand on three shelves, each with an index of its own: the common ones (`popularity` above
0), the plain ones (no brand), and products (a brand, and nobody has marked them as common). The
first two hold thousands and are looked through. Of products there may be millions: those that are
called just what was typed stand among the others, and those that only have its words come after
all others, as many as a few pages hold. `docs/decisions/search.md` says why.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from psycopg2.sql import SQL, Composable

from foods.asked import Asked
from foods.languages import ENGLISH
from foods.models import LEAST_KCAL_FOR_RATIO
from foods.search_index import HEAD, WHOLE

MOST_PLAIN, MOST_NAMED, MOST_PRODUCTS = 150, 50, 100
# How many of a part's products are held against what the index can't answer: each is read.
MOST_LOOKED_AT = 700


class Sort(models.TextChoices):
    """How a list is ordered; foods whose figure is not known come last."""

    RELEVANCE = "relevance", _("best match")
    PER_100_G = "magnesium_per_100g", _("magnesium per 100 g")
    PER_PORTION = "magnesium_per_portion", _("magnesium per portion")
    PER_100_KCAL = "magnesium_per_100kcal", _("magnesium per 100 kcal")


@dataclass(frozen=True)
class Scope:
    """Whose search, and among which foods."""

    person_id: Any = None
    kind: str | None = None
    group: str | None = None
    source: str | None = None
    has_figure: bool | None = None
    preferred_ids: tuple[int, ...] = ()
    sort: str = Sort.RELEVANCE

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "person": self.person_id,
            "kind": self.kind,
            "group": self.group,
            "source": self.source,
            "preferred": list(self.preferred_ids),
            "least_kcal": LEAST_KCAL_FOR_RATIO,
            "most_plain": MOST_PLAIN,
            "most_named": MOST_NAMED,
            "most_products": MOST_PRODUCTS,
            "most_looked_at": MOST_LOOKED_AT,
        }

    @property
    def filters(self) -> str:
        """Conditions in SQL; the values are parameters."""
        conditions = {
            "kind = %(kind)s": self.kind,
            "group_id = %(group)s": self.group,
            "source_id = %(source)s": self.source,
            "magnesium_mg_per_basis IS NOT NULL": self.has_figure is True,
            "magnesium_mg_per_basis IS NULL": self.has_figure is False,
        }
        return "".join(f" AND {condition}" for condition, holds in conditions.items() if holds)


class Match(NamedTuple):
    """A food that was found. A product has a brand, and nobody has marked it as common."""

    id: int
    is_product: bool


SORTS: dict[str, Composable] = {
    Sort.RELEVANCE: SQL(""),
    Sort.PER_100_G: SQL("CASE basis WHEN '100g' THEN magnesium_mg_per_basis END DESC NULLS LAST, "),
    Sort.PER_PORTION: SQL(
        """magnesium_mg_per_basis / CASE basis WHEN 'unit' THEN 1 ELSE 100 END * (
               SELECT quantity FROM foods_portion WHERE food_id = food.id
               ORDER BY is_default DESC, position, id LIMIT 1
           ) DESC NULLS LAST, """
    ),
    Sort.PER_100_KCAL: SQL(
        """CASE WHEN basis <> 'unit' AND energy_kcal_per_basis >= %(least_kcal)s
               THEN magnesium_mg_per_basis / energy_kcal_per_basis END DESC NULLS LAST, """
    ),
}

# Conditions of the indexes of `Food.Meta`, word for word, or PostgreSQL would not use them.
COMMON = SQL("state = 'published' AND popularity > 0")
PLAIN = SQL("state = 'published' AND popularity = 0 AND brand = ''")
# Products lie in three parts, by chance: words that many have are found in the first one or two,
# and only words that few have are looked up in the last and largest.
PRODUCT_PARTS = tuple(
    SQL("state = 'published' AND popularity = 0 AND brand <> '' AND ") + part
    for part in (SQL("mod(id, 64) = 0"), SQL("mod(id, 64) BETWEEN 1 AND 8"), SQL("mod(id, 64) > 8"))
)


def _products(match: str, most: str, quick: Composable | None = None) -> Composable:
    """The first products that a tsquery matches, part by part until there are enough.

    `match` and `most` name parameters. `quick`, a tsquery's expression, is what the larger parts
    are looked up by.
    """
    found_by = SQL("%({match})s::tsquery").format(match=SQL(match))
    parts = [
        SQL(
            """(SELECT id, kind, group_id, source_id, magnesium_mg_per_basis, search_document
                FROM foods_food WHERE {part} AND search_document @@ {found_by}
                LIMIT %(most_looked_at)s)"""
        ).format(part=part, found_by=quick if quick and at else found_by)
        for at, part in enumerate(PRODUCT_PARTS)
    ]
    return SQL(
        """(SELECT id FROM ({parts}) product
            WHERE search_document @@ {found_by} {{filters}} LIMIT %({most})s)"""
    ).format(most=SQL(most), parts=SQL(" UNION ALL ").join(parts), found_by=found_by)


def _in_first_part(tsquery: str, most: int) -> Composable:
    return SQL(
        """(SELECT count(*) FROM (
                SELECT FROM foods_food WHERE {part} AND search_document @@ %({tsquery})s::tsquery
                LIMIT {most}) some_) < {most}"""
    ).format(part=PRODUCT_PARTS[0], tsquery=SQL(tsquery), most=SQL(str(most)))


# A beginning that many words have costs as much as all names that hold one, whatever stands beside
# it. The first part, one in 64, tells beforehand. Where few have the other words, these are looked
# up and held against the beginning; where few have the beginning, all together; else the beginning
# is taken as a whole word, until it is longer.
_QUICK = SQL(
    """(SELECT CASE WHEN %(ended)s IS NOT NULL AND {few_have_ended} THEN %(ended)s::tsquery
                    WHEN NOT %(is_short)s AND {few_have_begun} THEN %(match)s::tsquery
                    ELSE %(words)s::tsquery END)"""
).format(few_have_ended=_in_first_part("ended", 10), few_have_begun=_in_first_part("begun", 100))


_NEAR = SQL(
    """
    SELECT id FROM foods_food
    WHERE {common} AND search_document @@ %(match)s::tsquery {{filters}}
    UNION
    (SELECT id FROM foods_food
     WHERE {plain} AND search_document @@ %(named)s::tsquery {{filters}}
     LIMIT %(most_plain)s)
    UNION
    (SELECT id FROM foods_food
     WHERE {plain} AND search_document @@ %(rare)s::tsquery {{filters}}
     LIMIT %(most_plain)s)
    UNION {named_products}
    UNION
    SELECT id FROM foods_food
    WHERE owner_id = %(person)s AND removed_at IS NULL
      AND search_document @@ %(match)s::tsquery {{filters}}
    UNION
    SELECT id FROM foods_food
    WHERE id = ANY(%(preferred)s::bigint[]) AND state = 'published'
      AND search_document @@ %(match)s::tsquery {{filters}}
    """
).format(common=COMMON, plain=PLAIN, named_products=_products("named", "most_named"))
_FAR = _products("match", "most_products", _QUICK)

# How the words meet the names, in steps: all of a name, its head, its end, its beginning, words of
# it, the beginning of its first word, words of another name or the brand, and beginnings of words
# or words of a language that the person does not read.
# A name in the person's language is before an English one, where that is another.
# A food that few people log waits four steps, one of a brand one; a usual food waits for nothing
# but the foods whose name or head was typed. Of foods that are called just so, one's own is first.
_RANKED = SQL(
    """
    SELECT id, popularity = 0 AND brand <> '' AND owner_id IS NULL
    FROM foods_food food JOIN ({candidates}) candidate USING (id)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN search_document @@ %(exact)s::tsquery THEN 0
                    WHEN search_document @@ %(exact_english)s::tsquery THEN 1
                    WHEN search_document @@ %(head)s::tsquery THEN 2
                    WHEN search_document @@ %(head_english)s::tsquery THEN 3
                    WHEN search_document @@ %(ends)s::tsquery THEN 4
                    WHEN search_document @@ %(begins)s::tsquery THEN 5
                    WHEN search_document @@ %(name_words)s::tsquery THEN 6
                    WHEN search_document @@ %(starts)s::tsquery THEN 7
                    WHEN search_document @@ %(other_words)s::tsquery THEN 8
                    ELSE 9 END AS step,
               id = ANY(%(preferred)s::bigint[]) OR owner_id IS NOT NULL AS usual
    ) met
    ORDER BY {sort}
        CASE WHEN usual THEN least(step, 3)
             ELSE step + CASE WHEN popularity = 0 THEN 4 ELSE 0 END
                       + CASE WHEN brand <> '' THEN 1 ELSE 0 END
        END, step > 1 OR owner_id IS NULL, {ties}
    LIMIT %(most)s
    """
)

# A page's order within the same rank. Short names are the plain ones.
_TIES = SQL(
    """array_position(%(preferred)s::bigint[], id), owner_id IS NULL, brand <> '',
       popularity DESC, length(name_folded), name_folded, id"""
)

_RANKED_BY_WORDS = SQL(
    """
    SELECT id, popularity = 0 AND brand <> '' AND owner_id IS NULL
    FROM foods_food food JOIN ({candidates}) candidate USING (id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS met FROM unnest(%(each)s::tsquery[]) word
        WHERE search_document @@ word
    ) words
    ORDER BY {sort} met DESC, popularity = 0, {ties}
    LIMIT %(most)s
    """
)


def near(asked: Asked, scope: Scope, most: int, *, prefixes: Collection[int]) -> list[Match]:
    """Best first: all but the products that merely have the words."""
    return _found("in steps", "near", scope, _questions(asked, prefixes) | {"most": most})


def far(asked: Asked, scope: Scope, *, prefixes: Collection[int]) -> list[Match]:
    """Best first, products that have the words; a bounded number, always the same."""
    most = {"most": MOST_PRODUCTS}
    return _found("in steps", "far", scope, _questions(asked, prefixes) | most)


def near_and_far(
    asked: Asked, scope: Scope, most: int, *, prefixes: Collection[int]
) -> list[Match]:
    """Both together, for lists that are ordered by something else than how the words meet."""
    return _found("in steps", "both", scope, _questions(asked, prefixes) | {"most": most})


def by_words(asked: Asked, scope: Scope, most: int) -> list[Match]:
    """When no food has all the words: those that have the most of them."""
    each = asked.words()
    any_word = " | ".join(each)
    queries = {"match": any_word, "rare": any_word, "named": any_word, "each": each, "most": most}
    return _found("by words", "near", scope, queries)


def _questions(asked: Asked, prefixes: Collection[int]) -> dict[str, str | bool | None]:
    match = " & ".join(asked.words(prefixes))
    whole_words = " & ".join(asked.words())
    exact, head = asked.named(WHOLE, asked.language), asked.named(HEAD, asked.language)
    in_english = {mark: asked.named(mark, ENGLISH) for mark in (WHOLE, HEAD)}
    # Two letters begin too many words to look through everything for them.
    is_short = any(len(asked.alternatives[at][0]) < 3 for at in prefixes)
    return {
        "match": match,
        "rare": whole_words if is_short and not asked.last else match,
        "ended": asked.ended(prefixes),
        "is_short": is_short,
        "begun": asked.begun(prefixes),
        "words": whole_words,
        "exact": exact,
        "exact_english": in_english[WHOLE],
        "head": head,
        "head_english": in_english[HEAD],
        "named": " | ".join(dict.fromkeys([exact, head, *in_english.values()])),
        "ends": asked.ends(),
        "begins": asked.begins(whole_words=True),
        "name_words": asked.own_words("A"),
        "other_words": asked.own_words("ABC"),
        "starts": asked.begins(whole_words=False),
    }


def _found(
    statement: str, candidates: str, scope: Scope, parameters: dict[str, Any]
) -> list[Match]:
    with connection.cursor() as cursor:
        composed = _composed(statement, candidates, scope.filters, scope.sort)
        cursor.execute(composed, scope.parameters | parameters)
        return [Match(*row) for row in cursor.fetchall()]


_STATEMENTS = {"in steps": _RANKED, "by words": _RANKED_BY_WORDS}
_CANDIDATES = {"near": _NEAR, "far": _FAR, "both": SQL(" UNION ").join([_NEAR, _FAR])}


@cache
def _composed(statement: str, candidates: str, filters: str, sort: str) -> str:
    """The same few statements again and again: to put one together takes as long as a look-up."""
    server = connection.connection
    found = SQL(_CANDIDATES[candidates].as_string(server)).format(filters=SQL(filters))
    text = _STATEMENTS[statement].format(candidates=found, sort=SORTS[sort], ties=_TIES)
    return text.as_string(server)
