"""How the reports of a cell divide over its quarters: the shape of the ground, for all streams.

No file of residents by small area is shipped, so that all reports seen stand in for them. They
are counts themselves: each quarter is given one report more, seen or not, and before any came
the ground is even over a square of the area's size. Where nothing was ever seen, a cell of 4 km
or less is not divided: its rate is spread evenly.

Source: detection specification, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from streams.core.series.background.grid import DENSE, LEVELS, Grid, Ints, Square, pooled, spread
from streams.core.series.shrinkage import Floats


@dataclass(frozen=True, slots=True)
class Quarters:
    """Cells of one level with the share of their father that is theirs (up to noise)."""

    rows: Ints
    columns: Ints
    share: Floats


@dataclass(frozen=True, slots=True)
class Evenness:
    """Units: ``start`` and ``each`` in reports, ``share`` of a cell's own reports."""

    start: float
    each: float
    share: float


def divided(
    grid: Grid, reports: Floats, square: Square | None, even: Evenness
) -> tuple[Quarters, ...]:
    """Divide the ground, level 0 first; the last are the greatest cells, shares of the whole."""
    seen = pooled(reports)
    weight = [one + spread(grid, level, square, even.start) for level, one in enumerate(seen)]
    found = [
        _quarters(level, seen[level + 1], weight[level], weight[level + 1], even)
        for level in range(LEVELS - 1)
    ]
    return (*found, _greatest(weight[-1], even))


def _quarters(
    level: int, seen: Floats, weight: Floats, fathers: Floats, even: Evenness
) -> Quarters:
    """Cells of a level under fathers in which something was seen; all, from 4 km up."""
    rows, columns = np.nonzero(seen) if level < DENSE else np.nonzero(np.ones_like(seen))
    rows = (2 * rows[:, None] + np.array([0, 0, 1, 1])).reshape(-1)
    columns = (2 * columns[:, None] + np.array([0, 1, 0, 1])).reshape(-1)
    own, father = weight[rows, columns], fathers[rows // 2, columns // 2]
    share = (own + even.share * father / 4.0 + even.each) / (
        (1.0 + even.share) * father + 4.0 * even.each
    )
    return Quarters(rows, columns, share)


def _greatest(weight: Floats, even: Evenness) -> Quarters:
    rows, columns = np.nonzero(np.ones_like(weight))
    own, whole, number = weight[rows, columns], weight.sum(), weight.size
    share = (own + even.share * whole / number + even.each) / (
        (1.0 + even.share) * whole + number * even.each
    )
    return Quarters(rows, columns, share)
