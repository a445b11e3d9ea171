"""The input of one owner: its partition of every topic, merged by the events' own times."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition  # type: ignore[import-untyped]

from streams.agents.stage import Record

BATCH = 2_000  # records a transaction: above this throughput gains nothing (engineering.md 4)
IDLE_SECONDS = 1.0
ROOM = 1_000  # records held of a topic before reading of it rests
AT_ONCE = -(1 << 63)  # stands for a time that cannot be read
NEVER = (1 << 63, 0)

Key = tuple[int, int]


@dataclass(slots=True)
class _Source:
    """One topic's partition: where it lies, what is read and not yet taken."""

    topic: str
    tp: TopicPartition
    next: int
    reached: int
    end: int | None = None
    heads: deque[Record] = field(default_factory=deque)

    @property
    def lag(self) -> int:
        """Return how many offsets are not yet taken, as far as is known."""
        return max(0, (self.end or 0) - self.reached) + len(self.heads)

    @property
    def is_behind(self) -> bool:
        """Tell whether the topic is empty here but not on the broker (or nobody knows yet)."""
        return not self.heads and (self.end is None or self.reached < self.end)

    def accept(self, raw: ConsumerRecord[bytes, bytes]) -> None:
        """Keep what is at or above the position: after a seek older records may still come."""
        if raw.offset < self.next:
            return
        self.next = raw.offset + 1
        self.heads.append(
            Record(
                self.topic,
                raw.partition,
                raw.offset,
                raw.timestamp,
                raw.key,
                raw.value,
                raw.headers,
            )
        )


class Feed:
    """Takes batches in order: least event time first, ties in the order of the topics.

    A topic that holds committed records not yet here is waited for, so that what lay on the
    broker before the start is taken exactly in order; a topic read to its end is not.
    """

    def __init__(
        self,
        tps: Mapping[str, TopicPartition],
        start: Mapping[str, int],
        time_of: Callable[[Record], int | None],
        most: int = BATCH,
    ) -> None:
        self._time_of = time_of
        self._most = most
        self._sources = [
            _Source(topic, tp, start[topic], start[topic]) for topic, tp in tps.items()
        ]
        self._has_news = asyncio.Event()

    @property
    def is_at_end(self) -> bool:
        """Tell whether every topic was read to its end when it was last looked at."""
        return not any(source.end is None or source.lag for source in self._sources)

    async def take(self) -> list[Record]:
        """Return up to ``most`` records in order; none, if none came for a second."""
        batch = self._merge()
        with suppress(TimeoutError):
            async with asyncio.timeout(IDLE_SECONDS):
                while not batch:
                    self._has_news.clear()
                    await self._has_news.wait()
                    batch = self._merge()
        return batch

    def open(self) -> list[TopicPartition]:
        """Return the partitions of which more can be held."""
        return [source.tp for source in self._sources if len(source.heads) < ROOM]

    def lag(self) -> dict[str, int]:
        """Return how many offsets of each topic are not yet taken."""
        return {source.topic: source.lag for source in self._sources}

    async def follow(
        self,
        consumer: AIOKafkaConsumer,
        news: Mapping[TopicPartition, Iterable[ConsumerRecord[bytes, bytes]]],
    ) -> None:
        """Take over what was read of our partitions, and how far they have come.

        The last stable offset is what counts as a topic's end: a sender's open transaction
        blocks nobody; the reader moves past transaction markers, so these block nobody either.
        """
        for source in self._sources:
            for raw in news.get(source.tp, ()):
                source.accept(raw)
            source.reached = await consumer.position(source.tp)
            source.end = consumer.last_stable_offset(source.tp)
        self._has_news.set()

    def _merge(self) -> list[Record]:
        """Move heads to a batch until one that could come first is not here yet."""
        batch: list[Record] = []
        while len(batch) < self._most:
            filled = [place for place, source in enumerate(self._sources) if source.heads]
            is_waiting = any(source.is_behind for source in self._sources)
            if not filled:
                break
            if len(filled) == 1 and not is_waiting:
                heads = self._sources[filled[0]].heads
                batch += [heads.popleft() for _ in range(min(len(heads), self._most - len(batch)))]
                continue
            first, second = [*sorted(map(self._key, filled)), NEVER][:2]
            if is_waiting:
                second = (AT_ONCE, len(self._sources))  # Only what cannot be ordered may pass.
            if first > second:
                break
            self._run(batch, first, second)
        return batch

    def _run(self, batch: list[Record], key: Key, limit: Key) -> None:
        """Take from one topic while its head comes before the limit."""
        place = key[1]
        heads = self._sources[place].heads
        while key <= limit and len(batch) < self._most:
            batch.append(heads.popleft())
            if not heads:
                return
            key = self._key(place)

    def _key(self, place: int) -> Key:
        """Return what orders a topic's head among the others."""
        time = self._time_of(self._sources[place].heads[0])
        return (AT_ONCE if time is None else time, place)
