"""The products of an Open Food Facts export, a line each, as values whose units are checked.

JSON lines, or tab-separated columns without quotation. People write the data, so that a field may
hold anything: what is no text counts as nothing said. Field meanings: Open Food Facts,
"data-fields.txt". All pure; what is wrong with a line is told to `report`.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from foods.barcodes import has_right_check_digit, normalised
from foods.fdc import Problem
from foods.fdc.reader import Reason, Report
from foods.fdc.values import NOT_UTF_8, NUMBER, cut
from foods.fdc.values import text as repaired

# Minerals are in grams, per 100 g or 100 ml, whatever unit the label has: 0.27 is 270 mg. That is
# each one's field, how many of ours are in one of theirs, and the most there can be.
_FIGURES = {
    "magnesium_mg": ("magnesium_100g", 1_000, 100),
    "calcium_mg": ("calcium_100g", 1_000, 100),
    "phosphorus_mg": ("phosphorus_100g", 1_000, 100),
    "potassium_mg": ("potassium_100g", 1_000, 100),
    "energy_kcal": ("energy-kcal_100g", 1, 1_000),
}
_LANGUAGE = re.compile("[a-z]{2,3}")
_CODE = re.compile("[0-9]{1,24}")
_SERVING = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(g|gr|grams?|ml|millilitres?|cl|l)\b", re.I)
_IN_BASIS = {"cl": 10, "l": 1000}
_LEAST_SERVING, _MOST_SERVING = Decimal("0.001"), Decimal(10_000)
_LONGEST_LINE = 10_000_000
_LONGEST_NUMBER = 40
# Halves of a pair, as a JSON escape may leave them; the rest stand for bytes that are not UTF-8.
_HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")


class OFFError(ValueError):
    """The file as a whole cannot be read; the message is for whoever chose it."""


@dataclass(frozen=True, slots=True)
class Product:
    line: int
    code: str
    name: str
    names: dict[str, str]
    brand: str
    gtin: str | None
    categories: str
    basis: str
    figures: dict[str, Decimal | None] = field(default_factory=dict)
    serving: str | None = None
    quantity: Decimal | None = None


@dataclass(frozen=True)
class _Line:
    """Where a product stands, and whom to tell what is wrong with it."""

    report: Report
    file: str
    number: int

    def refuse(self, code: str, words: str, column: str = "", name: str = "") -> None:
        self._tell("refused", code, words, column, name or "(no name)")

    def doubt(self, code: str, words: str, column: str, name: str) -> None:
        self._tell("bad_barcode" if column == "code" else "other", code, words, column, name)

    def _tell(self, reason: Reason, code: str, words: str, column: str, name: str) -> None:
        self.report(Problem(reason, code, words, self.file, self.number, column, name))


def products(text: io.TextIOBase, report: Report, file: str) -> Iterator[Product]:
    """Raises OFFError where the first line is that of no export.

    `text` is read with its bytes that are not UTF-8 as lone surrogates.
    """
    lines = _lines(text)
    _, first = next(lines, (1, ""))
    if first.lstrip().startswith("{"):
        read = _json_fields
        lines = _with(first, lines)
    else:
        header = first.rstrip("\r\n").split("\t")
        if "code" not in header or "product_name" not in header:
            raise OFFError(
                "This is no Open Food Facts export: its first line is neither JSON nor a "
                "tab-separated header with code and product_name."
            )
        read = _columns_of(header)
    for number, line in lines:
        at = _Line(report, file, number)
        if len(line) >= _LONGEST_LINE:
            at.refuse("", "it is longer than any product")
        elif line.strip() and (fields := read(at, line)) and (product := _product(at, fields)):
            yield product


def _lines(text: io.TextIOBase) -> Iterator[tuple[int, str]]:
    """With their numbers; of one that is too long, only so much that this can be told."""
    number = 0
    while line := text.readline(_LONGEST_LINE):
        number += 1
        rest = line
        while len(rest) >= _LONGEST_LINE and not rest.endswith("\n"):
            rest = text.readline(_LONGEST_LINE)
        yield number, line


def _with(first: str, lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    yield 1, first
    yield from lines


def _json_fields(at: _Line, line: str) -> dict[str, Any] | None:
    try:
        product = json.loads(line, parse_float=Decimal)
    except (ValueError, RecursionError):
        at.refuse("", "it is not JSON")
        return None
    if not isinstance(product, dict):
        at.refuse("", "it is no product")
        return None
    nutriments = product.get("nutriments")
    return nutriments | product if isinstance(nutriments, dict) else product


def _columns_of(header: list[str]) -> Any:
    def read(at: _Line, line: str) -> dict[str, Any] | None:
        row = line.rstrip("\r\n").split("\t")
        if len(row) != len(header):
            more = "more" if len(row) > len(header) else "fewer"
            code = _text(row[header.index("code")]) if header.index("code") < len(row) else ""
            at.refuse(code, f"it has {more} columns than the header")
            return None
        return dict(zip(header, row, strict=True))

    return read


def _product(at: _Line, fields: dict[str, Any]) -> Product | None:
    """None where it is refused or is none."""
    code = _text(fields.get("code"))
    names, odd = _names(fields)
    language = next(iter(names), "")
    name = cut(names.pop("en", "") or names.get(language, ""), 300)
    if not _CODE.fullmatch(code):
        at.refuse(code, "its code is no number", "code", name)
        return None
    if not name:
        return None  # a scanned code that nobody has described yet: there are many
    if odd:
        at.doubt(code, f"its name {NOT_UTF_8}", odd, name)
    gtin = normalised(code)
    if gtin is None or not has_right_check_digit(gtin):
        what = "is not one" if gtin is None else "has a wrong check digit"
        at.doubt(code, f"the barcode {code} {what}", "code", name)
    figures: dict[str, Decimal | None] = {}
    for figure, (column, times, most) in _FIGURES.items():
        try:
            figures[figure] = _amount(fields.get(column), times, most)
        except ValueError as reason:
            if figure == "magnesium_mg":
                at.refuse(code, f"{column} {reason}", column, name)
                return None
            # Kilojoules for kilocalories are common, and say nothing of the magnesium.
            at.doubt(code, f"{column} {reason}: taken as not known", column, name)
    serving, quantity, in_millilitres = _serving(fields)
    per_millilitre = _text(fields.get("nutrition_data_per")) == "100ml"
    return Product(
        line=at.number,
        code=code,
        name=name,
        names={key: cut(value, 300) for key, value in names.items() if value != name},
        brand=_text(fields.get("brands")).split(",")[0].strip()[:200],
        gtin=gtin,
        categories=_categories(fields)[:1_000],
        basis="100ml" if per_millilitre or in_millilitres else "100g",
        figures=figures,
        serving=serving,
        quantity=quantity,
    )


def _names(fields: dict[str, Any]) -> tuple[dict[str, str], str]:
    """Names by language, that of the product's own language first; and a field of odd bytes."""
    own = _text(fields.get("lang"))
    found: dict[str, str] = {}
    odd = ""
    for key, value in [("product_name", fields.get("product_name")), *fields.items()]:
        language = key.removeprefix("product_name_")
        if key == "product_name":
            language = own if _LANGUAGE.fullmatch(own) else "en"
        elif language == key or not _LANGUAGE.fullmatch(language):
            continue
        if name := _text(value):
            found[language] = name
            if not odd and isinstance(value, str) and not repaired(_HALVES.sub("", value))[1]:
                odd = key
    return found, odd


