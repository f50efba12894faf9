"""What a sheet that was read in would change, and the change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foods import figures
from foods.curation import NotPossible, vouch_for
from foods.models import Food, Group, Sheet, State
from foods.sheets.columns import FIELDS, give, text_of, value_of
from foods.sheets.files import read
from foods.usage import needs_second_approval

MOST_PROBLEMS = 50


@dataclass
class Difference:
    """What a sheet would change: `changes` as `Sheet.changes` keeps them; problems in words."""

    changes: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unchanged: int = 0


def difference(file: IO[bytes], file_name: str) -> Difference:
    """Compare a sheet with the catalogue; nothing changes. Raises NotASheet."""
    return _compared(read(file, file_name))


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
        old = text_of(food, column)
        try:
            value = value_of(column, row[column], groups)
        except ValueError as error:
            found.problems.append(
                _("Line %(line)s, %(column)s: %(error)s")
                % {"line": line, "column": column, "error": error}
            )
            continue
        give(food, column, value)
        if (now := text_of(food, column)) != old:
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
    if any(text_of(food, column) != old for column, (old, _) in fields.items()):
        return "left"
    groups = {fields["group"][1]} if "group" in fields else set()
    careful = "magnesium_mg" in fields and needs_second_approval(food)
    at_once = [name for name in fields if not (careful and name == "magnesium_mg")]
    try:
        with transaction.atomic():
            for column in at_once:
                give(food, column, value_of(column, fields[column][1], groups))
            if at_once:
                vouch_for(food, [FIELDS[name] for name in at_once])
                food.save_signed(by, reason)
            if careful:
                new_mg = value_of("magnesium_mg", fields["magnesium_mg"][1], groups)
                figures.change_figure(food, new_mg, by=by, reason=reason)
    except (NotPossible, ValueError, IntegrityError):
        return "left"
    return "waiting" if careful else "changed"
