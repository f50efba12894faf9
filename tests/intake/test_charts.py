from datetime import date, timedelta
from decimal import Decimal

import pytest

from intake.charts import Bar, chart_of, ring_of, running_means

FIRST = date(2026, 11, 1)


def mg(*amounts):
    return [None if amount is None else Decimal(amount) for amount in amounts]


def bars_of(*totals, target="300"):
    return [
        Bar(
            date=FIRST + timedelta(days=at),
            parts=[("food", Decimal(total or 0))],
            target_mg=None if target is None else Decimal(target),
            logged=total is not None,
        )
        for at, total in enumerate(totals)
    ]


def test_the_ring_shows_parts_of_the_target():
    ring = ring_of([("food", Decimal(80)), ("water", Decimal(40))], Decimal(400), more=False)
    assert [(arc.kind, arc.length, arc.offset) for arc in ring.arcs] == [
        ("food", "19.00", "0.00"),
        ("water", "9.00", "-20.00"),
    ]
    assert ring.dots == []


def test_past_the_target_the_ring_is_full_and_shows_shares():
    ring = ring_of([("food", Decimal(300)), ("supplement", Decimal(300))], Decimal(320), more=True)
    assert [arc.length for arc in ring.arcs] == ["49.00", "49.00"]
    assert ring.dots == []


def test_one_part_alone_closes_the_ring():
    (arc,) = ring_of([("food", Decimal(400))], Decimal(320), more=False).arcs
    assert arc.length == "100.00"


def test_at_least_is_told_by_dots():
    assert len(ring_of([("food", Decimal(100))], Decimal(400), more=True).dots) == 4
    assert len(ring_of([], Decimal(400), more=True).dots) == 4


def test_a_gap_has_no_bar():
    chart = chart_of(bars_of("200", None, "0"), width=300, height=100)
    assert [len(placed.segments) for placed in chart.bars] == [1, 0, 0]


def test_bars_stand_on_the_ground_and_end_at_their_total():
    (placed,) = chart_of(bars_of("300"), width=100, height=106).bars
    (part,) = placed.segments
    # The highest, 300 mg, lies 6 % under the top: 1/3 of a unit a mg.
    assert float(part.y) == pytest.approx(106 - 100, abs=0.2)
    assert float(part.y) + float(part.height) == pytest.approx(104.5, abs=0.2)


def test_the_target_steps_where_it_changes():
    bars = [*bars_of("1", "1", target="300"), *bars_of("1", "1", target="600")]
    chart = chart_of(bars, width=400, height=636)
    assert chart.target == "0,336 200,336 200,36 400,36"


def test_no_target_no_line():
    assert chart_of(bars_of("100", target=None), width=100, height=100).target == ""


def test_the_mean_breaks_where_there_is_none():
    bars = [
        Bar(FIRST, [("food", Decimal(1))], mean_mg=mean)
        for mean in mg("100", "100", None, "100", "100", None, "100")
    ]
    assert [line.count(",") for line in chart_of(bars, width=700, height=100).means] == [2, 2]


@pytest.mark.parametrize(
    ("totals", "means"),
    [
        (mg("100", "200", "300"), mg(None, None, None)),
        (mg("100", "200", "300", "400"), mg(None, None, None, "250")),
        # A gap is left out of the mean, not counted as zero.
        (mg("100", None, "200", "300", "400"), mg(None, None, None, None, "250")),
        # The eighth day no longer looks at the first.
        (mg("800", "100", "100", "100", "100", "100", "100", "100")[-8:], None),
    ],
)
def test_running_means(totals, means):
    found = running_means(totals)
    if means is None:
        assert found[-2:] == mg("200", "100")
    else:
        assert found == means


def test_grid_lines_are_few_and_round():
    for total in ("90", "420", "700", "1900", "9000"):
        lines = [mg for _, mg in chart_of(bars_of(total), width=100, height=100).grid]
        assert lines[0] == 0
        assert 2 <= len(lines) <= 6
        assert all(line % 10 == 0 for line in lines)
