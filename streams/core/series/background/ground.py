"""Rates on the ground: the events of a stream a day in any square, learned from coarse to fine.

Source: detection specification, section 3.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from streams.core.series.background.grid import HALF_SIDES_KM, LEVELS, Grid, Leaf, pooled
from streams.core.series.background.quarters import Quarters
from streams.core.series.shrinkage import Floats, TwoGammas

LEAST = 1e-6  # of the area's rate; off the grid, a disc still has one


class RateTable:
    """Rates of one stream by summed-area table; as of one refresh, never changed."""

    def __init__(self, grid: Grid, sums: Floats, rate: float) -> None:
        self._grid, self._sums, self.rate = grid, sums, rate

    @classmethod
    def learned(
        cls,
        grid: Grid,
        quarters: tuple[Quarters, ...],
        cells: Mapping[Leaf, int],
        rate: float,
        days: float,
        law: TwoGammas,
    ) -> RateTable:
        """Learn from counts by cell in ``days`` days; ``rate``: of the whole area, a day."""
        counts = pooled(grid.counts(cells))
        whole = np.full((1, 1), rate)
        rates = _believed(quarters[-1], np.broadcast_to(whole, counts[-1].shape), counts[-1],
                          days, law)  # fmt: skip
        for level in range(LEVELS - 2, -1, -1):
            fathers = np.repeat(np.repeat(rates, 2, axis=0), 2, axis=1)
            rates = _believed(quarters[level], fathers, counts[level], days, law, rest=0.25)
        sums = np.zeros((grid.high + 1, grid.wide + 1))
        np.cumsum(np.cumsum(rates, axis=0), axis=1, out=sums[1:, 1:])
        return cls(grid, sums, rate)

    def discs(self, x: Floats, y: Floats) -> Floats:
        """Events a day in the discs of all levels about points (kilometres): (points, levels)."""
        found = self.squares(x[:, None], y[:, None], HALF_SIDES_KM)
        return np.maximum(found, LEAST * self.rate)

    def squares(self, x: Floats, y: Floats, half_km: Floats) -> Floats:
        """Events a day in squares about points; broadcasts. ``half_km``: half sides."""
        west, east, south, north = self._grid.corners(x, y, half_km)
        u, v = np.stack((east, west, east, west)), np.stack((north, south, south, north))
        within = self._below(u, v)
        inside: Floats = within[0] + within[1] - within[2] - within[3]
        return np.maximum(inside, 0.0)

    def _below(self, u: Floats, v: Floats) -> Floats:
        """Sum south and west of points given in leaves: even within a leaf."""
        columns = np.minimum(u.astype(np.int64), self._grid.wide - 1)
        rows = np.minimum(v.astype(np.int64), self._grid.high - 1)
        along, up, sums = u - columns, v - rows, self._sums
        low = sums[rows, columns] * (1.0 - along) + sums[rows, columns + 1] * along
        high = sums[rows + 1, columns] * (1.0 - along) + sums[rows + 1, columns + 1] * along
        below: Floats = low * (1.0 - up) + high * up
        return below


def _believed(
    quarters: Quarters,
    fathers: Floats,
    counts: Floats,
    days: float,
    law: TwoGammas,
    rest: float = 0.0,
) -> Floats:
    """Rates of a level: each cell's share of its father's, corrected by what was counted."""
    rates = fathers * rest
    rows, columns = quarters.rows, quarters.columns
    expected = fathers[rows, columns] * quarters.share
    seen = counts[rows, columns]
    rates[rows, columns] = expected * law.mean(seen, expected * days)
    return rates
