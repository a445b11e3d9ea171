"""Tails against exact sums and against known values."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.windows.poisson import (
    LEAST,
    excess,
    fisher,
    gamma_tail,
    nats,
    spread_tail,
    tail,
)


def exact_tail(n: int, mu: float) -> float:
    """P(X >= n) by exact fractions, but for one e^-mu."""
    rate, term, below = Fraction(mu), Fraction(1), Fraction(0)
    for k in range(n):
        below += term
        term = term * rate / (k + 1)
    above = Fraction(0)
    k = n
    while term > above / 10**18:
        above += term
        k += 1
        term = term * rate / k
    return float(above) * math.exp(-mu)


@pytest.mark.parametrize(("days", "amber", "red"), [(1, 2, 3), (3, 3, 4), (7, 5, 6), (28, 10, 12)])
def test_the_lines_for_fifty_drug_deaths_a_year_are_those_published(
    days: int, amber: int, red: int
) -> None:
    mu = 50 / 365 * days  # domain brief, section 5.3
    assert tail(amber, mu) < 0.01 <= tail(amber - 1, mu)
    assert tail(red, mu) < 0.001 <= tail(red - 1, mu)


def test_the_tail_has_known_values() -> None:
    assert tail(1, 1.0) == pytest.approx(1 - math.exp(-1))
    assert tail(2, 0.5) == pytest.approx(1 - 1.5 * math.exp(-0.5))


@given(st.integers(1, 30), st.floats(0.01, 25.0))
def test_the_tail_is_the_exact_sum(n: int, mu: float) -> None:
    assert tail(n, mu) == pytest.approx(exact_tail(n, mu), rel=1e-6)


def test_a_tail_far_out_is_not_lost_to_rounding() -> None:
    assert tail(8, 0.0185) == pytest.approx(exact_tail(8, 0.0185), rel=1e-9)
    assert tail(60, 1.0) == pytest.approx(exact_tail(60, 1.0), rel=1e-9)


def test_none_or_more_is_certain() -> None:
    assert tail(0, 3.0) == 1.0
    assert gamma_tail(0, 3.0, 0.1) == 1.0


def test_some_where_none_can_be_is_next_to_impossible() -> None:
    assert tail(1, 0.0) == LEAST


@given(st.integers(1, 20), st.floats(0.05, 10.0))
def test_more_is_never_likelier_than_fewer(n: int, mu: float) -> None:
    assert tail(n + 1, mu) <= tail(n, mu)


@given(st.integers(1, 12), st.floats(0.1, 8.0))
def test_a_mean_known_from_much_gives_the_poisson_tail(n: int, mu: float) -> None:
    events = 1e7
    assert gamma_tail(n, events, mu / events) == pytest.approx(tail(n, mu), rel=1e-3)


@given(st.integers(2, 12), st.floats(1.0, 50.0), st.floats(0.001, 0.1))
def test_a_mean_known_from_little_makes_many_likelier(n: int, events: float, share: float) -> None:
    mu = events * share
    if n > 3 * mu + 2:
        assert gamma_tail(n, events, share) >= tail(n, mu) * (1 - 1e-9)


def test_the_widened_tail_is_the_negative_binomial() -> None:
    # events = 1: geometric, P(X >= n) = (share / (1 + share)) ** n
    assert gamma_tail(3, 1.0, 0.25) == pytest.approx(0.2**3, rel=1e-9)


def test_two_chances_of_a_tenth_join_to_the_known_value() -> None:
    # Chi-squared of -2 ln 0.01 = 9.2103 with four degrees.
    assert fisher(0.1, 0.1) == pytest.approx(0.056_052, rel=1e-4)


@given(st.floats(1e-9, 1.0), st.floats(1e-9, 1.0))
def test_joining_is_symmetric_and_a_probability(one: float, other: float) -> None:
    assert fisher(one, other) == fisher(other, one)
    assert 0.0 <= fisher(one, other) <= 1.0


def test_scores_are_rounded_before_they_meet_a_line() -> None:
    assert nats(0.005) == round(-math.log(0.005), 6)
    assert nats(0.0) == round(-math.log(LEAST), 6)


def test_a_spread_of_one_is_the_poisson_law_and_more_makes_many_likelier() -> None:
    assert spread_tail(9, 4.0, 1.0) == tail(9, 4.0)
    assert spread_tail(9, 4.0, 1.0 + 1e-9) == pytest.approx(tail(9, 4.0), rel=1e-5)
    assert spread_tail(9, 4.0, 2.0) > 2 * tail(9, 4.0)


def test_an_excess_is_the_log_of_how_much_better_its_own_rate_explains_it() -> None:
    own = 6 * math.log(6) - 6 - math.log(math.factorial(6))  # ln P(X = 6), X ~ Poisson(6)
    usual = 6 * math.log(1.5) - 1.5 - math.log(math.factorial(6))
    assert excess(6, 1.5) == pytest.approx(own - usual)


def test_no_more_than_usual_is_no_excess() -> None:
    assert excess(2, 2.0) == excess(1, 2.0) == excess(0, 2.0) == 0.0
