"""Series: a few reports of one hand, one place, one batch or one person among the background."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.bench.detection.rows import (
    DEATH,
    MISSING,
    VIOLENCE,
    Rows,
    pick,
    raised,
    rows_at,
)
from tests.bench.detection.tables import (
    BACKGROUND,
    CATEGORIES,
    METHODS,
    OFFENCES,
    PLACES,
    RELATIONS,
    ROLES,
    SUBSTANCES,
    Family,
)
from tests.bench.detection.world import World

SOMEBODY = 5 * 10**9  # people who stand in one series alone


def series(world: World, rng: Generator, family: Family, first_day: float, last_day: float) -> Rows:
    """Draw one series of a family between two days."""
    low, high = family.n
    n = int(rng.integers(low, high + 1))
    days, km = rng.uniform(*family.days), rng.uniform(*family.km)
    start = rng.uniform(first_day, max(first_day + 1, last_day - days))
    gaps = np.sort(np.r_[0, rng.uniform(0, days, n - 1)])
    here, lsoa = _where(world, rng, family, n, km)
    violent = bool(family.offence)
    earliest, latest = family.hours
    t = np.floor(start + gaps) + rng.uniform(earliest, latest, n) % 24 / 24
    shares = family.offence if violent else family.category
    what = pick(rng, shares, OFFENCES if violent else CATEGORIES, n)
    rows = rows_at(world, rng, VIOLENCE if violent else DEATH, lsoa, t, family, what)
    shown = rng.random(n) < family.shown
    _settle(world, rng, rows, family, here, km, shown)
    _tie(rng, rows, family, shown)
    rows["flags"] = raised(rng, n, family.flags)
    return _with_missing_first(rng, rows, family.missing_first)


def _where(
    world: World, rng: Generator, family: Family, n: int, km: float
) -> tuple[int, NDArray[np.int64]]:
    """The small area in the middle, and that of each member."""
    by_area = rng.random() < 0.5  # half of the series by area, half by people
    if by_area:
        area = int(rng.integers(len(world.codes)))
    else:
        area = int(world.area[rng.integers(world.n)])
    inside = np.flatnonzero(world.area == area)
    here = int(rng.choice(inside))
    if family.site == "border" and len(world.codes) > 1:
        return _at_border(world, rng, inside, area, n, km)
    if family.site in ("homes", "venue", "border"):
        return here, rng.choice(world.near(here, km), n)
    if family.site == "practice":
        patients = np.flatnonzero(world.practice == world.practice[here])
        return here, rng.choice(patients, n)
    return here, np.full(n, here)


def _at_border(
    world: World, rng: Generator, inside: NDArray[np.int64], area: int, n: int, km: float
) -> tuple[int, NDArray[np.int64]]:
    """About the nearest foreign small area and the home one nearest to it, by turns."""
    other = np.flatnonzero(world.area != area)
    x, y = world.x[inside].mean(), world.y[inside].mean()
    there = int(other[np.argmin(np.hypot(x - world.x[other], y - world.y[other]))])
    away = np.hypot(world.x[inside] - world.x[there], world.y[inside] - world.y[there])
    here = int(inside[np.argmin(away)])
    foreign = rng.choice(world.near(there, km, int(world.area[there])), n)
    own = rng.choice(world.near(here, km, area), n)
    return here, np.where(np.arange(n) % 2 == 0, own, foreign)


def _settle(
    world: World,
    rng: Generator,
    rows: Rows,
    family: Family,
    here: int,
    km: float,
    shown: NDArray[np.bool_],
) -> None:
    """Put the members where a series of this site lies."""
    n = len(rows)
    if family.site == "point":
        turn, reach = rng.uniform(0, 2 * np.pi, n), km * np.sqrt(rng.random(n))
        rows["x"] = world.x[here] + reach * np.cos(turn)
        rows["y"] = world.y[here] + reach * np.sin(turn)
        rows["uprn"] = -1
        away = (rows["x"][:, None] - world.x) ** 2 + (rows["y"][:, None] - world.y) ** 2
        rows["lsoa"] = np.argmin(away, axis=1)
        rows["area"] = world.area[rows["lsoa"]]
    elif family.site == "practice":
        rows["gp"] = world.practice[here]
    elif family.site == "venue":
        venue = int(rng.choice(world.near(here, 40.0))) * 10 + 1
        rows["venue"] = np.where(shown, venue, -1)
    shared = {"ward": ("ward",), "address": ("uprn", "x", "y")}
    for column in shared.get(family.site, ()):
        rows[column] = rows[column][0]


def _tie(rng: Generator, rows: Rows, family: Family, shown: NDArray[np.bool_]) -> None:
    """Give the members what they share: a person, a substance, how victim and suspect stood."""
    n = len(rows)
    if family.person:
        somebody = SOMEBODY + rng.integers(10**8)
        rows["person"] = np.where(shown, somebody, -1)
        rows["role"] = pick(rng, family.person, ROLES, n)
    if family.substance is not None:
        known = (rows["method"] != METHODS.index("unknown")) | (rng.random(n) < 0.8)
        rows["sub"] = np.where(known, SUBSTANCES.index(family.substance), 0)
        rows["early"] = rng.random(n) < family.early_lab
    elif family.overdoses:
        rows["sub"] = 0  # a batch that no laboratory names in time
    if family.relationship:
        rows["rel"] = pick(rng, family.relationship, RELATIONS, n)
        rows["lag"] = rng.gamma(1, 0.6, n)


def _with_missing_first(rng: Generator, rows: Rows, share: float) -> Rows:
    """Report a share of them missing first: last seen at t, found dead some days later."""
    if not share:
        return rows
    n = len(rows)
    seen = rows[rng.random(n) < share].copy()
    seen["kind"], seen["method"], seen["found"] = (
        MISSING,
        METHODS.index("unknown"),
        seen["subject"],
    )
    seen["place"] = pick(rng, BACKGROUND["missing"].place, PLACES, len(seen))
    seen["lag"] = rng.gamma(2, 0.8, len(seen))
    seen["x"] += rng.normal(0, 0.6, len(seen))
    rows["lag"] += 2 + rng.gamma(2, 4, n)
    return np.concatenate([rows, seen])
