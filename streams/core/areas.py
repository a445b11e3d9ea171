"""Areas as the core sees them: codes, people, label points, and which district lies where."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from streams.core.borders import Borders, Ring

CLEARLY_NEARER = 1.5  # times as far; a label point says little of a district's border
KM_A_DEGREE = 111.195  # of latitude, on a sphere of 6,371 km


@dataclass(frozen=True, slots=True)
class District:
    """A local authority district with the point that labels it (WGS 84 degrees)."""

    code: str
    name: str
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A police force area. ``people``: residents; ``km2``: square kilometres; None: not known.

    ``outline``: rings of points, longitude first; none: nothing is known to be near it.
    """

    code: str
    name: str
    country: str | None = None
    people: int | None = None
    km2: float | None = None
    lat: float | None = None
    lon: float | None = None
    districts: tuple[District, ...] = ()
    outline: tuple[Ring, ...] = field(default=(), compare=False, repr=False)

    @property
    def millions(self) -> float:
        """Residents in millions, 1.0 where not known, never under 0.1 (rates need a size)."""
        return max((self.people or 1_000_000) / 1e6, 0.1)

    @property
    def people_a_km2(self) -> float:
        """Residents a square kilometre; the mean of England and Wales (400) where not known."""
        return self.people / self.km2 if self.people and self.km2 else 400.0

    def place_name(self, lat: float | None, lon: float | None) -> str:
        """Name the district with the nearest label point, or two where neither is clearly nearer.

        The area's own name where the place or the districts are not known.
        """
        return " / ".join(one.name for one in self._nearest(lat, lon)) or self.name

    def district_at(self, lat: float | None, lon: float | None) -> District | None:
        """Find the district whose label point is clearly the nearest; None where none is."""
        found = self._nearest(lat, lon)
        return found[0] if len(found) == 1 else None

    def _nearest(self, lat: float | None, lon: float | None) -> tuple[District, ...]:
        return () if lat is None or lon is None else _nearest(self.districts, lat, lon)


@lru_cache(maxsize=4096)  # An alert names the places of all its members at each revision.
def _nearest(districts: tuple[District, ...], lat: float, lon: float) -> tuple[District, ...]:
    named = [d for d in districts if d.lat is not None and d.lon is not None]
    if not named:
        return ()
    near = sorted(
        ((distance_km(lat, lon, d.lat or 0.0, d.lon or 0.0), d) for d in named),
        key=lambda one: (one[0], one[1].name),
    )
    is_clear = len(near) == 1 or near[1][0] >= CLEARLY_NEARER * near[0][0]
    return tuple(district for _, district in near[: 1 if is_clear else 2])


@dataclass(frozen=True, slots=True)
class Areas:
    """All areas of the area file, with the districts that file to them, and what lies near what."""

    by_code: Mapping[str, Area]
    digest: str = ""
    force_of: Mapping[str, str] = field(default_factory=dict)
    place_of: Mapping[str, int] = field(default_factory=dict)
    borders: Borders = field(default_factory=lambda: Borders({}, 0.0))

    @classmethod
    def of(cls, areas: Iterable[Area], digest: str = "", border_km: float = 0.0) -> Areas:
        """Index areas by code, districts by the area that holds them, and the ground by borders."""
        listed = sorted(areas, key=lambda area: area.code)
        forces = {d.code: area.code for area in listed for d in area.districts}
        places = {area.code: place for place, area in enumerate(listed)}
        outlines = {area.code: area.outline for area in listed if area.outline}
        borders = Borders(outlines, border_km)
        return cls({area.code: area for area in listed}, digest, forces, places, borders)

    def file_under(self, code: str) -> tuple[Area, str | None] | None:
        """Find the area that a case with this code belongs to, and the district if it named one."""
        if code in self.by_code:
            return self.by_code[code], None
        force = self.force_of.get(code)
        return None if force is None else (self.by_code[force], code)

    def partition_of(self, code: str, partitions: int) -> int:
        """Place an area on a partition of the area log: by its place in the file, never by hash."""
        return self.place_of[code] % partitions


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Distance in kilometres on a sphere, flat within a country (error under 0.2 % at 50 km)."""
    east = (lon2 - lon1) * math.cos(math.radians((lat1 + lat2) / 2))
    return KM_A_DEGREE * math.hypot(lat2 - lat1, east)
