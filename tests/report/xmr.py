"""The usual chart of health services, which the report does not draw: kept to compare with.

Source: NHS England, Making Data Count: XmR chart and its four rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

RANGES = 2.66  # mean moving ranges from the mean to a limit: 3 / 1.128
SHIFT, TREND, NEAR = 7, 6, 2 / 3


def mean_low_high(y: Sequence[float]) -> tuple[float, float, float]:
    """Mean and limits of single values, in their unit."""
    mean = sum(y) / len(y)
    moving = [abs(after - before) for before, after in pairwise(y)]
    reach = RANGES * sum(moving) / len(moving)
    return mean, mean - reach, mean + reach


def signals(y: Sequence[float]) -> bool:
    """Say whether any of the four rules calls: outside, shift, trend, two of three near a limit."""
    mean, low, high = mean_low_high(y)
    near = [(one - mean) / (high - mean) for one in y]
    rises = [after - before for before, after in pairwise(y)]
    return (
        any(not low <= one <= high for one in y)
        or any(_one_way(near[i : i + SHIFT]) for i in range(len(near) - SHIFT + 1))
        or any(_one_way(rises[i : i + TREND - 1]) for i in range(len(rises) - TREND + 2))
        or any(
            sum(side * one > NEAR for one in near[i : i + 3]) >= 2
            for side in (1, -1)
            for i in range(len(near) - 2)
        )
    )


def _one_way(values: Sequence[float]) -> bool:
    return all(one > 0 for one in values) or all(one < 0 for one in values)
