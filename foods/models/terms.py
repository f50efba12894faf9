"""The words that foods are described in."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

# Ids below this one belong to the built-in table, which carries its own; PostgreSQL mints the rest.
FIRST_MINTED_ID = 1_000_000

# Energy comes in whole kcal: below this, rounding alone moves mg per 100 kcal by more than 5 %, and
# water, coffee and salt would lead every list.
LEAST_KCAL_FOR_RATIO = Decimal(10)

NUTRIENTS = ("magnesium_mg", "calcium_mg", "phosphorus_mg", "potassium_mg", "energy_kcal")


class Kind(models.TextChoices):
    FOOD = "food", _("Food")
    WATER = "water", _("Water")
    SUPPLEMENT = "supplement", _("Supplement")
    MEDICINE = "medicine", _("Medicine")


class Basis(models.TextChoices):
    """What a figure is for."""

    PER_100_G = "100g", "100 g"
    PER_100_ML = "100ml", "100 ml"
    PER_UNIT = "unit", _("one unit")

    @property
    def quantity(self) -> Decimal:
        """How much of the basis unit (g, ml or pieces) the figure is for."""
        return Decimal(1) if self is Basis.PER_UNIT else Decimal(100)

    @property
    def unit(self) -> str:
        return {Basis.PER_100_G: "g", Basis.PER_100_ML: "ml", Basis.PER_UNIT: ""}[self]


class Confidence(models.TextChoices):
    ANALYSED = "analysed", _("analysed")
    CALCULATED = "calculated", _("calculated")
    LABEL = "label", _("from the label")
    ESTIMATED = "estimated", _("estimated")
    PERSONAL = "personal", _("your own figure")


class State(models.TextChoices):
    """Private and proposed foods are their owner's; published ones everybody's.

    Retired and merged ones can't be found any more, but entries keep pointing at them.
    """

    PRIVATE = "private", _("Private")
    PROPOSED = "proposed", _("Proposed")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")
    MERGED = "merged", _("Merged")


class Scheme(models.TextChoices):
    """Who named the food. `fdc` changes from release to release, the others do not."""

    NDB = "ndb", _("USDA NDB number")
    FNDDS_CODE = "fndds_code", _("USDA FNDDS food code")
    FDC = "fdc", _("FoodData Central id")
    CIQUAL = "ciqual", _("Ciqual code")
    GTIN = "gtin", _("Barcode (GTIN)")
    OFF = "off", _("Open Food Facts code")
