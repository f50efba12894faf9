"""The picture of how sure one can be: a hill where usual intake may lie, and a line to compare.

Geometry only, as in intake.charts; a template writes it as SVG.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from intake.charts import n

WIDTH, HEIGHT = 320, 96
TOP = 18  # room for the line's label
STEPS = 64
REACH = 3.2  # standard deviations to each side


@dataclass(frozen=True)
class Hill:
    """`outline` is the whole hill, `beyond` its part right of the line: the probability."""

    width: int
    height: int
    outline: str
    beyond: str
    line_x: str
    label_x: str
    label_anchor: str
    mean_x: str
    from_mg: int
    to_mg: int


def hill_of(*, mean_mg: float, sd_mg: float, line_mg: float) -> Hill:
    """A normal distribution round the mean; no intake is below zero, so it is cut off there."""
    from_mg = max(0.0, min(mean_mg - REACH * sd_mg, line_mg - sd_mg))
    to_mg = max(mean_mg + REACH * sd_mg, line_mg + sd_mg)

    def x(mg: float) -> float:
        return (mg - from_mg) / (to_mg - from_mg) * WIDTH

    def y(mg: float) -> float:
        return HEIGHT - (HEIGHT - TOP) * math.exp(-(((mg - mean_mg) / sd_mg) ** 2) / 2)

    def area(start: float, end: float) -> str:
        between: Sequence[float] = [
            start + (end - start) * step / STEPS for step in range(STEPS + 1)
        ]
        points = [(x(start), float(HEIGHT)), *((x(mg), y(mg)) for mg in between)]
        return " ".join(f"{n(px)},{n(py)}" for px, py in [*points, (x(end), float(HEIGHT))])

    line_x = x(line_mg)
    on_the_left = (mean_mg >= line_mg and line_x > 70) or line_x > WIDTH - 70
    return Hill(
        width=WIDTH,
        height=HEIGHT,
        outline=area(from_mg, to_mg),
        beyond=area(line_mg, to_mg),
        line_x=n(line_x),
        label_x=n(line_x - 5 if on_the_left else line_x + 5),
        label_anchor="end" if on_the_left else "start",
        mean_x=n(x(mean_mg)),
        from_mg=round(from_mg),
        to_mg=round(to_mg),
    )
