"""What the linker is told once, at start: table [linker] of the series file, checked here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DISCS = 8  # discs of 0.5 * 2^l km, l = 0..7
SITES = ("site", "hospital", "address", "practice")  # after the discs; a site is a ward or a home
TOKENS = ("person", "phone", "account", "vehicle", "app", "premises", "venue")
PLACES = DISCS + len(SITES) + len(TOKENS)  # neighbourhoods b
SCALES, CONSISTENCIES = 3, 2  # time scales tau; loose and tight
FEATURES = (
    "sex", "age", "method", "place_kind", "slot", "flag:domestic", "substance", "class",
)  # fmt: skip
CLASSES = (
    "unexpected", "suspicious", "homicide", "suicide", "drug", "accident", "violence", "missing",
)  # fmt: skip
COUNTS = (
    "ring", "ring_address", "ring_site", "ring_hospital", "ring_practice", "ring_token",
    "widest", "touched", "of_unit", "members", "evidence",
)  # fmt: skip
SPANS = ("reach_days", "missing_days", "look_back_days")
NUMBERS = ("kappa", "least_term")
_SUM = 1e-6


@dataclass(frozen=True, slots=True)
class LinkerLimits:
    """Numbers of the linker. Units: days, kilometres, years of age; thetas are probabilities.

    ``theta``: (features, 2) loose and tight; ``becomes``: (classes j, classes i) P(class of i now
    given that of j); ``ages``: (weight, scale) of each part of the age kernel; ``hours``: shares
    of the same three hours and of each neighbour.
    Source: detection specification, section 4.
    """

    kappa: float
    taus: tuple[float, ...]
    theta: Floats
    becomes: Floats
    ages: tuple[tuple[float, float], ...]
    hours: tuple[float, float]
    bands: tuple[tuple[int, ...], tuple[int, ...]]
    counts: Mapping[str, int]
    reach_days: float
    missing_days: float
    look_back_days: float
    least_term: float


def linker_limits_from(table: Mapping[str, Any]) -> LinkerLimits:
    """Read a table in which ``linker_faults`` finds none."""
    theta = table["theta"]
    return LinkerLimits(
        kappa=float(table["kappa"]),
        taus=tuple(float(tau) for tau in table["taus"]),
        theta=np.array([theta[name] for name in FEATURES], dtype=np.float64),
        becomes=np.array([_row(table["becomes"].get(name, {})) for name in CLASSES]),
        ages=tuple((float(weight), float(scale)) for weight, scale in table["ages"]),
        hours=(float(table["hours"][0]), float(table["hours"][1])),
        bands=(tuple(table["bands"][0]), tuple(table["bands"][1])),
        counts={name: int(table[name]) for name in COUNTS},
        **{name: float(table[name]) for name in (*SPANS, "least_term")},
    )


def _row(given: Mapping[str, float]) -> list[float]:
    """Spread what the table leaves evenly over the classes that it does not name."""
    others = len(CLASSES) - len(given)
    rest = (1.0 - sum(given.values())) / others if others else 0.0
    return [float(given.get(name, rest)) for name in CLASSES]


def linker_faults(table: Mapping[str, Any]) -> Iterator[str]:
    """Name every fault of the table."""
    wanted = {*COUNTS, *SPANS, *NUMBERS, "taus", "theta", "becomes", "ages", "hours", "bands"}
    for name in sorted(table.keys() - wanted - {"source"}):
        yield f"does not know {name}"
    missing = sorted(wanted - table.keys())
    yield from (f"has no {name}" for name in missing)
    if missing:
        return
    for name in (*COUNTS, *SPANS, *NUMBERS):
        if not _is_above_zero(table[name]):
            yield f"{name} must be a number above 0"
    yield from _theta_faults(table["theta"])
    yield from _becomes_faults(table["becomes"])
    yield from _kernel_faults(table)


def _kernel_faults(table: Mapping[str, Any]) -> Iterator[str]:
    if len(table["taus"]) != SCALES or not all(map(_is_above_zero, table["taus"])):
        yield f"taus must be {SCALES} numbers of days above 0"
    if abs(sum(weight for weight, _ in table["ages"]) - 1.0) > _SUM:
        yield "ages: the weights must add up to 1"
    if abs(table["hours"][0] + 2 * table["hours"][1] - 1.0) > _SUM:
        yield "hours: the same and both neighbours must add up to 1"


def _theta_faults(theta: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(set(FEATURES) ^ theta.keys()):
        yield f"theta {'lacks' if name in FEATURES else 'does not know'} {name}"
    for name, pair in theta.items():
        if len(pair) != 2 or not all(0.0 <= one < 1.0 for one in pair):
            yield f"theta {name} must be two shares, loose and tight, under 1"


def _becomes_faults(becomes: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    for name, row in becomes.items():
        for one in sorted({name, *row} - set(CLASSES)):
            yield f"becomes: {one} is no class; known are {', '.join(CLASSES)}"
        if sum(row.values()) > 1.0 + _SUM or any(share < 0.0 for share in row.values()):
            yield f"becomes {name}: the shares must not add up to more than 1"


def _is_above_zero(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and value > 0
