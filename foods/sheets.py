"""Foods out to a curator's spreadsheet and back: the difference first, then the change.

A line is a food, known by its id. Columns may be left out or stand in any order; what a sheet does
not have stays. An empty figure is not known, 0 is measured and none found. A file is easily passed
on, so foods whose licence would have to go with them stay out of it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

from foods import figures
from foods.curation import NotPossible, vouch_for
from foods.formatting import format_number
from foods.models import NUTRIENTS, Food, FoodQuerySet, Group, Sheet, State
from foods.typed_numbers import two_readings
from foods.usage import needs_second_approval

MOST_FOODS = 5_000
MOST_BYTES = 5_000_000
# A small zip can unpack to gigabytes.
MOST_BYTES_UNPACKED = 50_000_000
MOST_PROBLEMS = 50

FIGURES = {name: f"{name}_per_basis" for name in (*NUTRIENTS, "added_magnesium_mg")}
TEXTS = ("name", "brand", "kind", "group", "basis", "confidence", "note")
FIELDS = {**{name: name for name in TEXTS}, **FIGURES}
# For the eye only: changing them changes nothing.
SHOWN = ("state", "source", "source_ref")
COLUMNS = ("id", *TEXTS[:5], *FIGURES, *TEXTS[5:], *SHOWN)

# A spreadsheet runs text that begins so as a formula; an apostrophe before it makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


class NotASheet(Exception):
    """The file as a whole can't be read. The message is for the curator."""


@dataclass
class Difference:
    """What a sheet would change: `changes` as `Sheet.changes` keeps them; problems in words."""

    changes: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unchanged: int = 0


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
        yield [_text(food, column) for column in COLUMNS]


def _text(food: Food, column: str) -> str:
    attribute = FIELDS.get(column, column)
    value = getattr(food, f"{attribute}_id" if attribute in ("group", "source") else attribute)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


# In


def difference(file: IO[bytes], file_name: str) -> Difference:
    """Compare a sheet with the catalogue; nothing changes. Raises NotASheet."""
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
    return _compared([(line, dict(zip(heading, row, strict=False))) for line, row in rows[1:]])


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


def _compared(rows: list[tuple[int, dict[str, str]]]) -> Difference:
    found = Difference()
    ids = [int(row["id"]) for _, row in rows if _is_id(row.get("id", ""))]
    public = Food.objects.filter(state__in=[State.PUBLISHED, State.RETIRED])
    foods = public.defer("search_document").in_bulk(ids)
    groups = set(Group.objects.values_list("pk", flat=True))
    seen: set[int] = set()
    for line, row in rows:
        number = row.get("id", "")
        food = foods.get(int(number)) if _is_id(number) else None
        if food is None:
            found.problems.append(
                _("Line %(line)s, id: there is no food “%(number)s” to change.")
                % {"line": line, "number": number[:20]}
            )
        elif food.pk in seen:
            found.problems.append(
                _("Line %(line)s, id: %(pk)s stands in the sheet twice.")
                % {"line": line, "pk": food.pk}
            )
        else:
            seen.add(food.pk)
            _compare(line, row, food, groups, found)
        if len(found.problems) >= MOST_PROBLEMS:
            found.problems.append(_("There may be more: correct these first."))
            break
    return found


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _compare(
    line: int, row: dict[str, str], food: Food, groups: set[str], found: Difference
) -> None:
    fields: dict[str, list[str]] = {}
    for column in FIELDS:
        if column not in row:
            continue
        old = _text(food, column)
        try:
            value = _value(column, row[column], groups)
        except ValueError as error:
            found.problems.append(
                _("Line %(line)s, %(column)s: %(error)s")
                % {"line": line, "column": column, "error": error}
            )
            continue
        _give(food, column, value)
        if (now := _text(food, column)) != old:
            fields[column] = [old, now]
    if not fields:
        found.unchanged += 1
        return
    touched = {FIELDS[column] for column in fields}
    try:
        food.clean_fields(exclude={f.name for f in food._meta.fields} - touched)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            found.problems.append(
                _("Line %(line)s, %(name)s: %(wrong)s")
                % {"line": line, "name": name, "wrong": " ".join(messages)}
            )
    if "basis" in fields and needs_second_approval(food):
        found.problems.append(
            _("Line %(line)s, basis: the food is logged often and keeps its basis.")
            % {"line": line}
        )
    magnesium, added = food.magnesium_mg_per_basis, food.added_magnesium_mg_per_basis
    if touched & {"basis", figures.FIGURE} and (why := figures.impossible(food.basis, magnesium)):
        found.problems.append(
            _("Line %(line)s, magnesium_mg: %(why)s") % {"line": line, "why": why}
        )
    if magnesium is not None and added is not None and added > magnesium:
        found.problems.append(
            _("Line %(line)s, added_magnesium_mg: more than all its magnesium.") % {"line": line}
        )
    found.changes.append({"food": food.pk, "name": str(food), "fields": fields})


