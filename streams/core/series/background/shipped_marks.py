"""What reports look like before an area has taught us: shares of ages, sexes, methods, places.

Source: detection specification, section 3, start-up; the tables of background.toml, series.toml.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from streams.core.series.settings import SeriesSettings
from streams.core.series.shrinkage import Floats
from streams.core.windows.background import DeathClass

BAND_YEARS = 5
BANDS = 21  # the last holds everybody of 100 and more
SEXES = ("F", "M")
LEAST = 1e-3  # share of what no table names
SLOTS = 8
UNEXPECTED = ("unexpected_not_suspicious", "undetermined")
TABLES_OF: Mapping[str, tuple[str, ...]] = {
    "expected": ("expected_natural",),
    "unexpected": UNEXPECTED,
    "suspicious": ("suspicious",),
    "suicide": ("suspected_suicide",),
    "drug": ("suspected_drug_related",),
    "accident": ("suspected_accident",),
    "practice": ("expected_natural", *UNEXPECTED),
    "homicide": ("homicide",),
    "violence": ("violence",),
    "missing": ("missing",),
    "stranger": ("stranger",),
}
ALL_UNEXPECTED = (
    *UNEXPECTED, "suspected_suicide", "suspected_drug_related", "suspected_accident",
    "suspicious", "homicide",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looks:
    """One class of reports or one stream: ``rate`` a million and year, and its shares."""

    rate: float
    female: float
    ages: Floats
    methods: Mapping[str, float]
    places: Mapping[str, float]

    def of_sex(self, sex: str) -> float:
        """Share of one sex."""
        shares = {"F": self.female, "M": 1.0 - self.female}
        return max(shares.get(sex, LEAST), LEAST)

    def of_method(self, method: str) -> float:
        """Share by one method."""
        return max(self.methods.get(method, LEAST), LEAST)

    def of_place(self, kind: str) -> float:
        """Share in one kind of place."""
        return max(self.places.get(kind, LEAST), LEAST)


def looks_of(group: str, settings: SeriesSettings, deaths: Mapping[str, DeathClass]) -> Looks:
    """What a class of reports, or a stream of them, looks like as shipped."""
    names = TABLES_OF.get(group, ALL_UNEXPECTED)
    if group == "homicide_stream":
        names = ("suspicious", "homicide")
    known = {**deaths, **settings.classes}
    rows = [(known[name], settings.places.get(name, {})) for name in names]
    rate = sum(row.rate for row, _ in rows)
    return Looks(
        rate=rate,
        female=sum(row.rate * row.female for row, _ in rows) / rate,
        ages=sum((row.rate * _bands(row) for row, _ in rows), np.zeros(BANDS)) / rate,
        methods=_mixed(((row.rate / rate, row.methods) for row, _ in rows)),
        places=_mixed(((row.rate / rate, places) for row, places in rows)),
    )


def band_of(age: int) -> int:
    """The five-year band of an age."""
    return min(age // BAND_YEARS, BANDS - 1)


def _bands(row: DeathClass) -> Floats:
    edges = [*(BAND_YEARS * band for band in range(BANDS)), 131]
    below = np.array([_below(edge, row) for edge in edges])
    shares = np.diff(below)
    total: Floats = shares / shares.sum()
    return total


def _below(age: float, row: DeathClass) -> float:
    return sum(
        weight * 0.5 * (1.0 + math.erf((age - mean) / (sd * math.sqrt(2.0))))
        for weight, mean, sd in row.ages
    )


def _mixed(tables: Iterable[tuple[float, Mapping[str, float]]]) -> Mapping[str, float]:
    out: dict[str, float] = {}
    for weight, table in tables:
        for name, share in table.items():
            out[name] = out.get(name, 0.0) + weight * share
    return out
