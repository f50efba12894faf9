"""A sheet as a file: CSV or XLSX, written for a spreadsheet and read as one saved it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

from foods.formatting import format_number
from foods.models import FoodQuerySet
from foods.sheets.columns import COLUMNS, FIGURES, text_of

MOST_FOODS = 5_000
MOST_BYTES = 5_000_000
# A small zip can unpack to gigabytes.
MOST_BYTES_UNPACKED = 50_000_000

# A spreadsheet runs text that begins so as a formula; an apostrophe before it makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


class NotASheet(Exception):
    """The file as a whole can't be read. The message is for the curator."""


# Out


def as_csv(foods: FoodQuerySet) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in (COLUMNS, *_rows(foods)):
        writer.writerow(_safe(text) for text in row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def as_xlsx(foods: FoodQuerySet) -> bytes:
    """Figures are numbers; everything else is text, whatever it looks like."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Foods")
    for number, row in enumerate((COLUMNS, *_rows(foods))):
        cells = []
        for column, text in zip(COLUMNS, row, strict=True):
            is_number = number and text and (column in FIGURES or column == "id")
            cell = WriteOnlyCell(sheet, Decimal(text) if is_number else None)
            if text and not is_number:
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(foods: FoodQuerySet) -> Iterator[list[str]]:
    for food in foods.shareable().defer("search_document").order_by("pk")[:MOST_FOODS]:
        yield [text_of(food, column) for column in COLUMNS]


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


# In


def read(file: IO[bytes], file_name: str) -> list[tuple[int, dict[str, str]]]:
    """Its lines, each with its number and its cells by column. Raises NotASheet."""
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise NotASheet(
            _("The file is too large: %(megabytes)s MB at most.")
            % {"megabytes": MOST_BYTES // 1_000_000}
        )
    rows = list(_xlsx_rows(raw) if raw.startswith(b"PK") else _csv_rows(raw))
    if not rows or "id" not in rows[0][1]:
        raise NotASheet(
            _("“%(file_name)s”, line 1: there is no column “id”.") % {"file_name": file_name}
        )
    heading = rows[0][1]
    if unknown := [name for name in heading if name and name not in COLUMNS]:
        raise NotASheet(
            _("“%(file_name)s”, line 1: no such column: %(columns)s.")
            % {"file_name": file_name, "columns": ", ".join(unknown)[:200]}
        )
    if twice := {name for name in heading if name and heading.count(name) > 1}:
        raise NotASheet(
            _("“%(file_name)s”, line 1: twice: %(columns)s.")
            % {"file_name": file_name, "columns": ", ".join(sorted(twice))}
        )
    if len(rows) - 1 > MOST_FOODS:
        raise NotASheet(
            _("A sheet holds %(most)s foods at most.") % {"most": format_number(MOST_FOODS)}
        )
    return [(line, dict(zip(heading, row, strict=False))) for line, row in rows[1:]]


def _csv_rows(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise NotASheet(
            _("Line %(line)s is not UTF-8: save the sheet as “CSV UTF-8”.") % {"line": line}
        ) from None
    if "\0" in text:
        raise NotASheet(_("This is neither CSV nor XLSX."))
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, [_unsafe(cell.strip()) for cell in row]
    except csv.Error as error:
        raise NotASheet(
            _("Line %(line_num)s: %(error)s.") % {"line_num": reader.line_num, "error": error}
        ) from None


def _unsafe(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _xlsx_rows(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES_UNPACKED:
                raise NotASheet(_("The file unpacks to more than a sheet of foods can hold."))
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_FOODS + 2)
        for line, row in enumerate(rows, start=1):
            cells = ["" if cell is None else str(cell).strip() for cell in row]
            if any(cells):
                yield line, cells
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise NotASheet(_("This XLSX file can’t be read: it may be cut off.")) from error
