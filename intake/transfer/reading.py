"""Twelve's own file, from text to rows that the tables can hold. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from foods.marked import gettext_noop
from foods.models import Basis, Scheme
from intake.transfer import values
from intake.transfer.exact import NotReadable, read
from intake.transfer.table import MISSING, Row, Table
from intake.transfer.tables import ENTRIES, FOODS, FORMAT, PROFILE, TABLES, VERSION
from intake.transfer.values import Wrong

MOST_PROBLEMS = 20
# What is kept about a person and is no part of an import, and what the file says of itself.
LEFT_OUT = {"format", "version", "exported_at", "food_references", "profile"} | {
    *("account", "submissions", "earlier_versions_of_foods", "imports", "curation"),
    *("personal_tokens", "sessions", "second_factors", "mail_choices", "letters_sent"),
}

_name = values.text(300)
_brand = values.text(200)
_basis = values.text(6, among=list(Basis.values))
_scheme = values.text(20)
_value = values.text(60)
_food_id = values.or_nothing(values.whole())


class Damaged(NotReadable):
    """Rows of Twelve's own file that can't be right: then none of it is taken."""

    def __init__(self, problems: list[str], more: int) -> None:
        super().__init__(
            gettext_noop(
                "It is Twelve’s file, but something in it can’t be right, so nothing of it was "
                "taken."
            )
        )
        self.problems = problems
        self.more = more


@dataclass(frozen=True)
class Reference:
    """A food of the catalogue that the file was made from, as other servers may know it."""

    id: int
    name: str
    brand: str
    basis: str
    identifiers: frozenset[tuple[str, str]]


@dataclass
class Incoming:
    """What a file brings. Rows have the values of their columns; their foods, the file's ids."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    profile: Row | None = None
    references: list[Reference] = field(default_factory=list)
    # Ids of foods that the person chose here: they are this server's own.
    chosen: frozenset[int] = frozenset()
    # Parts and fields of the file that this Twelve knows nothing of.
    not_known: list[str] = field(default_factory=list)

    def of(self, table: Table) -> list[Row]:
        return self.rows.get(table.key, [])


class _Problems:
    def __init__(self) -> None:
        self.first: list[str] = []
        self.count = 0

    def add(self, place: str, message: str) -> None:
        self.count += 1
        if len(self.first) < MOST_PROBLEMS:
            self.first.append(f"{place}: {message}.")


def read_twelve(text: str) -> Incoming:
    """Raises NotReadable, or Damaged with the places of what is wrong."""
    return taken(read(text))


def taken(whole: Any) -> Incoming:
    """The same of what the JSON says, with Decimal for numbers with a point."""
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise NotReadable(gettext_noop("It is JSON, but not a file that Twelve wrote."))
    version = whole.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise Damaged([_("%(place)s: has to be a whole number.") % {"place": "version"}], 0)
    if version > VERSION:
        raise NotReadable(
            gettext_noop(
                "It was written by a newer Twelve: the file’s version is %(version)s, and this "
                "one reads up to %(known)s. Nothing was taken."
            ),
            version=str(version),
            known=str(VERSION),
        )
    problems = _Problems()
    tables = (*TABLES, ENTRIES, FOODS)
    incoming = Incoming()
    for table in tables:
        incoming.rows[table.key] = list(
            _rows(table, whole.get(table.key, []), table.key, problems, incoming.not_known)
        )
    if (profile := whole.get("profile")) is not None:
        found = list(_rows(PROFILE, [profile], "profile", problems, incoming.not_known))
        incoming.profile = found[0] if found else None
    incoming.references = list(_references(whole.get("food_references", []), problems))
    known = LEFT_OUT | {table.key for table in tables}
    incoming.not_known += [key for key in whole if key not in known]
    if problems.count:
        raise Damaged(problems.first, problems.count - len(problems.first))
    return incoming


def _rows(
    table: Table, found: Any, place: str, problems: _Problems, not_known: list[str]
) -> Iterator[Row]:
    if not isinstance(found, list):
        problems.add(place, _("has to be a list"))
        return
    fields = table.reading
    known = {*fields, *table.foods, *(child.key for child in table.children)}
    seen: dict[Any, int] = {}
    row_at = _("%(place)s, row %(number)s")
    for number, row in enumerate(found, 1):
        at = row_at % {"place": place, "number": number}
        if not isinstance(row, dict):
            problems.add(at, _("has to be an object"))
            continue
        for key in row.keys() - known:
            if (named := f"{place}: {key}") not in not_known:
                not_known.append(named)
        read_row = _row(table, fields, row, at, problems)
        for child in table.children:
            below = row.get(child.key, [])
            read_row[child.key] = list(
                _rows(child, below, f"{at}, {child.key}", problems, not_known)
            )
        if len(read_row) < len(known):
            continue  # its problems are named
        if table.identity:
            first = seen.setdefault(table.identified(read_row), number)
            if first != number:
                problems.add(at, _("is row %(first)s once more") % {"first": first})
                continue
        try:
            if table.check:
                table.check(read_row)
        except Wrong as wrong:
            problems.add(at, str(wrong))
            continue
        yield read_row


def _row(table: Table, fields: Any, row: Row, at: str, problems: _Problems) -> Row:
    """Its fields that can be read; the others are among the problems."""
    read_row: Row = {}
    for name, (reader, absent) in fields.items():
        value = row.get(name, MISSING)
        if value is MISSING:
            if absent is MISSING:
                problems.add(f"{at}, {name}", _("is missing"))
            else:
                read_row[name] = absent
            continue
        try:
            read_row[name] = reader(value)
        except Wrong as wrong:
            problems.add(f"{at}, {name}", str(wrong))
    for name in table.foods:
        try:
            nullable = table.model._meta.get_field(name).null
            read_row[name] = (_food_id if nullable else values.whole())(row.get(name))
        except Wrong as wrong:
            problems.add(f"{at}, {name}", str(wrong))
    return read_row


def _references(found: Any, problems: _Problems) -> Iterator[Reference]:
    if not isinstance(found, list):
        problems.add("food_references", _("has to be a list"))
        return
    for number, row in enumerate(found, 1):
        try:
            if not isinstance(row, dict) or not isinstance(row.get("identifiers"), list):
                raise Wrong(gettext_noop("has to be an object with identifiers"))
            pairs = [
                (_scheme(pair.get("scheme")), _value(pair.get("value")))
                for pair in row["identifiers"]
                if isinstance(pair, dict)
            ]
            food_id = _food_id(row.get("id"))
            if food_id is None:
                raise Wrong(gettext_noop("has no id"))
            yield Reference(
                food_id,
                _name(row.get("name")),
                _brand(row.get("brand")),
                _basis(row.get("basis")),
                frozenset(pair for pair in pairs if pair[0] in Scheme.values),
            )
        except Wrong as wrong:
            at = _("%(place)s, row %(number)s") % {"place": "food_references", "number": number}
            problems.add(at, str(wrong))
