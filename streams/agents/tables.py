"""The windowed tables of Watch: the core's rows as bytes, and sums of days over them.

Never ``app.Table``: its changelog is not written in the batch's own transaction.
"""

from __future__ import annotations

from streams.codec import read_row, write_row
from streams.core.watch import Watch


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
