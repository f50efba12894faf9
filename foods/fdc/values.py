"""What a field of a download may say: amounts, dates, texts, portions. All pure."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

MAGNESIUM = "magnesium"
# Slots of a food's amounts, with the nutrient id (1090), the nutrient number (304), which some
# survey downloads have in its place, and the unit it must have. Ids begin at 1001 and numbers end
# at 960, so that neither is taken for the other. Energy is as such, or else by Atwater's specific,
# or else by his general factors: the first there is.
NUTRIENTS = {
    MAGNESIUM: ("1090", "304", "MG"),
    "calcium": ("1087", "301", "MG"),
    "phosphorus": ("1091", "305", "MG"),
    "potassium": ("1092", "306", "MG"),
    "energy": ("1008", "208", "KCAL"),
    "energy_specific": ("2048", "958", "KCAL"),
    "energy_general": ("2047", "957", "KCAL"),
}
SLOTS = tuple(NUTRIENTS)
# 100 g of food holds no more than itself; pure fat has 902 kcal.
_MOST = {"MG": 100_000, "KCAL": 1_000}
MOST_GRAMS = 100_000

LONGEST_NAME, LONGEST_BRAND, LONGEST_LABEL = 300, 200, 120

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER = 40
_FDC_ID = re.compile("[1-9][0-9]{0,17}")
_LASTING = re.compile(r"0*([1-9][0-9]{0,17})(?:\.0)?")


NOT_UTF_8 = "is not UTF-8 text; it was read as Windows-1252"


class Refused(ValueError):
    """A value cannot be taken; the message says which and why."""


class Impossible(Refused):
    """It is more than 100 g can hold: what it is given for must be something else."""


def nutrient_name(slot: str) -> str:
    """As messages call it."""
    return MAGNESIUM if slot == MAGNESIUM else f"nutrient {NUTRIENTS[slot][0]}"


def number(text: str, what: str, most: int) -> str:
    """The same text where it is a number from 0 to `most`; raises Refused, above Impossible."""
    if len(text) > _LONGEST_NUMBER or not NUMBER.fullmatch(text):
        raise Refused(f"{what} is not a number: “{text[:40]}”")
    if (value := Decimal(text)) < 0:
        raise Refused(f"{what} is below zero: {text[:40]}")
    if value > most:
        raise Impossible(f"{what} is more than there can be: {text[:40]}")
    return text


@lru_cache(maxsize=20_000)
def amount(text: str, slot: str) -> str:
    """An amount per 100 g in the nutrient's unit; raises Refused, above 100 g's Impossible."""
    return number(text.strip(), nutrient_name(slot), _MOST[NUTRIENTS[slot][2]])


def fdc_id(text: str) -> int:
    if not _FDC_ID.fullmatch(text):
        raise Refused("its fdc_id is not a number")
    return int(text)


def lasting(text: str) -> str | None:
    """An NDB number or food code in one spelling, None where there is none; raises Refused."""
    if not (text := text.strip()):
        return None
    if not (found := _LASTING.fullmatch(text)):
        raise Refused(f"its number is not one: “{text[:40]}”")
    return found[1]


def day(text: str) -> date | None:
    """None where the text is no date of the calendar, whether 2019-04-01 or 4/1/2019."""
    if american := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        text = f"{american[3]}-{american[1]:0>2}-{american[2]:0>2}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def text(raw: str) -> tuple[str, bool]:
    """The text with single spaces, and whether it was UTF-8 as it should be.

    Bytes that are not are read as Windows-1252, of which Latin-1 is a part: nothing else was ever
    seen in such files.
    """
    if raw.isascii():
        return (" ".join(raw.split()) if "  " in raw or "\n" in raw else raw.strip()), True
    try:
        raw.encode()
        good = True
    except UnicodeEncodeError:
        raw = raw.encode(errors="surrogateescape").decode("cp1252", errors="replace")
        good = False
    return " ".join(raw.split()), good


def cut(label: str, longest: int) -> str:
    return label if len(label) <= longest else label[: longest - 1] + "…"


_GRAMS = frozenset(["g", "grm", "gm", "gr", "gram", "grams"])
_MILLILITRES = frozenset(["ml", "mlt", "milliliter", "milliliters", "millilitre", "millilitres"])


@dataclass(frozen=True)
class Serving:
    """A label's serving in g or, where `basis` is 100ml, in ml; no `quantity`, no portion."""

    basis: str
    label: str = ""
    quantity: str | None = None
    problem: str = ""


@lru_cache(maxsize=5_000)
def serving(size: str, unit: str, household: str) -> Serving:
    """ "1 cup" of 30 g. A label's figures are per 100 of the serving's unit."""
    spelled = unit.strip().strip(".").casefold()
    basis = "100ml" if spelled in _MILLILITRES else "100g"
    if not size.strip():
        return Serving(basis)
    label = cut(text(household)[0] or "1 serving", LONGEST_LABEL)
    if spelled not in _GRAMS and basis == "100g":
        # "MG" and "IU" stand where only grams can be meant, or tablets: not for us to guess.
        return Serving(
            basis, problem=f"its serving is given in “{unit[:20]}”, neither grams nor millilitres"
        )
    try:
        quantity = number(size.strip(), "its serving", MOST_GRAMS)
    except Refused as reason:
        return Serving(basis, problem=str(reason))
    if Decimal(quantity) < Decimal("0.001"):
        return Serving(basis, problem=f"the portion “{label}” weighs nothing")
    return Serving(basis, label, quantity)
