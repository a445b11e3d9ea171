"""EARS C1 and C2: this count against the mean and spread of seven before it.

Source: detection specification, section 7; Hutwagner et al. (2003), J. Urban Health 80, i89-i96.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import ndtri, stdtr

C1 = range(1, 8)  # counts back that are the baseline: the seven before
C2 = range(3, 10)  # the seven before, two left out, so that an outbreak does not hide itself
LEAST_SD = 0.5  # cases; seven equal counts do not make the next one certain


@dataclass(frozen=True, slots=True)
class Baseline:
    """Mean and sample standard deviation of a baseline, in cases; ``number`` of its counts."""

    mean: float
    sd: float
    number: int

    def z(self, count: float) -> float:
        """Return how many standard deviations a count lies above the mean."""
        return (count - self.mean) / self.sd

    def bound(self, chance: float) -> float:
        """Upper bound of the published method: mean + normal quantile x sd."""
        return self.mean + float(ndtri(1.0 - chance)) * self.sd

    def chance(self, count: float) -> float:
        """Probability of such a count or a higher one.

        By Student's law, for seven counts say little of their spread: the normal law would call
        1 in 28 what it claims is 1 in 100.
        """
        widened = self.z(count) / (1.0 + 1.0 / self.number) ** 0.5
        return float(stdtr(self.number - 1, -widened))


def baseline(counts: Sequence[float]) -> Baseline:
    """Fit the counts of a baseline; at least two. No mean is under half a case in all of them."""
    mean = max(statistics.fmean(counts), 0.5 / len(counts))
    return Baseline(mean, max(statistics.stdev(counts), LEAST_SD), len(counts))


def before(series: Sequence[float], at: int, back: range = C1) -> Baseline:
    """Fit the baseline of position ``at`` of a series.

    Raises:
        IndexError: the series does not reach back far enough.
    """
    if at < back[-1]:
        raise IndexError(f"position {at} has no {back[-1]} counts before it")
    return baseline([series[at - step] for step in back])
