"""Windows: daily tumbling counts by stream and place; sliding sums of them in pure code.

A report counts on the day on which it happened (UTC), however late it comes.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import date, datetime

from streams.core.rows import Rows

WHOLE_AREA = "area"


def day_of(instant: datetime) -> int:
    """Number the day of an instant (days since 1 January of the year 1, UTC)."""
    return instant.date().toordinal()


def key_of(stream: str, place: str, day: int) -> str:
    """Name the row of one stream, place and day."""
    return f"{stream}|{place}|{date.fromordinal(day).isoformat()}"


class DayCounts:
    """Counts by (stream, place, day). The rows are the truth; the order of days is a cache."""

    def __init__(self) -> None:
        self.rows: Rows[int] = Rows()
        self._days: dict[tuple[str, str], list[int]] = {}

    def add(self, stream: str, places: Iterable[str], day: int, count: int) -> None:
        """Count something (or, with a negative number, uncount it) in several places."""
        if not count:
            return
        for place in places:
            key = key_of(stream, place, day)
            now = (self.rows.get(key) or 0) + count
            if now:
                self._remember(stream, place, day)
                self.rows.put(key, now)
            else:
                self._forget(stream, place, day)
                self.rows.delete(key)

    def restore(self, key: str, count: int) -> None:
        """Put back a stored row."""
        stream, place, day = key.split("|")
        self._remember(stream, place, date.fromisoformat(day).toordinal())
        self.rows.restore(key, count)

    def total(self, stream: str, place: str, start: int, end: int) -> int:
        """Sum the days of [start, end): a sliding window."""
        days = self._days.get((stream, place))
        if not days:
            return 0
        return sum(
            self.rows[key_of(stream, place, day)]
            for day in days[bisect_left(days, start) : bisect_left(days, end)]
        )

    def drop_before(self, day: int) -> None:
        """Forget all days before ``day`` (retention)."""
        for (stream, place), days in list(self._days.items()):
            for old in days[: bisect_left(days, day)]:
                self.rows.delete(key_of(stream, place, old))
            del days[: bisect_left(days, day)]
            if not days:
                del self._days[(stream, place)]

    def _remember(self, stream: str, place: str, day: int) -> None:
        days = self._days.setdefault((stream, place), [])
        spot = bisect_left(days, day)
        if spot == len(days) or days[spot] != day:
            insort(days, day)

    def _forget(self, stream: str, place: str, day: int) -> None:
        days = self._days.get((stream, place), [])
        spot = bisect_left(days, day)
        if spot < len(days) and days[spot] == day:
            del days[spot]
