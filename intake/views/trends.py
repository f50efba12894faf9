"""Days side by side: bars by part, the target as a step line, means with their denominators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foods.formatting import format_mg
from intake.charts import Bar, Chart, chart_of, running_means
from intake.days import DaySummary, mean_of, period_of
from intake.models import FIRST_DAY
from intake.views.asked import Diary
from intake.views.personal import PersonalRequest, personal
from intake.views.today import parts_of

RANGES = (7, 30, 90, 365)
# More bars than this can't be told apart; then a bar is the mean of a week's logged days.
MOST_BARS = 100
MEAN_DAYS = 7


@require_safe
@personal
def trends(request: PersonalRequest) -> HttpResponse:
    diary = Diary.of(request.user)
    asked = request.GET.get("days", "")
    length = int(asked) if asked in map(str, RANGES) else 30
    first = diary.today - timedelta(days=length - 1)
    # The running mean of the first day shown looks back too.
    reading_from = max(FIRST_DAY, first - timedelta(days=MEAN_DAYS - 1))
    period = period_of(diary.person, reading_from, diary.today, diary.situation, today=diary.today)
    shown = [day for day in period.days if day.date >= first]
    weekly = length > MOST_BARS
    bars = _weekly_bars(shown, diary.today) if weekly else _daily_bars(period.days, diary.today)
    bars = [bar for bar in bars if bar.date >= first]
    mean = mean_of(shown, today=diary.today)
    context = {
        "here": "trends",
        "ranges": RANGES,
        "length": length,
        "first": first,
        "last": diary.today,
        "weekly": weekly,
        "charts": _charts(bars),
        "days": [day for day in reversed(shown) if day.totals.entries],
        "today": diary.today,
        "mean": mean,
        "amounts_only": diary.amounts_only,
        "hide_numbers": diary.hides_numbers and "show" not in request.GET,
        "logged_days": sum(day.logged for day in shown),
        "food_and_water_mg": _sum(mean.food_mg, mean.water_mg),
        "target_changes": _target_changes(shown),
        "upper_level": shown[-1].upper_level,
    }
    return render(request, "intake/trends.html", context)


def _charts(bars: Sequence[Bar]) -> list[tuple[str, Chart]]:
    """The same bars for a wide and for a narrow screen: text keeps its size on both."""
    return [
        ("wide-only", chart_of(bars, width=700, height=220, ticks=6)),
        ("narrow-only", chart_of(bars, width=310, height=200, ticks=4)),
    ]


def _daily_bars(days: Sequence[DaySummary], today: date) -> list[Bar]:
    means = running_means(
        [
            day.totals.total_mg if day.logged and day.date != today and not day.skipped else None
            for day in days
        ],
        days=MEAN_DAYS,
    )
    return [
        Bar(
            date=day.date,
            parts=parts_of(day.totals),
            target_mg=day.target.mg if day.target else None,
            mean_mg=None if day.date == today else mean,
            logged=day.logged,
            at_least=day.totals.is_lower_bound,
            faded=day.date == today or day.skipped,
            label=_told(day, today),
        )
        for day, mean in zip(days, means, strict=True)
    ]


def _told(day: DaySummary, today: date) -> str:
    when = f"{day.date:%a %-d %b}"
    when += ", not over yet" if day.date == today else ", left out" if day.skipped else ""
    if not day.logged:
        return f"{when}: nothing logged"
    totals = day.totals
    parts = ", ".join(f"{kind} {format_mg(mg)}" for kind, mg in parts_of(totals) if mg)
    unknown = f"; {totals.unknown_items} without a figure" if totals.unknown_items else ""
    least = "at least " if totals.is_lower_bound else ""
    return f"{when}: {least}{format_mg(totals.total_mg)} mg" + (
        f" ({parts}{unknown})" if parts or unknown else ""
    )


def _weekly_bars(days: Sequence[DaySummary], today: date) -> list[Bar]:
    """Means of seven days each, counted back from yesterday, so that no week is cut short."""
    over = [day for day in days if day.date != today]
    weeks = [over[max(0, end - 7) : end] for end in range(len(over), 0, -7)]
    return [_week_bar(week, today) for week in reversed(weeks)]


def _week_bar(week: Sequence[DaySummary], today: date) -> Bar:
    mean = mean_of(week, today=today)
    targets = [day.target.mg for day in week if day.target]
    when = f"{week[0].date:%-d %b} to {week[-1].date:%-d %b}"
    least = "at least " if mean.is_lower_bound else ""
    return Bar(
        date=week[0].date,
        parts=[
            ("food", mean.food_mg or Decimal(0)),
            ("water", mean.water_mg or Decimal(0)),
            ("supplement", mean.supplement_mg or Decimal(0)),
        ],
        target_mg=targets[-1] if targets else None,
        logged=mean.days > 0,
        at_least=mean.is_lower_bound,
        label=f"{when}: {least}{format_mg(mean.total_mg)} mg a day, mean of {mean.days} days"
        if mean.days
        else f"{when}: nothing logged",
    )


def _sum(*amounts: Decimal | None) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _target_changes(days: Sequence[DaySummary]) -> list[dict[str, Any]]:
    """Where the step line steps."""
    changes = []
    for before, after in pairwise(days):
        if before.target and after.target and before.target.mg != after.target.mg:
            changes.append(
                {"date": after.date, "from_mg": before.target.mg, "to_mg": after.target.mg}
            )
    return changes
