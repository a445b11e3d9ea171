"""What so many weeks before make usual: the mean, and the band that holds 19 in 20."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import nbdtrik

BASE_WEEKS = 52  # before a week, that say what is usual in it
LEAST_WEEKS = 8  # below this nothing is said
HALF_AN_EVENT = 0.5  # so that what was never seen is not impossible (Jeffreys)
LEVEL = 0.95
DIGITS = 4

Counts = Sequence[int] | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Band:
    """Expected cases, and the least and the most that are not out of the usual."""

    expected: float
    low: int
    high: int


def band(before: Counts, weeks: int, known: int) -> Band | None:
    """Say what the newest weeks of ``before`` make usual in the ``weeks`` that follow.

    ``before``: counts by week, oldest first; ``known``: how many of them were watched.
    None where too few were.

    Units: cases. Source: the Poisson law whose mean is known only from what was counted before
    (a negative binomial law), as the counters have it; detection specification, section 7.
    Blind to: seasons; weeks that were out of the usual themselves.
    """
    length = min(len(before), known, BASE_WEEKS)
    if length < LEAST_WEEKS:
        return None
    events = float(sum(before[len(before) - length :])) + HALF_AN_EVENT
    share = weeks / length
    low, high = _quantiles(events, share)
    return Band(round(events * share, DIGITS), low, high)


def _quantiles(events: float, share: float) -> tuple[int, int]:
    side = (1.0 - LEVEL) / 2.0
    ends = nbdtrik(np.array([side, 1.0 - side]), events, 1.0 / (1.0 + share))
    low, high = np.ceil(np.round(ends, 6))
    return max(0, int(low)), max(0, int(high))
