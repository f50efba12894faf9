"""One spelling for search: what people type and what the catalogue says, made comparable."""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile("['’‘‛ʼ`´′＇]")
# Marks on Latin, Greek and Cyrillic letters go; those of other scripts tell words apart.
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
# Letters that Unicode does not take apart; ß folds to ss by itself.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}
)
# What becomes of plain ASCII, which needs none of Unicode's care: imports fold millions of names.
_ASCII = {
    code: None if chr(code) in "'`\x00" else " " for code in range(128) if not chr(code).isalnum()
}


@lru_cache(maxsize=1_024)
def fold(text: str) -> str:
    """Lower case without accents; punctuation becomes a space, apostrophes close up.

    "Crème Fraîche" is "creme fraiche", "Baker's" is "bakers", "half-and-half" is
    "half and half". NUL bytes vanish, since PostgreSQL refuses them. Folding twice changes
    nothing.
    """
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII).split())
    text = _APOSTROPHES.sub("", text.replace("\x00", ""))
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", text).translate(_LETTERS))
    kept = (char if unicodedata.category(char)[0] in "LMN" else " " for char in text)
    return " ".join("".join(kept).split())


_SAME_IN_PLURAL = frozenset(
    [
        "molasses",
        "gras",
        "haggis",
        "cassis",
        "anis",
        "pastis",
        "series",
        "species",
        "schnapps",
        "lens",
        "kansas",
        "texas",
    ]
)
_IRREGULAR = {
    "leaves": "leaf",
    "loaves": "loaf",
    "halves": "half",
    "calves": "calf",
    "knives": "knife",
    "quiches": "quiche",
    "brioches": "brioche",
    "ceviches": "ceviche",
    "geese": "goose",
}
_KEEP_IE = frozenset(["cookies", "brownies", "smoothies", "veggies", "calories", "hoagies"])
_KEEP_OE = frozenset(["aloes", "canoes", "oboes", "roes", "shoes", "sloes", "toes"])
_ADDED_ES = ("ches", "shes", "xes", "sses", "zzes")


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """An English plural's singular, for a folded word; light, so that both find each other.

    "beans" is "bean", "berries" "berry", "tomatoes" "tomato", "leaves" "leaf". "hummus",
    "swiss" and "molasses" stay. Other words may lose an s to no harm, as the catalogue's do too.
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("oe") and len(word) > 4 and f"{word}s" not in _KEEP_OE:
        return word[:-1]  # "potatoe"
    if len(word) < 4 or not word.endswith("s") or word in _SAME_IN_PLURAL:
        return word
    if word.endswith(("ss", "us")):
        return word
    if word.endswith("ies") and len(word) > 4 and word not in _KEEP_IE:
        return word[:-3] + "y"
    if word.endswith("oes") and word not in _KEEP_OE:
        return word[:-2]
    if word.endswith(_ADDED_ES) and len(word) > 4:
        return word[:-2]
    return word[:-1]


def words(text: str) -> list[str]:
    """The folded words of a text in their order, each in the singular."""
    return [singular(word) for word in fold(text).split()]
