"""Owners take turns, oldest event first, while history is loaded (design: order)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

BATCH = 250  # records a turn: owners are out of step with each other by no more


class Turns:
    """One owner at a time settles, the one whose batch begins with the oldest event.

    So that a backlog on several partitions goes in nearly in order; live, owners do not wait.
    """

    def __init__(self) -> None:
        self._waiting: dict[int, int] = {}
        self._moved = asyncio.Condition()

    @asynccontextmanager
    async def turn(self, partition: int, time: int) -> AsyncIterator[None]:
        """Wait for this partition's turn and hold it; ``time`` is that of its oldest event."""
        self._waiting[partition] = time
        try:
            async with self._moved:
                await self._moved.wait_for(lambda: self._is_oldest(partition))
            yield
        finally:
            del self._waiting[partition]
            async with self._moved:
                self._moved.notify_all()

    def _is_oldest(self, partition: int) -> bool:
        return min((time, number) for number, time in self._waiting.items())[1] == partition
