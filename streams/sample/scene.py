"""Where a report happened: a home with its UPRN, a bed with its ward, or a point in the open."""

from __future__ import annotations

import math
from random import Random

from streams.sample.dice import dice
from streams.sample.ground import HOMES, Ground, Spot, moved
from streams.sample.life import Data

PRECISIONS = (20, 50, 250, 2000)  # metres
PRECISION_SHARES = (0.5, 0.28, 0.18, 0.04)
SHARED_HOUSING = 0.04  # share of deaths at home in the two hostels or blocks of a small area
NO_COORDINATE, NO_UPRN = 0.03, 0.1  # shares


def home(ground: Ground, spot: Spot, number: int) -> Data:
    """Return one dwelling of a small area; the same number is the same house at the same point."""
    rng = dice("home", ground.territory.area, spot.number, number)
    lat, lon = ground.near(rng, spot, 0.2)
    uprn = 990_000_000_000 + int(ground.territory.area[-2:]) * 10**8 + spot.number * 1000 + number
    return {
        "lat": round(lat, 5),
        "lon": round(lon, 5),
        "precision_m": 20,
        "lsoa": spot.lsoa,
        "uprn": str(uprn),
        "kind": "home",
    }


def institution(ground: Ground, rng: Random, spot: Spot, kind: str) -> Data:
    """Return the nearest care home or hospital, with a ward in the hospital."""
    if kind == "hospital":
        number = ground.site(spot, "hospitals")
        at, code = ground.hospitals[number], f"RZ{ground.territory.area[-1]}{number:02d}"
    else:
        number = ground.site(spot, "care_homes")
        at, code = ground.care_homes[number], f"1-9{ground.territory.area[-1]}{number:07d}"
    place: Data = {
        "lat": at.lat,
        "lon": at.lon,
        "precision_m": 20,
        "lsoa": at.lsoa,
        "kind": kind,
        "institution": code,
    }
    if kind == "hospital":
        place["ward"] = f"W{min(24, int(rng.expovariate(1 / 7))):02d}"
    return place


def scene(ground: Ground, rng: Random, spot: Spot, kind: str) -> Data:
    """Return a place of a kind near a small area, with the gaps that real reports have."""
    if kind in ("care_home", "hospital"):
        return institution(ground, rng, spot, kind)
    if kind == "home":
        block = rng.random() < SHARED_HOUSING
        place = home(ground, spot, rng.randrange(2 if block else HOMES))
        if rng.random() < NO_UPRN:
            del place["uprn"]
    else:
        lat, lon = ground.near(rng, spot, 0.25)
        precision = rng.choices(PRECISIONS, PRECISION_SHARES)[0]
        place = {"lat": round(lat, 5), "lon": round(lon, 5), "precision_m": precision,
                 "lsoa": spot.lsoa, "kind": kind}  # fmt: skip
        if kind == "licensed":
            place["venue"] = f"licensed-{spot.number}-{int(rng.expovariate(0.8)) + 1}"
    if rng.random() < NO_COORDINATE:
        for name in ("lat", "lon", "precision_m"):
            del place[name]
    return place


def about(lat: float, lon: float, km: float, rng: Random) -> tuple[float, float]:
    """Draw a point in a disc about another."""
    reach, turn = km * math.sqrt(rng.random()), rng.uniform(0, 2 * math.pi)
    north, east = moved(lat, lon, reach * math.cos(turn), reach * math.sin(turn))
    return round(north, 5), round(east, 5)
