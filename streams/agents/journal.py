"""The durable side of one owner: its fence, its rows and its position, all in one log."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition  # type: ignore[import-untyped]
from aiokafka.errors import IllegalOperation, ProducerFenced  # type: ignore[import-untyped]

from streams.agents.crashes import Crash
from streams.agents.faults import BrokenPromise, BrokerAway
from streams.agents.settings import Engine
from streams.agents.stage import Output, partition_for
from streams.core.errors import ConfigurationError
from streams.row_versions import row_of, stored

POSITION = "@"
CRASH = "!"
TRANSACTION_MS = 10_000  # how long a dead owner's transaction may block readers, unless fenced
BATCH_BYTES = 192 * 1024  # a topic's limit is on the batch, and decisions.v1 takes 256 KiB
LARGEST_BYTES = 6 * 1024 * 1024  # internal topics take messages of 5 MiB

Sent = asyncio.Future[Any]
Entry = tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Held:
    """What a changelog held: rows, and the next offset of each topic (None: a first start).

    ``crash``: the last of the core, wherever it was.
    """

    rows: dict[str, bytes]
    position: dict[str, int] | None
    crash: Crash | None = None


class Journal:
    """One stage's partition on the broker, for its one writer."""

    def __init__(
        self, engine: Engine, stage: str, partition: int, identity: Mapping[str, str | int]
    ) -> None:
        self._engine = engine
        self._log = TopicPartition(engine.changelog(stage), partition)
        self._identity = dict(identity)
        self._producer: AIOKafkaProducer | None = None
        self._transactional_id = engine.transactional_id(stage, partition)
        self._widths: dict[str, int] = {}

    async def fence(self) -> None:
        """Become the only writer: from here on the broker refuses every earlier owner.

        Raises:
            BrokerAway: if the broker does not answer in time.
        """
        self._producer = AIOKafkaProducer(
            **self._engine.client(),
            transactional_id=self._transactional_id,
            transaction_timeout_ms=TRANSACTION_MS,
            compression_type=self._engine.compression,
            max_batch_size=BATCH_BYTES,
            max_request_size=LARGEST_BYTES,
        )
        try:
            async with asyncio.timeout(self._engine.deadline.total_seconds()):
                await self._producer.start()
        except TimeoutError as late:
            raise BrokerAway(f"no answer to {self._transactional_id} taking over") from late

    async def restore(self) -> Held:
        """Read the changelog to the end that it has now, or fail; never finish short.

        No ``seek``: in aiokafka it races with the first position reset and reads nothing.

        Raises:
            BrokerAway: if the end is not reached in time.
        """
        reader = AIOKafkaConsumer(**self._engine.reader(), auto_offset_reset="earliest")
        patience = self._engine.deadline.total_seconds()
        rows: dict[str, bytes] = {}
        try:
            async with asyncio.timeout(patience) as deadline:
                await reader.start()
                reader.assign([self._log])
                end = (await reader.end_offsets([self._log]))[self._log]
                read = 0
                while read < end:
                    news = await reader.getmany(self._log, timeout_ms=200, max_records=5_000)
                    _replay(rows, news.get(self._log, ()))
                    reached = await reader.position(self._log)
                    if reached > read:
                        deadline.reschedule(asyncio.get_running_loop().time() + patience)
                    read = reached
        except TimeoutError as late:
            raise BrokerAway(f"{self._log} could not be read to its end") from late
        finally:
            await reader.stop()
        crash = rows.pop(CRASH, None)
        return Held(rows, self._position(rows), _crash(crash) if crash is not None else None)

    async def commit(
        self,
        outputs: Iterable[Output],
        rows: Mapping[str, bytes | None],
        position: Mapping[str, int],
    ) -> None:
        """Make messages, rows and position visible together, or none of them."""
        await self.begin(outputs, rows, position)
        await self._started().commit_transaction()

    async def note(self, crash: Crash) -> None:
        """Remember a crash of the core; rows and position stay as they are."""
        producer = self._started()
        async with producer.transaction():
            entry: Entry = (CRASH.encode(), orjson.dumps(crash), [])
            sent: list[Sent] = []
            await self._put(self._log, [entry], sent)
            await asyncio.gather(*sent)

    async def begin(
        self,
        outputs: Iterable[Output],
        rows: Mapping[str, bytes | None],
        position: Mapping[str, int],
    ) -> None:
        """Write it all in a transaction that nobody sees yet; every message has arrived."""
        if POSITION in rows or CRASH in rows:
            raise BrokenPromise("a stage wrote a row under a key of the journal's own")
        place = {"next": dict(position), "identity": self._identity}
        entries = await self._sorted(outputs)
        version = self._engine.state_write_version
        entries[self._log] += [
            (key.encode(), None if row is None else stored(row, version), [])
            for key, row in rows.items()
        ]
        entries[self._log].append((POSITION.encode(), orjson.dumps(place), []))
        await self._started().begin_transaction()
        sent: list[Sent] = []
        try:
            for tp, messages in entries.items():
                await self._put(tp, messages, sent)
        except IllegalOperation:  # What aiokafka calls it when a send before this one was fenced.
            for end in await asyncio.gather(*sent, return_exceptions=True):
                if isinstance(end, ProducerFenced):
                    raise end from None
            raise
        await asyncio.gather(*sent)  # A send that failed must never be followed by a commit.

    async def close(self) -> None:
        """Let go of the broker; a fenced or broken producer is left as it is."""
        if self._producer is not None:
            with suppress(Exception):
                await asyncio.wait_for(self._producer.stop(), timeout=2)

    def _position(self, rows: dict[str, bytes]) -> dict[str, int] | None:
        """Take the position out of the rows; refuse one of another identity."""
        held = rows.pop(POSITION, None)
        if held is None:
            if rows:
                raise ConfigurationError([f"{self._log} holds rows but no position; rebuild it"])
            return None
        place = orjson.loads(held)
        now, then = self._identity, place["identity"]
        faults = [
            f"{self._log}: {fact} was {then.get(fact)} and is {now.get(fact)}; "
            "the state rests on it: set it back, or rebuild the state"
            for fact in sorted({*now, *then})
            if now.get(fact) != then.get(fact)
        ]
        if faults:
            raise ConfigurationError(faults)
        return {topic: int(offset) for topic, offset in place["next"].items()}

    def _started(self) -> AIOKafkaProducer:
        if self._producer is None:
            raise BrokenPromise("a journal was written before it was fenced")
        return self._producer

    async def _sorted(self, outputs: Iterable[Output]) -> dict[TopicPartition, list[Entry]]:
        """Sort messages by where they go, in the order they were given."""
        entries: dict[TopicPartition, list[Entry]] = defaultdict(list)
        for topic, key, value, headers, partition in outputs:
            name = self._engine.topic(topic)
            width = self._widths.get(name) or await self._width(name)
            if partition is None:
                partition = (
                    self._log.partition % width if key is None else partition_for(key, width)
                )
            entries[TopicPartition(name, partition)].append((key, value, list(headers)))
        return entries

    async def _width(self, name: str) -> int:
        """Return how many partitions a topic has; asked once."""
        self._widths[name] = len(await self._started().partitions_for(name))
        return self._widths[name]

    async def _put(self, tp: TopicPartition, entries: list[Entry], sent: list[Sent]) -> None:
        """Send entries in whole batches: one ``send`` a row nearly halves the throughput."""
        producer = self._started()
        batch = producer.create_batch()
        for key, value, headers in entries:
            if batch.append(key=key, value=value, timestamp=None, headers=headers) is None:
                sent.append(await producer.send_batch(batch, tp.topic, partition=tp.partition))
                batch = producer.create_batch()
                if batch.append(key=key, value=value, timestamp=None, headers=headers) is None:
                    raise BrokenPromise(f"a message for {tp.topic} fits into no batch")
        sent.append(await producer.send_batch(batch, tp.topic, partition=tp.partition))


def _crash(value: bytes) -> Crash:
    held = orjson.loads(value)
    alone = held["alone"]
    return Crash(held["position"], held["times"], (alone[0], alone[1]) if alone else None)


def _replay(rows: dict[str, bytes], news: Iterable[Any]) -> None:
    """Apply changelog records: a whole row replaces, a tombstone takes away."""
    for record in news:
        if record.value is None:
            rows.pop(record.key.decode(), None)
        else:
            rows[record.key.decode()] = row_of(record.value)
