"""Texts of modules that know no Django: marked there, translated where they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foods.thousands import set_apart


def gettext_noop(text: str) -> str:
    """The text as it is. By this name the catalogues are collected."""
    return text


@dataclass(frozen=True, init=False)
class Phrase:
    """`message` is marked for translation; `named` fills its %(placeholders)s.

    Numbers and days among `named` are written as the language has them, text stays as it is (a
    year comes as text), and one may be another Phrase. `str()` puts it into words: the reader's
    language once Django runs, English without.
    """

    message: str
    named: tuple[tuple[str, str | int | Decimal | date | Phrase], ...]

    def __init__(self, message: str, **named: str | int | Decimal | date | Phrase) -> None:
        object.__setattr__(self, "message", message)
        object.__setattr__(self, "named", tuple(named.items()))

    def __str__(self) -> str:
        return _in_words(self)


def in_english(phrase: Phrase) -> str:
    return phrase.message % {name: _plainly(value) for name, value in phrase.named}


def _plainly(value: str | int | Decimal | date | Phrase) -> str:
    if isinstance(value, date):
        return f"{value:%-d %B}"
    return set_apart(value) if isinstance(value, int | Decimal) else str(value)


_in_words: Callable[[Phrase], str] = in_english


def put_into_words_by(in_words: Callable[[Phrase], str]) -> None:
    """Django says how, when it starts: these modules cannot ask it."""
    global _in_words
    _in_words = in_words
