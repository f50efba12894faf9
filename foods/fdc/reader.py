"""The rows of a download as values, file by file: nothing here holds more than a row at a time.

What belongs together (a food, its amounts, its portions) lies in several files in no order, so it
is put together in the database: `foods.importing.fdc`. What is wrong with a row is told to
`problem` and costs at most its food.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from foods import barcodes

from . import derivations
from .archive import CSVFiles, FDCError
from .values import (
    LONGEST_BRAND,
    LONGEST_NAME,
    MAGNESIUM,
    NOT_UTF_8,
    NUTRIENTS,
    SLOTS,
    Impossible,
    Refused,
    amount,
    cut,
    day,
    fdc_id,
    lasting,
    nutrient_name,
    serving,
    text,
)

# Data types that are foods, with the file that knows their lasting number (and a label's values).
# A download also lists the samples and purchases that a Foundation food was analysed from.
FILES = {
    "sr_legacy_food": "sr_legacy_food.csv",
    "foundation_food": "foundation_food.csv",
    "survey_fndds_food": "survey_fndds_food.csv",
    "branded_food": "branded_food.csv",
}
_TYPES = {data_type.removesuffix("_food"): data_type for data_type in FILES}

Reason = Literal["refused", "impossible_amount", "portion_without_weight", "bad_barcode", "other"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a line. Only `refused` keeps the food out of the catalogue; of one with an
    `impossible_amount` no figure is taken, since it says what they all are not for."""

    reason: Reason
    record_id: str
    words: str
    file: str
    line: int
    field: str
    name: str = ""


Report = Callable[[Problem], None]


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a food belongs; `added_magnesium_mg` is 0 where none is added, None if not known."""

    group: str | None
    added_magnesium_mg: Decimal | None = None
    kind: str = "food"


FileByCategory = Callable[[str, str], Filed]
FileByLabel = Callable[[str], Filed]


def check_units(files: CSVFiles) -> dict[str, str]:
    """Slots by what `food_nutrient.nutrient_id` may say; raises FDCError for other units."""
    slots: dict[str, str] = {}
    by_id = {key: slot for slot, (key, _, _) in NUTRIENTS.items()}
    by_number = {key: slot for slot, (_, key, _) in NUTRIENTS.items()}
    rows = files.rows("nutrient.csv", "id unit_name", "nutrient_nbr/nutrient_number/number")
    for line, (nutrient_id, unit, given_number) in rows:
        nutrient_id, unit = nutrient_id.strip().removesuffix(".0"), unit.strip().upper()
        given_number = given_number.strip().removesuffix(".0")
        slot = by_id.get(nutrient_id) or by_number.get(given_number or nutrient_id)
        if slot is None:
            continue
        wanted = NUTRIENTS[slot][2]
        if unit != wanted:
            raise FDCError(
                f"nutrient.csv gives {nutrient_name(slot)} in {unit or 'no unit'}, not in "
                f"{wanted} (line {line}, unit_name); amounts are not converted on a guess."
            )
        slots[nutrient_id] = slot
        slots[NUTRIENTS[slot][1]] = slot
    if MAGNESIUM not in slots.values():
        raise FDCError("nutrient.csv has no magnesium (nutrient id 1090).")
    return slots


@lru_cache(maxsize=100)
def _data_type(spelled: str) -> str:
    """One of `FILES`, or empty: "sr_legacy_food" is "SR Legacy" in the full downloads of 2026."""
    return _TYPES.get("_".join(re.findall("[a-z]+", spelled.casefold())).removesuffix("_food"), "")


def foods(files: CSVFiles, filed: FileByCategory, report: Report) -> Iterator[tuple[object, ...]]:
    """fdc_id, data type, name, group, added magnesium, publication date, line."""
    file = "food.csv"
    categories = {}
    if "food_category.csv" in files:
        rows = files.rows("food_category.csv", "id description")
        categories = {key.strip(): name.strip() for _, (key, name) in rows}
    for line, (raw_id, data_type, description, category_id, published) in files.rows(
        file, "fdc_id data_type description", "food_category_id publication_date"
    ):
        if not (data_type := _data_type(data_type)):
            continue
        raw_id = raw_id.strip()
        name, utf_8 = text(description)
        try:
            key = fdc_id(raw_id)
            _check_name(name)
        except Refused as reason:
            field = "fdc_id" if "fdc_id" in str(reason) else "description"
            report(refused(raw_id, str(reason), file, line, field, name or "(no name)"))
            continue
        if not utf_8:
            report(Problem("other", raw_id, f"its name {NOT_UTF_8}", file, line, "description"))
        place = Filed(None)
        if data_type in ("sr_legacy_food", "foundation_food"):
            if not categories:
                raise FDCError("food_category.csv is not in the download.")
            # Some full downloads have the category's name in place of its id.
            category_id = category_id.strip()
            place = filed(categories.get(category_id, category_id), name)
        yield key, data_type, name, place.group, place.added_magnesium_mg, day(published), line


def _check_name(name: str) -> None:
    if not name:
        raise Refused("it has no description")
    if "\x00" in name:
        raise Refused("its description has a NUL byte")
    if len(name) > LONGEST_NAME:
        raise Refused(f"its description is over {LONGEST_NAME} characters")


def numbers(
    files: CSVFiles, data_type: str, filed: FileByLabel, report: Report
) -> Iterator[tuple[object, ...]]:
    """fdc_id, NDB number or food code, group (of survey foods, by their category)."""
    file, field, categories = FILES[data_type], "ndb_number", {}
    category_column = ""
    if data_type == "survey_fndds_food":
        field, categories = "food_code", _survey_categories(files)
        category_column = "wweia_category_number/wweia_category_code/wweia_food_category_code"
    for line, (raw_id, value, *category) in files.rows(file, f"fdc_id {field}", category_column):
        if not (key := known_id(raw_id)):
            continue
        number = None
        try:
            number = lasting(value)
        except Refused as reason:
            report(Problem("other", raw_id.strip(), str(reason), file, line, field))
        group = filed(categories.get(category[0].strip(), "")).group if category else None
        yield key, number, group


def _survey_categories(files: CSVFiles) -> dict[str, str]:
    if "wweia_food_category.csv" not in files:
        return {}
    rows = files.rows(
        "wweia_food_category.csv",
        "wweia_food_category/wweia_food_category_code/wweia_category_number "
        "wweia_food_category_description/wweia_category_description",
    )
    return {key.strip(): name.strip() for _, (key, name) in rows}


def known_id(raw_id: str) -> int | None:
    try:
        return fdc_id(raw_id.strip())
    except Refused:
        return None


def labels(files: CSVFiles, filed: FileByLabel, report: Report) -> Iterator[tuple[object, ...]]:
    """fdc_id, brand, GTIN, basis, kind, group, serving's label and quantity, line."""
    file = "branded_food.csv"
    filings: dict[str, Filed] = {}
    for line, row in files.rows(
        file,
        "fdc_id gtin_upc",
        "brand_owner brand_name serving_size serving_size_unit household_serving_fulltext "
        "branded_food_category",
    ):
        raw_id, code, owner, brand_name, size, unit, household, category = row
        if not (key := known_id(raw_id)):
            continue
        field, raw_brand = ("brand_name", brand_name)
        if not brand_name.strip():
            field, raw_brand = ("brand_owner", owner)
        brand, utf_8 = text(raw_brand)
        if not utf_8:
            report(Problem("other", raw_id, f"its brand {NOT_UTF_8}", file, line, field))
        brand = cut(brand, LONGEST_BRAND).replace("\x00", "")
        barcode = barcodes.normalised(code)
        if code.strip() and (barcode is None or not barcodes.has_right_check_digit(barcode)):
            words = f"the barcode {text(code)[0][:30]} " + (
                "is not one" if barcode is None else "has a wrong check digit"
            )
            report(Problem("bad_barcode", raw_id, words, file, line, "gtin_upc"))
        if not (household.isascii() or text(household)[1]):
            field = "household_serving_fulltext"
            report(Problem("other", raw_id, f"its serving {NOT_UTF_8}", file, line, field))
        portion = serving(size, unit, household.replace("\x00", ""))
        if portion.problem:
            reason: Reason = "portion_without_weight"
            report(Problem(reason, raw_id, portion.problem, file, line, "serving_size"))
        if (place := filings.get(category)) is None:
            place = filings[category] = filed(text(category)[0])
        yield (
            key, brand, barcode, portion.basis, place.kind, place.group,
            portion.label or None, portion.quantity, line,
        )  # fmt: skip


