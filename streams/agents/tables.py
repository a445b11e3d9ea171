"""The tables of the stages: the core's rows as bytes, and for Watch sums of days over them.

Never ``app.Table``: its changelog is not written in the batch's own transaction.
"""

from __future__ import annotations

from typing import Any

from streams.codec import read_row, write_row
from streams.core.rows import Rows
from streams.core.watch import Watch


class KindTables:
    """The rows of a stage as bytes, by kind; a key is ``kind|name``."""

    def __init__(self, **kinds: Rows[Any]) -> None:
        self._kinds = kinds

    def __len__(self) -> int:
        return sum(len(rows) for rows in self._kinds.values())

    def restore(self, key: str, value: bytes) -> None:
        """Take back a row from the changelog; it does not count as changed."""
        kind, name = key.split("|", 1)
        self._kinds[kind].restore(name, read_row(kind, value))

    def changed(self) -> dict[str, bytes | None]:
        """Return the rows written (as bytes) or gone (None) since the last call."""
        return {
            f"{kind}|{name}": None if row is None else write_row(row)
            for kind, rows in self._kinds.items()
            for name, row in rows.changed().items()
        }


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
