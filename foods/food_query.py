"""A search as people type it, with its amount: "30 g seeds", "zwei Scheiben Brot"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from foods.amount_words import ENGLISH, PHYSICAL, SIZES, AmountWords, Unit, amount_words, any_of
from foods.folding import fold, singular
from foods.number_words import NUMBERED
from foods.units import GRAMS, MILLILITRES, US_UNITS, kept

FRACTIONS = {
    "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅜": "3/8",
    "⅝": "5/8", "⅞": "7/8", "⅕": "1/5",
}  # fmt: skip
_NUMBER = r"(?P<number>(?:[0-9]{1,3} )?[0-9]{1,3}/[0-9]{1,3}|[0-9]{1,6}(?:[.,][0-9]{1,3})?)"
# As the pages write thousands, and no keyboard: a space before a number may part two of them.
_THOUSANDS = re.compile(r"(?<![0-9.,])([1-9][0-9]{0,2})\u202f([0-9]{3})(?![0-9])")
_NO_WHOLE = re.compile(r"(?<![0-9.,])\.(?=[0-9])")
# Whatever is meant for a number, understood or not.
_FIGURE = r"(?>[0-9]{1,3} [0-9]{1,3}/[0-9]{1,3}(?![0-9])|[0-9]+(?:[.,/][0-9]+)*)"
_SIGN = r"[x×*/+–—-]"
_LEADING_COUNT = re.compile(rf"{_NUMBER}(?: ?[x×])?(?= (?![%/.,-]))", re.IGNORECASE)
# A figure that belongs to a name is tied to it while the amount is looked for, as "b12" is.
_TIE = str.maketrans(" -", "\u00a0\u2011")
_UNTIE = str.maketrans("\u00a0\u2011", " -")
_TIED = re.compile("(?!x[0-9])[a-z]+[\u00a0\u2011]?[0-9]+(?:[\u00a0\u2011][0-9]+)*", re.IGNORECASE)
_TRAILING_COUNT = re.compile(rf" [x×] ?{_NUMBER}$", re.IGNORECASE)


@dataclass(frozen=True)
class FoodQuery:
    """A search as typed, and the amount it names.

    `unit` None with an `amount` is a count ("2 eggs"). `amount` None: none was understood, and
    `text` is all that was typed, or `unread`: save a measure of which nobody knows how much it is
    ("2 pints") and numbers that may be read in two ways ("2 to 3 cups"). `in_part`: the foods that
    were found have but some of the words of `text`.
    """

    text: str
    amount: Decimal | None = None
    unit: str | None = None
    unread: bool = False
    in_part: bool = False

    @property
    def names_amount(self) -> bool:
        return self.unread or self.amount is not None


def parse_query(typed: str, language: str = ENGLISH) -> FoodQuery:
    """Take the amount out of "pumpkin seeds 30g", "2 eggs", "1/2 avocado" or "1,5 dl milk".

    Words for units and numbers may be English or of `language`. A comma before one or two figures
    is a decimal comma, before three a thousands mark ("1,000 g", but "0,125 l"). Zero is no
    amount. "2% milk", "7up", "b12" and "omega 3" are names.
    """
    query = _parsed(typed.replace("\x00", ""), _patterns(language))
    return replace(query, text=query.text.translate(_UNTIE))


def _parsed(typed: str, patterns: _Patterns) -> FoodQuery:
    text = _NO_WHOLE.sub("0.", _THOUSANDS.sub(r"\1\2", typed))
    for sign, fraction in FRACTIONS.items():
        text = text.replace(sign, f" {fraction} ")
    text = patterns.in_figures(" ".join(text.replace("⁄", "/").split()))
    text = patterns.numbered.sub(lambda name: name[0].translate(_TIE), text)
    if several := patterns.several(text):
        return several
    for pattern, at_start in (
        (patterns.leading_unit, True),
        (patterns.trailing_unit, False),
        (_LEADING_COUNT, True),
        (_TRAILING_COUNT, False),
    ):
        found = pattern.match(text) if at_start else pattern.search(text)
        amount = _amount(found["number"]) if found else None
        if found is None or amount is None:
            continue
        rest = (text[: found.start()] + text[found.end() :]).strip(" ,;")
        if "unit" not in pattern.groupindex:
            if patterns.unsure(rest):
                return FoodQuery(rest, unread=True)
            return _with_its_size(FoodQuery(rest, amount), patterns.words)
        unit = patterns.unit(found["unit"])
        if not rest and unit.name not in PHYSICAL:
            return FoodQuery(text[found.end("number") :].strip(" ."), amount)
        if unit.name is None or found["heaped"] or found["heaped_after"]:
            return FoodQuery(rest, unread=True)
        return FoodQuery(rest, amount * unit.times, unit.name)
    return FoodQuery(" ".join(typed.split()))


@dataclass(frozen=True)
class _Patterns:
    words: AmountWords
    leading_unit: re.Pattern[str]
    trailing_unit: re.Pattern[str]
    leading_words: re.Pattern[str]
    times: re.Pattern[str]
    leading_several: re.Pattern[str]
    trailing_several: re.Pattern[str]
    leading_counts: re.Pattern[str]
    two_measures: re.Pattern[str]
    numbered: re.Pattern[str]
    number_and_part: re.Pattern[str]
    unit_and_part: re.Pattern[str]

    def unit(self, spelling: str) -> Unit:
        """Fluid ounces are written in too many ways for a table."""
        return self.words.units.get(fold(spelling), Unit("fl oz"))

    def in_figures(self, text: str) -> str:
        """A leading number in words as figures, where what follows shows that it is one.

        "two slices", "three eggs", "a banana" and "half an avocado" are amounts. "One a day",
        "half and half" and "five spice" are names. In other languages only those listed are.
        """
        text = self._times(self._first_word_in_figures(text))
        for pattern in (self.number_and_part, self.unit_and_part):
            if found := pattern.match(text):
                whole, part = found["whole"] or "1", self.words.and_a_part[fold(found["part"])]
                unit = found["unit"] if "unit" in pattern.groupindex else ""
                text = " ".join(f"{whole} {part} {unit}{text[found.end() :]}".split())
        return text

    def several(self, text: str) -> FoodQuery | None:
        """Where numbers follow each other: one amount in two units ("1 lb 8 oz"), or not to be
        understood ("1 500 g", "2 x 250 ml", "2 to 3 cups", "1.234,5 g")."""
        for pattern in (self.leading_several, self.trailing_several, self.leading_counts):
            found = pattern.search(text)
            if found is None:
                continue
            signed = "sign" in pattern.groupindex and found["sign"]
            if not signed and not found["more"] and re.fullmatch(_NUMBER, found["first"]):
                continue
            rest = (text[: found.start()] + text[found.end() :]).strip(" ,;")
            both = None if signed else self.two_measures.fullmatch(found["all"])
            return (both and self._sum(rest, both)) or FoodQuery(rest, unread=True)
        return None

    def unsure(self, rest: str) -> bool:
        """Whether a count of it isn't: "½ dozen eggs", "eggs 3 x 2"."""
        if fold(rest).startswith(self.words.names):
            return False
        last = rest.rpartition(" ")[2]
        ends_in_a_figure = last[-1:].isdecimal() and not _TIED.fullmatch(last)
        return ends_in_a_figure or fold(rest).partition(" ")[0] in self.words.times

    def _sum(self, rest: str, both: re.Match[str]) -> FoodQuery | None:
        """Of two units of one system, the smaller one last, and of that less than makes up one of
        the other: "8 oz 227 g" says one thing twice."""
        more, less = self.unit(both["unit"]), self.unit(both["unit2"])
        first, second = _amount(both["number"]), _amount(both["number2"])
        for units in (GRAMS, MILLILITRES):
            one, other = units.get(more.name or ""), units.get(less.name or "")
            if not (first and second and one and other):
                continue
            many, few = first * more.times * one, second * less.times * other
            if (more.name in US_UNITS) == (less.name in US_UNITS) and few < more.times * one:
                return FoodQuery(rest, kept((many + few) / other), less.name)
        return None

    def _times(self, text: str) -> str:
        found = self.times.match(text)
        if found is None or fold(text[found.start("word") :]).startswith(self.words.names):
            return text
        whole, times = int(found["whole"]), self.words.times[fold(found["word"])]
        if times == "?":
            return text
        above, _, below = times.partition("/")
        number = f"{whole}/{below}" if below else whole * int(above)
        return f"{number} {text[found.end() :]}"

    def _first_word_in_figures(self, text: str) -> str:
        found = self.leading_words.match(text)
        if found is None or fold(text).startswith(self.words.names):
            return text
        typed, following = fold(found["words"]), fold(found["next"])
        number = self.words.numbers[typed]
        is_one = number in ("1", "1/2", "1/4")
        counted = typed in self.words.counting or (not is_one and singular(following) != following)
        shared = typed in ("half a", "half an") or (
            typed.endswith(("half", "quarter")) and found["of"]
        )
        rest = text[found.start("next") :]
        goes_on = following in self.words.times or fold(rest).startswith(
            tuple(self.words.and_a_part)
        )
        if following in self.words.units or counted or shared or goes_on:
            return f"{number} {rest}"
        return text


