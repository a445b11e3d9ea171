"""Which earlier units a new one is weighed against: the newest of each bucket that it falls into.

A bucket lists all its units by arrival, so that what is read of it depends on the units that
there are and not on what became of them on the way: a restart makes the same lists.
Source: detection specification, section 4, *Candidates*.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import TypeAlias

from streams.core.series.linking.limits import TOKENS, LinkerLimits
from streams.core.series.unit import Key, Unit
from streams.core.windows.cells import around

CELL_KM, BLOCK_KM = 1.0, 64.0
METHOD_GROUPS = {
    "natural": "natural",
    "sharp": "sharp",
    "blunt": "blunt",
    "unarmed": "blunt",
    "firearm": "sharp",
    "asphyxia": "asphyxia",
    "hanging": "asphyxia",
    "sexual": "blunt",
    "drug_poisoning": "poison",
    "other_poisoning": "poison",
}  # all others: "other"; with not known, seven groups
CLASS_GROUPS = {
    "suspicious": "grave", "homicide": "grave", "suicide": "suicide", "drug": "open",
    "unexpected": "open", "accident": "accident", "missing": "missing",
}  # fmt: skip
COHORTS = ("sex_work", "rough_sleeping", "looked_after", "lgbt_venue", "dating_app")

Bucket: TypeAlias = tuple[object, ...]


class Rings:
    """Units by bucket, each list by arrival."""

    def __init__(self, limits: LinkerLimits) -> None:
        self._limits = limits
        self._rings: dict[Bucket, list[int]] = {}

    def add(self, unit: Unit) -> None:
        """List a unit in its buckets."""
        for bucket in self._buckets(unit):
            insort(self._rings.setdefault(bucket, []), unit.seq)

    def remove(self, unit: Unit) -> None:
        """Take a unit out of its buckets."""
        for bucket in self._buckets(unit):
            ring = self._rings[bucket]
            del ring[bisect_left(ring, unit.seq)]
            if not ring:
                del self._rings[bucket]

    def of(self, unit: Unit, widest: int | None = None) -> list[int]:
        """Numbers of the candidates, ascending, the unit itself left out.

        ``widest``: so many of each bucket, in place of its usual length.
        """
        found: set[int] = set()
        for bucket, length in self._sought(unit):
            ring = self._rings.get(bucket)
            if ring is not None:
                found.update(ring[-(widest or length) :])
        found.discard(unit.seq)
        return sorted(found)

    def _buckets(self, unit: Unit) -> Iterator[Bucket]:
        """Where a unit is listed."""
        if unit.x is not None and unit.y is not None:
            yield ("cell", *_cell(unit.x, unit.y, CELL_KM))
            for profile in self._profiles(unit):
                yield (*profile, *_cell(unit.x, unit.y, BLOCK_KM))
        if unit.lsoa is not None:
            yield ("lsoa", unit.lsoa, unit.x is not None)
        for key in dict.fromkeys(unit.keys):
            yield (key.kind, key.value)

    def _sought(self, unit: Unit) -> Iterator[tuple[Bucket, int]]:
        """Where its candidates are listed, and how many of each are wanted."""
        ring = self._limits.counts["ring"]
        if unit.x is not None and unit.y is not None:
            for cell in around(_cell(unit.x, unit.y, CELL_KM)):
                yield ("cell", *cell), ring
            for profile in self._profiles(unit):
                for block in _nearest_blocks(unit.x, unit.y):
                    yield (*profile, *block), ring
        if unit.lsoa is not None:
            yield ("lsoa", unit.lsoa, False), ring
            if unit.x is None:
                yield ("lsoa", unit.lsoa, True), ring
        for key in dict.fromkeys(unit.keys):
            yield (key.kind, key.value), self._limits.counts[_length(key)]

    def _profiles(self, unit: Unit) -> Iterator[Bucket]:
        six, seven = (_band(unit.age, edges) for edges in self._limits.bands)
        method = METHOD_GROUPS.get(unit.method, "other") if unit.method else None
        yield ("looks", unit.sex, six, method)
        yield ("class", unit.sex, seven, CLASS_GROUPS.get(unit.klass or ""))
        if unit.kind == "missing":
            for cohort in COHORTS:
                if cohort in unit.flags:
                    yield ("cohort", unit.sex, six, cohort)


def _length(key: Key) -> str:
    if key.kind in TOKENS:
        return "ring_token"
    return {
        "uprn": "ring_address", "hospital": "ring_hospital", "practice": "ring_practice",
    }.get(key.kind, "ring_site")  # fmt: skip


def _band(age: int | None, edges: tuple[int, ...]) -> int | None:
    return None if age is None else sum(age >= edge for edge in edges)


def _cell(x: float, y: float, km: float) -> tuple[int, int]:
    return math.floor(x / km), math.floor(y / km)


def _nearest_blocks(x: float, y: float) -> Iterator[tuple[int, int]]:
    """The two by two blocks about a point: its own and those that it is nearest to."""
    east, north = _cell(x, y, BLOCK_KM)
    to_east = 1 if x / BLOCK_KM - east >= 0.5 else -1
    to_north = 1 if y / BLOCK_KM - north >= 0.5 else -1
    for dx in (0, to_east):
        for dy in (0, to_north):
            yield east + dx, north + dy
