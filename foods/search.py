"""Finding foods: what the search box, the API and browsing by group all ask.

Candidates come from common foods first, then a bounded number from everything, so that "milk"
costs the same among two thousand foods and two million. They are ranked by how the words meet a
name: all of it, its head ("Spinach" of "Spinach, raw"), its beginning, whole words, beginnings of
words. `docs/decisions/search.md` says why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from psycopg2.sql import SQL, Composable

from foods.folding import FoodQuery, fold, parse_query, singular, words
from foods.models import LEAST_KCAL_FOR_RATIO, Food
from foods.search_index import BEGINS, ENDS, HEAD, WHOLE, quoted, whole
from foods.typos import repaired

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

MOST_CHARACTERS, MOST_WORDS, LONGEST_WORD = 300, 8, 50
MOST_RARE_CANDIDATES = 150

# They tell no foods apart, once the query as a whole has found nothing.
_SMALL_WORDS = frozenset(["a", "an", "and", "from", "in", "of", "on", "or", "some", "the", "with"])


class Sort(models.TextChoices):
    """How a list is ordered; foods whose figure is not known come last."""

    RELEVANCE = "relevance", "best match"
    PER_100_G = "magnesium_per_100g", "magnesium per 100 g"
    PER_PORTION = "magnesium_per_portion", "magnesium per portion"
    PER_100_KCAL = "magnesium_per_100kcal", "magnesium per 100 kcal"


@dataclass(frozen=True)
class FoodsFound:
    """A page of foods, as `FoodQuerySet.for_rows` fetches them.

    `query` is what was typed, with its amount taken off. `corrected` is the spelling that was
    searched for instead; None when what was typed is found. `partial`: no food has all the words,
    these have the most of them.
    """

    foods: list[Food]
    has_more: bool
    query: FoodQuery
    corrected: str | None = None
    partial: bool = False


@dataclass(frozen=True)
class _Scope:
    """Whose search, and among which foods."""

    person_id: Any = None
    kind: str | None = None
    group: str | None = None
    preferred_ids: tuple[int, ...] = ()
    sort: str = Sort.RELEVANCE

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "person": self.person_id,
            "kind": self.kind,
            "group": self.group,
            "preferred": list(self.preferred_ids),
            "least_kcal": LEAST_KCAL_FOR_RATIO,
        }

    @property
    def filters(self) -> Composable:
        kind = SQL(" AND kind = %(kind)s") if self.kind else SQL("")
        return kind + (SQL(" AND group_id = %(group)s") if self.group else SQL(""))


def search(
    typed: str = "",
    *,
    person: AbstractBaseUser | None = None,
    kind: str | None = None,
    group: str | None = None,
    preferred_ids: Iterable[int] = (),
    sort: str = Sort.RELEVANCE,
    language: str = "en",
    limit: int = 20,
    offset: int = 0,
) -> FoodsFound:
    """Foods that `person` may log, best first; all of them when nothing is typed.

    `preferred_ids` are the person's usual foods, the most usual first: they come before others
    that match, save those whose very name was typed. Takes three queries when something is found
    as typed.
    """
    query = parse_query(typed[:MOST_CHARACTERS])
    person_id = person.pk if person is not None and person.is_authenticated else None
    scope = _Scope(person_id, kind, group, tuple(islice(preferred_ids, 200)), sort)
    most = offset + limit + 1
    corrected, partial = None, False
    if asked := _Asked.of(query.text):
        ids, corrected, partial = _matching(asked, scope, most)
    else:
        ids = [] if query.text else _browsing(scope, most)
    page = ids[offset : offset + limit]
    rows = Food.objects.filter(pk__in=page).for_rows().named_in(language)
    by_id = {food.pk: food for food in rows} if page else {}
    foods = [by_id[food_id] for food_id in page if food_id in by_id]
    return FoodsFound(foods, len(ids) > offset + limit, query, corrected, partial)


@dataclass(frozen=True)
class _Asked:
    """The words of a query, each with its alternatives: one, or several likely spellings."""

    alternatives: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, text: str) -> _Asked | None:
        typed = fold(text).split()[:MOST_WORDS]
        return cls(tuple((word[:LONGEST_WORD],) for word in typed)) if typed else None

    @property
    def phrases(self) -> list[tuple[str, ...]]:
        return list(islice(product(*self.alternatives), 12))

    def named(self, mark: str) -> str:
        """A tsquery for all of a name or head, in any order."""
        names = {whole(singular(word) for word in phrase) for phrase in self.phrases}
        return " | ".join(quoted(mark + name) for name in sorted(names))

    def begins(self, *, whole_words: bool) -> str:
        """A tsquery for a name's beginning."""
        starts: dict[str, None] = {}
        for phrase in self.phrases:
            starts[" ".join(map(singular, phrase))] = None
            starts[" ".join(phrase)] = None
        end = " " if whole_words else ""
        return " | ".join(quoted(BEGINS + start + end) + ":*A" for start in starts)

    def ends(self) -> str:
        """A tsquery for a head's end."""
        ends = {" ".join(map(singular, reversed(phrase))) for phrase in self.phrases}
        return " | ".join(quoted(f"{ENDS}{end} ") + ":*A" for end in sorted(ends))

    def words(self, prefixes: Collection[int] = (), weights: str = "") -> list[str]:
        """A tsquery for each word; those at these positions may be the beginning of one."""
        each = []
        for at, alternatives in enumerate(self.alternatives):
            forms = [f"{quoted(singular(word))}:{weights or 'ABC'}" for word in alternatives]
            if at in prefixes:
                forms += [f"{quoted(word)}:*" for word in alternatives]
            each.append(f"({' | '.join(forms)})")
        return each


