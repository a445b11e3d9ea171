"""The windowed table of a stage and partition: rows by key, and which of them changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Generic, TypeVar

from streams.codec import read_row, write_row
from streams.core.watch import Watch

V = TypeVar("V")


def day_key(area: str, cell: str, day: date) -> str:
    """Name the row of one area, place cell and day."""
    return f"day/{area}/{cell}/{day.isoformat()}"


class Table(Generic[V]):
    """Whole rows by key; ``changed`` gives, once, those put or deleted since it was last asked.

    Never ``app.Table``: its changelog is not written in the batch's transaction.
    """

    def __init__(self, encode: Callable[[V], bytes], decode: Callable[[bytes], V]) -> None:
        self._rows: dict[str, V] = {}
        self._touched: set[str] = set()
        self._encode = encode
        self._decode = decode

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: str) -> V | None:
        """Return a row, or None."""
        return self._rows.get(key)

    def put(self, key: str, value: V) -> None:
        """Replace a row, whole."""
        self._rows[key] = value
        self._touched.add(key)

    def delete(self, key: str) -> None:
        """Take a row away; one that is not there is no fault."""
        if self._rows.pop(key, None) is not None:
            self._touched.add(key)

    def items(self, prefix: str = "") -> Iterator[tuple[str, V]]:
        """Walk the rows whose key begins so, in the order of their keys."""
        for key in sorted(key for key in self._rows if key.startswith(prefix)):
            yield key, self._rows[key]

    def restore(self, key: str, value: bytes) -> None:
        """Take back a row from the changelog; it does not count as changed."""
        self._rows[key] = self._decode(value)

    def changed(self) -> dict[str, bytes | None]:
        """Return the rows put (encoded) or deleted (None) since the last call."""
        rows = {
            key: self._encode(self._rows[key]) if key in self._rows else None
            for key in sorted(self._touched)
        }
        self._touched.clear()
        return rows


class DailyCounts(Table[int]):
    """Counts by area, place cell and day; sliding windows are sums of whole days.

    (Faust's own hopping windows look forward from the step they began in.)
    """

    def __init__(self) -> None:
        super().__init__(lambda n: b"%d" % n, int)

    def add(self, area: str, cell: str, day: date, n: int = 1) -> None:
        """Count cases on a day; a day with none left is no row."""
        key = day_key(area, cell, day)
        total = (self.get(key) or 0) + n
        if total:
            self.put(key, total)
        else:
            self.delete(key)

    def window(self, area: str, cell: str, days: range) -> int:
        """Sum the cases of the days whose ordinals are given (``date.toordinal``)."""
        return sum(self.get(day_key(area, cell, date.fromordinal(day))) or 0 for day in days)


class AreaTables:
    """The rows of one partition's areas as bytes, and sliding windows over their daily counts."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def __len__(self) -> int:
        return len(self._watch)

    def restore(self, key: str, value: bytes) -> None:
        """Take back a row from the changelog; it does not count as changed."""
        self._watch.restore(key, read_row(key.split("|", 1)[0], value))

    def changed(self) -> dict[str, bytes | None]:
        """Return the rows written (as bytes) or gone (None) since the last call."""
        return {
            key: None if row is None else write_row(row)
            for key, row in self._watch.changed().items()
        }

    def window(self, area: str, cell: str, days: range) -> int:
        """Sum the daily counts of a cell (``stream|place``) over days (``date.toordinal``)."""
        stream, place = cell.split("|", 1)
        return self._watch.window(area, stream, place, days)
