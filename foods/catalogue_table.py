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


@dataclass(frozen=True)
class NameRow:
    """An alias in any language, or the name to show (`preferred`) in one that is not English."""

    language: str
    name: str
    preferred: bool = False


@dataclass
class FoodRow:
    """A line of foods.csv; `values` are model fields by name, figures per basis."""

    id: int
    values: dict[str, Any]
    names: list[NameRow]
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
    for language in translated_into(folder):
        for line in _lines(folder / f"names_{language}.csv"):
            if (food := foods.get(line.integer("id"))) is None:
                raise line.wrong(f"there is no food {line.text('id')}")
            if any(name.language == language for name in food.names):
                raise line.wrong(f"id {food.id} occurs twice")
            food.names += _names(line, language)
    return foods


def translated_into(folder: Path = FOLDER) -> list[str]:
    """Languages besides English for which there is a table of names: ISO 639-1 codes."""
    return sorted(path.stem.removeprefix("names_") for path in folder.glob("names_*.csv"))


def _names(line: _Line, language: str) -> list[NameRow]:
    if not (name := line.text("name")):
        raise line.wrong("a name is not empty: leave the line out instead")
    aliases = line.listed("aliases")
    for at, alias in enumerate(aliases):
        if alias in (name, *aliases[:at]):
            raise line.wrong(f"a name occurs twice: {alias}")
    return [
        NameRow(language, name, preferred=True),
        *(NameRow(language, alias) for alias in aliases),
    ]


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
    aliases = dict.fromkeys(line.listed("aliases"))
    names = [NameRow("en", alias) for alias in aliases if alias != values["name"]]
    return FoodRow(food_id, values, names, identifiers)
