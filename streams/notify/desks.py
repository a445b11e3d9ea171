"""The partitions that this notifier has now: taken over and let go as the group decides."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition  # type: ignore[import-untyped]
from aiokafka.errors import CommitFailedError, IllegalStateError  # type: ignore[import-untyped]

from streams.notify.desk import Desk
from streams.notify.lanes import Start
from streams.telemetry import telling

FINISH = timedelta(seconds=6)  # for tries under way when a partition is let go


class Desks(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types.
    """One desk for each partition of decisions that is ours."""

    def __init__(self, reader: AIOKafkaConsumer, make: Callable[[int], Desk], start: Start) -> None:
        self._reader, self._make, self._start = reader, make, start
        self._desks: dict[TopicPartition, Desk] = {}
        self._said: dict[TopicPartition, int] = {}
        self._taking_over: asyncio.Task[None] | None = None
        self.is_ready = False

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Begin to take partitions over; nothing is read of them until that is done.

        The group waits for nobody here: whoever is slow to fence would be thought dead.
        """
        places = list(assigned)
        if places:
            self._reader.pause(*places)
        self._taking_over = self._start(self._take_over(places))

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Let every partition go, with what is under way finished and committed."""
        await self.let_go()

    async def _take_over(self, places: list[TopicPartition]) -> None:
        """Fence whoever had them, read what was told, and go on from there."""
        desks = {place: self._make(place.partition) for place in places}
        try:
            await asyncio.gather(*(desk.open(self._start) for desk in desks.values()))
        except asyncio.CancelledError:
            await asyncio.gather(*(desk.close(timedelta()) for desk in desks.values()))
            raise
        self._desks = desks
        if places:
            self._reader.resume(*places)
        self.is_ready = True

    async def let_go(self) -> None:
        """Finish tries under way, tell the group how far we came, and hold nothing any more."""
        self.is_ready = False
        if self._taking_over is not None:
            self._taking_over.cancel()
            await asyncio.wait({self._taking_over})
        gone, self._desks = self._desks, {}
        await asyncio.gather(*(desk.close(FINISH) for desk in gone.values()))
        await self._commit(gone)
        self._said.clear()

    def of(self, place: TopicPartition) -> Desk | None:
        """The desk of a partition that is ours."""
        return self._desks.get(place)

    def by_partition(self) -> Iterator[tuple[int, Desk]]:
        """Every desk with the number of its partition."""
        for place, desk in list(self._desks.items()):
            yield place.partition, desk

    async def commit(self) -> None:
        """Tell the group up to where everything is told."""
        await self._commit(self._desks)

    async def _commit(self, desks: Mapping[TopicPartition, Desk]) -> None:
        """Commit what is new.

        A commit that comes too late is none: whoever has the partition finds in the deliveries
        what was told.
        """
        reached = {place: desk.position for place, desk in desks.items()}
        news: dict[Any, int] = {
            place: offset
            for place, offset in reached.items()
            if offset is not None and self._said.get(place) != offset
        }
        if not news:
            return
        with suppress(CommitFailedError, IllegalStateError):
            await self._reader.commit(news)
            self._said |= news

    def hold_back(self) -> None:
        """Read no more of a partition that has too much waiting; go on when it has less."""
        paused = self._reader.paused()
        for place, desk in self._desks.items():
            if desk.is_full and place not in paused:
                self._reader.pause(place)
            elif not desk.is_full and place in paused:
                self._reader.resume(place)

    def show(self) -> None:
        """Show how long decisions have waited."""
        now = datetime.now(UTC)
        telling.waiting([age for desk in self._desks.values() for age in desk.ages(now)])