def _matching(asked: _Asked, scope: _Scope, most: int) -> tuple[list[int], str | None, bool]:
    """Ids, best first, and the corrected spelling if only that was found, and whether only some
    of the words were.
    """
    last = len(asked.alternatives) - 1
    if ids := _ranked(asked, scope, most, prefixes=[last]):
        return ids, None, False
    if last and (ids := _ranked(asked, scope, most, prefixes=range(last + 1))):
        return ids, None, False
    better = _Asked(repaired(asked.alternatives))
    if better != asked and (ids := _ranked(better, scope, most, prefixes=[last])):
        return ids, _spelling(better, ids[0]), False
    if last:
        telling = tuple(a for a in better.alternatives if a[0] not in _SMALL_WORDS)
        if telling:
            ids = _ranked_by_words(_Asked(telling), scope, most)
            return ids, None, bool(ids)
    return [], None, False


def _spelling(asked: _Asked, first_id: int) -> str:
    """What was searched for, in the words of the best match where several were possible."""
    name = set(words(Food.objects.values_list("name", flat=True).get(pk=first_id)))
    return " ".join(
        next((word for word in alternatives if singular(word) in name), alternatives[0])
        for alternatives in asked.alternatives
    )


# A page's order within the same rank. Short names are the plain ones.
_TIES = SQL(
    """array_position(%(preferred)s::bigint[], id), owner_id IS NULL, brand <> '',
       popularity DESC, length(name_folded), name_folded, id"""
)

