"""Intervals of counts, rates, shares and ratios of two counts."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, sqrt

import numpy as np
from scipy.special import gammaincinv, ndtri

Interval = tuple[float, float]

EXACT_UNDER = 10  # cases: from here on Byar's approximation is as good
DAYS_A_YEAR = 365.25
PER = 100_000  # residents


def z_of(confidence: float) -> float:
    """How many standard deviations hold this share of the normal law."""
    return float(ndtri(0.5 + confidence / 2))


def count_interval(n: int, confidence: float = 0.95) -> Interval:
    """Give the interval of a Poisson count: Garwood's exact one under 10, Byar's from 10.

    Units: cases. Source: Garwood (1936), Biometrika 28; Breslow and Day (1987), volume II.
    """
    if n >= EXACT_UNDER:
        return byar(n, confidence)
    side = (1 - confidence) / 2
    low = float(gammaincinv(n, side)) if n else 0.0
    return low, float(gammaincinv(n + 1, 1 - side))


def byar(n: int, confidence: float = 0.95) -> Interval:
    """Byar's approximation of the interval of a Poisson count. Units: cases."""
    z = z_of(confidence)

    def edge(count: int, sign: int) -> float:
        return count * (1 - 1 / (9 * count) + sign * z / (3 * sqrt(count))) ** 3

    return (edge(n, -1) if n else 0.0), edge(n + 1, 1)


def wilson(k: int, n: int, confidence: float = 0.95) -> Interval:
    """Give the interval of a share. Source: Wilson (1927), J. Am. Stat. Assoc. 22.

    Units: shares from 0 to 1. Of nothing nothing is known: 0 to 1.
    """
    if n == 0:
        return 0.0, 1.0
    z = z_of(confidence)
    share, middle = k / n, (k + z * z / 2) / (n + z * z)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return (0.0 if k == 0 else middle - half), (1.0 if k == n else middle + half)


def rate_ratio(
    n1: int, t1: float, n0: int, t0: float, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Compare two counts: the ratio of their rates and its interval.

    Given n1 + n0, n1 is binomial; Wilson's interval of that share, turned into a ratio.
    Units: ``t1`` and ``t0`` alike, days or person-years. The ratio is infinite where n0 is 0.
    """
    low, high = wilson(n1, n1 + n0, confidence)

    def odds(share: float) -> float:
        return share / (1 - share) * t0 / t1 if share < 1 else inf

    return (n1 / t1 / (n0 / t0) if n0 else inf), odds(low), odds(high)


def rate(n: int, people: float, days: float) -> tuple[float, float, float]:
    """Rate per 100,000 residents a year, with its 95% interval."""
    each = PER / (people * days / DAYS_A_YEAR)
    low, high = count_interval(n)
    return n * each, low * each, high * each


def standardised(
    deaths: Sequence[int], people: Sequence[float], weights: Sequence[float],
    confidence: float = 0.95, per: float = PER,
) -> tuple[float, float, float]:  # fmt: skip
    """Give the directly standardised rate with Dobson's interval.

    Units: ``people`` are person-years by band; the rate is ``per`` person-years.
    Source: Dobson and others (1991), Stat. Med. 10; weights: European Standard Population 2013.
    """
    d, p, w = (np.asarray(one, float) for one in (deaths, people, weights))
    total = w.sum()
    value = float((w * d / p).sum() / total)
    spread = float((w * w * d / (p * p)).sum() / total**2)
    n = int(d.sum())
    scale = sqrt(spread / n) if n else 0.0
    low, high = count_interval(n, confidence)
    return value * per, (value + scale * (low - n)) * per, (value + scale * (high - n)) * per
