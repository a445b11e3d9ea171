"""The partitions that this notifier has now: taken over and let go as the group decides."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
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
        self._changing = asyncio.Lock()
        self.is_ready = False

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Take partitions over: fence who had them, and read what was told."""
        async with self._changing:
            desks = {place: self._make(place.partition) for place in assigned}
            await asyncio.gather(*(desk.open(self._start) for desk in desks.values()))
            self._desks |= desks
            self.is_ready = True

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Let partitions go, with what is under way finished and committed."""
        async with self._changing:
            self.is_ready = False
            gone = [place for place in revoked if place in self._desks]
            await asyncio.gather(*(self._desks[place].close(FINISH) for place in gone))
            await self.commit(gone)
            for place in gone:
                del self._desks[place]
                self._said.pop(place, None)

    async def let_go(self) -> None:
        """Let every partition go, at the end."""
        await self.on_partitions_revoked(list(self._desks))

    def of(self, place: TopicPartition) -> Desk | None:
        """The desk of a partition that is ours."""
        return self._desks.get(place)

    def by_partition(self) -> Iterator[tuple[int, Desk]]:
        """Every desk with the number of its partition."""
        for place, desk in list(self._desks.items()):
            yield place.partition, desk

    async def commit(self, only: Iterable[TopicPartition] | None = None) -> None:
        """Tell the group up to where everything is told.

        A commit that comes too late is none: whoever has the partition finds in the deliveries
        what was told.
        """
        places = list(self._desks) if only is None else list(only)
        reached = {place: self._desks[place].position for place in places if place in self._desks}
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
