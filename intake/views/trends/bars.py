"""Bars by part, a day or a week each, with what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foods.formatting import format_mg
from foods.templatetags.amounts import mg_or_more
from intake.charts import Bar, Chart, chart_of, running_means
from intake.days import DaySummary
from intake.views.today import parts_of
from intake.views.trends.drawing import bars_of, hits_of
from intake.views.trends.weeks import Week
from intake.views.trends.words import weekday_and_day

# More bars than this can't be told apart; then a bar is the mean of a week's logged days.
MOST_BARS = 100
MEAN_DAYS = 7
PARTS = {
    "food": gettext_lazy("food %(mg)s"),
    "water": gettext_lazy("water %(mg)s"),
    "supplement": gettext_lazy("supplement %(mg)s"),
}


@dataclass(frozen=True)
class Drawn:
    screen: str
    chart: Chart

    @property
    def bars(self) -> SafeString:
        return bars_of(self.chart)

    @property
    def hits(self) -> SafeString:
        return hits_of(self.chart)


def charts(bars: Sequence[Bar]) -> list[Drawn]:
    """The same bars for a wide and for a narrow screen: text keeps its size on both. None where
    there is no bar, as of weeks to come."""
    if not bars:
        return []
    return [
        Drawn("wide-only", chart_of(bars, width=700, height=220, ticks=6)),
        Drawn("narrow-only", chart_of(bars, width=310, height=200, ticks=4)),
    ]


def daily_bars(days: Sequence[DaySummary], today: date) -> list[Bar]:
    means = running_means(
        [
            day.totals.total_mg if day.logged and day.date < today and not day.skipped else None
            for day in days
        ],
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
            faded=day.date >= today or day.skipped,
            label=told(day, today),
        )
        for day, mean in zip(days, means, strict=True)
    ]


def told(day: DaySummary, today: date) -> str:
    when = weekday_and_day(day.date)
    if day.date == today:
        when = _("%(day)s, not over yet") % {"day": when}
    elif day.skipped:
        when = _("%(day)s, left out") % {"day": when}
    if not day.logged:
        return _("%(day)s: nothing logged") % {"day": when}
    totals = day.totals
    parts = [PARTS[kind] % {"mg": format_mg(mg)} for kind, mg in parts_of(totals) if mg]
    aside = [", ".join(parts)] if parts else []
    if unknown := totals.unknown_items:
        aside.append(
            ngettext("%(items)d without a figure", "%(items)d without a figure", unknown)
            % {"items": unknown}
        )
    said = f"{when}: {mg_or_more(totals.total_mg, totals.is_lower_bound)}"
    return f"{said} ({'; '.join(aside)})" if aside else said


def weekly_bars(weeks: Sequence[Week]) -> list[Bar]:
    return [
        Bar(
            date=week.first,
            parts=[
                ("food", week.mean.food_mg or Decimal(0)),
                ("water", week.mean.water_mg or Decimal(0)),
                ("supplement", week.mean.supplement_mg or Decimal(0)),
            ],
            target_mg=week.target_mg,
            logged=week.mean.days > 0,
            at_least=week.mean.is_lower_bound,
            label=_week_told(week),
        )
        for week in weeks
    ]


def _week_told(week: Week) -> str:
    mean = week.mean
    if not mean.days:
        said = _("%(day)s, left out") if week.left_out else _("%(day)s: nothing logged")
        return said % {"day": week.name}
    return ngettext(
        "%(week)s: %(mg)s a day, mean of %(days)d day",
        "%(week)s: %(mg)s a day, mean of %(days)d days",
        mean.days,
    ) % {"week": week.name, "mg": mg_or_more(mean.total_mg, mean.is_lower_bound), "days": mean.days}
