"""Finding foods: what the search box, the API and browsing by group all ask.

`foods.ranking` finds and ranks what has the words; here stands what happens when nothing has
them. `docs/decisions/search.md` says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from foods import ranking
from foods.amount_words import amount_words
from foods.asked import Asked
from foods.barcodes import Barcode
from foods.browsing import Shelves, browsed
from foods.folding import fold, singular, words
from foods.food_query import FoodQuery, parse_query
from foods.languages import ENGLISH, SMALL_WORDS, stem
from foods.models import Food, FoodQuerySet, Identifier, Scheme
from foods.ranking import Match, Scope, Sort
from foods.typed_numbers import without_two_readings
from foods.typos import Repair, repair

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

__all__ = ["FoodsFound", "Sort", "as_typed", "search"]

MOST_CHARACTERS = 300


@dataclass(frozen=True)
class FoodsFound:
    """A page of foods, as `FoodQuerySet.for_rows` fetches them.

    `query` is what was typed, with its amount taken off. `corrected` is the spelling that was
    searched for instead; None when what was typed is found. `barcode` is what was typed, where it
    is one: then the foods are those that carry it.
    """

    foods: list[Food]
    has_more: bool
    query: FoodQuery
    corrected: str | None = None
    barcode: Barcode | None = None

    @property
    def partial(self) -> bool:
        """No food has all the words, these have some of them."""
        return self.query.in_part


def search(
    typed: str = "",
    *,
    person: AbstractBaseUser | None = None,
    kind: str | None = None,
    group: str | None = None,
    source: str | None = None,
    has_figure: bool | None = None,
    everyday: bool = False,
    helping: str | None = None,
    preferred_ids: Iterable[int] = (),
    sort: str = Sort.RELEVANCE,
    language: str = ENGLISH,
    limit: int = 20,
    offset: int = 0,
) -> FoodsFound:
    """Foods that `person` may log, best first; all of them when nothing is typed.

    `preferred_ids` are the person's usual foods, the most usual first: they come before others
    that match, save those whose very name was typed. `everyday` and `helping` narrow lists where
    nothing is typed; see `foods.browsing`. Takes three queries when a page is found as
    typed, and one more for products where it is not filled without them.
    """
    typed = typed[:MOST_CHARACTERS]
    if barcode := Barcode.typed(typed):
        carrying = list(with_barcode(barcode, person).for_rows().named_in(language)[:limit])
        return FoodsFound(carrying, False, FoodQuery(barcode.digits), barcode=barcode)
    query = as_typed(typed, language)
    person_id = person.pk if person is not None and person.is_authenticated else None
    scope = Scope(
        person_id=person_id,
        kind=kind,
        group=group,
        source=source,
        has_figure=has_figure,
        preferred_ids=tuple(islice(preferred_ids, 200)),
        sort=sort,
    )
    most = offset + limit + 1
    corrected, partial = None, False
    if asked := Asked.of(query.text, language):
        ids, corrected, partial = _matching(asked, scope, most)
    else:
        ids = [] if query.text else browsed(scope, Shelves(everyday, helping), most)
    page = ids[offset : offset + limit]
    rows = Food.objects.filter(pk__in=page).for_rows().named_in(language)
    by_id = {food.pk: food for food in rows} if page else {}
    foods = [by_id[food_id] for food_id in page if food_id in by_id]
    left = partial and query.amount is None and amount_words(language).said_in(query.text)
    query = replace(query, in_part=partial, unread=query.unread or left)
    return FoodsFound(foods, len(ids) > offset + limit, query, corrected)


def with_barcode(barcode: Barcode, person: AbstractBaseUser | None) -> FoodQuerySet:
    """Foods that carry it, the person's own first."""
    carrying = Identifier.objects.filter(scheme=Scheme.GTIN, value__in=barcode.spellings)
    return (
        Food.objects.visible_to(person)
        .filter(pk__in=carrying.values("food"))
        .order_by("owner_id", "-popularity", "id")  # NULLs, everybody's, sort last
    )


def as_typed(typed: str, language: str) -> FoodQuery:
    """A number that may be a thousand times another is no amount, but one was typed."""
    rest = without_two_readings(typed, language)
    if rest is None:
        return parse_query(typed, language)
    return FoodQuery(parse_query(rest, language).text, unread=True)


def _matching(asked: Asked, scope: Scope, most: int) -> tuple[list[int], str | None, bool]:
    """Ids, best first; the spelling if another was found; whether they have only some words."""
    last = [asked.last]
    if scope.sort != Sort.RELEVANCE:
        found = ranking.near_and_far(asked, scope, most, prefixes=last)
    else:
        found = ranking.near(asked, scope, most, prefixes=last)
        if len(found) < most:
            found = _followed(found, ranking.far(asked, scope, prefixes=last))
        if not found and asked.last:
            found = ranking.near(asked, scope, most, prefixes=range(len(asked.alternatives)))
    if any(not match.is_product for match in found):
        return _ids(found, most), None, False
    better = repair(asked.alternatives, asked.language)
    if better.alternatives != asked.alternatives:
        repaired = Asked(better.alternatives, asked.language)
        if likely := ranking.near(repaired, scope, most, prefixes=last):
            return _ids(_followed(likely, found), most), _spelling(repaired, likely[0].id), False
    if found:
        return _ids(found, most), None, False
    some = _with_some_words(better, asked.language, scope, most)
    return _ids(some, most), None, bool(some)


def _with_some_words(better: Repair, language: str, scope: Scope, most: int) -> list[Match]:
    """No food has all the words, and no other spelling is likely."""
    known = tuple(
        word
        for word in better.alternatives
        if word[0] not in better.unknown and word[0] not in SMALL_WORDS
    )
    if not known:
        return []
    asked = Asked(known, language)
    if known != better.alternatives:
        last = [asked.last]
        found = ranking.near(asked, scope, most, prefixes=last)
        if found or (found := ranking.far(asked, scope, prefixes=last)):
            return found
    return ranking.by_words(asked, scope, most) if asked.last else []


def _ids(found: Iterable[Match], most: int) -> list[int]:
    return [match.id for match in found][:most]


def _followed(first: list[Match], then: list[Match]) -> list[Match]:
    before = {match.id for match in first}
    return first + [match for match in then if match.id not in before]


def _spelling(asked: Asked, first_id: int) -> str:
    """What was searched for, in the words of the best match where several were possible."""
    best = Food.objects.named_in(asked.language).defer("search_document").get(pk=first_id)
    english, written = set(words(best.name)), {}
    if asked.language != ENGLISH:
        shown = re.findall(r"\w+", best.display_name.lower())
        written = {stem(fold(word), asked.language): word for word in shown}

    def chosen(alternatives: tuple[str, ...]) -> str:
        for word in alternatives:
            if with_accents := written.get(stem(word, asked.language)):
                return with_accents
            if singular(word) in english:
                return word
        return alternatives[0]

    return " ".join(map(chosen, asked.alternatives))
