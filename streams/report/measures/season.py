"""What a month leads us to expect: quasi-Poisson with one yearly wave, learned on months before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi

import numpy as np

FEWEST_MONTHS, MOST_MONTHS = 18, 60
FEWEST_CASES = 5.0  # a month, or a quarter
STEPS = 50
CLOSE = 1e-12
A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Expected:
    """Means and variances of months to come, and the variance of their sum."""

    phi: float
    intercept: float
    slopes: tuple[float, ...]
    mean: tuple[float, ...]
    variance: tuple[float, ...]
    variance_of_sum: float


def seasonal(
    counts: Sequence[float], days: Sequence[float], learned: int, first_month: int = 0
) -> Expected:
    """Fit log mean = a + b sin + c cos + log(days) on the first ``learned`` months.

    Units: cases a month; ``days`` of each month, also of those to come. The variance is
    phi times the mean, and the error of the mean itself. Source: McCullagh and Nelder (1989);
    phi by Pearson's statistic over n - 3, at least 1.
    """
    length = np.asarray(days, float)
    turn = 2 * pi * (np.arange(len(length)) + first_month) / A_YEAR
    x = np.column_stack([np.ones(len(length)), np.sin(turn), np.cos(turn)])
    y, base = np.asarray(counts[:learned], float), x[:learned]
    beta = np.array([np.log(max(y.sum(), 0.5) / length[:learned].sum()), 0.0, 0.0])
    for _ in range(STEPS):
        mu = length[:learned] * np.exp(base @ beta)
        step = np.linalg.solve(base.T @ (mu[:, None] * base), base.T @ (y - mu))
        beta = beta + step
        if float(np.abs(step).max()) < CLOSE:
            break
    mu = length[:learned] * np.exp(base @ beta)
    phi = max(1.0, float(((y - mu) ** 2 / mu).sum() / (learned - 3)))
    error = phi * np.linalg.inv(base.T @ (mu[:, None] * base))
    mean = length * np.exp(x @ beta)
    slope = mean[:, None] * x
    variance = phi * mean + np.einsum("ij,jk,ik->i", slope, error, slope)
    whole = slope[learned:].sum(axis=0)
    total = phi * float(mean[learned:].sum()) + float(whole @ error @ whole)
    return Expected(
        phi, float(beta[0]), tuple(map(float, beta[1:])), tuple(map(float, mean)),
        tuple(map(float, variance)), total,
    )  # fmt: skip


def flat(total_before: float, days_before: float, days: float) -> tuple[float, float]:
    """Expect the rate of the time before, and the variance with the error of that rate.

    Units: cases in ``days``. V = E + E squared over the cases counted before.
    """
    expected = total_before * days / days_before
    return expected, expected + (expected * expected / total_before if total_before else 0.0)
