"""The input of one owner: its partition of every topic, merged by the events' own times."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition  # type: ignore[import-untyped]

from streams.agents.stage import Record

BATCH = 2_000  # records a transaction: above this throughput gains nothing (engineering.md 4)
IDLE_MS = 1_000  # how long one wait for news lasts; any news ends it
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


class Feed:
    """Takes batches in order: least event time first, ties in the order of the topics.

    A topic that holds committed records not yet here is waited for, so that what lay on the
    broker before the start is taken exactly in order; a topic read to its end is not.
    """

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        sources: Mapping[str, TopicPartition],
        start: Mapping[str, int],
        time_of: Callable[[Record], int | None],
    ) -> None:
        self._consumer = consumer
        self._time_of = time_of
        self._sources = [
            _Source(topic, tp, start[topic], start[topic]) for topic, tp in sources.items()
        ]

    async def take(self) -> list[Record]:
        """Wait for records and return up to ``BATCH`` of them in order."""
        batch: list[Record] = []
        while True:
            behind = await self._refill()
            if self._merge(batch, bool(behind)):
                continue
            if batch:
                return batch
            await self._wait(behind or self._sources)

    def lag(self) -> dict[str, int]:
        """Return how many offsets of each topic are not yet taken."""
        return {source.topic: source.lag for source in self._sources}

    def ends(self) -> dict[str, int]:
        """Return the offsets of the topics read to their end, past any transaction marker."""
        return {source.topic: source.reached for source in self._sources if not source.lag}

    async def _refill(self) -> list[_Source]:
        """Take over what is already fetched; return the empty topics of which more will come."""
        for source in self._sources:
            if len(source.heads) < BATCH:
                news = await self._consumer.getmany(source.tp, max_records=BATCH)
                self._accept(source, news.get(source.tp, ()))
            source.reached = await self._consumer.position(source.tp)
            source.end = self._end_of(source.tp)
        return [source for source in self._sources if source.is_behind]

    async def _wait(self, sources: list[_Source]) -> None:
        """Wait until one of these topics has something new."""
        news = await self._consumer.getmany(
            *(source.tp for source in sources), timeout_ms=IDLE_MS, max_records=BATCH
        )
        for source in sources:
            self._accept(source, news.get(source.tp, ()))

    @staticmethod
    def _accept(source: _Source, news: Iterable[ConsumerRecord[bytes, bytes]]) -> None:
        """Keep what is at or above the position: after a seek older records may still come."""
        for raw in news:
            if raw.offset >= source.next:
                source.next = raw.offset + 1
                source.heads.append(
                    Record(
                        source.topic,
                        raw.partition,
                        raw.offset,
                        raw.timestamp,
                        raw.key,
                        raw.value,
                        tuple(raw.headers),
                    )
                )

    def _end_of(self, tp: TopicPartition) -> int | None:
        """Return how far the topic can be read now; None before the first fetch.

        The last stable offset is what counts: a sender's open transaction blocks nobody, and
        the reader's position moves past transaction markers, so that these block nobody either.
        """
        stable: int | None = self._consumer.last_stable_offset(tp)
        high: int | None = self._consumer.highwater(tp)
        return high if stable is not None and stable < 0 else stable

    def _merge(self, batch: list[Record], is_waiting: bool) -> bool:
        """Move heads to the batch; True when a topic ran empty and must be looked at again."""
        while len(batch) < BATCH:
            filled = [place for place, source in enumerate(self._sources) if source.heads]
            if not filled:
                return False
            if len(filled) == 1 and not is_waiting:
                heads = self._sources[filled[0]].heads
                while heads and len(batch) < BATCH:
                    batch.append(heads.popleft())
                return False
            first, second = [*sorted(map(self._key, filled)), NEVER][:2]
            if is_waiting:
                second = (AT_ONCE, len(self._sources))  # Only what cannot be ordered may pass.
            if first > second:
                return False
            if self._run(batch, first, second):
                return True
        return False

    def _run(self, batch: list[Record], key: Key, limit: Key) -> bool:
        """Take from one topic while its head comes before the limit; True when it ran empty."""
        place = key[1]
        heads = self._sources[place].heads
        while key <= limit and len(batch) < BATCH:
            batch.append(heads.popleft())
            if not heads:
                return True
            key = self._key(place)
        return False

    def _key(self, place: int) -> Key:
        """Return what orders a topic's head among the others."""
        time = self._time_of(self._sources[place].heads[0])
        return (AT_ONCE if time is None else time, place)
