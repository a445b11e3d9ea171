"""Numbers of the own calibration and of the nightly scan: two tables of the series file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

CALIBRATION = (
    "least_days", "least_units", "compared_days", "learning_days", "reruns", "tail",
    "least_in_tail", "shipped_months", "step_nats", "below_shipped", "above_shipped",
    "verdict_days", "verdict_times", "verdict_nats", "in_force_day",
)  # fmt: skip
PERMUTATION_SCAN = ("period_days", "permutations", "p", "fewest", "centres", "members")
LISTS = ("windows_days", "radii_km")


@dataclass(frozen=True, slots=True)
class CalibrationSettings:
    """Numbers by name; their units stand in the file. Lists rise."""

    numbers: Mapping[str, float]
    scan: Mapping[str, float]
    windows: tuple[float, ...]
    radii: tuple[float, ...]
    source: str


def calibration_from(table: Mapping[str, Any], scan: Mapping[str, Any]) -> CalibrationSettings:
    """Read the two tables, already checked."""
    return CalibrationSettings(
        numbers={name: float(table[name]) for name in CALIBRATION},
        scan={name: float(scan[name]) for name in PERMUTATION_SCAN},
        windows=tuple(float(one) for one in scan["windows_days"]),
        radii=tuple(float(one) for one in scan["radii_km"]),
        source=table["source"],
    )


def calibration_faults(table: Mapping[str, Any], scan: Mapping[str, Any]) -> Iterator[str]:
    """Name what is missing or wrong in the two tables."""
    yield from _table_faults("calibration", table, CALIBRATION)
    yield from _table_faults("permutation_scan", scan, PERMUTATION_SCAN)
    yield from _list_faults(scan)
    for where, given, name in (("calibration", table, "tail"), ("permutation_scan", scan, "p")):
        if _is_above_zero(given.get(name)) and given[name] >= 1:
            yield f"[{where}] {name} must lie below 1"
    if _is_above_zero(table.get("in_force_day")) and table["in_force_day"] > 28:
        yield "[calibration] in_force_day must be a day that every month has"


def _table_faults(where: str, table: Mapping[str, Any], wanted: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(table.get("source"), str):
        yield f"[{where}] has no source"
    for name in wanted:
        if not _is_above_zero(table.get(name)):
            yield f"[{where}] {name} must be a number above 0"


def _list_faults(scan: Mapping[str, Any]) -> Iterator[str]:
    for name in LISTS:
        listed = scan.get(name)
        numbers = listed if isinstance(listed, list) and all(map(_is_above_zero, listed)) else []
        if not numbers or sorted(set(numbers)) != numbers:
            yield f"[permutation_scan] {name} must be numbers above 0, rising"


def _is_above_zero(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and value > 0
