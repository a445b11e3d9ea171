"""The ground as a quadtree: cells of 0.5 km, their fathers of 1 km, and so on up to 64 km.

Source: detection specification, section 3.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from streams.core.series.shrinkage import Floats

Ints: TypeAlias = NDArray[np.int64]
Leaf: TypeAlias = tuple[int, int]  # of 0.5 km, east and north

LEAF_KM = 0.5
LEVELS = 8
RADII_KM: Floats = LEAF_KM * 2.0 ** np.arange(LEVELS, dtype=np.float64)
TOP = 2 ** (LEVELS - 1)  # leaves along a side of the greatest cell, 64 km
FARTHEST = 8  # greatest cells from the area's label point: 512 km
MOST = 16  # greatest cells along a side of the grid: 1,024 km
LEAST_SHARE = 0.001  # of all reports; greatest cells with fewer are mistakes and stay outside
DENSE = 3  # cells of this level (4 km) and above are all divided; below, where something was seen
HALF_SIDES_KM: Floats = RADII_KM * math.sqrt(math.pi) / 2.0  # of the square of a disc's surface


def leaf_of(x: float, y: float) -> Leaf:
    """The cell of 0.5 km that holds a point (kilometres)."""
    return math.floor(x / LEAF_KM), math.floor(y / LEAF_KM)


@dataclass(frozen=True, slots=True)
class Square:
    """A square on the ground, in kilometres; reports spread evenly over it before any came."""

    x: float
    y: float
    side: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A rectangle of greatest cells. ``west``, ``south``: its first leaf; sides in leaves."""

    west: int
    south: int
    wide: int
    high: int

    def counts(self, cells: Mapping[Leaf, int]) -> Floats:
        """Counts by leaf, (high, wide); what lies outside is left out."""
        if not cells:
            return np.zeros((self.high, self.wide))
        at = np.array(list(cells), dtype=np.int64)
        number = np.fromiter(cells.values(), dtype=np.float64, count=len(cells))
        x, y = at[:, 0] - self.west, at[:, 1] - self.south
        inside = (x >= 0) & (x < self.wide) & (y >= 0) & (y < self.high)
        flat: Floats = np.bincount(
            (y * self.wide + x)[inside], number[inside], minlength=self.high * self.wide
        ).astype(np.float64)
        return flat.reshape(self.high, self.wide)

    def corners(self, x: Floats, y: Floats, half_km: Floats) -> tuple[Floats, ...]:
        """West, east, south and north sides of squares about points, in leaves from the corner.

        Broadcasts: points (n, 1) and half sides (levels,) give (n, levels) each.
        """
        u, v = x / LEAF_KM - self.west, y / LEAF_KM - self.south
        half = half_km / LEAF_KM
        return (
            _clipped(u - half, self.wide), _clipped(u + half, self.wide),
            _clipped(v - half, self.high), _clipped(v + half, self.high),
        )  # fmt: skip


def _clipped(values: Floats, most: float) -> Floats:
    return np.minimum(np.maximum(values, 0.0), most)  # np.clip takes four times as long


def grid_of(cells: Mapping[Leaf, int], label: tuple[float, float] | None) -> Grid:
    """The smallest grid that holds an area's reports but for stray ones, and its label point."""
    tops: dict[Leaf, int] = {}
    for (x, y), number in cells.items():
        top = (x // TOP, y // TOP)
        tops[top] = tops.get(top, 0) + number
    least = max(2.0, LEAST_SHARE * sum(tops.values()))
    kept = {top for top, number in tops.items() if number >= least}
    if label is not None:
        x, y = leaf_of(*label)
        centre = (x // TOP, y // TOP)
        kept = {one for one in kept if _apart(one, centre) <= FARTHEST} | {centre}
    kept = kept or {min(tops, key=lambda top: (-tops[top], top), default=(0, 0))}
    west, south = min(x for x, _ in kept), min(y for _, y in kept)
    wide = min(max(x for x, _ in kept) - west + 1, MOST)
    high = min(max(y for _, y in kept) - south + 1, MOST)
    return Grid(west * TOP, south * TOP, wide * TOP, high * TOP)


def _apart(one: Leaf, other: Leaf) -> int:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def pooled(leaves: Floats) -> list[Floats]:
    """Sums by cell, level 0 first: each cell of a level is two by two of the level before."""
    levels = [leaves]
    for _ in range(LEVELS - 1):
        last = levels[-1]
        high, wide = last.shape
        levels.append(last.reshape(high // 2, 2, wide // 2, 2).sum(axis=(1, 3)))
    return levels


def spread(grid: Grid, level: int, square: Square | None, reports: float) -> Floats:
    """Reports spread evenly over a square, by cell of a level."""
    km = LEAF_KM * 2**level
    shape = (grid.high >> level, grid.wide >> level)
    if square is None:
        return np.zeros(shape)
    along = _overlap(grid.west * LEAF_KM, shape[1], km, square.x, square.side)
    upward = _overlap(grid.south * LEAF_KM, shape[0], km, square.y, square.side)
    return reports * upward[:, None] * along[None, :]


def _overlap(start: float, number: int, km: float, middle: float, side: float) -> Floats:
    """Share of a stretch that lies in each of a row of cells."""
    edges = start + km * np.arange(number + 1)
    inside = np.clip(edges, middle - side / 2.0, middle + side / 2.0)
    shares: Floats = np.diff(inside) / side
    return shares
