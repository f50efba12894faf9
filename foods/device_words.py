"""What a device reads amounts by, and what it calls portions: the tables of this server."""

from __future__ import annotations

from typing import Any

from foods.amount_words import PHYSICAL, SIZES, amount_words
from foods.food_query import FRACTIONS
from foods.languages import ENGLISH
from foods.number_words import NUMBERED
from foods.typed_amounts import ALSO, OF_A_LITRE, OF_MANY
from foods.typed_numbers import decimal_separator
from foods.wordings import portion_words


def words_for_a_device(language: str) -> dict[str, Any]:
    """Of this language and English, as JSON takes it; the same each time, since the worker's
    version hangs on it.

    `units` are by spelling `[name, times]`; `english_units` their names alone, for labels, which
    are in English: a "dose" is a can in German.
    """
    words = amount_words(language)
    return {
        "language": language,
        "decimal": decimal_separator(language),
        "fractions": FRACTIONS,
        "units": {spelling: [unit.name, unit.times] for spelling, unit in words.units.items()},
        "english_units": {
            spelling: unit.name for spelling, unit in amount_words(ENGLISH).units.items()
        },
        "numbers": dict(words.numbers),
        "counting": sorted(words.counting),
        "names": words.names,
        "numbered": NUMBERED,
        "level": sorted(words.level),
        "heaped": sorted(words.heaped),
        "of": sorted(words.of),
        "plus": sorted(words.plus),
        "between": sorted(words.between),
        "and_a_part": dict(words.and_a_part),
        "times": dict(words.times),
        "long_numbers": words.long_numbers,
        "physical": sorted(PHYSICAL),
        "sizes": sorted(SIZES),
        "of_many": sorted(OF_MANY),
        "of_a_litre": sorted(map(float, OF_A_LITRE.get(language, ()))),
        "also": ALSO,
        "labels": dict(portion_words(language)),
    }
