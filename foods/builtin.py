"""The project's own table of foods, read from `foods/catalogue/` into the database.

The table is what a food is; what a curator has set since wins over it, and what an import filled
where the table is silent stays. Rows gone from the table are retired, never deleted.
`docs/decisions/identity-and-precedence.md` has the rules.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from foods import search_index
from foods.merging import lock_catalogue, merge, record_history
from foods.models import (
    FIRST_MINTED_ID,
    NUTRIENTS,
    Basis,
    Confidence,
    Food,
    FoodName,
    Group,
    Identifier,
    Kind,
    Portion,
    Scheme,
    Source,
    State,
)

FOLDER = Path(__file__).parent / "catalogue"
OWN_SOURCE = "own"  # portions that we weighed or rounded ourselves

T = TypeVar("T")
Progress = Callable[[str, int, int], None]


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


@dataclass
class Loaded:
    """How many foods a load made, changed and so on."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    merged: int = 0


# Reading


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
        Source(**{column: line.text(column) for column in columns})
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


# Writing


def load_groups_and_sources(folder: Path = FOLDER) -> None:
    Group.objects.bulk_create(
        read_groups(folder),
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name", "order"],
    )
    Source.objects.bulk_create(
        read_sources(folder),
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name", "publisher", "version", "licence", "citation", "url"],
    )


def load(folder: Path = FOLDER, progress: Progress = lambda *_: None) -> Loaded:
    """Bring the database in line with the table: all of it, or on an error nothing.

    Raises CatalogueError where the table cannot be read.
    """
    rows = read_foods(folder)
    with transaction.atomic():
        lock_catalogue()
        return _Load(rows, folder, progress).run()


