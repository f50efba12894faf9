"""Two sheets for a clinician: a period that is over, to be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake.above_levels import above_levels
from intake.charts import Chart, chart_of
from intake.forms.report import ReportPeriodForm
from intake.report import MOST_MEDICINES, MOST_SUPPLEMENTS, Report, report_of
from intake.totals import Totals
from intake.views.asked import Diary
from intake.views.personal import PersonalRequest, personal
from intake.views.trends.bars import MOST_BARS, daily_bars, weekly_bars
from intake.views.trends.page import DEFAULT_RANGE, RANGES
from intake.views.trends.weeks import weeks_of

# A sheet whose table of products is full has room for a chart so high; each row less gives it more.
LEAST_CHART_HEIGHT, HEIGHT_OF_A_ROW = 100, 14
# With so many products at most, the sheet has room for rows further apart.
ROOMY_PRODUCTS = 5


@dataclass(frozen=True)
class Asked:
    """`length` is one of the ranges on offer, None for any other days; `days` None: in error."""

    days: tuple[date, date] | None
    length: int | None
    form: ReportPeriodForm

    @classmethod
    def of(cls, request: PersonalRequest, today: date) -> Asked:
        if request.GET.get("from") or request.GET.get("to"):
            form = ReportPeriodForm(request.GET, today=today)
            return cls(form.days(today=today) if form.is_valid() else None, None, form)
        asked = request.GET.get("days", "")
        length = int(asked) if asked in map(str, RANGES) else DEFAULT_RANGE
        first, last = today - timedelta(days=length), today - timedelta(days=1)
        form = ReportPeriodForm(initial={"from": first, "to": last}, today=today)
        return cls((first, last), length, form)


@require_safe
@personal
def report(request: PersonalRequest) -> HttpResponse:
    """Another period than the one asked for would be printed unseen, so none is shown in error.

    A report without figures helps no clinician: who hides numbers is asked before they are shown.
    """
    diary = Diary.of(request.user)
    asked = Asked.of(request, diary.today)
    context: dict[str, Any] = {
        "here": "trends",
        "ranges": RANGES,
        "length": asked.length,
        "form": asked.form,
        "today": diary.today,
        "hide_numbers": diary.hides_numbers_of(request),
    }
    if asked.days is not None:
        first, last = asked.days
        found = report_of(diary.person, first, last, diary.situation, today=diary.today)
        context |= {"first": first, "last": last, "report": found, **_shown(found, diary)}
        context["ends_yesterday"] = last == diary.today - timedelta(days=1)
        context["above"] = above_levels(found.days, today=diary.today)
    return render(request, "intake/report.html", context, status=422 if asked.form.errors else 200)


def _shown(found: Report, diary: Diary) -> Mapping[str, Any]:
    days = found.mean.days
    weekly = len(found.days) > MOST_BARS
    return {
        "weekly": weekly,
        "roomy": _products(found) <= ROOMY_PRODUCTS,
        "charts": _charts(found, diary, weekly=weekly),
        "parts": _parts(found),
        "foods": [(part, part.magnesium_mg / days) for part in found.foods.shown]
        if found.foods and days
        else [],
    }


def _products(found: Report) -> int:
    return len(found.supplements_taken.shown) + len(found.medicines_taken.shown)


def _charts(found: Report, diary: Diary, *, weekly: bool) -> list[tuple[str, Chart]]:
    """The same bars for the sheet and for a narrow screen: text keeps its size on both."""
    # What the person left out is in no figure of the report, so it has no bar beside them either.
    days = [replace(day, totals=Totals()) if day.skipped else day for day in found.days]
    bars = (
        weekly_bars(weeks_of(days, diary.today, diary.profile.first_weekday))
        if weekly
        else daily_bars(days, diary.today)
    )
    rows = MOST_SUPPLEMENTS + MOST_MEDICINES - _products(found) - bool(found.left_out.shown)
    spare = HEIGHT_OF_A_ROW * rows
    return [
        ("wide-only", chart_of(bars, width=700, height=LEAST_CHART_HEIGHT + spare, ticks=6)),
        ("narrow-only", chart_of(bars, width=310, height=150, ticks=4)),
    ]


def _parts(found: Report) -> Sequence[tuple[str, Decimal | None, int, bool, Decimal | None]]:
    """Name, mean mg a day, how many items have no figure, whether it is at least so much, and
    percent of all that is known."""
    mean = found.mean
    rows = (
        (_("Food"), mean.food_mg, mean.unknown_food, mean.unknown_food > 0),
        (_("Water"), mean.water_mg, mean.unknown_water, mean.unknown_water > 0),
        (
            _("Supplements"),
            mean.supplement_mg,
            mean.unknown_supplement,
            mean.supplement_is_lower_bound,
        ),
    )
    return [
        (
            name,
            mg,
            unknown,
            at_least,
            mg * 100 / mean.total_mg if mg is not None and mean.total_mg else None,
        )
        for name, mg, unknown, at_least in rows
    ]
