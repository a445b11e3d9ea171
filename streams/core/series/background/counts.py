"""Counts of the background: kept up with each report, and as rows as of the last refresh.

What is read is as of the refresh; a restart reads the rows and makes the very same tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from streams.core.rows import Rows
from streams.core.series.background.grid import Leaf, leaf_of
from streams.core.series.settings import GROUND_STREAMS
from streams.core.series.unit import Unit, streams_of

ALL = "all"  # every report, whatever its kind: the ground's own shape


class Counted:
    """Counts by name; ``rows``: those of the last refresh, the others lie in wait."""

    def __init__(self, rows: Rows[int]) -> None:
        self.rows = rows
        self._live: dict[str, int] = {}
        self._changed: set[str] = set()

    def add(self, names: Iterator[str], sign: int) -> None:
        """Count under names, or take out again."""
        for name in names:
            number = self._live.get(name, 0) + sign
            if number:
                self._live[name] = number
            else:
                del self._live[name]
            self._changed.add(name)

    def refresh(self) -> None:
        """Write the rows that changed since the last refresh."""
        for name in sorted(self._changed):
            number = self._live.get(name)
            if number is None:
                self.rows.delete(name)
            elif self.rows.get(name) != number:
                self.rows.put(name, number)
        self._changed.clear()

    def restored(self) -> None:
        """Know again what changed since the last refresh, after all was counted once more."""
        names = self._live.keys() | set(self.rows)
        self._changed = {name for name in names if self._live.get(name) != self.rows.get(name)}


def cells_of(unit: Unit) -> Iterator[str]:
    """Names of the ground counts that a unit is part of."""
    if unit.x is None or unit.y is None:
        return
    x, y = leaf_of(unit.x, unit.y)
    yield f"{ALL}:{x}:{y}"
    for stream in streams_of(unit):
        if stream in GROUND_STREAMS:
            yield f"{stream}:{x}:{y}"


def by_stream(rows: Rows[int]) -> dict[str, dict[Leaf, int]]:
    """Ground counts by stream and cell, in the order of their names."""
    out: dict[str, dict[Leaf, int]] = {}
    for name in sorted(rows):
        stream, x, y = name.split(":")
        out.setdefault(stream, {})[int(x), int(y)] = rows[name]
    return out
