"""Which food of this server's catalogue a food of the file is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from foods.models import Food, Identifier, Scheme, State
from intake.transfer.reading import Reference

PUBLIC = (State.PUBLISHED, State.RETIRED, State.MERGED)
# Those that last first. A barcode may be several foods', so it has to name one only.
ORDER = (Scheme.NDB, Scheme.FNDDS_CODE, Scheme.CIQUAL, Scheme.OFF, Scheme.GTIN, Scheme.FDC)


def matched(references: Sequence[Reference]) -> dict[int, int]:
    """{the file's id: the food's id here}, in four queries; those not found are left out.

    A food is known by its id together with an identifier; or, where neither side has any, with its
    name and brand. Else by its identifiers alone. It has to be measured in the same way.
    """
    found = _by_id(references)
    rest = [reference for reference in references if reference.id not in found]
    return found | _by_identifier(rest)


def _by_id(references: Sequence[Reference]) -> dict[int, int]:
    foods = (
        Food.objects.filter(pk__in=[reference.id for reference in references], state__in=PUBLIC)
        .select_related("merged_into")
        .prefetch_related("identifiers", "merged_into__identifiers")
        .defer("search_document")
        .in_bulk()
    )
    return {
        reference.id: reference.id
        for reference in references
        if (food := foods.get(reference.id)) and _is(food, reference)
    }


def _is(food: Food, reference: Reference) -> bool:
    if food.basis != reference.basis:
        return False
    rows = list(food.identifiers.all())
    if not rows and food.merged_into:
        rows = list(food.merged_into.identifiers.all())
    known_by = {(row.scheme, row.value) for row in rows}
    if known_by or reference.identifiers:
        return bool(known_by & reference.identifiers)
    return (food.name, food.brand) == (reference.name, reference.brand)


def _by_identifier(references: Sequence[Reference]) -> dict[int, int]:
    sought = {pair for reference in references for pair in reference.identifiers}
    if not sought:
        return {}
    here: dict[tuple[str, str], list[Food]] = defaultdict(list)
    rows = Identifier.objects.filter(value__in={value for _, value in sought})
    rows = rows.filter(food__state__in=PUBLIC).select_related("food")
    for row in rows.defer("food__search_document").order_by("pk"):
        here[row.scheme, row.value].append(row.food)
    return {
        reference.id: food.pk
        for reference in references
        if (food := _first(reference, here)) is not None
    }


def _first(reference: Reference, here: dict[tuple[str, str], list[Food]]) -> Food | None:
    for scheme in ORDER:
        for pair in sorted(reference.identifiers):
            foods = [
                food
                for food in here.get(pair, [])
                if pair[0] == scheme and food.basis == reference.basis
            ]
            if len(foods) == 1:
                return foods[0]
    return None
