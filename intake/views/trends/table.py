"""The days shown as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foods.formatting import format_mg
from intake.days import DaySummary
from intake.views.asked import day_paths
from intake.views.trends.words import weekday_and_day


def table_rows(days: Sequence[DaySummary], today: date, *, amounts_only: bool) -> SafeString:
    """The last day first, without days that have no entry; empty where none has one.

    Written here for the reason that `drawing` gives.
    """
    path_of = day_paths()
    return SafeString(
        "".join(
            f'<tr><th scope="row"><a href="{path_of(day.date)}">{escape(weekday_and_day(day.date))}'
            f"</a></th>{''.join(_figures(day, today, amounts_only))}</tr>"
            for day in reversed(days)
            if day.totals.entries
        )
    )


def _figures(day: DaySummary, today: date, amounts_only: bool) -> Iterator[str]:
    for said in _said(day, today, amounts_only):
        yield f'<td class="r">{escape(said)}</td>'


def _said(day: DaySummary, today: date, amounts_only: bool) -> Iterator[str]:
    totals = day.totals
    yield _total(day, today)
    yield _mg(totals.food_mg, totals.unknown_food)
    yield _mg(totals.water_mg, totals.unknown_water)
    yield _mg(totals.supplement_mg, totals.supplement_is_lower_bound)
    if not amounts_only:
        yield format_mg(day.target.mg if day.target else None)
    yield str(totals.unknown_items)


def _total(day: DaySummary, today: date) -> str:
    left_out = f", {_('left out')}" if day.skipped else ""
    if not day.logged:
        return _("medicine only") + left_out
    said = _mg(day.totals.total_mg, day.totals.is_lower_bound)
    return f"{said} {_('so far')}" if day.date == today else said + left_out


def _mg(mg: Decimal | None, is_lower_bound: bool | int) -> str:
    return f"≥ {format_mg(mg)}" if is_lower_bound else format_mg(mg)
