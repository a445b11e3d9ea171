"""Leaves a channel alone that fails again and again, and lets one message try it after a rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta


class Breaker:
    """One channel's. ``now``: seconds of a clock that never goes back."""

    def __init__(self, after: int, rest: timedelta, now: Callable[[], float]) -> None:
        self._after, self._rest, self._now = after, rest.total_seconds(), now
        self._failures = 0
        self._rests_until = 0.0
        self._works = asyncio.Event()

    async def admitted(self) -> None:
        """Wait until a message may try; while the channel is broken that is one a rest."""
        while self._failures >= self._after:
            pause = self._rests_until - self._now()
            if pause <= 0:
                self._rests_until = self._now() + self._rest
                return
            try:
                await asyncio.wait_for(self._works.wait(), pause)
            except TimeoutError:
                continue

    def heard(self, *, answered: bool) -> None:
        """Learn what came of a try; a clear refusal is an answer too."""
        if answered:
            self._failures = 0
            self._works.set()
            return
        self._failures += 1
        if self._failures == self._after:
            self._works.clear()
            self._rests_until = self._now() + self._rest
