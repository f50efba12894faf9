"""Open Food Facts' exports, JSON lines or tab-separated CSV, plain or gzipped.

The data is under the Open Database Licence: its foods stay apart as a source of their own, which
is marked as not to be passed on, and never feed a food of another source.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Any

from psycopg2.sql import SQL, Identifier

from foods.barcodes import has_right_check_digit, normalised
from foods.fdc import Problem
from foods.fdc_categories import by_label
from foods.importing.release import Release
from foods.importing.run import Importer, Progress, silent
from foods.importing.staging import STAGED_COLUMNS, Problems, copy_in, execute
from foods.models import Confidence, ImportRun

RELEASE = Release(
    source="off",
    schemes=("off",),
    marks=("gtin",),
    newest_holds=True,
    confidence=Confidence.LABEL,
    file="export",
)
# Minerals are in grams, per 100 g or 100 ml: 0.27 is 270 mg.
_MINERALS = ("magnesium", "calcium", "phosphorus", "potassium")
_MOST_GRAMS, _MOST_KCAL = Decimal(100), Decimal(1_000)
_LANGUAGE = re.compile("[a-z]{2,3}")
_SERVING = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(g|gr|grams?|ml|millilitres?|cl|l)\b", re.I)
_IN_BASIS = {"cl": 10, "l": 1000}
_LONGEST_FIELD = 10_000_000


class OFFError(ValueError):
    """The file as a whole cannot be read; the message is for whoever chose it."""


def import_off(
    path: Path,
    progress: Progress = silent,
    *,
    dry_run: bool = False,
    whole: bool = False,
    differences: list[tuple[str, str]] | None = None,
) -> list[ImportRun]:
    """Bring in an export, all of it or, on any error, nothing.

    Raises OFFError where the file as a whole cannot be used.
    """

    def read(problems: Problems) -> list[Release]:
        execute(
            """
            CREATE TEMPORARY TABLE raw_off (
                LIKE staged, names jsonb NOT NULL, serving text, quantity numeric(10, 3)
            ) ON COMMIT DROP
            """
        )
        columns = [*STAGED_COLUMNS, "new", "holds", "changed", "names", "serving", "quantity"]
        copy_in("raw_off", columns, _rows(path, problems, progress), never_null=["brand"])
        problems.stage()
        return [RELEASE]

    def assemble(_: Release) -> None:
        # A code that occurs twice is the later line, which is the fresher edit.
        execute(
            SQL(
                """
                INSERT INTO staged ({columns})
                SELECT DISTINCT ON (ref) {columns} FROM raw_off ORDER BY ref, line DESC;

                INSERT INTO staged_name
                SELECT n, other.language, other.name, true
                FROM raw_off JOIN staged USING (n),
                     jsonb_each_text(names) AS other (language, name);

                INSERT INTO staged_portion
                SELECT n, 1, serving, quantity FROM raw_off JOIN staged USING (n)
                WHERE serving IS NOT NULL
                """
            ).format(columns=SQL(", ").join(map(Identifier, STAGED_COLUMNS)))
        )

    return Importer(path.name, progress, dry_run, whole, differences).run(read, assemble)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], io.TextIOBase]]:
    """The file as it lies on disk, and its text."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            plain: Any = gzip.GzipFile(fileobj=raw) if packed else raw
            with io.TextIOWrapper(
                plain, encoding="utf-8-sig", errors="replace", newline=""
            ) as text:
                yield raw, text
    except (OSError, EOFError, zlib.error) as error:
        raise OFFError(f"This file cannot be read ({error or 'it is cut off'}).") from error


def _rows(path: Path, problems: Problems, progress: Progress) -> Iterator[list[Any]]:
    size = path.stat().st_size if path.exists() else 0
    with _opened(path) as (raw, text):
        for n, (line, product) in enumerate(_products(text, problems, path.name), start=1):
            if not n % 5_000:
                progress(f"Reading {path.name}", raw.tell(), size)
            if row := _row(n, line, product, problems, path.name):
                yield row


