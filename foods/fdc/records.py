"""What is read from a FoodData Central download."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class FDCPortion:
    """A household measure: "1 cup, chopped" and what it weighs."""

    label: str
    gram_weight: Decimal


@dataclass(frozen=True)
class FDCFood:
    """One food per 100 g edible portion; an amount is None where USDA gives none.

    `fdc_id` changes between releases; `ndb_number` and `fndds_code` do not, and are None where
    the release has none. `category` is USDA's description, or empty.
    """

    fdc_id: int
    data_type: str
    description: str
    category: str
    publication_date: date | None
    ndb_number: str | None
    fndds_code: str | None
    magnesium_mg: Decimal | None
    calcium_mg: Decimal | None
    phosphorus_mg: Decimal | None
    potassium_mg: Decimal | None
    energy_kcal: Decimal | None
    portions: tuple[FDCPortion, ...]


@dataclass(frozen=True)
class RefusedFood:
    fdc_id: str
    description: str
    reason: str


@dataclass(frozen=True)
class SupersededFood:
    """An older version of a Foundation food; `newer_fdc_id` is the one that was kept."""

    fdc_id: int
    description: str
    newer_fdc_id: int


@dataclass
class FDCDownload:
    foods: list[FDCFood] = field(default_factory=list)
    refused: list[RefusedFood] = field(default_factory=list)
    superseded: list[SupersededFood] = field(default_factory=list)
    portions_without_weight: int = 0
