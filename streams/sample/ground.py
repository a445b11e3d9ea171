"""The ground: small areas, homes and institutions, invented inside the real borders of a force."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from importlib import resources
from itertools import accumulate, pairwise
from random import Random
from typing import Any

from streams.sample.dice import dice
from streams.sample.life import Data
from streams.sample.rates import Marks

KM_A_DEGREE = 111.2
SMALL_AREA_PEOPLE = 1500  # residents, as an LSOA
TOWN_DENSITY = 3500  # residents per square km of a built-up place
HOMES = 650  # dwellings of a small area; the first two are hostels or sheltered blocks


@dataclass(frozen=True, slots=True)
class Territory:
    """Which part of which force sends, and under what name. No districts: all of the force."""

    area: str
    source: str
    prefix: str
    districts: tuple[str, ...] = ()


TERRITORIES: dict[str, Territory] = {
    "east": Territory(
        "E23000001", "//met.police.uk/connect", "MPS", ("E09000002", "E09000016", "E09000026")
    ),
    "essex": Territory("E23000028", "//essex.police.uk/athena", "ESX"),
    "cumbria": Territory("E23000002", "//cumbria.police.uk/niche", "CUM"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A small area of 1,500 residents; its two scores are in standard units."""

    number: int
    lat: float
    lon: float
    lsoa: str
    district: str
    deprivation: float
    nightlife: float


def area_facts(code: str) -> Data:
    """Return one area of the shipped area file."""
    text = resources.files("streams.data").joinpath("areas.json").read_text(encoding="utf-8")
    found: Data = next(area for area in json.loads(text)["areas"] if area["code"] == code)
    return found


def moved(lat: float, lon: float, east: float, north: float) -> tuple[float, float]:
    """Return a point moved by kilometres."""
    return (
        lat + north / KM_A_DEGREE,
        lon + east / (KM_A_DEGREE * math.cos(math.radians(lat))),
    )


@dataclass(slots=True)
class Ground:
    """One territory with its small areas, practices, care homes and hospitals."""

    territory: Territory
    rings: list[list[list[float]]]
    districts: list[Data]
    labels: list[Data]
    spots: list[Spot] = field(default_factory=list)
    care_homes: list[Spot] = field(default_factory=list)
    hospitals: list[Spot] = field(default_factory=list)
    practices: list[Spot] = field(default_factory=list)
    weights: dict[tuple[float, float], list[float]] = field(default_factory=dict)
    nearest: dict[tuple[int, str], int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """Residents of the territory (ONS mid-2022)."""
        return sum(district["population"] for district in self.districts)

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies inside the force's border and in one of the districts."""
        return self.inside(lat, lon) and self.district(lat, lon) in self.territory_districts

    def inside(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies inside the force's border."""
        inside = False
        for ring in self.rings:
            for (x1, y1), (x2, y2) in pairwise(ring):
                crosses = (y1 > lat) != (y2 > lat)
                if crosses and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
                    inside = not inside
        return inside

    @property
    def territory_districts(self) -> set[str]:
        """Codes of the districts of the territory."""
        return {district["code"] for district in self.districts}

    def district(self, lat: float, lon: float) -> str:
        """Return the district whose label point is nearest."""
        return str(min(self.labels, key=lambda d: _km(lat, lon, d["lat"], d["lon"]))["code"])

    def spot(self, rng: Random, marks: Marks) -> Spot:
        """Draw a small area, likelier where such reports are more frequent."""
        key = (marks.deprivation, marks.nightlife)
        if key not in self.weights:
            scores = (
                math.exp(key[0] * spot.deprivation + key[1] * spot.nightlife) for spot in self.spots
            )
            self.weights[key] = list(accumulate(scores))
        return rng.choices(self.spots, cum_weights=self.weights[key])[0]

    def near(self, rng: Random, spot: Spot, km: float) -> tuple[float, float]:
        """Draw a point about a small area, inside the border."""
        lat, lon = moved(spot.lat, spot.lon, rng.gauss(0, km), rng.gauss(0, km))
        return (lat, lon) if self.holds(lat, lon) else (spot.lat, spot.lon)

    def site(self, spot: Spot, kind: str) -> int:
        """Return the number of the nearest practice, care home or hospital."""
        if (spot.number, kind) not in self.nearest:
            sites: list[Spot] = getattr(self, kind)
            gaps = (_km(spot.lat, spot.lon, site.lat, site.lon) for site in sites)
            self.nearest[spot.number, kind] = min(enumerate(gaps), key=lambda item: item[1])[0]
        return self.nearest[spot.number, kind]


def _km(lat: float, lon: float, lat2: float, lon2: float) -> float:
    east = (lon - lon2) * KM_A_DEGREE * math.cos(math.radians(lat))
    return math.hypot((lat - lat2) * KM_A_DEGREE, east)


def ground(name: str) -> Ground:
    """Lay out a territory by name; the same for every seed, as towns do not move."""
    territory = TERRITORIES[name]
    facts = area_facts(territory.area)
    wanted = [d for d in facts["districts"] if d["code"] in territory.districts]
    districts = wanted or facts["districts"]
    rings = [ring for polygon in facts["geometry"]["coordinates"] for ring in polygon]
    place = Ground(territory, rings, districts, facts["districts"])
    rng = dice("ground", name)
    density = facts["population"] / facts["area_km2"]
    for district in districts:
        _settle(place, rng, district, density)
    place.practices = rng.sample(place.spots, int(place.people / 9500))  # patients of a practice
    place.care_homes = rng.sample(place.spots, int(place.people / 3500))
    place.hospitals = rng.sample(place.spots, max(2, int(place.people / 240_000)))
    return place


def _settle(place: Ground, rng: Random, district: dict[str, Any], density: float) -> None:
    """Put a district's residents into a town at its label point and smaller places about it."""
    radius = math.sqrt(district["population"] / density / math.pi)
    towns: list[tuple[float, float, float, float]] = []
    for rank in range(1, 3 + district["population"] // 45_000):
        share = 0.6 / rank
        if rank == 1:
            lat, lon = district["lat"], district["lon"]
        else:
            reach, turn = radius * math.sqrt(rng.random()), rng.uniform(0, 2 * math.pi)
            lat, lon = moved(
                district["lat"], district["lon"], reach * math.cos(turn), reach * math.sin(turn)
            )
        spread = math.sqrt(share * district["population"] / TOWN_DENSITY / math.pi) * 0.75 + 0.3
        towns.append((lat, lon, spread, rng.gauss(0, 0.6)))
    weights = [0.6 / rank for rank in range(1, len(towns) + 1)]
    for _ in range(round(district["population"] / SMALL_AREA_PEOPLE)):
        lat, lon, score = _within(place, rng, towns, weights, district)
        number = len(place.spots)
        lsoa = f"E019{place.territory.area[-1]}{number:04d}"  # of the right form, never given out
        place.spots.append(
            Spot(number, round(lat, 5), round(lon, 5), lsoa, place.district(lat, lon),
                 score + rng.gauss(0, 0.6), rng.gauss(-0.5, 1))
        )  # fmt: skip


def _within(
    place: Ground,
    rng: Random,
    towns: list[tuple[float, float, float, float]],
    weights: list[float],
    district: dict[str, Any],
) -> tuple[float, float, float]:
    """Draw a point of a town that lies inside the border; the label point where none does."""
    for _ in range(40):
        lat, lon, spread, score = rng.choices(towns, weights)[0]
        lat, lon = moved(lat, lon, rng.gauss(0, spread), rng.gauss(0, spread))
        if place.holds(lat, lon):
            return lat, lon, score
    return district["lat"], district["lon"], 0.0
