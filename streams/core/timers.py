"""What falls due by itself: a cache over the rows, each entry checked when it is its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from typing import Literal

TimerKind = Literal["feed", "duty", "answer", "look", "silence", "calendar", "lines"]
StillDue = Callable[[TimerKind, str, datetime], bool]


class Timers:
    """A queue of moments. An entry whose row has changed since is passed over."""

    def __init__(self) -> None:
        self._queue: list[tuple[datetime, TimerKind, str]] = []

    def set(self, at: datetime | None, kind: TimerKind, key: str) -> None:
        """Remember that something falls due."""
        if at is not None:
            heappush(self._queue, (at, kind, key))

    def due(self, until: datetime, still: StillDue) -> Iterator[tuple[datetime, TimerKind, str]]:
        """Take out what is due up to a moment, soonest first, each once."""
        last: tuple[datetime, TimerKind, str] | None = None
        while self._queue and self._queue[0][0] <= until:
            entry = heappop(self._queue)
            if entry != last and still(entry[1], entry[2], entry[0]):
                yield entry
            last = entry
