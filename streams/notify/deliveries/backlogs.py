"""The partitions that this notifier has now: taken over and let go as the group decides."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition  # type: ignore[import-untyped]
from aiokafka.errors import CommitFailedError, IllegalStateError  # type: ignore[import-untyped]

from streams.notify.deliveries.backlog import Backlog
from streams.notify.deliveries.lanes import Start
from streams.telemetry import notifier_metrics

FINISH = timedelta(seconds=6)  # for tries under way when a partition is let go


class Backlogs(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types.
    """One backlog for each partition of decisions that is ours."""

    def __init__(
        self, reader: AIOKafkaConsumer, make: Callable[[int], Backlog], start: Start
    ) -> None:
        self._reader, self._make, self._start = reader, make, start
        self._backlogs: dict[TopicPartition, Backlog] = {}
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
        backlogs = {place: self._make(place.partition) for place in places}
        try:
            await asyncio.gather(*(backlog.open(self._start) for backlog in backlogs.values()))
        except asyncio.CancelledError:
            await asyncio.gather(*(backlog.close(timedelta()) for backlog in backlogs.values()))
            raise
        self._backlogs = backlogs
        if places:
            self._reader.resume(*places)
        self.is_ready = True

    async def let_go(self) -> None:
        """Finish tries under way, tell the group how far we came, and hold nothing any more."""
        self.is_ready = False
        if self._taking_over is not None:
            self._taking_over.cancel()
            await asyncio.wait({self._taking_over})
        gone, self._backlogs = self._backlogs, {}
        await asyncio.gather(*(backlog.close(FINISH) for backlog in gone.values()))
        await self._commit(gone)
        self._said.clear()

    def of(self, place: TopicPartition) -> Backlog | None:
        """The backlog of a partition that is ours."""
        return self._backlogs.get(place)

    def by_partition(self) -> Iterator[tuple[int, Backlog]]:
        """Every backlog with the number of its partition."""
        for place, backlog in list(self._backlogs.items()):
            yield place.partition, backlog

    async def commit(self) -> None:
        """Tell the group up to where everything is told."""
        await self._commit(self._backlogs)

    async def _commit(self, backlogs: Mapping[TopicPartition, Backlog]) -> None:
        """Commit what is new.

        A commit that comes too late is none: whoever has the partition finds in the deliveries
        what was told.
        """
        reached = {place: backlog.position for place, backlog in backlogs.items()}
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
        for place, backlog in self._backlogs.items():
            if backlog.is_full and place not in paused:
                self._reader.pause(place)
            elif not backlog.is_full and place in paused:
                self._reader.resume(place)

    def show(self) -> None:
        """Show how long decisions have waited."""
        now = datetime.now(UTC)
        notifier_metrics.waiting(
            [age for backlog in self._backlogs.values() for age in backlog.ages(now)]
        )
