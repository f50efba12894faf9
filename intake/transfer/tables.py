"""What leaves in Twelve's file and comes back from it: the one list of a person's tables.

To add a table: add a `Table` to `TABLES`. It is then exported, previewed, imported and undone.
What is kept about a person and can't come back (sign-in, sessions, what curators decided) stands
in `intake.export`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db import models

from foods.models import NUTRIENTS, Food, FoodName, Identifier, Portion
from foods.supplements import COMPOUNDS
from intake.countries import COUNTRIES
from intake.models import (
    FIRST_DAY,
    LAST_DAY,
    MAX_MAGNESIUM_MG,
    MAX_QUANTITY,
    Consent,
    Entry,
    LifeStage,
    Person,
    Profile,
    Purpose,
    Target,
)
from intake.reference_values import AUTHORITIES
from intake.time_zones import found_time_zone
from intake.transfer import values
from intake.transfer.exact import literal
from intake.transfer.values import Reader, Wrong

FORMAT = "twelve-export"
VERSION = 1

Row = dict[str, Any]

ENTRY_FIELDS = (
    "uuid date time meal name kind amount portion_label basis quantity magnesium_mg"
    " added_magnesium_mg calcium_mg phosphorus_mg potassium_mg energy_kcal confidence label_says"
    " label_dose_mg elemental_fraction created_at updated_at deleted_at"
)
FOOD_FIELDS = (
    "id name brand kind group basis magnesium_mg_per_basis calcium_mg_per_basis"
    " phosphorus_mg_per_basis potassium_mg_per_basis energy_kcal_per_basis"
    " added_magnesium_mg_per_basis compound elemental_fraction confidence state created_at"
    " updated_at removed_at"
)
PROFILE_FIELDS = (
    "country birth_date sex time_zone units kidney_disease first_run_done_at updated_at"
)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A person's rows of one model.

    `identity` are the fields by which a row of the file is found in the account; where one is
    there already, the account's stays. `foods` are foreign keys to foods: the file gives their id
    and `food_references` says which foods those are; a row whose food is not known here is left
    out, unless its foods are optional. `children` are tables whose rows hang on these by the field
    `parent` and stand in each row under their key. `check` raises Wrong for values that do not go
    together. `taken` says which rows an import takes. `clash` says in words why a row can't stand
    beside the others, whose values it gets as the file has them.
    """

    key: str
    called: str
    model: type[models.Model]
    fields: tuple[str, ...]
    identity: tuple[str, ...] = ()
    owner: str = "person"
    foods: tuple[str, ...] = ()
    optional_foods: bool = False
    children: tuple[Table, ...] = ()
    parent: str = ""
    order: tuple[str, ...] = ("pk",)
    purpose: Purpose | None = None
    readers: Mapping[str, Reader] = field(default_factory=dict)
    check: Callable[[Row], None] | None = None
    taken: Callable[[Row], bool] | None = None
    clash: Callable[[Row, Collection[Row]], str | None] | None = None
    # Written by the account itself: no part of what makes two rows the same.
    stamps: tuple[str, ...] = ()
    named: str = ""  # what a row is called in messages: the field that names it

    @cached_property
    def reading(self) -> dict[str, tuple[Reader, Any]]:
        """{field: (its reader, what stands for one that the file leaves out, or MISSING)}."""
        return {
            name: (self.readers.get(name) or reader_of(column), absent(column))
            for name in self.fields
            if isinstance(column := self.model._meta.get_field(name), models.Field)
        }

    @property
    def food_keys(self) -> Iterator[tuple[type[models.Model], str, str]]:
        """Where rows of a person name foods: (model, path to the person, field)."""
        yield from ((self.model, self.owner, name) for name in self.foods)
        for child in self.children:
            path = f"{child.parent}__{self.owner}"
            yield from ((child.model, path, name) for name in child.foods)

    def rows(self, person: Person) -> Iterator[Row]:
        """As the file has them: Decimal, text, null; dates and ids as text."""
        ours = self.model._default_manager.filter(**{self.owner: person}).order_by(*self.order)
        return (row for _, row in self.keyed(ours))

    def keyed(self, ours: models.QuerySet[Any]) -> Iterator[tuple[Any, Row]]:
        """Each row with its key; one query, and one for each table of children."""
        of_parents = {child.key: child._by_parent(ours) for child in self.children}
        for found in self._found(ours, "pk"):
            row = self._row(found)
            row |= {key: rows.get(found["pk"], []) for key, rows in of_parents.items()}
            yield found["pk"], row

    def _by_parent(self, parents: models.QuerySet[Any]) -> dict[Any, list[Row]]:
        hang_on = {f"{self.parent}__in": parents.order_by().values("pk")}
        ours = self.model._default_manager.filter(**hang_on).order_by(*self.order)
        grouped: dict[Any, list[Row]] = {}
        for found in self._found(ours, f"{self.parent}_id"):
            grouped.setdefault(found[f"{self.parent}_id"], []).append(self._row(found))
        return grouped

    def _found(self, ours: models.QuerySet[Any], key: str) -> Iterator[Row]:
        foods = [f"{name}_id" for name in self.foods]
        yield from ours.values(key, *self.fields, *foods).iterator(chunk_size=2000)

    def _row(self, found: Row) -> Row:
        row = {name: plain(found[name]) for name in self.fields}
        return row | {name: found[f"{name}_id"] for name in self.foods}

    def compared(self, row: Row) -> tuple[Any, ...]:
        """What makes two rows the same, in any order of their children."""
        own = tuple(_written(row[name]) for name in self.fields if name not in self.stamps)
        own += () if self.optional_foods else tuple(_written(row[name]) for name in self.foods)
        return own + tuple(
            tuple(sorted(map(repr, map(child.compared, row[child.key])))) for child in self.children
        )

    def fingerprint(self, row: Row) -> str:
        return sha256(repr(self.compared(row)).encode()).hexdigest()[:16]

    def identified(self, row: Row) -> tuple[Any, ...]:
        return tuple(_written(row[name]) for name in self.identity)

    def mapped(self, row: Row, food_here: Callable[[int | None], Any]) -> Row:
        """`row` with the foods of this server."""
        return {
            **row,
            **{name: food_here(row[name]) for name in self.foods},
            **{
                child.key: [child.mapped(below, food_here) for below in row[child.key]]
                for child in self.children
            },
        }

    def lacks_a_food(self, row: Row) -> bool:
        """Whether a row that is `mapped` names a food that is not here."""
        return (
            not self.optional_foods and any(row[name] is NOT_HERE for name in self.foods)
        ) or any(child.lacks_a_food(below) for child in self.children for below in row[child.key])

    def plainly(self, row: Row) -> Row:
        return {name: plain(value) for name, value in row.items() if name in self.fields}

    def name_of(self, row: Row) -> str:
        return (
            str(row[self.named])
            if self.named
            else ", ".join(str(row[name]) for name in self.identity)
        )