class _Load:
    """One load. `touched` gathers ids of foods of which anything changed."""

    def __init__(self, rows: dict[int, FoodRow], folder: Path, progress: Progress) -> None:
        self.rows, self.folder, self.progress = rows, folder, progress
        self.touched: set[int] = set()
        self.renamed: set[int] = set()
        self.loaded = Loaded()

    def run(self) -> Loaded:
        steps = [
            lambda: load_groups_and_sources(self.folder),
            self._foods,
            self._identifiers,
            self._names,
            self._portions,
            lambda: search_index.refresh(sorted(self.renamed)),
            self._retire,
        ]
        for done, step in enumerate(steps):
            self.progress("Loading the catalogue", done, len(steps))
            step()
        self.progress("Loading the catalogue", len(steps), len(steps))
        record_history(self.touched - self.new, "built-in table")
        self.loaded.changed = len(self.touched - self.new)
        self.loaded.unchanged = len(self.rows) - len(self.new) - self.loaded.changed
        return self.loaded

    def _foods(self) -> None:
        self.foods = Food.objects.defer("search_document").in_bulk(list(self.rows))
        self.new = set(self.rows) - set(self.foods)
        self.loaded.new = len(self.new)
        added = [Food(id=i, builtin=True, **self.rows[i].values) for i in sorted(self.new)]
        Food.objects.bulk_create(added, batch_size=500)
        changed = [food for food in self.foods.values() if self._change(food)]
        fields = [*self._fields(), "filled_fields", "state", "merged_into", "builtin"]
        Food.objects.bulk_update(changed, fields, batch_size=500)
        self.foods |= {food.pk: food for food in added}
        self.touched |= {food.pk for food in (*added, *changed)}
        self.renamed |= self.new

    def _fields(self) -> list[str]:
        return [name.removesuffix("_id") for name in next(iter(self.rows.values())).values]

    def _change(self, food: Food) -> bool:
        """Set what differs from the table, save what a curator or an import set."""
        before = dict(vars(food))
        for name, value in self.rows[food.pk].values.items():
            known_as = name.removesuffix("_id")
            if known_as in food.curated_fields:
                continue
            if known_as in food.filled_fields:
                if value is None:
                    continue
                food.filled_fields = [other for other in food.filled_fields if other != known_as]
            if getattr(food, name) != value:
                setattr(food, name, value)
        if food.state == State.RETIRED and "state" not in food.curated_fields:
            food.state = State.PUBLISHED
        food.builtin = True
        if food.name != before["name"] or food.brand != before["brand"]:
            self.renamed.add(food.pk)
        return vars(food) != before

    def _open(self, lists: str) -> list[FoodRow]:
        """Rows whose names, portions or identifiers no curator has taken over."""
        return [row for row in self.rows.values() if lists not in self.foods[row.id].curated_fields]

    def _identifiers(self) -> None:
        """Give each food its identifiers, and take in the imported foods that have them."""
        kept = Identifier.objects.select_related("food").defer("food__search_document")
        holders: dict[tuple[str, str], list[Identifier]] = defaultdict(list)
        for identifier in kept.exclude(scheme=Scheme.GTIN):
            holders[identifier.scheme, identifier.value].append(identifier)
        for identifier in kept.filter(scheme=Scheme.GTIN, food__in=self.rows):
            holders[identifier.scheme, identifier.value].append(identifier)
        missing = []
        for row in self._open("identifiers"):
            for scheme, value in row.identifiers:
                held = holders[scheme, value]
                if any(identifier.food_id == row.id for identifier in held):
                    continue
                self.touched.add(row.id)
                if held and scheme != Scheme.GTIN:
                    self._take_over(held[0], row.id)
                else:
                    missing.append(Identifier(food_id=row.id, scheme=scheme, value=value))
        Identifier.objects.bulk_create(missing, batch_size=1_000)

    def _take_over(self, identifier: Identifier, food_id: int) -> None:
        """The table says whose identifier this is: the food that had it becomes this one.

        Unless that food is of the table too, or a person's own, or stands for another already:
        then only the identifier moves.
        """
        holder, food = Food.objects.get(pk=identifier.food_id), self.foods[food_id]
        if food.merged_into_id == holder.pk:
            return  # a curator has merged ours into it: imports feed the kept food
        if holder.state in (State.PUBLISHED, State.RETIRED) and not holder.builtin:
            merge(holder, into=food.resolved)
            self.touched.add(food_id)
            self.renamed.add(food_id)
            self.loaded.merged += 1
        else:
            Identifier.objects.filter(pk=identifier.pk).update(food=food_id)

    def _names(self) -> None:
        wanted = {(row.id, name): row for row in self._open("names") for name in row.aliases}
        open_foods = [row.id for row in self._open("names")]
        had = FoodName.objects.filter(food__in=open_foods, language="en")
        self._synchronise(
            had,
            key=lambda name: (name.food_id, name.name),
            wanted={key: FoodName(food_id=key[0], language="en", name=key[1]) for key in wanted},
            compared=[],
        )

    def _portions(self) -> None:
        """The table's portions; where it has none, those of an import stay."""
        wanted = {
            (row.id, portion.label): Portion(
                food_id=row.id,
                position=portion.position,
                label=portion.label,
                quantity=portion.quantity,
                is_default=portion.is_default,
                source_id=portion.source,
            )
            for row in self._open("portions")
            for portion in row.portions
        }
        ours = [
            row.id
            for row in self._open("portions")
            if row.portions or "portions" not in self.foods[row.id].filled_fields
        ]
        self._synchronise(
            Portion.objects.filter(food__in=ours),
            key=lambda portion: (portion.food_id, portion.label),
            wanted=wanted,
            compared=["position", "quantity", "is_default", "source_id"],
        )

    def _synchronise(
        self,
        had: models.QuerySet[Any],
        *,
        key: Callable[[Any], tuple[int, str]],
        wanted: dict[tuple[int, str], Any],
        compared: Sequence[str],
    ) -> None:
        """Delete, change and add rows of foods until they are the wanted ones."""
        there = {key(row): row for row in had}
        gone = [row for at, row in there.items() if at not in wanted]
        differing = []
        for at in there.keys() & wanted.keys():
            values = {name: getattr(wanted[at], name) for name in compared}
            if values != {name: getattr(there[at], name) for name in compared}:
                differing.append(there[at])
                vars(there[at]).update(values)
        new = [row for at, row in wanted.items() if at not in there]
        model = had.model
        model._default_manager.filter(pk__in=[row.pk for row in gone]).delete()
        if differing:
            if "is_default" in compared:  # one default a food, at every moment
                clear = model._default_manager.filter(pk__in=[row.pk for row in differing])
                clear.update(is_default=False)
            model._default_manager.bulk_update(differing, compared, batch_size=500)
        model._default_manager.bulk_create(new, batch_size=1_000)
        foods = {row.food_id for row in (*gone, *differing, *new)}
        self.touched |= foods
        if model is FoodName:
            self.renamed |= foods

    def _retire(self) -> None:
        gone = Food.objects.filter(builtin=True, state=State.PUBLISHED).exclude(pk__in=self.rows)
        ids = [
            food_id
            for food_id, curated in gone.values_list("pk", "curated_fields")
            if "state" not in curated
        ]
        Food.objects.filter(pk__in=ids).update(state=State.RETIRED)
        record_history(ids, "gone from the built-in table")
        self.loaded.retired = len(ids)
