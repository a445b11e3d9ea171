"""Reports as rows of numbers, before they are versions and events."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.bench.detection.tables import (
    ANY_FLAGS,
    CATEGORIES,
    FIRST_UNCLEAR,
    FLAGS,
    METHODS,
    PLACES,
    RELATIONS,
    ROLES,
    SUBSTANCE_SHARES,
    SUBSTANCES,
    UNCLEAR,
    Marks,
    Shares,
)
from tests.bench.detection.world import World

DEATH, VIOLENCE, MISSING = range(3)
KINDS = ("death", "violence", "missing")
HOSPITAL = 10**6  # hospitals are numbered above the care homes
UNITS_A_SMALL_AREA = 700  # numbers of properties kept apart
LANDLORD, CARER, WARDEN = 10**9, 2 * 10**9, 4 * 10**9  # people tied to many deaths, by small area

Rows = NDArray[np.void]
ROW = np.dtype(
    [
        ("kind", "i1"),
        ("t", "f8"),  # when it happened, days from the start
        ("lag", "f8"),  # days until the sender knows
        ("area", "i2"),
        ("lsoa", "i4"),
        ("x", "f8"),
        ("y", "f8"),
        ("precision", "i2"),
        ("what", "i1"),  # category or offence in the end
        ("first", "i1"),  # category as first seen
        ("sex", "i1"),
        ("age", "i2"),
        ("method", "i1"),
        ("place", "i1"),
        ("site", "i4"),  # institution; -1 none
        ("ward", "i1"),
        ("uprn", "i8"),
        ("gp", "i4"),
        ("sub", "i1"),
        ("early", "?"),  # the substance is known at once
        ("flags", "u4"),
        ("venue", "i8"),
        ("incident", "i4"),
        ("person", "i8"),
        ("role", "i1"),
        ("rel", "i1"),
        ("series", "i4"),  # label; -1 none
        ("subject", "i8"),
        ("found", "i8"),  # of a missing person: whose death it is
        ("luck", "f4"),  # decides which fields are missing
    ]
)
NONE_KNOWN = ("site", "ward", "uprn", "venue", "incident", "person", "series", "gp", "found")


def pick(rng: Generator, shares: Shares, names: Sequence[str], n: int) -> NDArray[np.int64]:
    """Draw n names by their shares, as positions in ``names``."""
    weights = np.array(list(shares.values()), float)
    drawn = rng.choice(len(weights), n, p=weights / weights.sum())
    return np.array([names.index(name) for name in shares])[drawn]


def raised(rng: Generator, n: int, own: Shares) -> NDArray[np.uint32]:
    """Raise the flags that any report may carry, and a kind's own, by share; as bits."""
    flags = np.zeros(n, np.uint32)
    for name, share in {**ANY_FLAGS, **own}.items():
        flags |= np.where(rng.random(n) < share, 1 << FLAGS.index(name), 0).astype(np.uint32)
    return flags


def times(
    rng: Generator, n: int, days: float, winter: float = 0.0, night: float = 0.0
) -> NDArray[np.float64]:
    """Draw uniform times, thinned by season, a share of them moved to the night; in days."""
    t = rng.uniform(0, days, 2 * n + 10)
    season = (1 + winter * np.cos(2 * np.pi * t / 365.25)) / (1 + abs(winter))
    t = t[rng.random(len(t)) < season][:n]
    moved = rng.random(len(t)) < night
    return np.where(moved, np.floor(t) + (20 + rng.uniform(0, 8, len(t))) / 24, t)