_SORTS: dict[str, Composable] = {
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

_CANDIDATES = SQL(
    """
    SELECT id FROM foods_food
    WHERE state = 'published' AND popularity > 0
      AND search_document @@ %(match)s::tsquery {filters}
    UNION (
        SELECT id FROM foods_food
        WHERE state = 'published' AND search_document @@ %(named)s::tsquery {filters}
        LIMIT %(most_rare)s
    ) UNION (
        SELECT id FROM foods_food
        WHERE state = 'published' AND search_document @@ %(rare)s::tsquery {filters}
          AND popularity = 0
        LIMIT %(most_rare)s
    ) UNION
    SELECT id FROM foods_food
    WHERE owner_id = %(person)s AND removed_at IS NULL
      AND search_document @@ %(match)s::tsquery {filters}
    UNION
    SELECT id FROM foods_food
    WHERE id = ANY(%(preferred)s::bigint[]) AND state = 'published'
      AND search_document @@ %(match)s::tsquery {filters}
    """
)

# How the words meet the names, in steps: all of a name, its head, its end, its beginning, words of
# it, the beginning of its first word, words of another name or the brand, beginnings of words.
# A food that few people log waits four steps, one of a brand one; a usual food waits for nothing
# but the foods whose name or head was typed.
_RANKED = SQL(
    """
    SELECT id FROM foods_food food JOIN ({candidates}) candidate USING (id)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN search_document @@ %(exact)s::tsquery THEN 0
                    WHEN search_document @@ %(head)s::tsquery THEN 2
                    WHEN search_document @@ %(ends)s::tsquery THEN 4
                    WHEN search_document @@ %(begins)s::tsquery THEN 5
                    WHEN search_document @@ %(name_words)s::tsquery THEN 6
                    WHEN search_document @@ %(starts)s::tsquery THEN 7
                    WHEN search_document @@ %(words)s::tsquery THEN 8
                    ELSE 9 END AS step,
               id = ANY(%(preferred)s::bigint[]) OR owner_id IS NOT NULL AS usual
    ) met
    ORDER BY {sort}
        CASE WHEN usual THEN least(step, 3)
             ELSE step + CASE WHEN popularity = 0 THEN 4 ELSE 0 END
                       + CASE WHEN brand <> '' THEN 1 ELSE 0 END
        END, {ties}
    LIMIT %(most)s
    """
)


def _ranked(asked: _Asked, scope: _Scope, most: int, *, prefixes: Collection[int]) -> list[int]:
    match = " & ".join(asked.words(prefixes))
    whole_words = " & ".join(asked.words())
    exact, head = asked.named(WHOLE), asked.named(HEAD)
    # Two letters begin too many words to look through everything for them.
    one_short = len(asked.alternatives) == 1 and len(asked.alternatives[0][0]) < 3
    return _ids(
        _RANKED,
        _CANDIDATES,
        scope,
        {
            "match": match,
            "rare": whole_words if one_short else match,
            "words": whole_words,
            "exact": exact,
            "head": head,
            "named": f"{exact} | {head}",
            "ends": asked.ends(),
            "begins": asked.begins(whole_words=True),
            "name_words": " & ".join(asked.words(weights="A")),
            "starts": asked.begins(whole_words=False),
            "most": most,
        },
    )


_RANKED_BY_WORDS = SQL(
    """
    SELECT id FROM foods_food food JOIN ({candidates}) candidate USING (id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS met FROM unnest(%(each)s::tsquery[]) word
        WHERE search_document @@ word
    ) words
    ORDER BY {sort} met DESC, popularity = 0, {ties}
    LIMIT %(most)s
    """
)


def _ranked_by_words(asked: _Asked, scope: _Scope, most: int) -> list[int]:
    """When no food has all the words: those that have the most of them."""
    each = asked.words()
    any_word = " | ".join(each)
    queries = {"match": any_word, "rare": any_word, "named": any_word, "each": each, "most": most}
    return _ids(_RANKED_BY_WORDS, _CANDIDATES, scope, queries)


_BROWSED = SQL(
    """
    SELECT id FROM foods_food food
    WHERE (state = 'published' OR owner_id = %(person)s AND removed_at IS NULL) {filters}
      AND popularity >= %(least_popularity)s
    ORDER BY {sort} popularity DESC, name_folded, id
    LIMIT %(most)s
    """
)


def _browsing(scope: _Scope, most: int) -> list[int]:
    if scope.sort == Sort.RELEVANCE:
        # Common foods come first, and are enough for the first hundred pages.
        common = _ids(_BROWSED, SQL(""), scope, {"most": most, "least_popularity": 1})
        if len(common) == most:
            return common
    return _ids(_BROWSED, SQL(""), scope, {"most": most, "least_popularity": 0})


def _ids(statement: SQL, candidates: SQL, scope: _Scope, parameters: dict[str, Any]) -> list[int]:
    composed = statement.format(
        candidates=candidates.format(filters=scope.filters),
        filters=scope.filters,
        sort=_SORTS[scope.sort],
        ties=_TIES,
    )
    bounds = {"most_rare": MOST_RARE_CANDIDATES}
    with connection.cursor() as cursor:
        cursor.execute(composed, scope.parameters | bounds | parameters)
        return [food_id for (food_id,) in cursor.fetchall()]
