"""The ground: small areas of 1,500 people in towns of Zipf size, with what stands among them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.bench.detection.tables import Area

KM_A_DEGREE = 111.2
LAT0, LON0 = 53.0, -2.0  # where x and y are nought
KM_EAST = KM_A_DEGREE * math.cos(math.radians(LAT0))
SMALL_AREA = 1500  # people
WARDS = 25  # in a hospital


class World:
    """Small areas (x, y in km, deprivation, nightlife, people), practices, homes and hospitals."""

    def __init__(self, rng: Generator, areas: Sequence[Area]) -> None:
        self.codes = [area.code for area in areas]
        self.people = np.array([area.people for area in areas])
        parts = [_towns(rng, number, area) for number, area in enumerate(areas)]
        self.x, self.y, self.area, self.dep, self.hot, self.size = (
            np.concatenate(part) for part in zip(*parts, strict=True)
        )
        self.n, total = len(self.x), self.people.sum()
        self.practice = self._nearest(rng.choice(self.n, int(total / 9500)))
        self.homes = rng.choice(self.n, int(total / 3500))
        self.hospitals = np.concatenate(
            [
                rng.choice(np.flatnonzero(self.area == number), max(1, int(people / 240e3)))
                for number, people in enumerate(self.people)
            ]
        )
        self.home_near, self.hospital_near = (
            self._nearest(self.homes),
            self._nearest(self.hospitals),
        )
        self.ward_share = rng.dirichlet(np.full(WARDS, 1.5), len(self.hospitals)).cumsum(1)

    def near(self, here: int, km: float, area: int | None = None) -> NDArray[np.int64]:
        """Small areas within ``km`` of one, of one area only if it is given."""
        inside = np.hypot(self.x - self.x[here], self.y - self.y[here]) <= km
        return np.flatnonzero(inside if area is None else inside & (self.area == area))

    def _nearest(self, sites: NDArray[np.int64]) -> NDArray[np.int64]:
        """For every small area the number of the nearest site; in slices, to bound memory."""
        slices = (slice(start, start + 2000) for start in range(0, self.n, 2000))
        return np.concatenate(
            [
                np.argmin(
                    (self.x[some, None] - self.x[sites]) ** 2
                    + (self.y[some, None] - self.y[sites]) ** 2,
                    axis=1,
                )
                for some in slices
            ]
        )


def _towns(rng: Generator, number: int, area: Area) -> tuple[NDArray[np.float64], ...]:
    """One area's small areas: x, y, area, deprivation, nightlife, people."""
    side, n = math.sqrt(area.km2), max(20, int(area.people / SMALL_AREA))
    towns = max(3, int(area.km2 / 60 + area.people / 60000))
    share = 1.0 / np.arange(1, towns + 1)
    share /= share.sum()
    town, middle = rng.choice(towns, n, p=share), rng.uniform(-0.45, 0.45, (2, towns)) * side
    radius = np.sqrt(share * area.people / 3500 / np.pi) * 0.75 + 0.3
    at = middle[:, town] + rng.normal(0, 1, (2, n)) * radius[town]
    rural = rng.random(n) < (0.15 if area.people / area.km2 < 2000 else 0.02)
    at = np.clip(np.where(rural, rng.uniform(-0.5, 0.5, (2, n)) * side, at), -side / 2, side / 2)
    deprivation = rng.normal(0, 0.6, towns)[town] + rng.normal(0, 0.6, n)
    return (
        at[0] + (area.lon - LON0) * KM_EAST,
        at[1] + (area.lat - LAT0) * KM_A_DEGREE,
        np.full(n, number),
        deprivation,
        rng.normal(-0.5, 1, n),
        np.full(n, area.people / n),
    )