def rows_at(
    world: World,
    rng: Generator,
    kind: int,
    lsoa: NDArray[np.int64],
    t: NDArray[np.float64],
    marks: Marks,
    what: NDArray[np.int64],
) -> Rows:
    """Reports of one kind in these small areas at these times, with these marks."""
    n = len(t)
    rows = np.zeros(n, ROW)
    for name in NONE_KNOWN:
        rows[name] = -1
    rows["kind"], rows["t"], rows["lsoa"], rows["area"] = kind, t, lsoa, world.area[lsoa]
    rows["what"], rows["first"] = what, what
    rows["x"] = world.x[lsoa] + rng.normal(0, 0.2, n)
    rows["y"] = world.y[lsoa] + rng.normal(0, 0.2, n)
    rows["precision"] = rng.choice([20, 250, 2000], n, p=[0.78, 0.18, 0.04])
    rows["sex"] = np.where(rng.random(n) < 0.01, 2, rng.random(n) < marks.female)
    rows["age"] = _ages(rng, marks.age, n)
    rows["method"] = pick(rng, marks.method, METHODS, n)
    rows["place"] = pick(rng, marks.place, PLACES, n)
    _put_on_sites(world, rng, rows, lsoa)
    rows["rel"], rows["subject"] = RELATIONS.index("unknown"), rng.integers(1, 1 << 62, n)
    rows["luck"] = rng.random(n)
    if kind == DEATH:
        _mark_deaths(world, rng, rows, lsoa)
    rows["lag"] = rng.gamma(0.8, 0.25 if kind == DEATH else 0.6, n)
    rows["lag"] += np.where(rng.random(n) < 0.06, rng.gamma(2, 2, n), 0)
    sexual = (kind == VIOLENCE) & (rows["method"] == METHODS.index("sexual"))
    rows["lag"] += np.where(sexual & (rng.random(n) < 0.2), rng.gamma(1, 60, n), 0)
    return rows


def _ages(rng: Generator, law: Sequence[object], n: int) -> NDArray[np.float64]:
    if isinstance(law[0], list):
        weight, mean, sd = np.array(law, float).T
        part = rng.choice(len(weight), n, p=weight)
        return np.clip(rng.normal(mean[part], sd[part]), 0, 104)
    low, high = law
    return rng.integers(low, high + 1, n)  # type: ignore[call-overload,operator,no-any-return]


def _put_on_sites(world: World, rng: Generator, rows: Rows, lsoa: NDArray[np.int64]) -> None:
    """Give homes a property number, licensed places a venue, wards and care homes their site."""
    n = len(rows)
    home, care, ward, licensed = (
        rows["place"] == PLACES.index(place)
        for place in ("home", "care_home", "hospital", "licensed")
    )
    number = lsoa * UNITS_A_SMALL_AREA + rng.integers(0, 650, n)
    rows["uprn"] = np.where(home, number, -1)
    known_spot = rng.random(n) < 0.04  # elsewhere: where last seen, some well-known place
    named = np.where(known_spot, lsoa // 20 * 200, lsoa * 10)
    at_venue = licensed | (named % 200 == 0)
    rows["venue"] = np.where(at_venue, named + rng.geometric(0.4, n).clip(1, 9), -1)
    hospital = world.ward_share[world.hospital_near[lsoa]]
    rows["ward"] = np.where(ward, (rng.random(n)[:, None] > hospital).sum(1).clip(0, 24), -1)
    for inside, sites, near, base in (
        (care, world.homes, world.home_near, 0),
        (ward, world.hospitals, world.hospital_near, HOSPITAL),
    ):
        site = near[lsoa[inside]]
        at = sites[site]
        rows["site"][inside], rows["lsoa"][inside], rows["precision"][inside] = site + base, at, 20
        rows["x"][inside], rows["y"][inside] = world.x[at], world.y[at]


def _mark_deaths(world: World, rng: Generator, rows: Rows, lsoa: NDArray[np.int64]) -> None:
    """Give deaths a practice, substances, a first category, and people tied to them."""
    n, subject = len(rows), rows["subject"]
    rows["gp"] = np.where(rng.random(n) < 0.1, -1, world.practice[lsoa])
    drug = rows["method"] == METHODS.index("drug_poisoning")
    some = drug | (rng.random(n) < 0.04)
    rows["sub"] = np.where(some, pick(rng, SUBSTANCE_SHARES, SUBSTANCES, n), 0)
    rows["early"] = rng.random(n) < 0.25
    unclear = np.array([FIRST_UNCLEAR.get(category, 0.0) for category in CATEGORIES])
    rows["first"] = np.where(rng.random(n) < unclear[rows["what"]], UNCLEAR, rows["what"])
    who = rng.choice(5, n, p=[0.45, 0.485, 0.03, 0.03, 0.005])  # nobody, kin, and three of many
    many = [LANDLORD + lsoa // 3, CARER + lsoa // 6, WARDEN + lsoa // 2]
    rows["person"] = np.choose(who, [-1, subject ^ 1, *many])
    lodging = ROLES.index("lodger") + subject % 2
    kin = np.where(subject % 100 < 6, lodging, rng.integers(0, 3, n))
    of_many = [ROLES.index(role) for role in ("landlord", "carer", "caller")]
    rows["role"] = np.choose(who, [0, kin, *of_many])
