"""Which food a line without a figure is: what is offered, and for which lines an answer counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from foods.languages import page_language
from foods.models import Basis, Food
from foods.search import search
from intake.models import Person
from intake.transfer.from_cronometer import Unmatched

BY_NAME, TYPED = 3, 8


def weighed_foods(person: Person, ids: Iterable[int | None]) -> dict[int, Food]:
    """Those of `ids` that a line can be: with a figure for 100 g. At most one query."""
    sought = {food_id for food_id in ids if food_id is not None}
    if not sought:
        return {}
    foods = Food.objects.loggable_by(person).filter(removed_at=None, basis=Basis.PER_100_G)
    known = foods.exclude(magnesium_mg_per_basis=None).named_in(page_language())
    return known.in_bulk(sought)


def found_foods(person: Person, name: str, typed: str) -> list[Food]:
    """The best for what is `typed`, else for the line's name."""
    most = TYPED if typed else BY_NAME
    found = search(
        typed or name,
        person=person,
        has_figure=True,
        language=page_language(),
        limit=3 * most,
    ).foods
    return [
        food
        for food in found
        if food.basis == Basis.PER_100_G and food.magnesium_mg_per_basis is not None
    ][:most]


def kept_foods(
    stored: Mapping[str, Any],
    answers: Sequence[tuple[Unmatched, tuple[int, Decimal] | None]],
    every: Sequence[Unmatched],
) -> tuple[dict[str, Any], int]:
    """`foods` of `Import.choices` with the answers of one page, and for how many other lines they
    count too: a food that is new for its name goes to the lines of that name that nobody answered
    and whose grams the file gives."""
    foods = dict(stored)
    new = set()
    for one, choice in answers:
        before = foods.pop(one.key, None)
        if choice is not None:
            food_id, grams = choice
            foods[one.key] = [food_id, str(grams)]
            if before is None or before[0] != food_id:
                new.add(one.name)
    of_name = defaultdict(set)
    for one in every:
        if one.name in new and one.key in foods:
            of_name[one.name].add(foods[one.key][0])
    answered = {one.key for one, _ in answers}
    others = {
        one.key: [*of_name[one.name], str(one.grams)]
        for one in every
        if len(of_name[one.name]) == 1
        and one.grams is not None
        and one.key not in foods
        and one.key not in answered
    }
    return foods | others, len(others)
