"""Where nothing happens, the lines are crossed about as often as they say."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest

from streams.report.measures import intervals, lines, season, spread, still_to_come
from tests.report import xmr

QUIET = 1000  # invented series
DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] * 6


@pytest.mark.parametrize("learned", [21, 36, 60])
def test_a_quarter_of_a_quiet_area_lies_outside_as_often_as_chance_says(learned):
    dice = np.random.default_rng(2026 + learned)
    days = DAYS[: learned + 3]
    wave = 40 * (1 + 0.14 * np.cos(2 * pi * np.arange(len(days)) / 12))
    inner = outer = 0
    for _ in range(QUIET):
        counts = dice.poisson(wave).tolist()
        fit = season.seasonal(counts, days, learned)
        four = lines.lines(sum(fit.mean[learned:]), fit.variance_of_sum)
        seen = sum(counts[learned:])
        inner += not four[1] < seen < four[2]
        outer += not four[0] < seen < four[3]

    assert inner / QUIET <= 1.5 * 0.05
    assert outer / QUIET <= 5 * 0.002


@pytest.mark.parametrize("expected", [12, 40, 150])
def test_two_years_of_months_cry_less_often_than_the_usual_chart(expected):
    dice = np.random.default_rng(expected)
    low, _, _, high = lines.lines(float(expected))
    ours = usual = 0
    for _ in range(QUIET):
        counts = dice.poisson(expected, 24).tolist()
        apart = [n - expected for n in counts]
        ours += any(not low < n < high for n in counts) or bool(lines.runs(apart, 9))
        usual += xmr.signals(counts)

    assert ours / QUIET <= 0.10
    assert usual >= 1.5 * ours


def test_places_that_are_alike_are_seldom_called_different():
    dice = np.random.default_rng(7)
    expected = [5.0 + i for i in range(14)]
    called = sum(
        spread.chance_of_differing(dice.poisson(expected).tolist(), expected) <= spread.ALIKE
        for _ in range(QUIET)
    )
    assert 0.02 <= called / QUIET <= 0.08


def test_an_interval_holds_its_estimate_and_grows_with_confidence():
    for n in range(60):
        low, high = intervals.count_interval(n)
        wider = intervals.byar(n, 0.998) if n >= 10 else intervals.count_interval(n, 0.998)
        assert low <= n <= high
        assert wider[0] <= low
        assert wider[1] >= high
        low, high = intervals.wilson(n, 60)
        assert low <= n / 60 <= high


@pytest.mark.parametrize("expected", [1.0, 5.0, 12.0, 100.0])
def test_lines_grow_with_the_spread_between_places(expected):
    tops = [lines.lines(expected, lines.variance_of_places(expected, w))[3]
            for w in (0.0, 0.02, 0.1, 0.5)]  # fmt: skip
    assert tops == sorted(tops)


@pytest.mark.parametrize("expected", [0.3, 2.0, 5.0, 17.5])
def test_a_number_lies_on_the_line_exactly_when_its_chance_is_small_enough(expected):
    from scipy.stats import poisson

    for tail in (lines.INNER, lines.OUTER):
        top = lines.upper_line(expected, tail)
        bottom = lines.lower_line(expected, tail)
        for k in range(60):
            assert (k >= top) == (poisson.sf(k - 1, expected) <= tail)
            assert (k <= bottom) == (poisson.cdf(k, expected) <= tail)


def test_the_nowcast_of_a_whole_triangle_is_itself():
    whole = [[40, 8, 2], [44, 9, 3], [38, 7, 2]]
    for row, one in zip(whole, still_to_come.nowcasts(whole), strict=True):
        assert one.likely == one.low == one.high == sum(row)


def test_what_is_still_to_come_holds_the_truth_nine_times_in_ten():
    dice = np.random.default_rng(11)
    held = of = 0
    for _ in range(100):
        rows = [[int(dice.poisson(m)) for m in (40, 8, 3)] for _ in range(24)]
        seen = [[n if d <= 23 - i else None for d, n in enumerate(row)]
                for i, row in enumerate(rows)]  # fmt: skip
        for row, one in list(zip(rows, still_to_come.nowcasts(seen), strict=True))[-2:]:
            held += one.low <= sum(row) <= one.high
            of += 1
    assert 0.82 <= held / of <= 0.98
