"""Whose language is spoken, and how others than English bend their words."""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.translation import get_language

from foods.folding import fold, singular

ENGLISH = "en"

# What joins the parts of a name, so that the word before it says what the thing is, and "and".
COMPOSING = {
    ENGLISH: frozenset(["with", "without", "in", "on", "from", "made", "for"]),
    "de": frozenset(["mit", "ohne", "in", "im", "aus", "auf", "von", "vom", "für", "fur", "zum"]),
    "es": frozenset(["con", "sin", "en", "de", "del", "al", "a", "para", "por"]),
}
AND = {ENGLISH: "and", "de": "und", "es": "y"}

# They tell no foods apart, once the query as a whole has found nothing.
SMALL_WORDS = frozenset(
    word
    for of_one_language in (
        "a an and from in of on or some the with",
        "aus das dem den der die ein eine im mit oder und von",
        "al con de del el en la las los o para sin un una y",
    )
    for word in of_one_language.split()
)

_UMLAUT_IN_TWO_LETTERS = re.compile("([aou])e")
_SHORTEST_STEM = 3


def page_language() -> str:
    """Of the answer that is being written: ISO 639-1, without a region."""
    return (get_language() or ENGLISH).partition("-")[0]


def spelt(word: str, language: str) -> str:
    """A folded word, or the beginning of one, where two spellings are usual: "kuerbis" is
    "kurbis" in German, as "kürbis" is when folded."""
    return _UMLAUT_IN_TWO_LETTERS.sub(r"\1", word) if language == "de" else word


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """What a folded word's singular and plural have in common; in English the singular.

    As light as `singular`: "kerne" is "kern", "mandeln" "mandel", "nueces" "nuez". Other words may
    lose an ending to no harm, since the catalogue's lose it too.
    """
    if language == "de":
        return _german(spelt(word, language))
    return _spanish(word) if language == "es" else singular(word)


def stems(text: str, language: str) -> list[str]:
    """The folded words of a text in their order, each by its stem."""
    return [stem(word, language) for word in fold(text).split()]


def _german(word: str) -> str:
    if word in ("eier", "eiern"):
        return "ei"
    for ending in ("en", "er", "es", "e", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word if word.endswith("ss") else word.removesuffix(ending)
    return word.removesuffix("n") if word.endswith("eln") else word


def _spanish(word: str) -> str:
    if word.endswith("ces") and len(word) > _SHORTEST_STEM + 1:
        return f"{word[:-3]}z"
    for ending in ("es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
