"""The weeks of a long period, of which a bar and a row of the table say the mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from intake.calendar_chart import week_of
from intake.days import DaySummary, Mean, mean_of
from intake.views.trends.words import day_and_year, short_day


@dataclass(frozen=True)
class Week:
    """The first and the last of a period may be cut short: each says its days."""

    days: Sequence[DaySummary]
    mean: Mean

    @property
    def first(self) -> date:
        return self.days[0].date

    @property
    def last(self) -> date:
        return self.days[-1].date

    @property
    def target_mg(self) -> Decimal | None:
        """The last that one of its days had, of the step line. What a mean is held against is the
        mean of the days that count."""
        targets = [day.target.mg for day in self.days if day.target]
        return targets[-1] if targets else None

    @property
    def left_out(self) -> bool:
        return any(day.logged and day.skipped for day in self.days)

    @property
    def name(self) -> str:
        return _("%(first)s to %(last)s") % {
            "first": short_day(self.first),
            "last": day_and_year(self.last),
        }


def weeks_of(days: Sequence[DaySummary], today: date, first_weekday: int) -> list[Week]:
    """The person's weeks of the days that are over; `days` and they are oldest first."""
    over = [day for day in days if day.date < today]
    weeks = groupby(over, key=lambda day: week_of(day.date, first_weekday))
    return [Week(week, mean_of(week, today=today)) for week in (list(each) for _, each in weeks)]
