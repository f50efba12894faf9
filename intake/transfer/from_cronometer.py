"""Lines of Cronometer's files as entries, by the choices that the person made."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from foods.models import Basis, Confidence, Food, Kind
from intake.models import Entry, Meal, Person
from intake.snapshots import InvalidEntry, Measure, snapshot_of_food
from intake.transfer.cronometer import Contents, Line, without_noughts
from intake.transfer.reading import Incoming
from intake.transfer.table import Row
from intake.transfer.tables import ENTRIES

WHOLE_DAY = "Cronometer, whole day"

# So that the same line is the same entry whenever the file comes.
_NAMESPACE = uuid.UUID("5f0b6f0e-2a53-4d0f-9c35-9f6d5d0f8a12")
_NUTRIENTS = ("magnesium_mg", "calcium_mg", "phosphorus_mg", "potassium_mg", "energy_kcal")


@dataclass(frozen=True)
class Unmatched:
    """Lines without a figure that say the same: one question for all of them."""

    name: str
    amount: str
    grams: Decimal | None
    lines: list[int] = field(default_factory=list)

    @property
    def key(self) -> str:
        """For a form: names hold every character."""
        return key_of(self.name, self.amount)

    def __str__(self) -> str:
        amount = without_noughts(self.amount)
        return f"{self.name}, {amount}" if amount else self.name


@dataclass(frozen=True)
class Choices:
    """`foods` {key of the unmatched: (food id, grams of one line)}; `days` to add to although they
    have entries; whether lines that say the same are logged once."""

    foods: Mapping[str, tuple[int, Decimal]] = field(default_factory=dict)
    days: frozenset[date] = frozenset()
    drop_repeats: bool = False

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Choices:
        """As `Import.choices` keeps them."""
        return cls(
            foods={
                key: (int(food_id), Decimal(grams))
                for key, (food_id, grams) in stored.get("foods", {}).items()
            },
            days=frozenset(map(date.fromisoformat, stored.get("days", ()))),
            drop_repeats=bool(stored.get("drop_repeats")),
        )


def key_of(name: str, amount: str) -> str:
    return hashlib.sha256(f"{name}\x1f{amount}".encode()).hexdigest()[:16]


def unmatched(contents: Contents) -> list[Unmatched]:
    """In the order of the file. Of whole days nothing is asked: there is no food to look for."""
    found: dict[tuple[str, str], Unmatched] = {}
    if contents.daily:
        return []
    for line in contents.lines:
        if line.magnesium_mg is None:
            said = (line.name, line.amount)
            one = found.setdefault(said, Unmatched(line.name, line.amount, line.grams))
            one.lines.append(line.line)
    return list(found.values())


def taken_days(person: Person, contents: Contents) -> list[date]:
    """Of a file of whole days: those that the diary has something on, by any other way."""
    if not contents.daily or not contents.lines:
        return []
    ids = {_id(person, line, daily=True) for line in contents.lines}
    days = [line.date for line in contents.lines]
    logged = Entry.objects.for_person(person).kept().between(min(days), max(days))
    others = logged.values_list("date", "uuid").iterator(chunk_size=5_000)
    taken = {day for day, entry_id in others if entry_id not in ids}
    return sorted(taken & set(days))


def incoming(person: Person, contents: Contents, choices: Choices) -> Incoming:
    """What applying would write: entries with the figures of the file or of the food chosen."""
    left_out = {line for line, _ in contents.repeats} if choices.drop_repeats else set()
    taken = set(taken_days(person, contents)) - choices.days
    lines = [
        line
        for line in contents.lines
        if line.line not in left_out and not (contents.daily and line.date in taken)
    ]
    picked = {food_id for food_id, _ in choices.foods.values()}
    foods = Food.objects.loggable_by(person).select_related("merged_into").in_bulk(picked)
    rows = _rows(person, lines, contents, choices, foods)
    chosen = frozenset(row["food"] for row in rows if row["food"] is not None)
    return Incoming(rows={ENTRIES.key: rows}, chosen=chosen)


def _rows(
    person: Person,
    lines: Sequence[Line],
    contents: Contents,
    choices: Choices,
    foods: Mapping[int, Food],
) -> list[Row]:
    # One behind another, so that they stand in the file's order.
    now, empty = timezone.now(), _empty_row()
    rows = []
    for number, line in enumerate(lines):
        row = empty | _quick_add(line, daily=contents.daily)
        chosen = None
        if line.magnesium_mg is None:
            chosen = choices.foods.get(key_of(line.name, line.amount))
        if chosen and (food := foods.get(chosen[0])):
            # Too much of it, by a figure that it got since it was chosen, is not known.
            with suppress(InvalidEntry):
                row |= measured(food, chosen[1])
        at = now + timedelta(microseconds=number)
        stamps = {"created_at": at, "updated_at": at}
        rows.append(row | stamps | {"uuid": _id(person, line, daily=contents.daily)})
    return rows


def _empty_row() -> Row:
    return {name: absent for name, (_, absent) in ENTRIES.reading.items()} | {"food": None}


def _quick_add(line: Line, *, daily: bool) -> Row:
    """The file's figures under the file's name."""
    figures = {name: getattr(line, name) for name in _NUTRIENTS}
    common = {"date": line.date, "amount": Decimal(1), "confidence": Confidence.PERSONAL.value}
    if daily:
        whole = {"name": WHOLE_DAY, "kind": Kind.FOOD.value, "meal": Meal.SNACK.value}
        return common | figures | whole
    weight = {"basis": Basis.PER_100_G.value, "quantity": line.grams} if line.grams else {}
    return (
        common
        | figures
        | weight
        | {
            "time": line.time,
            "meal": line.meal,
            "name": line.name,
            "kind": line.kind,
            "portion_label": line.portion_label,
        }
    )


def measured(food: Food, grams: Decimal) -> Row:
    """The fields of an entry of `grams` of a catalogue food. Raises InvalidEntry."""
    fields = snapshot_of_food(food, Measure(grams=grams))
    del fields["portion"]
    return fields | {"food": fields["food"].pk}


def _id(person: Person, line: Line, *, daily: bool) -> uuid.UUID:
    said = f"daily\x1f{line.date}" if daily else f"servings\x1f{line.identity}"
    return uuid.uuid5(_NAMESPACE, f"{person.pk}\x1f{said}")
