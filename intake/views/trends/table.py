"""The days shown, or the weeks of a long period, as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foods.formatting import format_mg
from intake.days import DaySummary, Mean
from intake.totals import Totals
from intake.views.asked import day_paths
from intake.views.trends.weeks import Week
from intake.views.trends.words import weekday_and_day


def day_rows(days: Sequence[DaySummary], today: date, *, amounts_only: bool) -> SafeString:
    """The last day first, without days that have no entry; empty where none has one.

    Written here for the reason that `drawing` gives.
    """
    path_of = day_paths()
    return SafeString(
        "".join(
            _row(
                path_of(day.date), weekday_and_day(day.date), _said_of_day(day, today, amounts_only)
            )
            for day in reversed(days)
            if day.totals.entries
        )
    )


def week_rows(weeks: Sequence[Week], *, amounts_only: bool) -> SafeString:
    """As `day_rows`, of the bars of a long period: a row for each day of years would be most of
    the page. Each links to its days."""
    return SafeString(
        "".join(
            _row(
                escape(f"?from={week.first}&to={week.last}"),
                week.name,
                _said_of_week(week, amounts_only),
            )
            for week in reversed(weeks)
            if any(day.totals.entries for day in week.days)
        )
    )


def _row(path: str, name: str, figures: Iterator[str]) -> str:
    cells = "".join(f'<td class="r">{escape(said)}</td>' for said in figures)
    return f'<tr><th scope="row"><a href="{path}">{escape(name)}</a></th>{cells}</tr>'


def _said_of_week(week: Week, amounts_only: bool) -> Iterator[str]:
    mean = week.mean
    yield str(mean.days)
    if mean.days:
        yield _mg(mean.total_mg, mean.is_lower_bound)
        yield from _parts(mean)
        if not amounts_only:
            yield format_mg(mean.target_mg)
        yield str(mean.unknown_items)
    else:
        yield _("left out") if week.left_out else _("medicine only")
        yield from ["–"] * (4 if amounts_only else 5)


def _said_of_day(day: DaySummary, today: date, amounts_only: bool) -> Iterator[str]:
    totals = day.totals
    yield _total(day, today)
    yield from _parts(totals)
    if not amounts_only:
        yield format_mg(day.target.mg if day.target else None)
    yield str(totals.unknown_items)


def _parts(of: Totals | Mean) -> Iterator[str]:
    yield _mg(of.food_mg, of.unknown_food)
    yield _mg(of.water_mg, of.unknown_water)
    yield _mg(of.supplement_mg, of.supplement_is_lower_bound)


def _total(day: DaySummary, today: date) -> str:
    said = _mg(day.totals.total_mg, day.totals.is_lower_bound)
    if not day.logged:
        said = _("medicine only")
    elif day.date == today:
        return _("%(mg)s so far") % {"mg": said}
    return _("%(mg)s, left out") % {"mg": said} if day.skipped else said


def _mg(mg: Decimal | None, is_lower_bound: bool | int) -> str:
    return f"≥ {format_mg(mg)}" if is_lower_bound else format_mg(mg)
