"""How much magnesium a water holds, from what a supplier's report or a label says of it.

Reports give the magnesium itself, or a hardness: what the dissolved calcium and magnesium come to
as calcium carbonate (CaCO3). Of the magnesium hardness the magnesium follows. Total hardness is
mostly calcium: it says only how much magnesium there can be at most, and is never converted as if
it were magnesium.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from foods.supplements import MAGNESIUM_G_PER_MOL

CALCIUM_CARBONATE_G_PER_MOL = Decimal("100.087")  # IUPAC standard atomic weights
FOUR_PLACES = Decimal("0.0001")

# Tap water has 1 to 40 mg/L and most mineral waters less than 170; a few reach 1,000.
UNUSUAL_MG_PER_LITRE = Decimal(200)
MOST_MG_PER_LITRE = Decimal(2500)


class Known(StrEnum):
    """What is known of a water."""

    MAGNESIUM = "magnesium"
    MAGNESIUM_HARDNESS = "magnesium_hardness"
    TOTAL_HARDNESS = "total_hardness"
    NOTHING = "nothing"


class Unit(StrEnum):
    """`MG_PER_LITRE` of a hardness is ppm of CaCO3."""

    MG_PER_LITRE = "mg_per_litre"
    MMOL_PER_LITRE = "mmol_per_litre"
    GERMAN_DEGREES = "german_degrees"
    FRENCH_DEGREES = "french_degrees"


# mg/L of CaCO3 in one of each: °dH is 10 mg/L of CaO, °fH 10 mg/L of CaCO3, by definition.
CALCIUM_CARBONATE_MG_PER_LITRE = {
    Unit.MG_PER_LITRE: Decimal(1),
    Unit.MMOL_PER_LITRE: CALCIUM_CARBONATE_G_PER_MOL,
    Unit.GERMAN_DEGREES: Decimal("17.848"),
    Unit.FRENCH_DEGREES: Decimal(10),
}
_MG_PER_LITRE = {Unit.MG_PER_LITRE: Decimal(1), Unit.MMOL_PER_LITRE: MAGNESIUM_G_PER_MOL}


class NoMagnesiumUnit(ValueError):
    """Degrees are a hardness: no amount of magnesium is given in them."""


@dataclass(frozen=True)
class Reading:
    """mg/L of magnesium, unrounded; or only the most that it can be. Both None: not known."""

    mg_per_litre: Decimal | None = None
    at_most_mg_per_litre: Decimal | None = None

    @property
    def mg_per_100_ml(self) -> Decimal | None:
        """To four decimals, as a food keeps it."""
        if self.mg_per_litre is None:
            return None
        return (self.mg_per_litre / 10).quantize(FOUR_PLACES, ROUND_HALF_EVEN)

    @property
    def at_most_mg_per_100_ml(self) -> Decimal | None:
        """Rounded up: a bound stays one."""
        if self.at_most_mg_per_litre is None:
            return None
        return (self.at_most_mg_per_litre / 10).quantize(FOUR_PLACES, ROUND_CEILING)

    @property
    def mg_per_glass(self) -> Decimal | None:
        """In 250 ml."""
        return None if self.mg_per_litre is None else self.mg_per_litre / 4

    @property
    def most_mg_per_litre(self) -> Decimal:
        return max(self.mg_per_litre or Decimal(0), self.at_most_mg_per_litre or Decimal(0))


def reading_of(known: Known, figure: Decimal | None, unit: Unit = Unit.MG_PER_LITRE) -> Reading:
    """What `figure` in `unit` says. Raises NoMagnesiumUnit for magnesium in degrees."""
    if known is Known.NOTHING or figure is None:
        return Reading()
    if known is Known.MAGNESIUM:
        if unit not in _MG_PER_LITRE:
            raise NoMagnesiumUnit(unit)
        return Reading(mg_per_litre=figure * _MG_PER_LITRE[unit])
    magnesium = magnesium_of_hardness(figure, unit)
    if known is Known.MAGNESIUM_HARDNESS:
        return Reading(mg_per_litre=magnesium)
    return Reading(at_most_mg_per_litre=magnesium)


def magnesium_of_hardness(hardness: Decimal, unit: Unit) -> Decimal:
    """mg/L, if all of the hardness is magnesium: 0.243 times the hardness as mg/L of CaCO3."""
    as_calcium_carbonate = hardness * CALCIUM_CARBONATE_MG_PER_LITRE[unit]
    return as_calcium_carbonate * MAGNESIUM_G_PER_MOL / CALCIUM_CARBONATE_G_PER_MOL


def hardness_of_bound(at_most_mg_per_100_ml: Decimal) -> tuple[Decimal, Unit]:
    """The total hardness that a kept bound came from: the roundest figure that gives it, or else
    ppm that give no less."""
    for step in (Decimal(1), Decimal("0.1"), Decimal("0.01"), Decimal("0.001")):
        for unit in (Unit.MG_PER_LITRE, Unit.GERMAN_DEGREES, Unit.FRENCH_DEGREES):
            one = magnesium_of_hardness(Decimal(1), unit)
            hardness = (at_most_mg_per_100_ml * 10 / one).quantize(step, ROUND_HALF_EVEN)
            again = reading_of(Known.TOTAL_HARDNESS, hardness, unit)
            if again.at_most_mg_per_100_ml == at_most_mg_per_100_ml:
                return hardness, unit
    ppm = at_most_mg_per_100_ml * 10 / magnesium_of_hardness(Decimal(1), Unit.MG_PER_LITRE)
    return ppm.quantize(Decimal("0.001"), ROUND_CEILING), Unit.MG_PER_LITRE
