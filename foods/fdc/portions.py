"""Household measures of a download: "1 cup, chopped" of 76 g."""

import re
from collections.abc import Iterator
from decimal import Decimal

from .archive import CSVFiles, FDCError
from .reader import Problem, Report, known_id, refused
from .values import LONGEST_LABEL, MOST_GRAMS, NOT_UTF_8, NUMBER, Refused, cut, number, text

_NO_UNIT = "9999"  # measure_unit "undetermined": SR Legacy has the measure in `modifier`
# FNDDS's codes of its portions stand where other kinds say how a measure was prepared. This one is
# what it takes where a person did not say how much they had.
_PORTION_CODE = re.compile("[0-9]+")
_QUANTITY_NOT_SPECIFIED = "90000"


def portions(files: CSVFiles, report: Report) -> Iterator[tuple[object, ...]]:
    """fdc_id, place, label, grams. Those that weigh nothing are reported instead."""
    file = "food_portion.csv"
    units: dict[str, str] = {}
    if "measure_unit.csv" in files:
        units = {k.strip(): v.strip() for _, (k, v) in files.rows("measure_unit.csv", "id name")}
    units.pop(_NO_UNIT, None)
    for line, (raw_id, weight, given, unit_id, description, modifier, place) in files.rows(
        file,
        "fdc_id gram_weight",
        "amount measure_unit_id portion_description modifier seq_num",
    ):
        raw_id = raw_id.strip()
        if not (key := known_id(raw_id)):
            continue
        unit_id = unit_id.strip().removesuffix(".0")
        if not units and unit_id not in ("", _NO_UNIT):
            raise FDCError("measure_unit.csv is not in the download.")
        unit = units.get(unit_id, "")
        (described, utf_8), (modified, also) = text(description), text(modifier)
        if is_no_measure(described, modified):
            continue
        label = portion_label(given.strip(), unit, described, modified)
        named = "portion_description" if description.strip() else "modifier"
        if "\x00" in label:
            report(refused(raw_id, "a portion's name has a NUL byte", file, line, named))
            continue
        try:
            grams = number(weight.strip() or "0", f"the weight of “{label}”", MOST_GRAMS)
        except Refused as reason:
            report(refused(raw_id, str(reason), file, line, "gram_weight"))
            continue
        if not (utf_8 and also):
            words = f"the portion “{label}” {NOT_UTF_8}"
            report(Problem("other", raw_id, words, file, line, named))
        label = cut(label, LONGEST_LABEL)
        if float(grams) < 0.001:
            words = f"the portion “{label}” weighs nothing"
            report(Problem("portion_without_weight", raw_id, words, file, line, "gram_weight"))
            continue
        if is_zero(given.strip()):
            words = f"the portion “{given.strip()} {label}” is of none: its number was rounded away"
            report(Problem("portion_without_weight", raw_id, words, file, line, "amount"))
            continue
        place = place.strip()
        yield key, int(place) if re.fullmatch("[0-9]{1,9}", place) else 0, label, grams


def portion_label(amount: str, unit: str, description: str, modifier: str) -> str:
    """ "1 cup, chopped" (Foundation), "1 serving" (SR Legacy has the measure as modifier)."""
    if _PORTION_CODE.fullmatch(modifier):
        modifier = ""
    count = ""
    if NUMBER.fullmatch(amount) and Decimal(amount) > 0:
        count = f"{Decimal(amount).normalize():f}"
    unit = unit.lower() if unit.istitle() else unit
    first, *details = [part for part in (unit, description, modifier) if part] or ["portion"]
    if not unit and description and description[0].isdigit():
        count = ""  # the description has its own: "1 cup"
    return ", ".join([f"{count} {first}".strip(), *details])


def is_no_measure(description: str, modifier: str) -> bool:
    return modifier == _QUANTITY_NOT_SPECIFIED or description.casefold() == "quantity not specified"


def is_zero(amount: str) -> bool:
    """Of how many the weight is was rounded away: "0 breast" of 864 g are a half, 94 g a third."""
    return bool(NUMBER.fullmatch(amount)) and Decimal(amount) == 0
