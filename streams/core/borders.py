"""Which areas lie within so many kilometres of a point, by their outlines and not their centres.

Distances are flat on a transverse Mercator plane about the middle of all outlines: over England
and Wales true within 0.2 %. A point inside an outline is no distance from it; one in the sea, or
on an island that no outline holds, is as far as the nearest shore.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EARTH_KM = 6371.0
CELL_KM = 4.0  # side of the cells for which it is worked out once what is near for all of them
SLACK_KM = CELL_KM / math.sqrt(2.0) + 0.01  # from a cell's middle to its furthest corner

Ring = Sequence[tuple[float, float]]  # closed, longitude first (GeoJSON), WGS 84 degrees
Floats = NDArray[np.float64]
NOWHERE = (math.inf, -math.inf, math.inf, -math.inf)  # the box about nothing


@dataclass(frozen=True, slots=True)
class _Outline:
    """All edges of one area: starts and differences in kilometres, one row an edge."""

    code: str
    start: Floats
    along: Floats
    square: Floats  # squared length of each edge, never 0
    box: tuple[float, float, float, float]  # least and most east, least and most north

    def at_least(self, x: float, y: float) -> float:
        """Kilometres to the box about the outline: never more than to the outline itself."""
        west, east, south, north = self.box
        return math.hypot(max(west - x, 0.0, x - east), max(south - y, 0.0, y - north))

    def distance(self, x: float, y: float) -> float:
        """Kilometres to the outline; 0 inside it."""
        from_x, from_y = x - self.start[:, 0], y - self.start[:, 1]
        along_x, along_y = self.along[:, 0], self.along[:, 1]
        share = np.clip((from_x * along_x + from_y * along_y) / self.square, 0.0, 1.0)
        away = (from_x - share * along_x) ** 2 + (from_y - share * along_y) ** 2
        crosses = (from_y < 0.0) != (from_y < along_y)
        right = from_x * along_y < from_y * along_x
        inside = np.count_nonzero(crosses & (right == (along_y > 0.0))) % 2 == 1
        return 0.0 if inside else math.sqrt(float(away.min()))


class Borders:
    """Answers which areas are near a point. What it has worked out is kept by cell."""

    def __init__(self, outlines: Mapping[str, Sequence[Ring]], reach_km: float) -> None:
        self.reach_km = reach_km
        corners = [point for rings in outlines.values() for ring in rings for point in ring]
        east = [point[0] for point in corners] or [0.0]
        self._middle = math.radians((min(east) + max(east)) / 2.0)
        self._outlines = [self._outline(code, outlines[code]) for code in sorted(outlines)]
        self._cells: dict[tuple[int, int], tuple[tuple[str, ...], tuple[_Outline, ...]]] = {}

    def near(self, lat: float | None, lon: float | None) -> tuple[str, ...]:
        """Name the areas within reach of a point, sorted by code; none where it is not known."""
        if lat is None or lon is None or not self._outlines:
            return ()
        x, y = self._flat(lat, lon)
        cell = (math.floor(x / CELL_KM), math.floor(y / CELL_KM))
        known = self._cells.get(cell)
        if known is None:
            known = self._cells[cell] = self._look(cell)
        surely, perhaps = known
        found = [one.code for one in perhaps if one.distance(x, y) <= self.reach_km]
        return tuple(sorted((*surely, *found))) if found else surely

    def distance(self, code: str, lat: float, lon: float) -> float | None:
        """Kilometres from a point to an area, 0 inside it; None where it has no outline."""
        outline = next((one for one in self._outlines if one.code == code), None)
        return None if outline is None else outline.distance(*self._flat(lat, lon))

    def _look(self, cell: tuple[int, int]) -> tuple[tuple[str, ...], tuple[_Outline, ...]]:
        """Sort areas into those near every point of a cell and those near some of it perhaps."""
        x, y = (cell[0] + 0.5) * CELL_KM, (cell[1] + 0.5) * CELL_KM
        most = self.reach_km + SLACK_KM + 0.01
        possible = [one for one in self._outlines if one.at_least(x, y) < most]
        away = [(one, one.distance(x, y)) for one in possible]
        surely = tuple(one.code for one, km in away if km + SLACK_KM <= self.reach_km)
        perhaps = tuple(one for one, km in away if abs(km - self.reach_km) < SLACK_KM)
        return surely, perhaps

    def _outline(self, code: str, rings: Sequence[Ring]) -> _Outline:
        edges = [
            (*self._flat(one[1], one[0]), *self._flat(two[1], two[0]))
            for ring in rings
            for one, two in zip(ring, [*ring[1:], ring[0]], strict=True)
            if tuple(one) != tuple(two)
        ]
        table = np.array(edges, dtype=np.float64).reshape(-1, 4)
        along = table[:, 2:] - table[:, :2]
        square = np.maximum((along**2).sum(axis=1), 1e-12)
        easts, norths = table[:, 0], table[:, 1]
        box = NOWHERE
        if len(table):
            box = (easts.min(), easts.max(), norths.min(), norths.max())
        return _Outline(code, table[:, :2], along, square, box)

    def _flat(self, lat: float, lon: float) -> tuple[float, float]:
        """Kilometres east and north. Source: Snyder (1987), transverse Mercator on the sphere."""
        north, east = math.radians(lat), math.radians(lon) - self._middle
        share = math.cos(north) * math.sin(east)
        return (
            EARTH_KM * math.atanh(share),
            EARTH_KM * math.atan2(math.sin(north), math.cos(north) * math.cos(east)),
        )
