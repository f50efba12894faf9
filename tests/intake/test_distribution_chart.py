from itertools import pairwise

import pytest

from intake.adequacy import probability_of_adequacy, sd_of_difference
from intake.distribution_chart import HEIGHT, WIDTH, hill_of


def points(text):
    return [tuple(map(float, pair.split(","))) for pair in text.split()]


def area(text):
    """By the trapezoids under it."""
    found = points(text)
    return sum(
        (x2 - x1) * ((HEIGHT - y1) + (HEIGHT - y2)) / 2 for (x1, y1), (x2, y2) in pairwise(found)
    )


@pytest.mark.parametrize("mean_mg", [180, 265, 300, 340])
def test_the_dark_part_is_the_probability(mean_mg):
    known = {"ear_mg": 265, "spread_mg": 86, "days": 7}
    sd_mg = sd_of_difference(**known)
    hill = hill_of(mean_mg=mean_mg, sd_mg=sd_mg, line_mg=265)
    share = area(hill.beyond) / area(hill.outline)
    assert share == pytest.approx(probability_of_adequacy(mean_mg=mean_mg, **known), abs=0.01)


def test_it_peaks_at_the_mean():
    hill = hill_of(mean_mg=300, sd_mg=40, line_mg=265)
    x, y = min(points(hill.outline), key=lambda point: point[1])
    assert x == pytest.approx(float(hill.mean_x), abs=4)
    assert y == pytest.approx(18, abs=0.2)


def test_no_intake_is_below_zero_and_the_line_is_always_in_sight():
    for mean_mg, line_mg in ((10, 350), (900, 80), (265, 265)):
        hill = hill_of(mean_mg=mean_mg, sd_mg=86, line_mg=line_mg)
        assert 0 <= hill.from_mg < hill.to_mg
        assert 0 <= float(hill.line_x) <= WIDTH
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points(hill.outline))


def test_the_label_of_the_line_stays_on_the_picture():
    left = hill_of(mean_mg=900, sd_mg=40, line_mg=265)
    right = hill_of(mean_mg=100, sd_mg=40, line_mg=350)
    assert (left.label_anchor, right.label_anchor) == ("start", "end")
