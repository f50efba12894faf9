"""Where the marks of a chart lie; templates write them as SVG. Geometry only, so floats will do.

A `kind` (food, water, supplement) names a part's colour and pattern in the style sheet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

# The ring: a viewBox of 216 by 216, its path counted as 100.
RING_CENTRE, RING_RADIUS = 108, 88
RING_GAP = 1.0
DOT_STEP = 3.0

GRID_STEPS = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
MOST_GRID_LINES = 5


def n(number: float) -> str:
    """A coordinate: one decimal, no needless zeros, a point whatever the language."""
    return f"{number:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Arc:
    kind: str
    length: str
    offset: str


@dataclass(frozen=True)
class Ring:
    arcs: Sequence[Arc]
    dots: Sequence[tuple[str, str]]  # "and perhaps more": after the last arc


def ring_of(parts: Sequence[tuple[str, Decimal]], target_mg: Decimal, *, more: bool) -> Ring:
    """Parts of the target round the ring. Past the target the whole ring shows their shares."""
    total_mg = sum((mg for _, mg in parts), Decimal(0))
    whole_mg = max(total_mg, target_mg)
    shown = [(kind, float(mg * 100 / whole_mg)) for kind, mg in parts if mg > 0]
    arcs, start = [], 0.0
    for kind, share in shown:
        alone = len(shown) == 1 and share > 99.9
        length = share if alone else max(share - RING_GAP, 0.4)
        arcs.append(Arc(kind, f"{length:.2f}", f"{0 - start:.2f}"))
        start += share
    dots = []
    if more:
        for number in range(4):
            at = start + (number + 1) * DOT_STEP - RING_GAP
            if at < 99:
                dots.append(_on_ring(at))
    return Ring(arcs, dots)


def _on_ring(share: float) -> tuple[str, str]:
    angle = math.tau * share / 100 - math.pi / 2
    return (
        n(RING_CENTRE + RING_RADIUS * math.cos(angle)),
        n(RING_CENTRE + RING_RADIUS * math.sin(angle)),
    )


@dataclass(frozen=True)
class Bar:
    """What a bar stands for, in mg. `logged` False is a gap, never a bar of no height."""

    date: date
    parts: Sequence[tuple[str, Decimal]]
    target_mg: Decimal | None = None
    mean_mg: Decimal | None = None  # of the days up to this one
    logged: bool = True
    at_least: bool = False
    faded: bool = False
    label: str = ""

    @property
    def total_mg(self) -> Decimal:
        return sum((mg for _, mg in self.parts), Decimal(0))


@dataclass(frozen=True)
class Segment:
    kind: str
    y: str
    height: str


@dataclass(frozen=True)
class PlacedBar:
    bar: Bar
    x: str
    width: str
    radius: str
    middle: str
    hit_x: str
    hit_width: str
    segments: Sequence[Segment]
    top: str


@dataclass(frozen=True)
class Chart:
    width: int
    height: int
    view_box: str
    bars: Sequence[PlacedBar]
    grid: Sequence[tuple[str, int]]  # y and mg
    ticks: Sequence[tuple[str, date]]  # x and date
    target: str  # points of the step line, empty without a target
    means: Sequence[str] = field(default_factory=tuple)  # points of each unbroken stretch


def chart_of(bars: Sequence[Bar], *, width: int, height: int, ticks: int = 4) -> Chart:
    """Stacked bars over time with the target as a step line and the running mean as another.

    The running mean breaks where there is none, rather than bridge a gap.
    """
    top_mg = _top_mg(bars)
    step = next((s for s in GRID_STEPS if top_mg / s <= MOST_GRID_LINES), GRID_STEPS[-1])
    scale = height / top_mg
    slot = width / len(bars)
    gap = min(6.0, slot * 0.27)

    def y(mg: Decimal) -> float:
        return height - float(mg) * scale

    every = max(1, math.ceil(len(bars) / ticks))
    return Chart(
        width=width,
        height=height,
        view_box=f"-36 -10 {width + 44} {height + 40}",
        bars=[_placed(bar, i, slot, gap, scale, height) for i, bar in enumerate(bars)],
        grid=[(n(height - mg * scale), mg) for mg in range(0, int(top_mg) + 1, step)],
        ticks=[
            (n((i + 0.5) * slot), bar.date)
            for i, bar in enumerate(bars)
            if i % every == 0 and i + every / 3 <= len(bars)
        ],
        target=_target_line(bars, slot, y),
        means=_mean_lines(bars, slot, y),
    )


def _top_mg(bars: Sequence[Bar]) -> float:
    highest = [Decimal(100)]
    for bar in bars:
        highest += [bar.total_mg, bar.target_mg or Decimal(0), bar.mean_mg or Decimal(0)]
    return float(max(highest)) * 1.06


def _placed(
    bar: Bar, index: int, slot: float, gap: float, scale: float, height: float
) -> PlacedBar:
    seam = 1.5 if slot > 8 else 0.5
    x, bar_width = index * slot + gap / 2, slot - gap
    segments, floor = [], height - seam
    for kind, mg in bar.parts:
        tall = float(mg) * scale
        if tall <= 0:
            continue
        segments.append(Segment(kind, n(floor - tall + seam), n(max(tall - seam, 0.8))))
        floor -= tall
    return PlacedBar(
        bar=bar,
        x=n(x),
        width=n(bar_width),
        radius=n(min(2.5, bar_width / 4)),
        middle=n(x + bar_width / 2),
        hit_x=n(index * slot),
        hit_width=n(slot),
        segments=segments if bar.logged else [],
        top=n(floor - 5),
    )


def _target_line(bars: Sequence[Bar], slot: float, y: Callable[[Decimal], float]) -> str:
    """A step where the target changes; it has no value between two days."""
    points: list[str] = []
    before: Decimal | None = None
    for index, bar in enumerate(bars):
        if bar.target_mg is None:
            return ""
        if bar.target_mg != before:
            if before is not None:
                points.append(f"{n(index * slot)},{n(y(before))}")
            points.append(f"{n(index * slot)},{n(y(bar.target_mg))}")
            before = bar.target_mg
    if before is not None:
        points.append(f"{n(len(bars) * slot)},{n(y(before))}")
    return " ".join(points)


def _mean_lines(bars: Sequence[Bar], slot: float, y: Callable[[Decimal], float]) -> list[str]:
    lines: list[list[str]] = [[]]
    for index, bar in enumerate(bars):
        if bar.mean_mg is None:
            lines.append([])
        else:
            lines[-1].append(f"{n((index + 0.5) * slot)},{n(y(bar.mean_mg))}")
    return [" ".join(points) for points in lines if len(points) > 1]


def running_means(
    totals_mg: Sequence[Decimal | None], *, days: int = 7, at_least: int = 4
) -> list[Decimal | None]:
    """For each day the mean of the `days` that end with it.

    None where fewer than `at_least` of them were logged. A day's total of None is not counted.
    """
    means: list[Decimal | None] = []
    for end in range(1, len(totals_mg) + 1):
        logged = [mg for mg in totals_mg[max(0, end - days) : end] if mg is not None]
        means.append(sum(logged, Decimal(0)) / len(logged) if len(logged) >= at_least else None)
    return means
