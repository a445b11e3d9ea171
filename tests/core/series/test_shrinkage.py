"""Two Gamma laws: the ratio that is believed is the mean of the posterior, whatever the count."""

from __future__ import annotations

import math

import numpy as np
import pytest

from streams.core.series.shrinkage import TwoGammas

SHIPPED = TwoGammas(10.0, 0.5, 0.05)


def by_integration(law: TwoGammas, seen: int, expected: float) -> float:
    """E[r | n, E] by adding up the posterior over a fine grid of ratios."""
    log_r = np.linspace(-150.0, 8.0, 400_001)
    r = np.exp(log_r)
    prior = sum(
        weight * np.exp(shape * math.log(shape) - math.lgamma(shape) + shape * (log_r - r))
        for weight, shape in ((1 - law.weight, law.even), (law.weight, law.uneven))
    )  # density of ln r
    chance = np.exp(seen * np.log(r * expected) - r * expected - math.lgamma(seen + 1))
    return float((r * prior * chance).sum() / (prior * chance).sum())


@pytest.mark.parametrize("expected", [0.01, 0.3, 2.0, 40.0])
@pytest.mark.parametrize("seen", [0, 1, 3, 12])
@pytest.mark.parametrize("law", [SHIPPED, TwoGammas(100.0, 0.2, 0.3)])
def test_the_formula_is_the_integral(law: TwoGammas, seen: int, expected: float) -> None:
    found = law.mean(np.array([float(seen)]), np.array([expected]))[0]

    assert found == pytest.approx(by_integration(law, seen, expected), rel=1e-4)


def test_where_nothing_was_expected_and_nothing_seen_nothing_is_learned() -> None:
    assert SHIPPED.mean(np.array([0.0]), np.array([0.0]))[0] == pytest.approx(1.0)


def test_a_count_far_above_is_believed_where_one_law_would_not() -> None:
    seen, expected = np.array([30.0]), np.array([1.0])

    assert SHIPPED.mean(seen, expected)[0] > 20
    assert TwoGammas(10.0, 10.0, 0.05).mean(seen, expected)[0] < 4
