"""From the rows of a download to foods, each unit checked and each refusal explained."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO

from .archive import CSVFiles, FDCError, Progress, opened
from .records import FDCDownload, FDCFood, FDCPortion, RefusedFood, SupersededFood

# Nutrient ids (not nutrient numbers: magnesium is number 304) and the unit each must have.
MAGNESIUM, CALCIUM, PHOSPHORUS, POTASSIUM = "1090", "1087", "1091", "1092"
# Energy as such, then by Atwater specific factors, then by general ones: the first there is.
ENERGY = ("1008", "2048", "2047")
_UNITS = dict.fromkeys((MAGNESIUM, CALCIUM, PHOSPHORUS, POTASSIUM), "MG") | dict.fromkeys(
    ENERGY, "KCAL"
)
# 100 g of food holds no more than itself; pure fat has 902 kcal.
_MOST = {"MG": Decimal(100_000), "KCAL": Decimal(1_000)}
_MOST_GRAMS = Decimal(100_000)

# Data types that are foods, with the file that has their stable NDB number. A download also
# lists the samples and purchases that a Foundation food was analysed from.
_NDB_FILES = {"sr_legacy_food": "sr_legacy_food.csv", "foundation_food": "foundation_food.csv"}
_NO_UNIT = "9999"  # measure_unit "undetermined": SR Legacy has the measure in `modifier`
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


class _RefusedError(ValueError):
    """One food cannot be taken; the message is the reason."""


@dataclass
class _Draft:
    """A food while its rows are gathered; `problem` is the first reason to refuse it."""

    fdc_id: int
    data_type: str
    description: str
    category: str
    publication_date: date | None
    ndb_number: str | None = None
    amounts: dict[str, Decimal] = field(default_factory=dict)
    portions: list[tuple[int, FDCPortion]] = field(default_factory=list)
    problem: str = ""

    def refuse(self, problem: str) -> None:
        self.problem = self.problem or problem


def read_download(source: str | Path | IO[bytes], progress: Progress | None = None) -> FDCDownload:
    """Foods in the order of `food.csv`. `progress` gets a file's name, bytes read and size.

    Raises FDCError when the file is not a zip, lacks a file or a column, is cut off, or gives a
    nutrient in another unit than expected. A food whose amounts make no sense is refused by
    itself, with the reason.
    """
    with opened(source) as archive:
        return _read(CSVFiles(archive, progress))


def _read(files: CSVFiles) -> FDCDownload:
    download = FDCDownload()
    _check_units(files)
    drafts = _drafts(files, download)
    drafts = _without_older_versions(drafts, download)
    _read_amounts(files, drafts)
    _read_portions(files, drafts, download)
    for fdc_id, draft in drafts.items():
        if draft.problem:
            download.refused.append(RefusedFood(fdc_id, draft.description, draft.problem))
        else:
            download.foods.append(_finished(draft))
    return download


def _check_units(files: CSVFiles) -> None:
    units = {
        nutrient_id: unit.upper()
        for nutrient_id, unit in files.rows("nutrient.csv", "id unit_name")
        if nutrient_id in _UNITS
    }
    if MAGNESIUM not in units:
        raise FDCError(f"nutrient.csv has no magnesium (nutrient id {MAGNESIUM}).")
    for nutrient_id, unit in units.items():
        if unit != _UNITS[nutrient_id]:
            name = "magnesium" if nutrient_id == MAGNESIUM else f"nutrient {nutrient_id}"
            raise FDCError(
                f"nutrient.csv gives {name} in {unit or 'no unit'}, not in "
                f"{_UNITS[nutrient_id]}; amounts are not converted on a guess."
            )


def _drafts(files: CSVFiles, download: FDCDownload) -> dict[str, _Draft]:
    categories = dict(files.rows("food_category.csv", "id description"))
    drafts: dict[str, _Draft] = {}
    columns = files.rows(
        "food.csv", "fdc_id data_type description", "food_category_id publication_date"
    )
    for fdc_id, data_type, description, category_id, published in columns:
        if data_type not in _NDB_FILES:
            continue
        reason = _bad_food(fdc_id, description)
        if fdc_id in drafts:
            reason = "its fdc_id occurs twice"
        if reason:
            download.refused.append(RefusedFood(fdc_id, description, reason))
            continue
        category = categories.get(category_id, "")
        day = _date(published)
        drafts[fdc_id] = _Draft(int(fdc_id), data_type, description, category, day)
    for data_type in sorted({draft.data_type for draft in drafts.values()}):
        for fdc_id, ndb_number in files.rows(_NDB_FILES[data_type], "fdc_id ndb_number"):
            if fdc_id in drafts:
                drafts[fdc_id].ndb_number = ndb_number.lstrip("0") or None
    return drafts


def _bad_food(fdc_id: str, description: str) -> str:
    if not re.fullmatch("[1-9][0-9]{0,17}", fdc_id):
        return "its fdc_id is not a number"
    if not description:
        return "it has no description"
    return "its description has a NUL byte" if "\x00" in description else ""


def _without_older_versions(drafts: dict[str, _Draft], download: FDCDownload) -> dict[str, _Draft]:
    """Of Foundation foods with the same NDB number or description, the newest only."""
    newest: dict[tuple[str, str], int] = {}
    older = set()
    foundation = (draft for draft in drafts.values() if draft.data_type == "foundation_food")
    for draft in sorted(
        foundation, key=lambda d: (d.publication_date or date.min, d.fdc_id), reverse=True
    ):
        keys = [("description", " ".join(draft.description.casefold().split()))]
        if draft.ndb_number:
            keys.append(("ndb", draft.ndb_number))
        kept = next((newest[key] for key in keys if key in newest), draft.fdc_id)
        for key in keys:
            newest.setdefault(key, kept)
        if kept != draft.fdc_id:
            older.add(str(draft.fdc_id))
            download.superseded.append(SupersededFood(draft.fdc_id, draft.description, kept))
    return {fdc_id: draft for fdc_id, draft in drafts.items() if fdc_id not in older}


def _read_amounts(files: CSVFiles, drafts: dict[str, _Draft]) -> None:
    for fdc_id, nutrient_id, text in files.rows("food_nutrient.csv", "fdc_id nutrient_id amount"):
        if nutrient_id not in _UNITS or fdc_id not in drafts or not text:
            continue
        draft, unit = drafts[fdc_id], _UNITS[nutrient_id]
        what = "magnesium" if nutrient_id == MAGNESIUM else f"nutrient {nutrient_id}"
        try:
            amount = _number(text, what, _MOST[unit])
        except _RefusedError as reason:
            draft.refuse(str(reason))
            continue
        if draft.amounts.setdefault(nutrient_id, amount) != amount:
            draft.refuse(f"{what} is given as {draft.amounts[nutrient_id]} and as {amount}")


def _read_portions(files: CSVFiles, drafts: dict[str, _Draft], download: FDCDownload) -> None:
    units = dict(files.rows("measure_unit.csv", "id name"))
    units.pop(_NO_UNIT, None)
    for fdc_id, text, amount, unit_id, description, modifier, place in files.rows(
        "food_portion.csv",
        "fdc_id gram_weight",
        "amount measure_unit_id portion_description modifier seq_num",
    ):
        if fdc_id not in drafts:
            continue
        draft = drafts[fdc_id]
        label = _portion_label(amount, units.get(unit_id, ""), description, modifier)
        try:
            weight = _number(text or "0", f"the weight of “{label}”", _MOST_GRAMS)
        except _RefusedError as reason:
            draft.refuse(str(reason))
            continue
        if "\x00" in label:
            draft.refuse("a portion's name has a NUL byte")
        elif weight == 0 or _is_zero(amount):
            download.portions_without_weight += 1
        else:
            order = int(place) if re.fullmatch("[0-9]{1,9}", place) else 0
            draft.portions.append((order, FDCPortion(label, weight)))


def _is_zero(amount: str) -> bool:
    """Of how many the weight is was rounded away: "0 breast" of 864 g are a half, 94 g a third."""
    return bool(_NUMBER.fullmatch(amount)) and Decimal(amount) == 0


def _portion_label(amount: str, unit: str, description: str, modifier: str) -> str:
    """ "1 cup, chopped" (Foundation), "1 serving" (SR Legacy has the measure as modifier)."""
    count = ""
    if _NUMBER.fullmatch(amount) and Decimal(amount) > 0:
        count = f"{Decimal(amount).normalize():f}"
    unit = unit.lower() if unit.istitle() else unit
    first, *details = [part for part in (unit, description, modifier) if part] or ["portion"]
    if not unit and description and description[0].isdigit():
        count = ""  # the description has its own: "1 cup"
    return ", ".join([f"{count} {first}".strip(), *details])


def _number(text: str, what: str, most: Decimal) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise _RefusedError(f"{what} is not a number: “{text[:40]}”")
    number = Decimal(text)
    if number < 0:
        raise _RefusedError(f"{what} is below zero: {text[:40]}")
    if number > most:
        raise _RefusedError(f"{what} is more than there can be: {text[:40]}")
    return number


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _finished(draft: _Draft) -> FDCFood:
    amounts = draft.amounts
    return FDCFood(
        fdc_id=draft.fdc_id,
        data_type=draft.data_type,
        description=draft.description,
        category=draft.category,
        publication_date=draft.publication_date,
        ndb_number=draft.ndb_number,
        fndds_code=None,
        magnesium_mg=amounts.get(MAGNESIUM),
        calcium_mg=amounts.get(CALCIUM),
        phosphorus_mg=amounts.get(PHOSPHORUS),
        potassium_mg=amounts.get(POTASSIUM),
        energy_kcal=next((amounts[kind] for kind in ENERGY if kind in amounts), None),
        portions=_told_apart(
            [portion for _, portion in sorted(draft.portions, key=lambda p: p[0])]
        ),
    )


def _told_apart(portions: list[FDCPortion]) -> tuple[FDCPortion, ...]:
    """Each label once: equal ones merge, and of the others the later carry their weight."""
    kept: dict[str, Decimal] = {}
    for portion in portions:
        label, weight = portion.label, portion.gram_weight
        if kept.setdefault(label, weight) != weight:
            kept[f"{label} ({weight.normalize():f} g)"] = weight
    return tuple(FDCPortion(label, weight) for label, weight in kept.items())