def amounts(files: CSVFiles, slots: dict[str, str], report: Report) -> Iterator[tuple[object, ...]]:
    """fdc_id, line, the magnesium's confidence where its derivation is given, then an amount for
    each of `SLOTS`, or None.

    Rows of a food that follow each other, as they mostly do, come as one; a food may come again.
    """
    file = "food_nutrient.csv"
    places = {nutrient_id: SLOTS.index(slot) for nutrient_id, slot in slots.items()}
    confidences = _confidences(files)
    magnesium = SLOTS.index(MAGNESIUM)
    current, last = "", 0
    empty: list[str | None] = [None] * len(SLOTS)
    found = empty.copy()
    confidence: str | None = None
    for line, (raw_id, nutrient_id, value, derivation) in files.rows(
        file, "fdc_id nutrient_id amount", "derivation_id"
    ):
        place = places.get(nutrient_id)
        if place is None:
            # Some writers leave blanks or decimals; the look-up above is for the many.
            place = places.get(nutrient_id.strip().removesuffix(".0"))
            if place is None:
                continue
        if not value or value.isspace():
            continue
        try:
            value = amount(value, SLOTS[place])
        except Impossible as reason:
            words = f"{reason}: none of its figures was taken"
            report(Problem("impossible_amount", raw_id.strip(), words, file, line, "amount"))
            continue
        except Refused as reason:
            report(refused(raw_id.strip(), str(reason), file, line, "amount"))
            continue
        if raw_id != current or (found[place] is not None and found[place] != value):
            if current and (key := known_id(current)):
                yield (key, last, confidence, *found)
            current, found, confidence = raw_id, empty.copy(), None
        found[place], last = value, line
        if place == magnesium:
            confidence = confidences.get(derivation.strip().removesuffix(".0"))
    if current and (key := known_id(current)):
        yield (key, last, confidence, *found)


def _confidences(files: CSVFiles) -> dict[str, derivations.Confidence]:
    if "food_nutrient_derivation.csv" not in files:
        return derivations.by_id(())
    rows = files.rows("food_nutrient_derivation.csv", "id code")
    return derivations.by_id((key, code) for _, (key, code) in rows)


def refused(
    record_id: str, words: str, file: str, line: int, field: str, name: str = ""
) -> Problem:
    return Problem("refused", record_id, words, file, line, field, name)