def _products(
    text: io.TextIOBase, problems: Problems, file: str
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each product with its line, in the CSV export's flat columns."""
    first = text.readline()
    if first.lstrip().startswith("{"):
        yield from _json_products(first, text, problems, file)
        return
    header = first.rstrip("\r\n").split("\t")
    if "code" not in header or "product_name" not in header:
        raise OFFError(
            "This is no Open Food Facts export: its first line is neither JSON nor a tab-separated "
            "header with code and product_name."
        )
    csv.field_size_limit(_LONGEST_FIELD)
    # The export quotes nothing: a quotation mark is part of a name.
    reader = csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in reader:
        if len(row) > len(header):
            _refuse(problems, row[0], "it has more columns than the header", file,
                    reader.line_num + 1, "")  # fmt: skip
        elif row:
            yield reader.line_num + 1, dict(zip(header, row, strict=False))


def _json_products(
    first: str, text: io.TextIOBase, problems: Problems, file: str
) -> Iterator[tuple[int, dict[str, Any]]]:
    line, number = first, 1
    while line:
        try:
            product = json.loads(line, parse_float=Decimal) if line.strip() else None
        except (ValueError, RecursionError):
            _refuse(problems, "", "it is not JSON", file, number, "")
            product = None
        if isinstance(product, dict):
            nutriments = product.get("nutriments")
            yield number, product | (nutriments if isinstance(nutriments, dict) else {})
        line, number = text.readline(), number + 1


def _row(
    n: int, line: int, product: dict[str, Any], problems: Problems, file: str
) -> list[Any] | None:
    """The staged record; None where the product is refused or is none."""
    code = _text(product.get("code"))
    names = _names(product)
    language = next(iter(names), "")
    name = names.pop("en", "") or names.get(language, "")
    if not re.fullmatch("[0-9]{1,24}", code):
        _refuse(problems, code, "its code is no number", file, line, "code", name)
        return None
    if not name:
        return None  # a scanned code that nobody has described yet: there are many
    gtin = normalised(code)
    if gtin is None or not has_right_check_digit(gtin):
        words = f"the barcode {code} has a wrong check digit"
        problems(Problem("bad_barcode", code, words, file, line, "code", name))
    figures: dict[str, Decimal | None] = {}
    field = "energy-kcal_100g"
    try:
        figures["energy_kcal"] = _amount(product.get(field), _MOST_KCAL)
        for mineral in _MINERALS:
            field = f"{mineral}_100g"
            grams = _amount(product.get(field), _MOST_GRAMS)
            figures[f"{mineral}_mg"] = None if grams is None else grams * 1000
    except ValueError as reason:
        _refuse(problems, code, f"{field} {reason}", file, line, field, name)
        return None
    per_millilitre = _text(product.get("nutrition_data_per")) == "100ml"
    serving, quantity, in_millilitres = _serving(product)
    basis = "100ml" if per_millilitre or in_millilitres else "100g"
    categories = product.get("categories_en") or product.get("categories_tags") or ""
    if isinstance(categories, list):
        categories = " ".join(
            str(each).removeprefix("en:").replace("-", " ") for each in categories
        )
    filed = by_label(_text(categories)[:1_000])
    values = figures | {
        "n": n,
        "ref": code,
        "name": name[:300],
        "brand": _text(product.get("brands")).split(",")[0].strip()[:200],
        "kind": filed.kind,
        "group_id": filed.group,
        "basis": basis,
        "off": code,
        "gtin": gtin,
        "line": line,
    }
    other = {key: value[:300] for key, value in names.items() if value != name}
    tail = ("f", "f", "f", json.dumps(other), serving, quantity)
    return [*(values.get(column) for column in STAGED_COLUMNS), *tail]


def _names(product: dict[str, Any]) -> dict[str, str]:
    """Names by language, that of the product's own language first."""
    own = _text(product.get("lang"))
    found = {}
    if general := _text(product.get("product_name")):
        found[own if _LANGUAGE.fullmatch(own) else "en"] = general
    for key, value in product.items():
        language = key.removeprefix("product_name_")
        if language != key and _LANGUAGE.fullmatch(language) and (name := _text(value)):
            found[language] = name
    return found


def _text(value: Any) -> str:
    return " ".join(str(value).replace("\x00", "").split()) if value not in (None, "") else ""


def _amount(value: Any, most: Decimal) -> Decimal | None:
    """None where nothing is said; raises ValueError."""
    if value is None or value == "":
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"is not a number: “{str(value)[:40]}”") from None
    if not amount.is_finite() or amount < 0 or amount > most:
        raise ValueError(f"cannot be {str(value)[:40]}")
    return amount


def _serving(product: dict[str, Any]) -> tuple[str | None, Decimal | None, bool]:
    """Its label, its quantity in g or ml, and whether that is ml: "2 biscuits (25 g)"."""
    label = _text(product.get("serving_size"))[:120]
    if not (found := _SERVING.search(label)):
        return None, None, False
    unit = found[2].casefold()
    quantity = Decimal(found[1].replace(",", ".")) * _IN_BASIS.get(unit, 1)
    in_millilitres = unit.startswith(("ml", "milli")) or unit in _IN_BASIS
    if not Decimal("0.001") <= quantity <= 10_000:
        return None, None, in_millilitres
    return label, quantity, in_millilitres


def _refuse(
    problems: Problems, code: str, words: str, file: str, line: int, field: str, name: str = ""
) -> None:
    problems(Problem("refused", code, words, file, line, field, name or "(no name)"))
