"""Farrington-Noufaily: against published values, and against a fit by another route."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.windows.farrington import (
    REWEIGHTED,
    UNUSUAL,
    Usual,
    residuals,
    reweighted,
    usual,
    weeks_back,
)
from tests.core.published_data import salmonella

counts = st.lists(st.integers(0, 60), min_size=21, max_size=35)


@pytest.mark.parametrize(
    ("dispersion", "chance", "bound"), [(1.5, 0.03763657, 11), (1.0, 0.01369527, 10)]
)
def test_the_negative_binomial_bound_has_the_values_of_the_r_package(
    dispersion: float, chance: float, bound: int
) -> None:
    # surveillance 1.26.0, its test of the nbPlugin threshold: mean 5, alpha 0.05 on two sides.
    five = Usual(5.0, dispersion)

    assert five.chance(11) == pytest.approx(chance, abs=1e-8)
    assert five.bound(0.025) == bound


def test_weights_have_the_value_that_the_r_package_checked_by_hand() -> None:
    weights = reweighted(np.array([0.0] * 5 + [2.0] * 5), unusual=0.0)
    assert weights == pytest.approx([1.6] * 5 + [0.4] * 5)


def test_the_same_week_of_past_years_is_the_one_of_the_r_package() -> None:
    day, centres = date(2013, 6, 6), [weeks_back(3)[number] for number in (3, 10, 17)]
    days = [day - timedelta(weeks=back) for back in centres]
    assert days == [date(2012, 6, 7), date(2011, 6, 9), date(2010, 6, 3)]


def test_three_to_five_years_give_twenty_one_to_thirty_five_weeks_of_one_season() -> None:
    assert [len(weeks_back(years)) for years in (3, 4, 5, 9)] == [21, 28, 35, 35]
    assert min(weeks_back(5)) == 49


def _slowly(y: list[int]) -> tuple[float, float]:
    """The same model as a regression: iterated least squares on log cases, leverage by a matrix."""
    response, design, prior = np.array(y, float), np.ones((len(y), 1)), np.ones(len(y))
    for turn in range(REWEIGHTED + 1):
        eta = np.log(np.maximum(response, 0.1))
        for _ in range(200):
            mu = np.exp(eta)
            working = eta + (response - mu) / mu
            root = np.sqrt(prior * mu)[:, None]
            coefficient = np.linalg.lstsq(design * root, working * root[:, 0], rcond=None)[0]
            eta = design @ coefficient
        mu, root = np.exp(eta), np.sqrt(prior * np.exp(eta))[:, None]
        phi = max(1.0, float((prior * (response - mu) ** 2 / mu).sum()) / (len(y) - 1))
        if turn == REWEIGHTED:
            return float(mu[0]), phi
        hat = np.diag(design * root @ np.linalg.pinv(design * root))
        s = 1.5 * (np.cbrt(response**2) * mu ** (-1 / 6) - np.sqrt(mu)) / np.sqrt(phi * (1 - hat))
        gamma = len(y) / sum(one**-2 if one > UNUSUAL else 1.0 for one in s)
        prior = np.array([gamma * (one**-2 if one > UNUSUAL else 1.0) for one in s])
    raise AssertionError


def test_every_week_of_2010_to_2014_agrees_with_a_regression_by_iterated_least_squares() -> None:
    cases = list(salmonella().values())
    compared = 0
    for week in range(313, len(cases), 7):
        y = [cases[week - back] for back in weeks_back(5)]
        fitted = usual(y)
        assert (fitted.mean, fitted.dispersion) == pytest.approx(_slowly(y), rel=1e-9)
        compared += 1
    assert compared > 30


@given(counts.filter(lambda y: sum(y) > 0))
def test_any_counts_agree_with_the_regression(y: list[int]) -> None:
    fitted = usual(y)
    assert (fitted.mean, fitted.dispersion) == pytest.approx(_slowly(y), rel=1e-6)


def test_a_past_outbreak_hardly_raises_what_is_usual() -> None:
    quiet, outbreak = [3, 2, 4, 3, 2, 3, 4] * 5, [3, 2, 4, 40, 2, 3, 4] + [3, 2, 4, 3, 2, 3, 4] * 4

    assert usual(outbreak).mean < 1.25 * usual(quiet).mean
    assert np.mean(outbreak) > 1.3 * np.mean(quiet)


def test_counts_that_vary_more_than_chance_need_more_to_stand_out() -> None:
    steady, wild = usual([5] * 21), usual([0, 10, 5] * 7)

    assert steady.mean == pytest.approx(wild.mean)
    assert wild.bound(0.01) > steady.bound(0.01)


def test_weeks_without_a_case_make_the_first_one_unlikely_and_not_impossible() -> None:
    nothing = usual([0] * 21)

    assert nothing.mean == pytest.approx(0.5 / 21)
    assert 1e-6 < nothing.chance(2) < 1e-3


@given(counts, st.integers(1, 100))
def test_the_chance_of_more_is_never_greater(y: list[int], n: int) -> None:
    fitted = usual(y)
    assert fitted.chance(n + 1) <= fitted.chance(n) <= 1.0
    assert not math.isnan(fitted.chance(n))


@given(counts)
def test_residuals_are_those_of_weights_that_sum_to_their_number(y: list[int]) -> None:
    weights = reweighted(residuals(np.array(y, float), np.ones(len(y))))
    assert weights.sum() == pytest.approx(len(y))
    assert (weights > 0).all()
