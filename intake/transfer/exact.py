"""JSON whose amounts are exact decimals on the way out and in; no float is ever made of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Context, Decimal, InvalidOperation
from json.encoder import encode_basestring
from typing import Any

from foods.marked import gettext_noop as _
from intake.transfer.told import Told

MOST_DEPTH = 20

# More digits than any column holds.
_ROOMY = Context(prec=100)
_STRINGS_AND_BRACKETS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{\]}]', re.DOTALL)


class NotReadable(Told):
    """The file as a whole can't be read. The message is for the person."""


def literal(amount: Decimal) -> str:
    """All its digits without trailing zeros or an exponent: `0.1`, `270`."""
    return f"{amount.normalize(_ROOMY):f}"


def encoded(value: Any) -> str:
    """One line of JSON. Decimals become number literals with all their digits."""
    if value is None or isinstance(value, (bool, int)):
        return json.dumps(value)
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, Decimal):
        return literal(value)
    if isinstance(value, Mapping):
        pairs = (f"{encode_basestring(key)}: {encoded(inner)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(encoded, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no exact form in JSON")


def file_of(parts: Mapping[str, Any]) -> Iterator[str]:
    """The text of an object in pieces. What is no plain value or mapping is a list, an item a
    line: long ones are written as they are read."""
    yield "{"
    for number, (key, part) in enumerate(parts.items()):
        yield f"{',' if number else ''}\n{encode_basestring(key)}: "
        if part is None or isinstance(part, (bool, int, str, Decimal, Mapping)):
            yield encoded(part)
        else:
            yield from _lines(part)
    yield "\n}\n"


def _lines(items: Iterable[Any]) -> Iterator[str]:
    yield "["
    for number, item in enumerate(items):
        yield f"{',' if number else ''}\n  {encoded(item)}"
    yield "]"


def read(text: str) -> Any:
    """What the JSON says, numbers with a point as Decimal. Raises NotReadable.

    Nesting is counted before anything is built.
    """
    if is_deeper_than(MOST_DEPTH, text):
        too_deep = _("Its brackets nest more than %(depth)s deep, so it was not read.")
        raise NotReadable(too_deep, depth=MOST_DEPTH)
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise NotReadable(
            _(
                "It is no JSON: line %(line)s, column %(column)s can't be read. Was it cut short "
                "or edited?"
            ),
            line=str(error.lineno),
            column=str(error.colno),
        ) from None
    except ValueError as error:
        not_json = _("It is no JSON that can be read: %(error)s.")
        raise NotReadable(not_json, error=str(error)) from None
    except InvalidOperation:
        raise NotReadable(_("It has a number with an exponent that nothing can hold.")) from None


def is_deeper_than(depth: int, text: str) -> bool:
    """Counts brackets outside strings, without building anything."""
    open_brackets = 0
    for match in _STRINGS_AND_BRACKETS.finditer(text):
        symbol = match[0]
        if symbol in "[{":
            open_brackets += 1
            if open_brackets > depth:
                return True
        elif symbol in "]}":
            open_brackets -= 1
    return False


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")
