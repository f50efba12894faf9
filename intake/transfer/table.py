"""What a table of the file is: how its rows are written, read, compared and named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from foods.formatting import format_number
from intake.models import FIRST_DAY, LAST_DAY, Person, Purpose
from intake.transfer import values
from intake.transfer.exact import literal
from intake.transfer.values import Reader

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A person's rows of one model.

    `called` is what one row is called and what several are, by "count". `identity` are the fields
    by which a row of the file is found in the account; where one is there already, the account's
    stays. `foods` are foreign keys to foods: the file gives their id and `food_references` says
    which foods those are; a row whose food is not known here is left out, unless its foods are
    optional. `children` are tables whose rows hang on these by the field `parent` and stand in each
    row under their key. `check` raises Wrong for values that do not go together. `taken` says which
    rows an import takes. `clash` says in words why a row can't stand beside the others, whose
    values it gets as the file has them. `most` is how many an account keeps, those that were
    removed not counted. `buried` is what a deleted row says beside its time, for tables whose
    deletions devices learn of; None where rows just go.
    """

    key: str
    called: StrPromise
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
    most: int | None = None
    buried: Mapping[str, Any] | None = None
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

    @property
    def heading(self) -> str:
        return self.called % {"count": 2}

    def counted(self, count: int) -> str:
        return f"{format_number(count)} {self.called % {'count': count}}"

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

    def is_kept(self, row: Row) -> bool:
        return all(row.get(name) is None for name in ("deleted_at", "removed_at"))

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


def has_column(model: type[models.Model], name: str) -> bool:
    return any(column.name == name for column in model._meta.concrete_fields)


def _written(value: Any) -> Any:
    """Equal amounts are equal whatever their zeros."""
    return literal(value) if isinstance(value, Decimal) else plain(value)


def plain(value: Any) -> Any:
    """As JSON has it, but for decimals, which stay."""
    if value is None or isinstance(value, (bool, int, str, Decimal)):
        return value
    if isinstance(value, list):
        return [plain(each) for each in value]
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
    if isinstance(column, ArrayField) and column.has_default():
        return column.get_default()
    return MISSING
