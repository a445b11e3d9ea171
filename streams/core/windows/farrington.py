"""Farrington's detector in Noufaily's form: this week against the same season of past years.

Source: detection specification, section 7; Farrington et al. (1996), J. R. Stat. Soc. A 159,
547-563; Noufaily et al. (2013), Stat. Med. 32, 1206-1222, without its trend and with the season
held by the choice of weeks. Residuals and weights as in the R package surveillance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.core.windows.poisson import spread_tail

Array = NDArray[np.float64]

HALF_SEASON = 3  # weeks before and after the same week of a past year
MOST_YEARS = 5
LAST_OUT = 26  # weeks; the newest say nothing of what is usual
UNUSUAL = 2.58  # Anscombe residual above which a past week is thought an outbreak itself
REWEIGHTED = 2  # times
WEEKS_A_YEAR = 365.25 / 7.0
LONGEST_BACK = round(WEEKS_A_YEAR * MOST_YEARS) + HALF_SEASON + 1  # weeks that a fit may need


@dataclass(frozen=True, slots=True)
class Usual:
    """Cases expected in a week (``mean``), and variance over mean (``dispersion``, at least 1)."""

    mean: float
    dispersion: float

    def chance(self, n: int) -> float:
        """Probability of ``n`` cases or more."""
        return spread_tail(n, self.mean, self.dispersion)

    def bound(self, chance: float) -> int:
        """Return the most cases that are not yet rarer than ``chance``: the quantile."""
        n = int(self.mean)
        while self.chance(n + 1) > chance:
            n += 1
        return n


def weeks_back(years: int) -> tuple[int, ...]:
    """Weeks before this one that are of its season, newest first; ``years`` whole years of data.

    The nearest same weekday to the same date of each past year, and three weeks about it.
    """
    centres = (round(WEEKS_A_YEAR * year) for year in range(1, min(years, MOST_YEARS) + 1))
    weeks = (c + step for c in centres for step in range(-HALF_SEASON, HALF_SEASON + 1))
    return tuple(week for week in weeks if week > LAST_OUT)


def usual(counts: Sequence[int]) -> Usual:
    """Fit mean and dispersion of past weeks, those that were outbreaks weighing less.

    A quasi-Poisson law with one mean: its fit is the weighted mean. Never under half a case in
    all the weeks together, so that a first case is not impossible.
    """
    y = np.asarray(counts, dtype=np.float64)
    weights = np.ones_like(y)
    for _ in range(REWEIGHTED):
        weights = reweighted(residuals(y, weights))
    mean, dispersion = _fitted(y, weights)
    return Usual(max(mean, 0.5 / len(y)), dispersion)


def residuals(y: Array, weights: Array) -> Array:
    """Anscombe residuals of a fit with these weights, standardised by dispersion and leverage."""
    mean, dispersion = _fitted(y, weights)
    if mean <= 0.0:
        return np.zeros_like(y)
    raw = 1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - mean**0.5)
    standard: Array = raw / np.sqrt(dispersion * (1.0 - weights / weights.sum()))
    return standard


def reweighted(s: Array, unusual: float = UNUSUAL) -> Array:
    """Weights s^-2 where a residual is unusual, else 1; scaled so that they sum to their number."""
    raw = np.where(s > unusual, np.where(s > unusual, s, 1.0) ** -2.0, 1.0)
    weights: Array = raw * (len(s) / raw.sum())
    return weights


def _fitted(y: Array, weights: Array) -> tuple[float, float]:
    mean = float(np.average(y, weights=weights))
    if mean <= 0.0:
        return 0.0, 1.0
    pearson = float((weights * (y - mean) ** 2 / mean).sum())
    return mean, max(1.0, pearson / (len(y) - 1))
