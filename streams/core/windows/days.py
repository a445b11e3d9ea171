"""Windows: daily tumbling counts by stream and place; sliding sums of them in pure code.

A report counts on the day on which it happened (UTC), however late it comes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
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
    """Counts by (stream, place, day). The rows are the truth; the series by day are a cache."""

    def __init__(self) -> None:
        self.rows: Rows[int] = Rows()
        self._series: dict[tuple[str, str], tuple[list[int], list[int]]] = {}

    def add(self, stream: str, places: Iterable[str], day: int, count: int) -> None:
        """Count something (or, with a negative number, uncount it) in several places."""
        if not count:
            return
        for place in places:
            key = key_of(stream, place, day)
            now = (self.rows.get(key) or 0) + count
            self._set(stream, place, day, now)
            if now:
                self.rows.put(key, now)
            else:
                self.rows.delete(key)

    def restore(self, key: str, count: int) -> None:
        """Put back a stored row."""
        stream, place, day = key.split("|")
        self._set(stream, place, date.fromisoformat(day).toordinal(), count)
        self.rows.restore(key, count)

    def total(self, stream: str, place: str, start: int, end: int) -> int:
        """Sum the days of [start, end): a sliding window."""
        series = self._series.get((stream, place))
        if series is None:
            return 0
        days, counts = series
        return sum(counts[bisect_left(days, start) : bisect_left(days, end)])

    def between(self, stream: str, place: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Go through the days of [start, end) on which anything was counted."""
        days, counts = self._series.get((stream, place), ((), ()))
        low, high = bisect_left(days, start), bisect_left(days, end)
        return zip(days[low:high], counts[low:high], strict=True)

    def first(self, stream: str, place: str) -> int | None:
        """Tell the first day on which anything was counted; None if nothing ever was."""
        series = self._series.get((stream, place))
        return series[0][0] if series is not None and series[0] else None

    def drop_before(self, day: int) -> None:
        """Forget all days before ``day`` (retention)."""
        for (stream, place), (days, counts) in list(self._series.items()):
            number = bisect_left(days, day)
            for old in days[:number]:
                self.rows.delete(key_of(stream, place, old))
            del days[:number], counts[:number]
            if not days:
                del self._series[(stream, place)]

    def _set(self, stream: str, place: str, day: int, count: int) -> None:
        days, counts = self._series.setdefault((stream, place), ([], []))
        spot = bisect_left(days, day)
        known = spot < len(days) and days[spot] == day
        if known and count:
            counts[spot] = count
        elif known:
            del days[spot], counts[spot]
        elif count:
            days.insert(spot, day)
            counts.insert(spot, count)