MISSING = object()
NOT_HERE = object()


def _written(value: Any) -> Any:
    """Equal amounts are equal whatever their zeros."""
    return literal(value) if isinstance(value, Decimal) else plain(value)


def plain(value: Any) -> Any:
    """As JSON has it, but for decimals, which stay."""
    if value is None or isinstance(value, (bool, int, str, Decimal)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def reader_of(column: models.Field[Any, Any]) -> Reader:
    """How a value of the file becomes one of this column; amounts are never negative."""
    reader = _reader_of(column)
    return values.or_nothing(reader) if column.null else reader


def _reader_of(column: models.Field[Any, Any]) -> Reader:
    if isinstance(column, models.ForeignKey):
        return values.text(60)
    if isinstance(column, models.CharField):
        among = [value for value, _ in column.flatchoices] if column.choices else None
        if among is not None and column.blank:
            among = ["", *among]
        return values.text(column.max_length or 255, needed=not column.blank, among=among)
    if isinstance(column, models.TextField):
        return values.text(10_000)
    if isinstance(column, models.DecimalField):
        return values.number(column.max_digits, column.decimal_places, least=Decimal(0))
    if isinstance(column, models.DateTimeField):
        return values.moment
    if isinstance(column, models.DateField):
        return values.day(FIRST_DAY, LAST_DAY)
    if isinstance(column, models.TimeField):
        return values.clock
    if isinstance(column, models.UUIDField):
        return values.identifier
    if isinstance(column, models.BooleanField):
        return values.yes_or_no
    if isinstance(column, models.PositiveSmallIntegerField):
        return values.whole(32_767)
    return values.whole()


def absent(column: models.Field[Any, Any]) -> Any:
    if column.null:
        return None
    if isinstance(column, models.CharField) and column.blank:
        return ""
    return MISSING


def _positive(digits: int, places: int, most: Decimal = MAX_QUANTITY) -> Reader:
    return values.number(digits, places, above=Decimal(0), most=most)


def _check_food(row: Row) -> None:
    magnesium, added = row["magnesium_mg_per_basis"], row["added_magnesium_mg_per_basis"]
    if magnesium is not None and added is not None and added > magnesium:
        raise Wrong("has more added magnesium than magnesium")
    _check_once("portions", [portion["label"] for portion in row["portions"]])
    _check_once("portions", [True for portion in row["portions"] if portion["is_default"]])
    _check_once("names", [(name["language"], name["name"]) for name in row["names"]])
    _check_once("names", [name["language"] for name in row["names"] if name["preferred"]])


def _check_once(what: str, found: list[Any]) -> None:
    if len(set(found)) < len(found):
        raise Wrong(f"has {what} that can't stand beside each other")


def _time_zone(value: Any) -> str:
    name: str = values.text(64)(value)
    if found_time_zone(name) != name:
        raise Wrong("is no time zone that is known here")
    return name


def _check_consent(row: Row) -> None:
    if row["withdrawn_at"] is not None and row["withdrawn_at"] < row["given_at"]:
        raise Wrong("was withdrawn before it was given")


def _check_stage(row: Row) -> None:
    if row["ends_on"] is not None and row["ends_on"] < row["starts_on"]:
        raise Wrong("ends before it starts")


def _overlap(row: Row, others: Collection[Row]) -> str | None:
    """A person is pregnant once at a time."""
    for other in others:
        begins_before = row["ends_on"] is None or other["starts_on"] <= row["ends_on"]
        ends_after = other["ends_on"] is None or other["ends_on"] >= row["starts_on"]
        if row["kind"] == other["kind"] and begins_before and ends_after:
            return f"overlaps the one from {other['starts_on']}"
    return None


FOODS = Table(
    key="foods",
    called="foods of your own",
    model=Food,
    owner="owner",
    fields=tuple(FOOD_FIELDS.split()),
    named="name",
    stamps=("id", "state", "created_at", "updated_at", "group", "removed_at"),
    children=(
        Table(
            key="names",
            called="names",
            model=FoodName,
            parent="food",
            fields=("language", "name", "preferred"),
            order=("language", "name"),
        ),
        Table(
            key="portions",
            called="portions",
            model=Portion,
            parent="food",
            fields=("label", "quantity", "position", "is_default"),
            order=("position", "pk"),
            readers={"quantity": _positive(10, 3, Decimal(9_999_999))},
        ),
        Table(
            key="identifiers",
            called="identifiers",
            model=Identifier,
            parent="food",
            fields=("scheme", "value"),
            order=("scheme", "value"),
        ),
    ),
    readers={
        "compound": values.text(60, among=["", *sorted(COMPOUNDS)]),
        "elemental_fraction": values.or_nothing(_positive(7, 6, Decimal(1))),
        **{
            f"{name}_per_basis": values.or_nothing(
                values.number(12, 4, least=Decimal(0), most=Decimal(1_000_000))
            )
            for name in (*NUTRIENTS, "added_magnesium_mg")
        },
    },
    check=_check_food,
)
ENTRIES = Table(
    key="entries",
    called="entries",
    model=Entry,
    fields=tuple(ENTRY_FIELDS.split()),
    identity=("uuid",),
    foods=("food",),
    optional_foods=True,
    order=("date", "pk"),
    readers={
        "amount": _positive(12, 3),
        "quantity": values.or_nothing(_positive(20, 10)),
        "magnesium_mg": values.or_nothing(
            values.number(20, 10, least=Decimal(0), most=MAX_MAGNESIUM_MG)
        ),
    },
    named="name",
    stamps=("created_at", "updated_at"),
)
# In the order in which they are written; undoing goes the other way.
TABLES: tuple[Table, ...] = (
    Table(
        key="consents",
        called="consents that ended",
        model=Consent,
        fields=("purpose", "given_at", "withdrawn_at"),
        identity=("purpose", "given_at"),
        check=_check_consent,
        # One that still held was given elsewhere: here it is given anew or not at all.
        taken=lambda row: row["withdrawn_at"] is not None,
    ),
    Table(
        key="life_stages",
        called="pregnancies and times of breastfeeding",
        model=LifeStage,
        fields=("kind", "starts_on", "ends_on"),
        identity=("kind", "starts_on"),
        purpose=Purpose.LIFE_STAGE,
        check=_check_stage,
        clash=_overlap,
    ),
    Table(
        key="targets",
        called="targets",
        model=Target,
        fields=("starts_on", "authority", "mg"),
        identity=("starts_on",),
        order=("starts_on",),
        readers={
            "authority": values.text(10, needed=True, among=list(AUTHORITIES)),
            "mg": values.or_nothing(values.number(8, 3, least=Decimal(1), most=Decimal(10_000))),
        },
    ),
)
PROFILE = Table(
    key="profile",
    called="profile",
    model=Profile,
    fields=tuple(PROFILE_FIELDS.split()),
    readers={
        "country": values.text(2, among=["", *COUNTRIES]),
        "time_zone": _time_zone,
    },
)
