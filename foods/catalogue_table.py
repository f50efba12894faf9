"""The project's own table of foods, `foods/catalogue/`, read and checked line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from foods.models import (
    FIRST_MINTED_ID,
    NUTRIENTS,
    Basis,
    Confidence,
    Group,
    Kind,
    Scheme,
    Source,
)

FOLDER = Path(__file__).parent / "catalogue"
OWN_SOURCE = "own"  # portions that we weighed or rounded ourselves


class CatalogueError(ValueError):
    """The table cannot be read; the message names file and line."""


@dataclass(frozen=True)
class PortionRow:
    position: int
    label: str
    quantity: Decimal
    is_default: bool
    source: str | None


@dataclass
class FoodRow:
    """A line of foods.csv; `values` are model fields by name, figures per basis."""

    id: int
    values: dict[str, Any]
    aliases: list[str]
    identifiers: list[tuple[str, str]]
    portions: list[PortionRow] = field(default_factory=list)


class _Line:
    """A line of one of the files, whose cells are read as what they should be."""

    def __init__(self, path: Path, number: int, cells: dict[str, str]) -> None:
        self.place = f"{path.name}, line {number}"
        self.cells = cells

    def wrong(self, what: str) -> CatalogueError:
        return CatalogueError(f"{self.place}: {what}.")

    def text(self, column: str) -> str:
        if (text := self.cells.get(column)) is None:
            raise self.wrong(f"there is no {column}")
        return text.strip()

    def listed(self, column: str) -> list[str]:
        return [part.strip() for part in self.text(column).split(";") if part.strip()]

    def number(self, column: str) -> Decimal | None:
        """None where the cell is empty: not known."""
        if not (text := self.text(column)):
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise self.wrong(f"{column} is not a number: {text}") from None
        if not number.is_finite() or number < 0:
            raise self.wrong(f"{column} is not an amount: {text}")
        return number

    def integer(self, column: str) -> int:
        if not (text := self.text(column)).isdecimal():
            raise self.wrong(f"{column} is not a whole number: {text}")
        return int(text)

    def one_of(self, column: str, known: Iterable[str]) -> str:
        if (text := self.text(column)) not in known:
            raise self.wrong(f"{column} is not known: {text}")
        return text


def _lines(path: Path) -> Iterator[_Line]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            for cells in reader:
                yield _Line(path, reader.line_num, cells)
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path.name} cannot be read: {error}") from error


def read_groups(folder: Path = FOLDER) -> list[Group]:
    return [
        Group(slug=line.text("slug"), name=line.text("name"), order=line.integer("order"))
        for line in _lines(folder / "groups.csv")
    ]


def read_sources(folder: Path = FOLDER) -> list[Source]:
    columns = ("slug", "name", "publisher", "version", "licence", "citation", "url")
    return [
        Source(
            **{column: line.text(column) for column in columns},
            shareable=line.one_of("shareable", ("yes", "no")) == "yes",
        )
        for line in _lines(folder / "sources.csv")
    ]


def read_foods(folder: Path = FOLDER) -> dict[int, FoodRow]:
    """Foods by id, with their portions."""
    groups = {group.slug for group in read_groups(folder)}
    sources = {source.slug for source in read_sources(folder)}
    foods: dict[int, FoodRow] = {}
    owners: dict[tuple[str, str], int] = {}
    for line in _lines(folder / "foods.csv"):
        row = _food(line, groups, sources)
        if row.id in foods:
            raise line.wrong(f"id {row.id} occurs twice")
        foods[row.id] = row
        for identifier in row.identifiers:
            if identifier[0] != Scheme.GTIN and owners.setdefault(identifier, row.id) != row.id:
                raise line.wrong(f"{':'.join(identifier)} is also on food {owners[identifier]}")
    for line in _lines(folder / "portions.csv"):
        if (food := foods.get(line.integer("food_id"))) is None:
            raise line.wrong(f"there is no food {line.text('food_id')}")
        quantity = line.number("quantity")
        if not quantity:
            raise line.wrong("a portion weighs something")
        source = line.one_of("source", {*sources, OWN_SOURCE, ""})
        food.portions.append(
            PortionRow(
                position=line.integer("seq"),
                label=line.text("label"),
                quantity=quantity,
                is_default=line.one_of("is_default", ("0", "1")) == "1",
                source=source if source in sources else None,
            )
        )
    return foods


def _food(line: _Line, groups: set[str], sources: set[str]) -> FoodRow:
    food_id = line.integer("id")
    if not 0 < food_id < FIRST_MINTED_ID:
        raise line.wrong(f"ids of the table lie below {FIRST_MINTED_ID:,}: {food_id}")
    percent = line.number("elemental_percent")
    values: dict[str, Any] = {
        "name": line.text("name"),
        "brand": line.cells.get("brand", "").strip(),
        "group_id": line.one_of("group", groups),
        "kind": line.one_of("kind", Kind.values),
        "basis": line.one_of("basis", Basis.values),
        "source_id": line.one_of("source", {*sources, ""}) or None,
        "source_ref": line.text("source_id"),
        "confidence": line.one_of("confidence", Confidence.values),
        "popularity": line.integer("popularity"),
        "compound": line.text("compound"),
        "elemental_fraction": None if percent is None else percent / 100,
        "note": line.text("note"),
    }
    for nutrient in (*NUTRIENTS, "added_magnesium_mg"):
        values[f"{nutrient}_per_basis"] = line.number(nutrient)
    if not values["name"]:
        raise line.wrong("a food has a name")
    identifiers = []
    for identifier in line.listed("identifiers"):
        scheme, _, value = identifier.partition(":")
        if scheme not in Scheme.values or not value:
            raise line.wrong(f"an identifier is scheme:value, not {identifier}")
        identifiers.append((scheme, value))
    aliases = [alias for alias in dict.fromkeys(line.listed("aliases")) if alias != values["name"]]
    return FoodRow(food_id, values, aliases, identifiers)