def _categories(fields: dict[str, Any]) -> str:
    categories = fields.get("categories_en") or fields.get("categories_tags")
    if isinstance(categories, list):
        tags = [_text(each).removeprefix("en:").replace("-", " ") for each in categories]
        return " ".join(tags)
    return _text(categories)


def _text(value: Any) -> str:
    """Empty for what is no text or number."""
    if not isinstance(value, str | int | Decimal) or isinstance(value, bool):
        return ""
    text = str(value).replace("\x00", "")
    return repaired(text if text.isascii() else _HALVES.sub("\ufffd", text))[0]


def _amount(value: Any, times: int, most: int) -> Decimal | None:
    """None where nothing is said; raises ValueError."""
    if value is None or value == "":
        return None
    text = str(value).strip()
    if len(text) > _LONGEST_NUMBER or not NUMBER.fullmatch(text):
        raise ValueError(f"is not a number: “{text[:40]}”")
    if not 0 <= (amount := Decimal(text)) <= most:
        raise ValueError(f"cannot be {text}")
    return round(amount * times, 4)


def _serving(fields: dict[str, Any]) -> tuple[str | None, Decimal | None, bool]:
    """Its label, its quantity in g or ml, and whether that is ml: "2 biscuits (25 g)"."""
    label = _text(fields.get("serving_size"))[:120]
    if found := _SERVING.search(label):
        given, unit = found[1].replace(",", "."), found[2].casefold()
    else:
        # What Open Food Facts made of it, where it says of what.
        given = _text(fields.get("serving_quantity"))
        unit = _text(fields.get("serving_quantity_unit")).casefold()
        if unit not in ("g", "ml") or len(given) > _LONGEST_NUMBER or not NUMBER.fullmatch(given):
            return None, None, False
    in_millilitres = unit.startswith(("ml", "milli")) or unit in _IN_BASIS
    quantity = round(Decimal(given) * _IN_BASIS.get(unit, 1), 3)
    if not label or not _LEAST_SERVING <= quantity <= _MOST_SERVING:
        return None, None, in_millilitres
    return label, quantity, in_millilitres
