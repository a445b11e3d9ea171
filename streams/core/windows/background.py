"""How many deaths like this one chance would put here: shipped rates, corrected by own counts.

Source: detection specification, section 3. The own counts of the last 180 days are left out once
there is a year of them, so that a series does not raise its own background (the guard).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from streams.core.areas import Area
from streams.core.case import Case
from streams.core.classes import setting_of
from streams.core.windows.cells import around, cell_of
from streams.core.windows.days import DayCounts, day_of

STREAM = "unexpected"  # deaths that nobody foresaw
CELL_KM = 2.0  # side of a counting cell; three by three make the neighbourhood
GUARD_DAYS = 180  # newest days that do not count
GROWN_DAYS = 360  # an area that knows itself for less long uses all its days
LONGEST_DAYS = 730  # days of own counts that do
LEAST_DAYS = 30  # below this an area knows nothing of itself
PRIOR_EVENTS = 5.0  # events that the shipped rate counts as
DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class DeathClass:
    """One class of death: ``rate`` per million residents a year, and how it looks."""

    rate: float
    female: float
    ages: tuple[tuple[float, float, float], ...]
    methods: Mapping[str, float]
    public: float

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> DeathClass:
        """Read one class off its table (KeyError, TypeError, ValueError where it is wrong)."""
        return cls(
            rate=float(row["rate"]),
            female=float(row["female"]),
            ages=tuple((float(w), float(m), float(s)) for w, m, s in row["ages"]),
            methods={method: float(share) for method, share in row["methods"].items()},
            public=float(row.get("public", 0.0)),
        )

    def share_like(self, case: Case, age_years: float) -> float:
        """Share of this class that matches a case in sex, age, method and setting."""
        sex, age = case.subject.sex, case.subject.age or 0
        of_sex = self.female if sex == "F" else 1.0 - self.female
        of_age = sum(w * _between(age, age_years, mean, sd) for w, mean, sd in self.ages)
        known = case.method not in ("unknown",)
        methods = self.methods
        of_method = methods.get(case.method, 0.0) + methods.get("unknown", 0.0) if known else 1.0
        setting = setting_of(case.place)
        public = {"public": self.public, "private": 1.0 - self.public}
        return of_sex * of_age * of_method * (public[setting] if setting else 1.0)


@dataclass(frozen=True, slots=True)
class Background:
    """Shipped rates of all classes of death."""

    classes: Mapping[str, DeathClass]

    @property
    def rate(self) -> float:
        """Unexpected deaths per million residents a year, all classes together."""
        return sum(one.rate for one in self.classes.values())

    def rate_like(self, case: Case, age_years: float) -> float:
        """Deaths like this one per million residents a year."""
        return sum(one.rate * one.share_like(case, age_years) for one in self.classes.values())


def places_of(case: Case) -> tuple[str, ...]:
    """Name the counting cell of a case, if it has coordinates."""
    lat, lon = case.place.lat, case.place.lon
    return () if lat is None or lon is None else (_name(cell_of(lat, lon, CELL_KM)),)


def expected_like(
    case: Case,
    area: Area,
    background: Background,
    counts: DayCounts,
    since: datetime,
    now: datetime,
    radius_m: float,
    days: float,
    age_years: float,
) -> float:
    """Expected deaths like ``case`` within ``radius_m`` metres of it in ``days`` days.

    Never below one in a million, so that a score stays finite.
    """
    people = area.people_a_km2 * math.pi * (radius_m / 1000.0) ** 2
    usual = background.rate_like(case, age_years) * people / 1e6 * days / DAYS_A_YEAR
    return max(usual * crowding(case, area, background, counts, since, now), 1e-6)


def crowding(
    case: Case,
    area: Area,
    background: Background,
    counts: DayCounts,
    since: datetime,
    now: datetime,
) -> float:
    """How many times as many deaths this neighbourhood sees as its area's mean would give it."""
    lat, lon = case.place.lat, case.place.lon
    grown = (now - since).days > GROWN_DAYS
    end = now - timedelta(days=GUARD_DAYS if grown else 0)
    span = min((end - since).days, LONGEST_DAYS)
    if lat is None or lon is None or span < LEAST_DAYS:
        return 1.0
    last = day_of(end)
    cells = [_name(cell) for cell in around(cell_of(lat, lon, CELL_KM))]
    seen = sum(counts.total(STREAM, cell, last - span, last) for cell in cells)
    residents = area.people_a_km2 * CELL_KM**2 * len(cells)
    usual = background.rate * residents / 1e6 * span / DAYS_A_YEAR
    return (seen + PRIOR_EVENTS) / (usual + PRIOR_EVENTS)


def _name(cell: tuple[int, int]) -> str:
    return f"{CELL_KM:g}km:{cell[0]}:{cell[1]}"


@lru_cache(maxsize=4096)
def _between(age: int, years: float, mean: float, sd: float) -> float:
    """Share of a normal law of ages within ``years`` of ``age``, both ends in."""
    root = sd * math.sqrt(2.0)
    return 0.5 * (
        math.erf((age + years + 0.5 - mean) / root) - math.erf((age - years - 0.5 - mean) / root)
    )
