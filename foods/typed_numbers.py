"""Numbers as people type them. A comma and a point are the same in every language, and a thousands
separator is never guessed: a thousand times too much would be logged."""

from __future__ import annotations

import re
from functools import cache

from django.utils.formats import get_format

from foods.amount_words import amount_words, any_of

_GROUPED = re.compile(r"([1-9]\d{0,2})([.,])(\d{3})")


def decimal_separator(language: str | None = None) -> str:
    """Of a language, or of the one that is spoken."""
    return str(get_format("DECIMAL_SEPARATOR", lang=language))


def two_readings(typed: str) -> tuple[str, str] | None:
    """("1500", "1.5") of "1,500"; None where there is but one.

    A comma before three figures is a thousands separator to some and a decimal comma to others.
    So is a point where one writes decimal commas; else only before three zeros, which nobody
    types of a fraction.
    """
    found = _GROUPED.fullmatch(typed.strip())
    return _readings(*found.groups()) if found else None


def without_two_readings(search: str, language: str) -> str | None:
    """ "1.500 g rice" as "rice" where one writes decimal commas: no amount is understood then.
    None where there is no such number; in English the search knows what a comma means."""
    if decimal_separator(language) == "." or not _in_a_search(language).search(search):
        return None
    return " ".join(_in_a_search(language).sub("", search).split())


@cache
def _in_a_search(language: str) -> re.Pattern[str]:
    """With the unit, or that would be looked for."""
    words = amount_words(language.partition("-")[0])
    units, of = any_of(words.units), any_of(words.of)
    return re.compile(
        rf"(?<![\d.,]){_GROUPED.pattern}(?![\d.,])( ?({units})\b\.?( ({of})\b)?)?", re.IGNORECASE
    )


def one_reading(plain: str) -> str:
    """A number of ours with a point, as a form may send it back: "56.699" as "56.6990" where it
    could be taken for thousands."""
    return f"{plain}0" if two_readings(plain) else plain


def in_a_field(plain: str) -> str:
    """A number of ours as it stands where one types: "1,5" for "1.5"."""
    if not re.fullmatch(r"\d+\.\d+", plain):
        return plain
    return one_reading(plain).replace(".", decimal_separator())


def as_decimal(typed: str) -> str:
    """What Decimal reads, where there is one reading: "1,50" as "1.5"."""
    plain = typed.strip().replace(",", ".")
    return plain.rstrip("0").rstrip(".") if re.fullmatch(r"\d+\.\d+", plain) else plain


def _readings(whole: str, mark: str, rest: str) -> tuple[str, str] | None:
    if mark == "." and decimal_separator() == "." and rest != "000":
        return None
    return whole + rest, as_decimal(f"{whole}.{rest}")
