"""Bars by part, a day or a week each, with what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foods.formatting import format_mg
from foods.templatetags.amounts import mg_or_more
from intake.calendar_chart import week_of
from intake.charts import Bar, Chart, chart_of, running_means
from intake.days import DaySummary, Mean, mean_of
from intake.views.today import parts_of
from intake.views.trends.drawing import bars_of, hits_of
from intake.views.trends.words import short_day, weekday_and_day

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
    """The same bars for a wide and for a narrow screen: text keeps its size on both."""
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


def weekly_bars(days: Sequence[DaySummary], today: date, first_weekday: int) -> list[Bar]:
    """Means of the person's weeks. The first and the last may be cut short: each says its days."""
    over = [day for day in days if day.date < today]
    weeks = groupby(over, key=lambda day: week_of(day.date, first_weekday))
    return [_week_bar(list(week), today) for _, week in weeks]


def _week_bar(week: Sequence[DaySummary], today: date) -> Bar:
    mean = mean_of(week, today=today)
    targets = [day.target.mg for day in week if day.target]
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
        label=_week_told(week, mean),
    )


def _week_told(week: Sequence[DaySummary], mean: Mean) -> str:
    first, last = short_day(week[0].date), short_day(week[-1].date)
    when = _("%(first)s to %(last)s") % {"first": first, "last": last}
    if not mean.days:
        left_out = any(day.logged and day.skipped for day in week)
        said = _("%(day)s, left out") if left_out else _("%(day)s: nothing logged")
        return said % {"day": when}
    return ngettext(
        "%(week)s: %(mg)s a day, mean of %(days)d day",
        "%(week)s: %(mg)s a day, mean of %(days)d days",
        mean.days,
    ) % {"week": when, "mg": mg_or_more(mean.total_mg, mean.is_lower_bound), "days": mean.days}
