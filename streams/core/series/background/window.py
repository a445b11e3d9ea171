"""Which cases lie in the days that the background learns from; it moves with each refresh."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator


class Window:
    """Cases in order of the day they happened, and the half-open span [start, end) of days."""

    def __init__(self) -> None:
        self._entries: list[tuple[float, str]] = []
        self._start = self._end = 0.0

    def add(self, day: float, name: str) -> bool:
        """Add a case; tell whether it lies in the window."""
        insort(self._entries, (day, name))
        return self._start <= day < self._end

    def remove(self, day: float, name: str) -> bool:
        """Take a case out; tell whether it lay in the window."""
        del self._entries[bisect_left(self._entries, (day, name))]
        return self._start <= day < self._end

    def move(self, start: float, end: float) -> Iterator[tuple[str, int]]:
        """Move the window; give each case that enters (1) or leaves (-1)."""
        old = self._span(self._start, self._end)
        new = self._span(start, end)
        self._start, self._end = start, end
        entries = self._entries
        for at in (
            *range(old.start, min(old.stop, new.start)),
            *range(max(old.start, new.stop), old.stop),
        ):
            yield entries[at][1], -1
        for at in (
            *range(new.start, min(new.stop, old.start)),
            *range(max(new.start, old.stop), new.stop),
        ):
            yield entries[at][1], 1

    def _span(self, start: float, end: float) -> range:
        low, high = bisect_left(self._entries, (start, "")), bisect_left(self._entries, (end, ""))
        return range(low, max(low, high))
