"""What there is of every bar and of every day of a year, as SVG.

Templates draw what is there once. Over a year of marks they take ten times as long as this, and so
does `format_html`: here numbers are ours, and words are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString

from intake.calendar_chart import CELL, Cell, Strip
from intake.charts import Chart, PlacedBar
from intake.views.asked import day_paths


def bars_of(chart: Chart) -> SafeString:
    return SafeString("".join(_bar(placed, chart) for placed in chart.bars))


def hits_of(chart: Chart) -> SafeString:
    """What is pointed at: as high as the chart, with what is said of the bar."""
    return SafeString(
        "".join(
            f'<rect class="hit" x="{placed.hit_x}" width="{placed.hit_width}" y="-10"'
            f' height="{chart.height}" data-label="{escape(placed.bar.label)}"/>'
            for placed in chart.bars
        )
    )


def _bar(placed: PlacedBar, chart: Chart) -> str:
    faded = ' class="faded"' if placed.bar.faded else ""
    return f"<g{faded}>{''.join(_segments(placed))}{_mark(placed, chart)}</g>"


def _segments(placed: PlacedBar) -> Iterator[str]:
    for part in placed.segments:
        yield (
            f'<rect class="f-{part.kind}" x="{placed.x}" y="{part.y}" width="{placed.width}"'
            f' height="{part.height}" rx="{placed.radius}"/>'
        )


def _mark(placed: PlacedBar, chart: Chart) -> str:
    """A tick where nothing was logged: dots side by side ran into a line, like one of low amounts.
    Two dots over what is at least so much."""
    if not placed.bar.logged:
        return f'<path class="gap-mark" d="M{placed.middle} {chart.height}v-6"/>'
    if not placed.bar.at_least:
        return ""
    dot = f'<circle class="f-muted" cx="{placed.middle}" cy="{placed.top}" r="1.7"'
    return f'{dot}/>{dot} transform="translate(0 -5)"/>'


def days_of(strip: Strip) -> SafeString:
    """Each a link to its day. All are out of the tab order, which they would fill: the script lets
    one in at a time, and without it the tables of months and days have the same links."""
    path_of = day_paths()
    return SafeString("\n".join(_day(cell, path_of(cell.day.date)) for cell in strip.cells))


def _day(cell: Cell, path: str) -> str:
    step = "gap" if cell.step is None else f"s{cell.step}"
    rect = (
        f'<rect class="hit {step}" x="{cell.x}" y="{cell.y}" width="{CELL}" height="{CELL}"'
        ' rx="2.5"/>'
    )
    dot = ""
    if cell.day.at_least:
        dot = f'<circle cx="{cell.x + CELL // 2}" cy="{cell.y + CELL // 2}" r="1.5"/>'
    label = escape(cell.day.label)
    return f'<a href="{path}" tabindex="-1" aria-label="{label}">{rect}{dot}</a>'