def _value(column: str, text: str, groups: set[str]) -> Any:
    """Raises ValueError with a sentence."""
    if column in FIGURES:
        if not text:
            return None
        # A point is what we write ourselves; a comma before three figures may be for thousands.
        if "," in text and (readings := two_readings(text)):
            many, few = readings
            raise ValueError(
                _("“%(text)s” may be %(many)s or %(few)s: write it without a comma.")
                % {"text": text[:40], "many": many, "few": few}
            )
        try:
            number = Decimal(text.replace(",", ".") if text.count(",") == 1 else text)
        except InvalidOperation:
            raise ValueError(_("“%(text)s” is no number.") % {"text": text[:40]}) from None
        if not number.is_finite() or not 0 <= number <= 1_000_000:
            raise ValueError(
                _("“%(text)s” is not between 0 and %(most)s.")
                % {"text": text[:40], "most": format_number(1_000_000)}
            )
        return round(number, 4)
    if column == "group":
        if text and text not in groups:
            raise ValueError(_("there is no group “%(text)s”.") % {"text": text[:40]})
        return text or None
    if column == "name" and not text:
        raise ValueError(_("a food needs a name."))
    return text


def _give(food: Food, column: str, value: Any) -> None:
    setattr(food, "group_id" if column == "group" else FIELDS[column], value)


# The change


@transaction.atomic
def apply(sheet: Sheet, *, by: AbstractBaseUser, reason: str) -> Sheet:
    """Change what the sheet says, food by food; what has changed since it was read in is left.

    Magnesium that many rest on waits for a second approval. Raises NotPossible if done before.
    """
    sheet = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if sheet.applied_at is not None:
        raise NotPossible(_("This sheet was applied already."))
    counts = {"changed": 0, "waiting": 0, "left": 0}
    for change in sheet.changes:
        counts[_apply(change, by, f"Sheet {sheet.file_name[:40]}: {reason}"[:100])] += 1
    sheet.applied_at, sheet.result = timezone.now(), counts
    sheet.save()
    return sheet


def _apply(change: dict[str, Any], by: AbstractBaseUser, reason: str) -> str:
    food = (
        Food.objects.select_for_update(of=("self",), no_key=True).filter(pk=change["food"]).first()
    )
    fields: dict[str, list[str]] = change["fields"]
    if food is None or food.state not in (State.PUBLISHED, State.RETIRED):
        return "left"
    if any(_text(food, column) != old for column, (old, _) in fields.items()):
        return "left"
    groups = {fields["group"][1]} if "group" in fields else set()
    careful = "magnesium_mg" in fields and needs_second_approval(food)
    at_once = [name for name in fields if not (careful and name == "magnesium_mg")]
    try:
        with transaction.atomic():
            for column in at_once:
                _give(food, column, _value(column, fields[column][1], groups))
            if at_once:
                vouch_for(food, [FIELDS[name] for name in at_once])
                food._history_user = by  # type: ignore[attr-defined]
                food._change_reason = reason  # type: ignore[attr-defined]
                food.save()
            if careful:
                new_mg = _value("magnesium_mg", fields["magnesium_mg"][1], groups)
                figures.change_figure(food, new_mg, by=by, reason=reason)
    except (NotPossible, ValueError, IntegrityError):
        return "left"
    return "waiting" if careful else "changed"
