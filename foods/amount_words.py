"""The words for amounts, by language: units, numbers and what joins them to a food.

Everybody is understood in English; who reads another language also in that, and first in that:
"Pfund" is 500 g, and a "lb" stays a pound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from foods.folding import fold
from foods.number_words import AND_A_PART, BETWEEN, ENGLISH, NAMES, NUMBERS, PLUS, TIMES

# Every spelling of a unit, by what it is called in the rest of the program: "g 500" is 500 of it.
# By "?" stand those that are not the same everywhere, or to everybody: a pint, a "libra" of 454 or
# 500 g, an "onza" that may be a square of chocolate, a spoon. How much was meant is not guessed.
_ENGLISH_UNITS = {
    "g": "g gr gm gms gram grams gramme grammes",
    "kg": "kg kilo kilos kilogram kilograms",
    "mg": "mg milligram milligrams",
    "ml": "ml millilitre millilitres milliliter milliliters",
    "cl": "cl centilitre centilitres centiliter centiliters",
    "dl": "dl decilitre decilitres deciliter deciliters",
    "l": "l litre litres liter liters",
    "oz": "oz ounce ounces",
    "fl oz": "floz",
    "lb": "lb lbs pound pounds",
    "cup": "cup cups",
    "tbsp": "tbsp tbsps tbs tablespoon tablespoons",
    "tsp": "tsp tsps teaspoon teaspoons",
    "slice": "slice slices",
    "piece": "piece pieces pc pcs",
    "handful": "handful handfuls",
    "glass": "glass glasses",
    "bottle": "bottle bottles",
    "can": "can cans tin tins",
    "bowl": "bowl bowls",
    "serving": "serving servings",
    "portion": "portion portions",
    "packet": "packet packets pack packs sachet sachets",
    "tablet": "tablet tablets",
    "capsule": "capsule capsules",
    "scoop": "scoop scoops",
    "pot": "pot pots tub tubs",
    "container": "container containers",
    "small": "small",
    "medium": "medium",
    "large": "large",
    "?": "pint pints quart quarts gallon gallons spoon spoons spoonful spoonfuls",
}
_GERMAN_UNITS = {
    "g": "gramm gr",
    "kg": "kilo kilos kilogramm",
    "mg": "milligramm",
    "ml": "milliliter millilitern",
    "cl": "zentiliter zentilitern",
    "dl": "deziliter dezilitern",
    "l": "liter litern",
    "oz": "unze unzen",
    "cup": "tasse tassen",
    "tbsp": "el essl esslöffel esslöffeln eßlöffel eßlöffeln",
    "tsp": "tl teel teelöffel teelöffeln kl kaffeelöffel kaffeelöffeln",
    "slice": "scheibe scheiben",
    "piece": "stück stücke stücken stücker stk st",
    "handful": "handvoll handvolle",
    "glass": "glas gläser gläsern",
    "bottle": "flasche flaschen",
    "can": "dose dosen büchse büchsen",
    "bowl": "schale schalen schüssel schüsseln",
    "portion": "portion portionen",
    "packet": "päckchen beutel beuteln briefchen",
    "tablet": "tablette tabletten brausetablette brausetabletten",
    "capsule": "kapsel kapseln",
    "scoop": "messlöffel messlöffeln meßlöffel",
    "pot": "becher bechern",
    "small": "klein kleine kleiner kleines kleinen kleinem",
    "medium": "mittel mittelgroß mittelgroße mittelgroßer mittelgroßes mittelgroßen mittlere "
    "mittlerer mittleres mittleren",
    "large": "groß große großer großes großen großem",
    "g 500": "pfund",
    "g 10": "dag dkg deka dekagramm",
    "ml 250": "viertelliter",
    "ml 500": "halbliter",
    "?": "löffel löffeln pint pints maß teller tellern",
}
_SPANISH_UNITS = {
    "g": "gramo gramos gr grs",
    "kg": "kilo kilos kilogramo kilogramos",
    "mg": "miligramo miligramos",
    "ml": "mililitro mililitros",
    "cl": "centilitro centilitros",
    "dl": "decilitro decilitros",
    "l": "litro litros",
    "cup": "taza tazas",
    "tbsp": "cucharada cucharadas cda cdas",
    "tsp": "cucharadita cucharaditas cdta cdtas cdita cditas cucharilla cucharillas",
    "slice": "rebanada rebanadas loncha lonchas rodaja rodajas tajada tajadas feta fetas",
    "piece": "pieza piezas trozo trozos pedazo pedazos unidad unidades ud uds",
    "handful": "puñado puñados",
    "glass": "vaso vasos copa copas",
    "bottle": "botella botellas",
    "can": "lata latas",
    "bowl": "cuenco cuencos tazón tazones bol boles",
    "serving": "ración raciones",
    "portion": "porción porciones",
    "packet": "sobre sobres",
    "tablet": "comprimido comprimidos tableta tabletas pastilla pastillas",
    "capsule": "cápsula cápsulas",
    "scoop": "cacito cacitos",
    "pot": "tarrina tarrinas",
    "container": "envase envases",
    "small": "pequeño pequeña pequeños pequeñas chico chica chicos chicas",
    "medium": "mediano mediana medianos medianas",
    "large": "grande grandes",
    "?": "libra libras onza onzas pinta pintas cuchara cucharas plato platos cc",
}
UNITS = frozenset(_ENGLISH_UNITS) - {"?"}
# These measure by themselves; of the others, "1 can" alone may well be a search for a word.
PHYSICAL = frozenset({"g", "kg", "mg", "ml", "cl", "dl", "l", "oz", "fl oz", "lb"})
SIZES = frozenset({"small", "medium", "large"})

# Of a spoon. A heaped one holds half as much again, or twice as much.
_LEVEL = {
    ENGLISH: "level",
    "de": "gestrichen, gestrichene, gestrichener, gestrichenes, gestrichenen",
    "es": "rasa, rasas, sopera, soperas",
}
_HEAPED = {
    ENGLISH: "heaped, heaping, rounded",
    "de": "gehäuft, gehäufte, gehäufter, gehäuftes, gehäuften",
    "es": "colmada, colmadas, bien colmada, bien colmadas, muy colmada, muy colmadas",
}
# What stands between an amount and its food.
_OF = {ENGLISH: "of", "de": "von, vom", "es": "de la, de los, de las, del, de"}
_UNITS = {ENGLISH: _ENGLISH_UNITS, "de": _GERMAN_UNITS, "es": _SPANISH_UNITS}
_PERCENTAGE = re.compile(r"[0-9]+([.,][0-9]+)? ?%")
_HAS_TWO = re.compile(r"[0-9]{2}")
_IN_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class Unit:
    """So many (`times`) of the unit `name`; None where how much it is isn't sure."""

    name: str | None
    times: int = 1


