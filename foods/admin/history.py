"""Who changed what of a food, and when: the food itself and the rows that hang on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foods.models import Food, FoodName, Identifier, Portion, State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

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
    acts = list(_acts(Food, food.pk, "id"))
    for model in (Portion, FoodName, Identifier):
        acts += _acts(model, food.pk, "food_id")
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


_DONE: dict[type[Model], dict[str, StrOrPromise]] = {
    Food: {"+": gettext_lazy("Added"), "~": gettext_lazy("Changed"), "-": gettext_lazy("Removed")},
    Portion: {
        "+": gettext_lazy("Portion “%(it)s” added"),
        "~": gettext_lazy("Portion “%(it)s” changed"),
        "-": gettext_lazy("Portion “%(it)s” removed"),
    },
    FoodName: {
        "+": gettext_lazy("Name “%(it)s” added"),
        "~": gettext_lazy("Name “%(it)s” changed"),
        "-": gettext_lazy("Name “%(it)s” removed"),
    },
    Identifier: {
        "+": gettext_lazy("Identifier “%(it)s” added"),
        "~": gettext_lazy("Identifier “%(it)s” changed"),
        "-": gettext_lazy("Identifier “%(it)s” removed"),
    },
}


def _acts(model: type[Model], food_id: int, link: str) -> Iterator[Act]:
    rows: Any = model.history.filter(**{link: food_id})  # type: ignore[attr-defined]
    rows = rows.select_related("history_user").order_by("id", "history_date", "history_id")
    # A first row has nothing before it to compare with.
    for before, row in pairwise([None, *rows]):
        same = before is not None and before.id == row.id
        changes = tuple(_changes(before, row)) if same and row.history_type == "~" else ()
        if model is not Food and row.history_type == "~" and not changes:
            continue
        yield Act(
            at=row.history_date,
            author=_author(row),
            what=_DONE[model][row.history_type] % {"it": row.instance},
            reason=row.history_change_reason or "",
            changes=changes,
        )


def _author(row: Any) -> str:
    person = row.history_user
    if person is None:
        return _("not recorded")
    if getattr(row, "owner_id", None) == person.pk or not person.is_staff:
        return _("someone")
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
        return _("not known") if field.name.endswith("_per_basis") else _("none")
    if value == "":
        return _("empty")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
