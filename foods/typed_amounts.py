"""What was typed with a food ("30 g seeds", "2 cups rice"), in that food's own measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foods.folding import FoodQuery, fold, unit_named, words
from foods.models import Basis, Food, Portion

GRAMS: Mapping[str, Decimal] = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "oz": Decimal("28.349523125"),
    "lb": Decimal("453.59237"),
}
MILLILITRES: Mapping[str, Decimal] = {
    "ml": Decimal(1),
    "cl": Decimal(10),
    "dl": Decimal(100),
    "l": Decimal(1000),
    "fl oz": Decimal("29.5735295625"),
}
UNITS = {Basis.PER_100_G: GRAMS, Basis.PER_100_ML: MILLILITRES}
SIZES = ("small", "medium", "large")
# Measures of many: "10 almonds" are no ten handfuls.
OF_MANY = frozenset({"handful", "cup", "tbsp", "tsp", "oz", "lb"})
TYPICAL = {
    Basis.PER_100_G: Decimal(100),
    Basis.PER_100_ML: Decimal(100),
    Basis.PER_UNIT: Decimal(1),
}


@dataclass(frozen=True)
class Helping:
    """So many of a portion, or of the basis unit (g, ml, pieces) where `portion` is None.

    `as_typed` False: what was typed can't be said of this food, and this is its usual helping.
    """

    portion: Portion | None
    amount: Decimal
    as_typed: bool = False

    @property
    def quantity(self) -> Decimal:
        """In the basis unit."""
        return self.amount * self.portion.quantity if self.portion else self.amount


def helping_of(food: Food, portions: Sequence[Portion], query: FoodQuery) -> Helping:
    """A weight is never made of a volume, nor the other way: nobody knows the density."""
    default = food.default_portion
    if query.amount is not None:
        units = UNITS.get(Basis(food.basis), {})
        if query.unit is None:
            return _counted(food, portions, query.text, query.amount)
        if query.unit in units:
            return Helping(None, _kept(query.amount * units[query.unit]), as_typed=True)
        if named := _portion_named(query.unit, portions):
            portion, held = named
            return Helping(portion, _kept(query.amount / held), as_typed=True)
        if query.unit in SIZES:
            return Helping(default, query.amount)
    if default is not None:
        return Helping(default, Decimal(1))
    return Helping(None, TYPICAL[Basis(food.basis)])


def _counted(food: Food, portions: Sequence[Portion], text: str, amount: Decimal) -> Helping:
    """Pieces that a portion names ("1 peanut", "3 squares"), or else so many usual portions."""
    default, asked = food.default_portion, words(text)
    called = {*asked, *words(food.name.partition(",")[0])}
    usual = [default] if default else []
    if named := (
        _fewest(portions, lambda noun: noun in called)
        or _fewest(usual, lambda noun: unit_named(noun) == "piece")
    ):
        portion, held = named
        return Helping(portion, _kept(amount / held), as_typed=True)
    is_plural = fold(text).split()[-1:] != asked[-1:]
    is_drink = food.basis == Basis.PER_100_ML or food.group_id == "drinks"
    if is_plural and not is_drink and _fewest(usual, _is_of_many):
        return Helping(default, Decimal(1))
    return Helping(default, amount * _parts_in_a_whole(default), as_typed=True)


def _is_of_many(noun: str) -> bool:
    return unit_named(noun) in OF_MANY


def _portion_named(unit: str, portions: Sequence[Portion]) -> tuple[Portion, int] | None:
    """One such unit, "1 cup, cooked" for cup, or else several, with their number; never "½ cup"."""
    return _fewest(portions, lambda noun: unit_named(noun) == unit)


def _fewest(
    portions: Sequence[Portion], is_meant: Callable[[str], bool]
) -> tuple[Portion, int] | None:
    """The portion of the fewest that are meant, by their noun in the singular, and how many."""
    named = []
    for portion in portions:
        number, *rest = [*words(portion.label), ""]
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


def _kept(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.001")).normalize()
