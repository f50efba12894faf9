"""The year up to the last day shown: each day a link to it, and its months as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foods.templatetags.amounts import mg_or_more
from intake.calendar_chart import CELL, STEPS_MG, CalendarDay, Cell, Strip, strips_of
from intake.days import DaySummary, mean_of
from intake.views.asked import day_paths

YEAR_DAYS = 365

# Out of the tab order, which they would fill: the script lets one of them in at a time, and without
# it the tables of months and days have the same links.
LINK = (
    '<a href="{}" tabindex="-1" aria-label="{}">'
    f'<rect class="hit {{}}" x="{{}}" y="{{}}" width="{CELL}" height="{CELL}" rx="2.5"/>'
    "{}</a>"
)
DOT = '<circle cx="{}" cy="{}" r="1.5"/>'  # "at least"


def calendar_card(
    days: Sequence[DaySummary], today: date, first_weekday: int
) -> Mapping[str, Any] | None:
    """None where the year is empty."""
    days = [day for day in days if day.date <= today] or days[:1]
    if not any(day.logged for day in days):
        return None
    months = [list(month) for _, month in groupby(days, key=lambda day: day.date.replace(day=1))]
    strips = strips_of([_calendar_day(day, today) for day in days], first_weekday)
    return {
        "strips": [(strip, links_of(strip)) for strip in strips],
        "steps": list(enumerate((*STEPS_MG, None))),
        "skipped": any(day.logged and day.skipped for day in days),
        "months": [
            (month[0].date, month[-1].date, mean_of(month, today=today)) for month in months
        ],
    }


def links_of(strip: Strip) -> SafeString:
    """Written here, since a template takes several times as long over a year of them."""
    path_of = day_paths()
    return format_html_join(
        "\n",
        LINK,
        (
            (
                path_of(cell.day.date),
                cell.day.label,
                "gap" if cell.step is None else f"s{cell.step}",
                cell.x,
                cell.y,
                _dot(cell) if cell.day.at_least else "",
            )
            for cell in strip.cells
        ),
    )


def _dot(cell: Cell) -> SafeString:
    return format_html(DOT, cell.x + CELL // 2, cell.y + CELL // 2)


def _calendar_day(day: DaySummary, today: date) -> CalendarDay:
    when = _("%(weekday)s %(date)s") % {
        "weekday": date_format(day.date, "D"),
        "date": date_format(day.date, "MEDIUM_DATE_FORMAT"),
    }
    if not day.logged:
        label = _("%(day)s: nothing logged") % {"day": when}
        return CalendarDay(day.date, None, False, label)
    totals = day.totals
    label = "%(day)s: %(mg)s"
    if day.date == today:
        label = _("%(day)s: %(mg)s so far")
    elif day.skipped:
        label = _("%(day)s: %(mg)s, left out")
    label %= {"day": when, "mg": mg_or_more(totals.total_mg, totals.is_lower_bound)}
    return CalendarDay(day.date, totals.total_mg, totals.is_lower_bound, label)
