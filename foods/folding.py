"""One spelling for search: what people type and what the catalogue says, made comparable."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
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


# Every spelling of a unit, by what it is called in the rest of the program.
_SPELLINGS = {
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
    "small": "small",
    "medium": "medium",
    "large": "large",
}
_UNITS = {spelling: unit for unit, all_ in _SPELLINGS.items() for spelling in all_.split()}
UNITS = frozenset(_SPELLINGS)
# These measure by themselves; of the others, "1 can" alone may well be a search for a word.
_PHYSICAL = frozenset({"g", "kg", "mg", "ml", "cl", "dl", "l", "oz", "fl oz", "lb"})

_VULGAR = {
    "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅜": "3/8",
    "⅝": "5/8", "⅞": "7/8", "⅕": "1/5",
}  # fmt: skip
_NUMBER = r"(?P<number>(?:[0-9]{1,3} )?[0-9]{1,3}/[0-9]{1,3}|[0-9]{1,6}(?:[.,][0-9]{1,3})?)"
_UNIT = rf"(?P<unit>fl\.? ?oz|fluid ounces?|{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_LEADING_UNIT = re.compile(rf"{_NUMBER} ?{_UNIT}\.?(?: of)?(?= |$)", re.IGNORECASE)
_TRAILING_UNIT = re.compile(rf"(?:^|[ ,(]){_NUMBER} ?{_UNIT}\.?\)?$", re.IGNORECASE)
_NUMBER_WORDS = {
    "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "half": "1/2",
    "half a": "1/2", "half an": "1/2", "a half": "1/2", "quarter": "1/4", "a quarter": "1/4",
    "a couple of": "2", "a dozen": "12",
}  # fmt: skip
_LEADING_WORDS = re.compile(
    rf"(?P<words>{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})"
    r"(?P<of> of(?: an?)?)? (?P<next>[^\W\d_]+)",
    re.IGNORECASE,
)
_LEADING_COUNT = re.compile(rf"{_NUMBER}(?: ?[x×])?(?= (?![%/.,-]))", re.IGNORECASE)
_TRAILING_COUNT = re.compile(rf" [x×] ?{_NUMBER}$", re.IGNORECASE)


@dataclass(frozen=True)
class FoodQuery:
    """A search as typed, and the amount it names.

    `unit` None with an `amount` is a count ("2 eggs"). `amount` None: none was understood, and
    `text` is all that was typed.
    """

    text: str
    amount: Decimal | None = None
    unit: str | None = None


def parse_query(typed: str) -> FoodQuery:
    """Take the amount out of "pumpkin seeds 30g", "2 eggs", "1/2 avocado" or "1,5 dl milk".

    A comma before one or two figures is a decimal comma, before three a thousands mark
    ("1,000 g", but "0,125 l"). Zero is no amount. "2% milk" and "7up" are names.
    """
    text = typed.replace("\x00", "")
    for sign, fraction in _VULGAR.items():
        text = text.replace(sign, f" {fraction} ")
    text = _in_figures(" ".join(text.replace("⁄", "/").split()))
    for pattern in (_LEADING_UNIT, _TRAILING_UNIT, _LEADING_COUNT, _TRAILING_COUNT):
        at_start = pattern in (_LEADING_UNIT, _LEADING_COUNT)
        found = pattern.match(text) if at_start else pattern.search(text)
        amount = _amount(found["number"]) if found else None
        if found is None or amount is None:
            continue
        unit = found.groupdict().get("unit")
        unit = _unit(unit) if unit else None
        rest = (text[: found.start()] + text[found.end() :]).strip(" ,;")
        if not rest and unit not in _PHYSICAL:
            rest, unit = text[found.end("number") :].strip(" ."), None
        return FoodQuery(rest, amount, unit)
    return FoodQuery(" ".join(typed.replace("\x00", "").split()))


def _in_figures(text: str) -> str:
    """A leading number in words as figures, where what follows shows that it is one.

    "two slices", "three eggs" and "half an avocado" are amounts. "One a day", "half and half" and
    "five spice" are names.
    """
    found = _LEADING_WORDS.match(text)
    if found is None:
        return text
    words_, following = found["words"].lower(), found["next"].lower()
    counted = _NUMBER_WORDS[words_] not in ("1", "1/2", "1/4") and singular(following) != following
    shared = words_ in ("half a", "half an") or (
        words_.endswith(("half", "quarter")) and found["of"]
    )
    if following in _UNITS or counted or shared:
        return f"{_NUMBER_WORDS[words_]} {text[found.start('next') :]}"
    return text


def unit_named(word: str) -> str | None:
    """What a spelling of a unit is called here: "tbsp" for "tablespoons"."""
    return _UNITS.get(word)


def _unit(spelling: str) -> str:
    letters = spelling.lower().replace(".", "").replace(" ", "")
    return "fl oz" if letters.startswith("fl") else _UNITS[letters]


def _amount(number: str) -> Decimal | None:
    """The number as a Decimal of at most three decimals; None for zero or a zero divisor."""
    whole, _, fraction = number.rpartition(" ")
    if "/" in fraction:
        above, below = fraction.split("/")
        if int(below) == 0:
            return None
        value = Decimal(whole or 0) + Decimal(above) / Decimal(below)
        value = value.quantize(Decimal("0.001")).normalize()
    elif re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", number):
        value = Decimal(number.replace(",", ""))
    else:
        value = Decimal(number.replace(",", "."))
    return value if value > 0 else None
