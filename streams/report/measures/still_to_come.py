"""What is still to come for the last months: chain ladder on the delay until it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from streams.report.measures.lines import lower_line, upper_line

Triangle = Sequence[Sequence[int | None]]

LOOK_BACKS = 12
FEWEST_LOOKS = 5
SIDE = 0.05  # a 90% interval


@dataclass(frozen=True, slots=True)
class Nowcast:
    """One month: known so far, likely in the end, with the 90% interval and the share known."""

    known: int
    likely: float
    low: float
    high: float
    share: float


def shares_known(triangle: Triangle) -> list[float]:
    """Give the share of a month that is known after each delay (0, 1, 2 ... months)."""
    rows = [[0 if one is None else one for one in row] for row in triangle]
    width = len(triangle[0])
    factors = []
    for delay in range(width - 1):
        seen = [i for i, row in enumerate(triangle) if row[delay + 1] is not None]
        before = sum(sum(rows[i][: delay + 1]) for i in seen)
        after = sum(sum(rows[i][: delay + 2]) for i in seen)
        factors.append(after / before if before else 1.0)
    return [float(1 / np.prod(factors[delay:])) for delay in range(width)]


def totals(triangle: Triangle) -> list[float]:
    """Give each month's likely number in the end. Source: Mack (1993), ASTIN Bulletin 23."""
    share = shares_known(triangle)
    return [sum(one for one in row if one is not None) / share[_age(row)] for row in triangle]


def _age(row: Sequence[int | None]) -> int:
    return sum(one is not None for one in row) - 1


def nowcasts(triangle: Triangle) -> list[Nowcast]:
    """Estimate every month, with an interval on the part still to come.

    Negative binomial, variance m + k m squared; k from this method's own errors at that age in
    the months before (five look-backs or more, else Poisson).
    """
    share = shares_known(triangle)
    found = []
    for i, row in enumerate(triangle):
        known, age = sum(one for one in row if one is not None), _age(row)
        likely = known / share[age]
        missing = likely - known
        low, high = _limits(missing, _error(triangle, i, age))
        found.append(Nowcast(known, likely, known + low, known + high, share[age]))
    return found


def _limits(mean: float, k: float) -> tuple[int, int]:
    if mean <= 1e-9:
        return 0, 0
    variance = mean + k * mean * mean
    low, high = lower_line(mean, SIDE, variance), upper_line(mean, SIDE, variance)
    return int(low // 1) + 1, int(-(-high // 1)) - 1


def _error(triangle: Triangle, at: int, age: int) -> float:
    """Mean of ((a - m) squared - m) / m squared over the look-backs at this age."""
    errors = []
    for i in range(max(0, at - LOOK_BACKS), at):
        row = triangle[i]
        if _age(row) <= age:
            continue
        cut = [_seen(one, i - j + age, len(row)) for j, one in enumerate(triangle[: i + 1])]
        share = shares_known(cut)[age]
        known = sum(one for one in row[: age + 1] if one is not None)
        mean = known / share - known
        came = sum(one for one in row[age + 1 :] if one is not None)
        if mean > 0:
            errors.append(((came - mean) ** 2 - mean) / mean**2)
    return max(0.0, sum(errors) / len(errors)) if len(errors) >= FEWEST_LOOKS else 0.0


def _seen(row: Sequence[int | None], age: int, width: int) -> list[int | None]:
    return [one if delay <= age else None for delay, one in enumerate(row[:width])]
