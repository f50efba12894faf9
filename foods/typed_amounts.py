"""What was typed with a food ("30 g seeds", "2 cups rice"), in that food's own measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foods.folding import FoodQuery, unit_named, words
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
            return Helping(default, query.amount * _parts_in_a_whole(default), as_typed=True)
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


def _portion_named(unit: str, portions: Sequence[Portion]) -> tuple[Portion, int] | None:
    """One such unit, "1 cup, cooked" for cup, or else several, with their number; never "½ cup"."""
    named = []
    for portion in portions:
        number, *rest = [*words(portion.label), ""]
        if unit_named(number) == unit:
            named.append((1, len(portion.label), portion))
        elif number.isascii() and number.isdigit() and int(number) and unit_named(rest[0]) == unit:
            named.append((int(number), len(portion.label), portion))
    if not named:
        return None
    units, _, portion = min(named, key=lambda each: each[:2])
    return portion, units


def _parts_in_a_whole(portion: Portion | None) -> int:
    """How many "half an avocado" are counted as one avocado."""
    begins = portion.label.lower() if portion else ""
    if begins.startswith(("half", "½", "1/2")):
        return 2
    return 4 if begins.startswith(("quarter", "¼", "1/4")) else 1


def _kept(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.001")).normalize()
