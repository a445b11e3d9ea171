"""Background: what comes anyway, nothing of it a series; and the traps among it."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.bench.detection.rows import (
    DEATH,
    MISSING,
    UNITS_A_SMALL_AREA,
    VIOLENCE,
    Rows,
    raised,
    rows_at,
    times,
)
from tests.bench.detection.tables import (
    BACKGROUND,
    CATEGORIES,
    FLAGS,
    OFFENCES,
    TRAPS,
    Background,
)
from tests.bench.detection.world import World

DAYS_A_YEAR = 365.25


def background(world: World, rng: Generator, days: float) -> Rows:
    """Draw all reports of an ordinary stretch of days."""
    return np.concatenate([_kind(world, rng, days, *row) for row in BACKGROUND.items()])


def traps(world: World, rng: Generator, days: float) -> Rows:
    """Draw reports that look like a series to a careless rule; ``series`` numbers the traps."""
    names = [name for name, trap in TRAPS.items() for _ in range(trap.count)]
    return np.concatenate([_trap(world, rng, days, *row) for row in enumerate(names)])


def _kind(world: World, rng: Generator, days: float, name: str, marks: Background) -> Rows:
    weight = world.size * np.exp(marks.dep * world.dep + marks.hot * world.hot)
    n = rng.poisson(marks.rate * world.people.sum() / 1e6 * days / DAYS_A_YEAR)
    t = times(rng, n, days, marks.winter, marks.night)
    lsoa = rng.choice(world.n, len(t), p=weight / weight.sum())
    kind, what = _numbers(name)
    rows = rows_at(world, rng, kind, lsoa, t, marks, np.full(len(t), what))
    if kind == VIOLENCE:
        rows = _with_near_repeats(rng, rows, days)
        rows["rel"] = rng.choice(5, len(rows), p=marks.known)
    rows["flags"] = raised(rng, len(rows), marks.flags)
    domestic = (rows["rel"] < 2) & (rng.random(len(rows)) < 0.7)
    flag = 1 << FLAGS.index("domestic_abuse")
    rows["flags"] |= np.where(domestic, flag, 0).astype(np.uint32)
    return rows


def _numbers(name: str) -> tuple[int, int]:
    """Kind of report, and its category or offence, by the name of a table row."""
    if name == "missing":
        return MISSING, 0
    if name in OFFENCES:
        return VIOLENCE, OFFENCES.index(name)
    return DEATH, CATEGORIES.index(name)


def _with_near_repeats(rng: Generator, rows: Rows, days: float) -> Rows:
    """Let a tenth of the violence be followed nearby within weeks: ordinary, not a series."""
    again = rows[rng.random(len(rows)) < 0.1].copy()
    again["t"] += rng.exponential(14, len(again))
    again["x"] += rng.normal(0, 0.2, len(again))
    again["y"] += rng.normal(0, 0.2, len(again))
    again["subject"] += 1
    return np.concatenate([rows[rng.random(len(rows)) < 0.9], again[again["t"] < days]])


def _trap(world: World, rng: Generator, days: float, number: int, name: str) -> Rows:
    trap = TRAPS[name]
    size = int(trap.size * days / DAYS_A_YEAR) if trap.yearly else trap.size
    t = times(rng, size, days)
    here = int(rng.integers(world.n))
    kind, what = _numbers(trap.like)
    lsoa = np.full(len(t), here)
    rows = rows_at(world, rng, kind, lsoa, t, trap.marks(), np.full(len(t), what))
    if name == "mass_incident":
        _at_once(rng, rows, days, number, here)
    elif name == "batch_upload":
        _sent_late(world, rng, rows, days, here)
    elif name == "nightlife_street":
        weekend = rng.choice([4.9, 5.0, 5.9, 6.0], len(rows)) + rng.uniform(0, 0.1, len(rows))
        rows["t"] = np.floor(rows["t"] / 7) * 7 + weekend
    if name in ("mass_incident", "nightlife_street"):
        rows["x"] = world.x[here] + rng.normal(0, 0.05, len(rows))
        rows["y"] = world.y[here] + rng.normal(0, 0.05, len(rows))
    rows["series"] = number
    return rows


def _at_once(rng: Generator, rows: Rows, days: float, number: int, here: int) -> None:
    """One fire: a fifth of its reports do not say that they belong together."""
    rows["t"] = rng.uniform(0.4 * days, 0.9 * days) + rng.uniform(0, 0.02, len(rows))
    rows["incident"] = np.where(rng.random(len(rows)) < 0.8, number, -1)
    rows["venue"] = here * 10


def _sent_late(world: World, rng: Generator, rows: Rows, days: float, here: int) -> None:
    """Old reports of one area, spread over it, all sent within an hour."""
    n: int = len(rows)
    own: NDArray[np.int64] = np.flatnonzero(world.area == world.area[here])
    rows["lsoa"] = rng.choice(own, n)
    rows["x"], rows["y"] = world.x[rows["lsoa"]], world.y[rows["lsoa"]]
    number = rows["lsoa"].astype(np.int64) * UNITS_A_SMALL_AREA
    rows["uprn"] = number + rng.integers(0, 650, n)
    rows["t"] = rng.uniform(0, 0.5 * days, n)
    rows["lag"] = rng.uniform(0.6, 0.9) * days - rows["t"] + rng.uniform(0, 0.04, n)
