"""Days side by side: bars by part, means with their denominators, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from intake.above_levels import above_levels
from intake.day_notes import Seen
from intake.days import DaySummary, Mean, mean_of, summaries_of
from intake.forms.period import PeriodForm
from intake.subject_notes import notes_about
from intake.trends import Before, added_mean_of, before_of, how_sure_of, span_before
from intake.views.asked import Diary
from intake.views.notes import notes_on_page
from intake.views.personal import PersonalRequest, personal
from intake.views.trends.bars import MEAN_DAYS, MOST_BARS, charts, daily_bars, weekly_bars
from intake.views.trends.calendar import YEAR_DAYS, calendar_card
from intake.views.trends.parts import hill, where_from
from intake.views.trends.table import day_rows, week_rows
from intake.views.trends.weeks import weeks_of
from notes.models import Subject

RANGES = (7, 30, 90, 365)
DEFAULT_RANGE = 30


@dataclass(frozen=True)
class Asked:
    """`length` is one of the ranges on offer, None for any other days."""

    first: date
    last: date
    length: int | None
    form: PeriodForm

    @classmethod
    def of(cls, request: PersonalRequest, today: date) -> Asked:
        """With a form in error, or nonsense, the last 30 days."""
        if request.GET.get("from") or request.GET.get("to"):
            form = PeriodForm(request.GET)
            if form.is_valid():
                return cls(*form.days(today=today), None, form)
            return cls._of_length(DEFAULT_RANGE, today, form)
        asked = request.GET.get("days", "")
        length = int(asked) if asked in map(str, RANGES) else DEFAULT_RANGE
        shown = cls._of_length(length, today, PeriodForm())
        initial = {"from": shown.first, "to": shown.last}
        return cls(shown.first, shown.last, length, PeriodForm(initial=initial))

    @classmethod
    def _of_length(cls, length: int, today: date, form: PeriodForm) -> Asked:
        return cls(today - timedelta(days=length - 1), today, length, form)


@require_safe
@personal
def trends(request: PersonalRequest) -> HttpResponse:
    diary = Diary.of(request.user)
    today = diary.today
    asked = Asked.of(request, today)
    first, last = asked.first, asked.last
    # Read once: the days before, the calendar's year, what the first running mean looks back to.
    reading_from = min(
        span_before(first, last)[0],
        last - timedelta(days=YEAR_DAYS - 1),
        first - timedelta(days=MEAN_DAYS - 1),
    )
    read = summaries_of(diary.person, reading_from, last, diary.situation)
    shown = [day for day in read if day.date >= first]
    weekly = len(shown) > MOST_BARS
    if weekly:
        weeks = weeks_of(shown, today, diary.profile.first_weekday)
        drawn = weekly_bars(weeks)
        rows = week_rows(weeks, amounts_only=diary.amounts_only)
    else:
        drawn = [bar for bar in daily_bars(read, today) if bar.date >= first]
        rows = day_rows(shown, today, amounts_only=diary.amounts_only)
    mean = mean_of(shown, today=today)
    sure = how_sure_of(shown, diary.situation, today=today)
    hide_numbers = diary.hides_numbers_of(request)
    context = {
        "here": "trends",
        "ranges": RANGES,
        "length": asked.length,
        "form": asked.form,
        "first": first,
        "last": last,
        # A report is of days that are over.
        "report_last": min(last, today - timedelta(days=1)),
        "weekly": weekly,
        "charts": charts(drawn),
        "gaps": not all(bar.logged for bar in drawn),
        "rows": rows,
        "mean": mean,
        "hide_numbers": hide_numbers,
        "notes": notes_on_page(diary, Seen.last_of(diary.person, read), hide_numbers=hide_numbers),
        "on": last,
        "logged_days": sum(day.logged for day in shown),
        "days_shown": len(shown),
        "amounts_only": diary.amounts_only,
        "food_and_water_mg": _sum(mean.food_mg, mean.water_mg),
        "target_changes": _target_changes(shown),
        "upper_level": shown[-1].upper_level,
        "sure": sure,
        "hill": hill(sure),
        "added": added_mean_of(shown, today=today),
        "above": above_levels(shown, today=today) if hide_numbers else [],
        "before": _before(before_of(read, first, last, today=today), mean),
        "where": where_from(diary, shown, days=mean.days) if mean.days else None,
        "of_figures": notes_about([Subject.TRENDS], kidney_disease=diary.amounts_only),
        "calendar": calendar_card(read[-YEAR_DAYS:], today, diary.profile.first_weekday),
    }
    return render(request, "intake/trends.html", context, status=422 if asked.form.errors else 200)


def _sum(*amounts: Decimal | None) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _before(earlier: Before, mean: Mean) -> dict[str, Any]:
    """The means of both periods side by side; which is better is not ours to say."""
    then = earlier.mean
    rows = [
        (name, getattr(then, field), bool(then_unknown), getattr(mean, field), bool(now_unknown))
        for name, field, then_unknown, now_unknown in (
            (pgettext("of magnesium", "All"), "total_mg", then.unknown_items, mean.unknown_items),
            (_("Food"), "food_mg", then.unknown_food, mean.unknown_food),
            (_("Water"), "water_mg", then.unknown_water, mean.unknown_water),
            (_("Supplements"), "supplement_mg", then.unknown_supplement, mean.unknown_supplement),
        )
    ]
    return {"first": earlier.first, "last": earlier.last, "mean": then, "rows": rows}


def _target_changes(days: Sequence[DaySummary]) -> list[dict[str, Any]]:
    """Where the step line steps."""
    changes = []
    for before, after in pairwise(days):
        if before.target and after.target and before.target.mg != after.target.mg:
            changes.append(
                {"date": after.date, "from_mg": before.target.mg, "to_mg": after.target.mg}
            )
    return changes
