"""What was typed with a food ("30 g seeds", "2 cups rice"), in that food's own measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foods.amount_words import SIZES, unit_named
from foods.folding import fold, words
from foods.food_query import FoodQuery
from foods.languages import ENGLISH, stem, stems
from foods.models import Basis, Food, Portion
from foods.units import GRAMS, MILLILITRES, US_UNITS, kept
from foods.wordings import portion_label

UNITS = {Basis.PER_100_G: GRAMS, Basis.PER_100_ML: MILLILITRES}
# One word in some languages.
ALSO = {"portion": "serving", "serving": "portion", "pot": "container"}
# Measures of many: "10 almonds" are no ten handfuls.
OF_MANY = frozenset({"handful", "cup", "tbsp", "tsp", "oz", "lb"})
# "Ein Viertel Wein" is a quarter of a litre.
OF_A_LITRE = {"de": frozenset([Decimal("0.25"), Decimal("0.125")])}
TYPICAL = {
    Basis.PER_100_G: Decimal(100),
    Basis.PER_100_ML: Decimal(100),
    Basis.PER_UNIT: Decimal(1),
}


@dataclass(frozen=True)
class Helping:
    """So many of a portion, or of the basis unit (g, ml, pieces) where `portion` is None.

    `as_typed` False: what was typed can't be said of this food, and this is its usual helping.
    `unit` is what it was typed in, where that was a weight or a volume ("kg").
    """

    portion: Portion | None
    amount: Decimal
    as_typed: bool = False
    unit: str = ""

    @property
    def quantity(self) -> Decimal:
        """In the basis unit."""
        return self.amount * self.portion.quantity if self.portion else self.amount

    @property
    def typed_in_metric(self) -> bool:
        """In g, ml or their multiples: they stay so for whoever reads ounces, too."""
        return bool(self.unit) and self.unit not in US_UNITS

    def answers(self, query: FoodQuery) -> bool:
        """Whether one tap may log it: what was typed is not logged as something else."""
        return self.as_typed or not query.names_amount


def helping_of(
    food: Food, portions: Sequence[Portion], query: FoodQuery, language: str = ENGLISH
) -> Helping:
    """A weight is never made of a volume, nor the other way: nobody knows the density."""
    default = food.default_portion
    if query.amount is not None:
        units = UNITS.get(Basis(food.basis), {})
        if query.unit is None:
            return _counted(food, portions, query, query.amount, language)
        if query.unit in units:
            quantity = kept(query.amount * units[query.unit])
            return Helping(None, quantity, as_typed=True, unit=query.unit)
        if named := (
            _portion_named(query.unit, portions)
            or _portion_named(ALSO.get(query.unit, ""), portions)
        ):
            portion, held = named
            return Helping(portion, kept(query.amount / held), as_typed=True)
        if query.unit in SIZES and default is not None:
            return Helping(default, query.amount)
    return _usual(food)


def _usual(food: Food) -> Helping:
    if food.default_portion is not None:
        return Helping(food.default_portion, Decimal(1))
    return Helping(None, TYPICAL[Basis(food.basis)])


def _counted(
    food: Food, portions: Sequence[Portion], query: FoodQuery, amount: Decimal, language: str
) -> Helping:
    """Pieces that a portion names ("1 peanut", "3 squares"), or else so many usual portions."""
    default, asked = food.default_portion, words(query.text)
    called = {*asked, *words(food.name.partition(",")[0])}
    asked_there = set(stems(query.text, language))
    if query.in_part:
        # A word of its own is no measure; one that it has not may be: "2 Becher Joghurt".
        called = {*asked} - {*words(food.name)}
        asked_there -= {*stems(food.display_name, language)}
    usual = [default] if default else []
    if named := (
        _fewest(portions, lambda noun: noun in called)
        or _fewest(portions, lambda noun: stem(noun, language) in asked_there, language)
        or (not query.in_part and _fewest(usual, lambda noun: unit_named(noun) == "piece"))
    ):
        portion, held = named
        return Helping(portion, kept(amount / held), as_typed=True)
    if query.in_part:
        return _usual(food)
    last = fold(query.text).split()[-1:]
    is_plural = [stem(word, language) for word in last] != last or last != asked[-1:]
    is_drink = food.basis == Basis.PER_100_ML or food.group_id == "drinks"
    if is_drink and amount in OF_A_LITRE.get(language, ()):
        return _usual(food)
    if is_plural and not is_drink and _fewest(usual, _is_of_many):
        return _usual(food)
    if default is None and food.basis != Basis.PER_UNIT:
        # Nobody knows what one of it weighs.
        return _usual(food)
    return Helping(default, amount * _parts_in_a_whole(default), as_typed=True)


def _is_of_many(noun: str) -> bool:
    return unit_named(noun) in OF_MANY


def _portion_named(unit: str, portions: Sequence[Portion]) -> tuple[Portion, int] | None:
    """One such unit, "1 cup, cooked" for cup, or else several, with their number; never "½ cup"."""
    return _fewest(portions, lambda noun: unit_named(noun) == unit)


def _fewest(
    portions: Sequence[Portion], is_meant: Callable[[str], bool], language: str = ENGLISH
) -> tuple[Portion, int] | None:
    """The portion of the fewest that are meant, by the first word of what it is called in the
    language, in English its singular, and how many."""
    named = []
    for portion in portions:
        label = portion_label(portion.label, language)
        split = words(label) if language == ENGLISH else fold(label).split()
        number, *rest = [*split, ""]
        if is_meant(number):
            named.append((1, len(portion.label), portion))
        elif number.isascii() and number.isdigit() and int(number) and is_meant(rest[0]):
            named.append((int(number), len(portion.label), portion))
    if not named:
        return None
    held, _, portion = min(named, key=lambda each: each[:2])
    return portion, held


def _parts_in_a_whole(portion: Portion | None) -> int:
    """How many "half an avocado" are counted as one avocado."""
    begins = portion.label.lower() if portion else ""
    if begins.startswith(("half", "½", "1/2")):
        return 2
    return 4 if begins.startswith(("quarter", "¼", "1/4")) else 1
