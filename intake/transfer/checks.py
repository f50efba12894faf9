"""What must hold of a row of the file, as constraints see to it in the database.

A check of one row raises Wrong; `overlap`, between rows, says in words what is wrong, or None.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext

from foods.marked import gettext_noop as _
from foods.supplements import FORMS
from intake.medicines.classes import HOURS_DO_NOT_MATTER
from intake.transfer.table import Row
from intake.transfer.values import Wrong


def food(row: Row) -> None:
    magnesium, added = row["magnesium_mg_per_basis"], row["added_magnesium_mg_per_basis"]
    if magnesium is not None and added is not None and added > magnesium:
        raise Wrong(_("has more added magnesium than magnesium"))
    if magnesium is not None and row["magnesium_at_most_mg_per_basis"] is not None:
        raise Wrong(_("has a figure, and a bound that only an unknown one has"))
    if row["compound"] in FORMS:
        # A file may be older than the range, and have the share of one form.
        row["elemental_fraction"] = None
    _once("portions", [portion["label"] for portion in row["portions"]])
    _once("portions", [True for portion in row["portions"] if portion["is_default"]])
    _once("names", [(name["language"], name["name"]) for name in row["names"]])
    _once("names", [name["language"] for name in row["names"] if name["preferred"]])


def consent(row: Row) -> None:
    if row["withdrawn_at"] is not None and row["withdrawn_at"] < row["given_at"]:
        raise Wrong(_("was withdrawn before it was given"))


def days_in_order(row: Row) -> None:
    if row["ends_on"] is not None and row["ends_on"] < row["starts_on"]:
        raise Wrong(_("ends before it starts"))


def medicine(row: Row) -> None:
    if not row["times"] and row["medicine_class"] not in HOURS_DO_NOT_MATTER:
        raise Wrong(_("has no time"))


def checklist_item(row: Row) -> None:
    days_in_order(row)
    if not row["weekdays"]:
        raise Wrong(_("is for no day of the week"))


def saved_meal_item(row: Row) -> None:
    if row["food"] is not None and row["magnesium_mg"] is not None:
        raise Wrong(_("has a food and magnesium of its own"))


def day_mark(row: Row) -> None:
    if row["deleted_at"] is not None and (row["note"] or row["skipped"]):
        raise Wrong(_("is deleted and says something"))


def dose_range(row: Row) -> None:
    least, most = row["magnesium_mg"], row["magnesium_at_most_mg"]
    if least is not None and most is not None and most < least:
        raise Wrong(_("has a range that ends before it begins"))


def overlap(row: Row, others: Collection[Row]) -> str | None:
    """A person is pregnant once at a time."""
    for other in others:
        begins_before = row["ends_on"] is None or other["starts_on"] <= row["ends_on"]
        ends_after = other["ends_on"] is None or other["ends_on"] >= row["starts_on"]
        if row["kind"] == other["kind"] and begins_before and ends_after:
            return gettext("overlaps the one from %(day)s") % {"day": other["starts_on"]}
    return None


def _once(what: str, found: list[Any]) -> None:
    if len(set(found)) < len(found):
        raise Wrong(_("has %(what)s that can't stand beside each other"), what=what)