@cache
def _patterns(language: str) -> _Patterns:
    words = amount_words(language)
    unit = rf"(?P<unit>fl\.? ?oz|fluid ounces?|{any_of(words.units)})"
    plus, between = any_of(words.plus), any_of(words.between)
    measure = rf" ?(?:{unit.replace('?P<unit>', '?:')})(?!\w)\.?"
    # "1 cup 2% milk" has but one number.
    number = rf"{_FIGURE}(?! ?%)"
    joined = (
        rf"(?:(?: ?{_SIGN} ?|,? (?:(?:{between}) )?){number}"
        rf"|(?: ?[–—-] ?| (?:{between}) )(?:{any_of(words.numbers)})(?= ))"
    )
    measures = rf"(?P<all>(?P<first>{number})(?P<more>(?:(?:{measure})?{joined})*){measure})"
    heaped, level, of = any_of(words.heaped), any_of(words.level), any_of(words.of)
    part = rf"(?P<part>{any_of(words.and_a_part)})"
    numbered = any_of(NUMBERED).replace(r"\ ", "[ -]")
    measured = (
        rf"{_NUMBER} ?(?:(?:{of}) )?(?:(?P<heaped>{heaped}) |(?:{level}) )?"
        rf"{unit}\.?(?: (?P<heaped_after>{heaped})| (?:{level}))?"
    )
    return _Patterns(
        words,
        leading_unit=re.compile(rf"{measured}(?: (?:{of}))?(?=[ ,]|$)", re.IGNORECASE),
        trailing_unit=re.compile(rf"(?:^|[ ,(]){measured}\)?$", re.IGNORECASE),
        times=re.compile(
            rf"(?P<whole>[0-9]{{1,3}}) (?P<word>{any_of(words.times)})(?: (?:{of})(?: an?)?)? ",
            re.IGNORECASE,
        ),
        leading_several=re.compile(rf"^{measures}(?: (?:{of}))?(?= |$)", re.IGNORECASE),
        trailing_several=re.compile(
            rf"(?:^|[ ,(])(?P<sign>{_SIGN} ?)?{measures}\)?$", re.IGNORECASE
        ),
        leading_counts=re.compile(
            rf"^(?P<all>(?P<first>{number})(?P<more>{joined}+))(?: (?:{of}))?(?= |$)", re.IGNORECASE
        ),
        two_measures=re.compile(
            rf"{_NUMBER} ?{unit}\.?(?: ?\+ ?|,? (?:(?:{plus}) )?)"
            rf"{_NUMBER.replace('<number>', '<number2>')} ?{unit.replace('<unit>', '<unit2>')}\.?",
            re.IGNORECASE,
        ),
        leading_words=re.compile(
            rf"(?P<words>{any_of(words.numbers)})(?P<of> of(?: an?)?)? (?P<next>[^\W\d_]+)",
            re.IGNORECASE,
        ),
        numbered=re.compile(
            rf"(?<![\w.,-])(?:{numbered})"
            rf"(?![\w/%]|[.,][0-9]| ?{_SIGN}| (?:{between}|{plus})(?!\w)|{measure})",
            re.IGNORECASE,
        ),
        number_and_part=re.compile(rf"(?P<whole>[0-9]{{1,3}}) {part}(?= |$)", re.IGNORECASE),
        unit_and_part=re.compile(
            rf"(?:(?P<whole>[0-9]{{1,3}}) )?{unit} {part}(?= |$)", re.IGNORECASE
        ),
    )


def _with_its_size(query: FoodQuery, words: AmountWords) -> FoodQuery:
    """ "2 huevos grandes": where the size follows."""
    text, _, last = query.text.rpartition(" ")
    unit = words.units.get(fold(last))
    if text and unit and unit.name in SIZES:
        return FoodQuery(text, query.amount, unit.name)
    return query


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
