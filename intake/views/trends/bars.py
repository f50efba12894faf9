"""Bars by part, a day or a week each, with what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from foods.formatting import format_mg
from intake.charts import Bar, Chart, chart_of, running_means
from intake.days import DaySummary, mean_of
from intake.views.today import parts_of

# More bars than this can't be told apart; then a bar is the mean of a week's logged days.
MOST_BARS = 100
MEAN_DAYS = 7


def charts(bars: Sequence[Bar]) -> list[tuple[str, Chart]]:
    """The same bars for a wide and for a narrow screen: text keeps its size on both."""
    return [
        ("wide-only", chart_of(bars, width=700, height=220, ticks=6)),
        ("narrow-only", chart_of(bars, width=310, height=200, ticks=4)),
    ]


def daily_bars(days: Sequence[DaySummary], today: date) -> list[Bar]:
    means = running_means(
        [day.totals.total_mg if day.logged and day.date < today else None for day in days],
        days=MEAN_DAYS,
    )
    return [
        Bar(
            date=day.date,
            parts=parts_of(day.totals),
            target_mg=day.target.mg if day.target else None,
            mean_mg=None if day.date >= today else mean,
            logged=day.logged,
            at_least=day.totals.is_lower_bound,
            faded=day.date >= today,
            label=told(day, today),
        )
        for day, mean in zip(days, means, strict=True)
    ]


def told(day: DaySummary, today: date) -> str:
    when = f"{day.date:%a %-d %b}" + (", not over yet" if day.date == today else "")
    if not day.logged:
        return f"{when}: nothing logged"
    totals = day.totals
    parts = ", ".join(f"{kind} {format_mg(mg)}" for kind, mg in parts_of(totals) if mg)
    unknown = f"; {totals.unknown_items} without a figure" if totals.unknown_items else ""
    least = "at least " if totals.is_lower_bound else ""
    return f"{when}: {least}{format_mg(totals.total_mg)} mg" + (
        f" ({parts}{unknown})" if parts or unknown else ""
    )


def weekly_bars(days: Sequence[DaySummary], today: date) -> list[Bar]:
    """Means of seven days each, counted back from yesterday, so that no week is cut short."""
    over = [day for day in days if day.date < today]
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
