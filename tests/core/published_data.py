"""Published data that tests compare with; sources stand in ``tests/data/README.md``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class Shooting:
    """One incident: local time, and place in degrees."""

    at: datetime
    lat: float
    lon: float


def salmonella() -> dict[str, int]:
    """Cases by the Monday of their week."""
    return {row["monday"]: int(row["count"]) for row in _rows("salm_newport_weekly.csv")}


def practice(sex: str) -> list[tuple[int, float, float]]:
    """Year, observed and expected deaths over 64 of ``women`` or ``men``."""
    return [
        (int(row["year"]), float(row[f"{sex}_observed"]), float(row[f"{sex}_expected"]))
        for row in _rows("shipman_over_64.csv")
    ]


def shootings() -> list[Shooting]:
    """Shooting incidents of the Bronx, oldest first."""
    return [
        Shooting(datetime.fromisoformat(row["date"]), float(row["lat"]), float(row["lon"]))
        for row in _rows("bronx_shootings_2006_2011.csv")
    ]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
