"""Who changed what of a food, and when: the food itself and the rows that hang on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Model

from foods.models import Food, FoodName, Identifier, Portion, State

# Whose a food was, and what it was copied from, is its owner's affair; the rest is bookkeeping.
_NOT_SHOWN = frozenset(
    {
        "id",
        "food",
        "owner",
        "published_from",
        "curated_fields",
        "filled_fields",
        "created_at",
        "updated_at",
        "reviewed_at",
    }
)
LONGEST = 500


@dataclass(frozen=True)
class Change:
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Act:
    """One row of history. `author` is a staff member's address, or says that there is none."""

    at: datetime
    author: str
    what: str
    reason: str
    changes: tuple[Change, ...]


def history_of(food: Food) -> list[Act]:
    """The newest acts first, at most `LONGEST`. What its owner did in private is left out."""
    acts = list(_acts(Food, food.pk, "id", ""))
    for model, name in ((Portion, "Portion"), (FoodName, "Name"), (Identifier, "Identifier")):
        acts += _acts(model, food.pk, "food_id", name)
    acts.sort(key=lambda act: act.at, reverse=True)
    private_until = (
        Food.history.filter(id=food.pk, state=State.PRIVATE)
        .order_by("-history_date")
        .values_list("history_date", flat=True)
        .first()
    )
    if private_until is not None:
        acts = [act for act in acts if act.at > private_until]
    return acts[:LONGEST]


def _acts(model: type[Model], food_id: int, link: str, name: str) -> Iterator[Act]:
    rows: Any = model.history.filter(**{link: food_id})  # type: ignore[attr-defined]
    rows = rows.select_related("history_user").order_by("id", "history_date", "history_id")
    # A first row has nothing before it to compare with.
    for before, row in pairwise([None, *rows]):
        same = before is not None and before.id == row.id
        verb = {"+": "added", "~": "changed", "-": "removed"}[row.history_type]
        changes = tuple(_changes(before, row)) if same and row.history_type == "~" else ()
        if name and row.history_type == "~" and not changes:
            continue
        yield Act(
            at=row.history_date,
            author=_author(row),
            what=f"{name} “{row.instance}” {verb}" if name else verb.capitalize(),
            reason=row.history_change_reason or "",
            changes=changes,
        )


def _author(row: Any) -> str:
    person = row.history_user
    if person is None:
        return "not recorded"
    if getattr(row, "owner_id", None) == person.pk or not person.is_staff:
        return "someone"
    return str(person)


def _changes(before: Any, row: Any) -> Iterator[Change]:
    for field in row.instance_type._meta.concrete_fields:
        if field.name in _NOT_SHOWN or field.name not in {f.name for f in row._meta.fields}:
            continue
        old, new = getattr(before, field.attname), getattr(row, field.attname)
        if old != new:
            yield Change(str(field.verbose_name), _text(field, old), _text(field, new))


def _text(field: Any, value: Any) -> str:
    if value is None:
        return "not known" if field.name.endswith("_per_basis") else "none"
    if value == "":
        return "empty"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