@dataclass(frozen=True)
class AmountWords:
    """Small letters, with accents and as people type without; each stands there folded, too.

    `numbers` and parts are in figures, "1/2" or "1 1/2". Those that are `counting` are amounts
    before any food ("eine Banane"), unless the whole begins by one of `names`. `times` follow a
    number ("2 dozen", "2 thirds"), `between` stand between two.
    """

    units: Mapping[str, Unit]
    numbers: Mapping[str, str]
    counting: frozenset[str]
    names: tuple[str, ...]
    level: frozenset[str]
    heaped: frozenset[str]
    of: frozenset[str]
    plus: frozenset[str]
    between: frozenset[str]
    and_a_part: Mapping[str, str]
    times: Mapping[str, str]

    def said_in(self, text: str) -> bool:
        """Whether a word of it may say how much, or a figure that is no percentage."""
        said = fold(_PERCENTAGE.sub("", text)).split()
        return any(
            word[0].isdecimal()
            or word in self.units
            or word in self.times
            or self.numbers.get(word, "1") != "1"
            or word.endswith(self.long_numbers)
            for word in said
        )

    @cached_property
    def long_numbers(self) -> tuple[str, ...]:
        """What longer ones end in: "fünfundzwanzig"."""
        return tuple(word for word, number in self.numbers.items() if _HAS_TWO.match(number))


@cache
def amount_words(language: str) -> AmountWords:
    """Of this language and English; where it has no table, of English alone."""
    own = language if language in _UNITS else ENGLISH
    numbers = _by_spelling(NUMBERS[own], ", ")
    return AmountWords(
        units={
            spelling: _unit(name)
            for units in (_UNITS[ENGLISH], _UNITS[own])
            for spelling, name in _by_spelling(units, " ").items()
        },
        numbers=_by_spelling(NUMBERS[ENGLISH], ", ") | numbers,
        counting=frozenset(["a", "an", "one", *(numbers if own != ENGLISH else ())]),
        and_a_part={
            spelling: part
            for each in (ENGLISH, own)
            for spelling, part in _by_spelling(AND_A_PART[each], ", ").items()
        },
        times={
            spelling: number
            for each in (ENGLISH, own)
            for spelling, number in _by_spelling(TIMES[each], ", ").items()
        },
        names=tuple(fold(name) for each in (ENGLISH, own) for name in NAMES[each].split(", ")),
        **{
            part: frozenset(
                spelling for each in (ENGLISH, own) for spelling in _spellings(table[each], ", ")
            )
            for part, table in {
                "level": _LEVEL,
                "heaped": _HEAPED,
                "of": _OF,
                "plus": PLUS,
                "between": BETWEEN,
            }.items()
        },
    )


def _by_spelling(table: Mapping[str, str], between: str) -> dict[str, str]:
    return {
        spelling: name for name, words in table.items() for spelling in _spellings(words, between)
    }


def _spellings(words: str, between: str) -> Iterator[str]:
    """Each as it is, without its accents, and with "oe" for "ö"."""
    for word in filter(None, words.split(between)):
        yield from dict.fromkeys([word, fold(word), word.translate(_IN_TWO_LETTERS)])


def _unit(name: str) -> Unit:
    if name == "?":
        return Unit(None)
    called, _, times = name.partition(" ")
    return Unit(called, int(times)) if times.isdigit() else Unit(name)


def any_of(spellings: Iterable[str]) -> str:
    """For a pattern, which takes the first that fits: the longest first."""
    return "|".join(map(re.escape, sorted(spellings, key=len, reverse=True)))


def unit_named(word: str) -> str | None:
    """What a spelling in English is called here: "tbsp" for "tablespoons"."""
    unit = amount_words(ENGLISH).units.get(word)
    return unit.name if unit else None
