"""Sends messages: in order within a lane, without waiting between lanes, again until it is enough.

A lane is one alert, role and channel. While its first message is tried again, the others of the
lane wait, and nobody else does.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import timedelta

from schemas.deliveries import DeliveryFault, DeliveryOutcome
from streams.notify.channels.channel import Patience
from streams.notify.channels.circuit_breaker import Breaker
from streams.notify.channels.sending import Result, Sender
from streams.notify.message import Message

SHORTEST_LOOK = 0.05  # seconds; a message whose time is up is still tried once
LONGEST_DOUBLING = 16  # waits; beyond it the longest wait has long been reached


@dataclass(frozen=True, slots=True)
class Try:
    """What is to be recorded of one try, before the lane goes on."""

    message: Message
    outcome: DeliveryOutcome
    attempt: int
    fault: DeliveryFault | None
    seconds: float


@dataclass(frozen=True, slots=True)
class _Waiting:
    message: Message
    attempts: int
    since: float


Record = Callable[[Try], Awaitable[None]]
Start = Callable[[Coroutine[None, None, None]], asyncio.Task[None]]
Lane = tuple[str, str, str]


class Lanes:
    """The lanes of one partition of decisions.

    ``senders`` and ``breakers`` by channel, shared by all partitions; ``start`` runs a lane and
    hears of its fault. A message waits to be tried at most ``patience.give_up``.
    """

    def __init__(
        self,
        senders: Mapping[str, Sender],
        breakers: Mapping[str, Breaker],
        slots: Mapping[str, asyncio.Semaphore],
        patience: Patience,
        record: Record,
        start: Start,
    ) -> None:
        self._senders, self._breakers, self._slots = senders, breakers, slots
        self._patience, self._record, self._start = patience, record, start
        self._lanes: dict[Lane, deque[_Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._now = asyncio.get_running_loop().time
        self._stops = asyncio.Event()

    def put(self, message: Message, attempts: int) -> None:
        """Queue a message; ``attempts``: how often it was tried before."""
        waiting = _Waiting(message, attempts, self._now())
        lane = self._lanes.get(message.lane)
        if lane is not None:
            lane.append(waiting)
            return
        self._lanes[message.lane] = deque([waiting])
        task = self._start(self._run(message.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self, within: timedelta) -> None:
        """Begin no more tries; wait for those under way, and for their records."""
        self._stops.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within.total_seconds())
            for task in late:
                task.cancel()

    async def _run(self, name: Lane) -> None:
        lane = self._lanes[name]
        while lane and not self._stops.is_set():
            if await self._until_final(lane[0]):
                lane.popleft()
        if not lane:
            del self._lanes[name]

    async def _until_final(self, waiting: _Waiting) -> bool:
        """Try a message until it arrived or is given up; False when we are to stop."""
        attempt, tries = waiting.attempts, 0
        deadline = waiting.since + self._patience.give_up.total_seconds()
        while not self._stops.is_set():
            began = self._now()
            result = await self._try(waiting.message, deadline)
            if result is None:
                return False
            attempt, tries = attempt + 1, tries + 1
            gives_up = not result.may_try_again or self._now() >= deadline
            outcome: DeliveryOutcome = (
                "delivered" if result.fault is None else "given_up" if gives_up else "failed"
            )
            took = self._now() - began
            await self._record(Try(waiting.message, outcome, attempt, result.fault, took))
            if outcome != "failed":
                return True
            await self._pause(self._wait(tries, result), deadline)
        return False

    async def _try(self, message: Message, deadline: float) -> Result | None:
        """Wait for the channel and try once; a channel that rests too long counts as no answer."""
        breaker = self._breakers[message.channel]
        admitted = asyncio.ensure_future(breaker.admitted())
        stopped = asyncio.ensure_future(self._stops.wait())
        left = max(SHORTEST_LOOK, deadline - self._now())
        await asyncio.wait({admitted, stopped}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not admitted.done():
            admitted.cancel()
            return None if self._stops.is_set() else Result("no_answer", may_try_again=False)
        async with self._slots[message.channel]:
            if self._stops.is_set():
                return None
            result = await self._senders[message.channel].send(message)
        breaker.heard(answered=result.fault is None or not result.may_try_again)
        return result

    async def _pause(self, wait: timedelta, deadline: float) -> None:
        """Wait before the next try, or until we are to stop; never beyond the deadline."""
        seconds = min(wait.total_seconds(), max(0.0, deadline - self._now()))
        try:
            await asyncio.wait_for(self._stops.wait(), seconds)
        except TimeoutError:
            return

    def _wait(self, tries: int, result: Result) -> timedelta:
        """Twice as long each time, up to a limit, and by chance up to half less."""
        first, longest = self._patience.first_wait, self._patience.longest_wait
        wait = min(first * (1 << min(tries - 1, LONGEST_DOUBLING)), longest)
        spread = wait * random.uniform(0.5, 1.0)  # noqa: S311  Spreads load, hides nothing.
        return max(spread, result.wait or timedelta())
