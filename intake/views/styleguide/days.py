"""Days and periods in every state that a ring, a meter, a chart or a calendar has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from intake.charts import Bar, Chart, chart_of, ring_of
from intake.days import DaySummary, mean_of
from intake.targets import Situation
from intake.totals import Totals
from intake.trends import how_sure_of
from intake.views.styleguide.things import TODAY, days_before
from intake.views.today import meter_of, parts_of
from intake.views.trends.bars import charts, daily_bars
from intake.views.trends.calendar import YEAR_DAYS, calendar_card
from intake.views.trends.page import RANGES
from intake.views.trends.parts import hill

# A woman of 36: 320 mg a day, and an upper level of 350 mg for supplements and medicines.
SITUATION = Situation(
    birth_date=date(1990, 3, 15), sex="female", kidney_disease=False, targets=(), life_stages=()
)


def totals(food: str = "0", water: str = "0", supplement: str = "0", **fields: Any) -> Totals:
    """`unknown_food` and the like are counts; what has no figure has no bound either, unless a
    bound is given."""
    added = Decimal(supplement) + fields.get("medicine_mg", Decimal(0))
    unknown = any(value for name, value in fields.items() if name.startswith("unknown_"))
    defaults = {
        "entries": 8,
        "items": 8,
        "unknown_at_most_mg": None if unknown else Decimal(0),
        "added_mg": added,
        "added_at_most_mg": added + fields.get("supplement_range_mg", Decimal(0)),
    }
    return Totals(
        food_mg=Decimal(food),
        water_mg=Decimal(water),
        supplement_mg=Decimal(supplement),
        **(defaults | fields),
    )


@dataclass(frozen=True)
class Shown:
    """A day as Today's parts read it."""

    name: str
    totals: Totals

    @property
    def summary(self) -> DaySummary:
        return DaySummary(TODAY, self.totals, SITUATION.on(TODAY))

    @property
    def target(self) -> Any:
        return self.summary.target

    @property
    def ring(self) -> Any:
        more = self.totals.is_lower_bound
        return ring_of(parts_of(self.totals), self.target.mg, more=more)

    @property
    def week(self) -> Chart:
        """Gaps, "at least" and today among its days."""
        target_mg = self.target.mg
        bars = [
            Bar(
                date=day,
                parts=[("food", Decimal(mg))],
                target_mg=target_mg,
                logged=mg > 0,
                at_least=at_least,
            )
            for day, mg, at_least in zip(
                days_before(6),
                (290, 0, 340, 250, 410, 180),
                (False, False, True, False, False, True),
                strict=True,
            )
        ]
        bars.append(Bar(TODAY, [("food", self.totals.total_mg)], target_mg, logged=True))
        return chart_of(bars, width=208, height=100)

    @property
    def upper_level(self) -> Any:
        return self.summary.upper_level

    @property
    def meter(self) -> str:
        return meter_of(self.summary)


def rings() -> Sequence[Shown]:
    return [
        Shown("0 %", Totals(unknown_at_most_mg=Decimal(0))),
        Shown("55 %", totals("120", "26", "30")),
        Shown("100 %", totals("250", "70")),
        Shown("Over", totals("380", "90", "100", medicine_mg=Decimal(120))),
        Shown("At least", totals("150", "23", unknown_food=1)),
        Shown("At most, too", totals("98", unknown_water=2, unknown_at_most_mg=Decimal(23))),
        Shown("A range", totals("98", "26", "113", supplement_range_mg=Decimal(49))),
        Shown("A thousand", totals("1234")),
    ]


def added() -> Sequence[Shown]:
    """Under the upper level, above it, and where that can't be told."""
    unknown: dict[str, Any] = {"unknown_supplement": 1, "added_at_most_mg": None}
    return [
        Shown("Under", totals("150", supplement="60")),
        Shown("Above", totals("150", supplement="250", medicine_mg=Decimal(165))),
        Shown("It can't be told", totals("150", supplement="300", **unknown)),
    ]


def period(length: int) -> Sequence[DaySummary]:
    """Some of all: gaps, parts, what has no figure, and a day that was left out."""
    return [_varied(day, at) for at, day in enumerate(days_before(length))]


def _varied(day: date, at: int) -> DaySummary:
    sums = Totals()
    if at % 9 != 4:
        sums = totals(
            str(180 + at * 53 % 210),
            str(at * 17 % 60),
            "100" if at % 4 == 1 else "0",
            unknown_food=int(at % 6 == 2),
        )
    return DaySummary(day, sums, SITUATION.on(day), skipped=at % 13 == 7)


def trends() -> Mapping[str, Any]:
    """What Trends' parts read."""
    days = period(30)
    mean = mean_of(days, today=TODAY)
    sure = how_sure_of(days, SITUATION, today=TODAY)
    assert mean.food_mg is not None
    assert mean.water_mg is not None
    return {
        "ranges": RANGES,
        "length": 30,
        "first": days[0].date,
        "last": TODAY,
        "charts": charts(daily_bars(days, TODAY)),
        "days": [day for day in reversed(days[-7:]) if day.totals.entries],
        "mean": mean,
        "food_and_water_mg": mean.food_mg + mean.water_mg,
        "upper_level": days[-1].upper_level,
        "sure": sure,
        "hill": hill(sure),
        "calendar": calendar_card(period(YEAR_DAYS), TODAY, 1),
        "today": TODAY,
    }
