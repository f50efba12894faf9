"""Single values of a file, checked and turned into what a column holds; nothing is rounded.

A reader takes a value as JSON has it and raises Wrong, whose message ends the sentence
"targets, row 3, mg: ...".
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from foods.marked import gettext_noop as _
from intake.transfer.told import Told

Reader = Callable[[Any], Any]

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)


class Wrong(Told):
    """A value that can't be taken."""


def or_nothing(reader: Reader) -> Reader:
    return lambda value: None if value is None else reader(value)


def text(most: int, *, needed: bool = False, among: Collection[str] | None = None) -> Reader:
    def reader(value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong(_("has to be text"))
        if len(value) > most:
            raise Wrong(_("is longer than %(most)s characters"), most=str(most))
        if needed and not value.strip():
            raise Wrong(_("is empty"))
        if among is not None and value not in among:
            said = {"value": repr(value[:40]), "among": ", ".join(filter(None, among))}
            raise Wrong(_("is %(value)s, which is none of %(among)s"), **said)
        check_characters(value)
        return value

    return reader


def check_characters(value: str) -> None:
    """Raises Wrong for what no database text holds."""
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise Wrong(_("holds a character that can't be kept"))


def number(
    digits: int,
    places: int,
    *,
    least: Decimal | None = None,
    above: Decimal | None = None,
    most: Decimal | None = None,
) -> Reader:
    """A Decimal of at most `digits` digits, `places` of them after the point."""

    def reader(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            raise Wrong(_("has to be a number"))
        amount = Decimal(value)
        if not amount.is_finite():
            raise Wrong(_("has to be a number"))
        # The exponent first: arithmetic with 1e999999999 would fill the memory.
        if amount.adjusted() >= digits - places and amount:
            raise Wrong(_("is larger than can be kept"))
        digits_of = amount.as_tuple()
        figures, exponent = digits_of.digits, digits_of.exponent
        lost = -int(exponent) - places
        if lost > 0 and any(figures[-lost:]):
            raise Wrong(_("has more than %(places)s decimals"), places=places)
        if least is not None and amount < least:
            if not least:
                raise Wrong(_("is negative"))
            raise Wrong(_("is below %(least)s"), least=least)
        if above is not None and amount <= above:
            raise Wrong(_("has to be above %(above)s"), above=above)
        if most is not None and amount > most:
            raise Wrong(_("is above %(most)s"), most=most)
        return amount.quantize(Decimal(1).scaleb(-places)) if lost > 0 else amount

    return reader


def whole(most: int = 2**63 - 1) -> Reader:
    def reader(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise Wrong(_("has to be a whole number"))
        return value

    return reader


def yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong(_("has to be true or false"))
    return value


def day(first: date, last: date) -> Reader:
    def reader(value: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise Wrong(_("has to be a date such as 2026-11-23"))
        try:
            found = date.fromisoformat(value)
        except ValueError:
            raise Wrong(_("is %(value)s, which is no day"), value=value) from None
        if not first <= found <= last:
            years = {"first": str(first.year), "last": str(last.year)}
            raise Wrong(_("is not between %(first)s and %(last)s"), **years)
        return found

    return reader


def clock(value: Any) -> time:
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise Wrong(_("has to be a time such as 08:00"))
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise Wrong(_("is %(value)s, which is no time"), value=value) from None


def clocks(most: int) -> Reader:
    """Up to `most` times, each once, the earliest first."""

    def reader(value: Any) -> list[time]:
        if not isinstance(value, list) or len(value) > most:
            raise Wrong(_("has to be a list of up to %(most)s times such as 08:00"), most=most)
        return sorted(set(map(clock, value)))

    return reader


def texts(longest: int, *, most: int) -> Reader:
    """A list of up to `most` texts."""
    each = text(longest, needed=True)

    def reader(value: Any) -> list[str]:
        if not isinstance(value, list) or len(value) > most:
            raise Wrong(_("has to be a list of up to %(most)s texts"), most=most)
        return list(map(each, value))

    return reader


def words(among: Collection[str]) -> Reader:
    """Some of `among`, each once and in their order."""
    found = texts(255, most=len(among))

    def reader(value: Any) -> list[str]:
        said = found(value)
        if unknown := set(said) - set(among):
            named = {"value": repr(min(unknown)[:40]), "among": ", ".join(among)}
            raise Wrong(_("holds %(value)s, which is none of %(among)s"), **named)
        return [word for word in among if word in said]

    return reader


def moment(value: Any) -> datetime:
    if not isinstance(value, str) or not 10 < len(value) <= 40:
        raise Wrong(_("has to be a date and time with its offset"))
    try:
        found = datetime.fromisoformat(value)
        offset = found.utcoffset()
    except ValueError:
        raise Wrong(_("has to be a date and time with its offset")) from None
    if offset is None:
        raise Wrong(_("has to be a date and time with its offset"))
    if not 1900 <= found.year <= 2199:
        years = {"first": "1900", "last": "2199"}
        raise Wrong(_("is not between %(first)s and %(last)s"), **years)
    return found.astimezone(UTC)


def identifier(value: Any) -> uuid.UUID:
    if not isinstance(value, str):
        raise Wrong(_("has to be a UUID"))
    try:
        return uuid.UUID(value)
    except ValueError:
        raise Wrong(_("has to be a UUID")) from None
