"""The owners of one stage in this worker: as many as the consumer group assigns partitions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from itertools import count
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition  # type: ignore[import-untyped]
from aiokafka.coordinator.assignors.range import RangePartitionAssignor  # type: ignore[import-untyped]
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]
from faust.types import ChannelT

from streams.agents import turns
from streams.agents.crashes import Care
from streams.agents.faults import BrokerAway
from streams.agents.feed import ROOM, Feed
from streams.agents.journal import Held, Journal
from streams.agents.owner import Batch, Owner
from streams.agents.settings import Engine
from streams.agents.stage import ShowsLevels, Stage, StagePlan
from streams.agents.start_checks import check_topics, start_of
from streams.telemetry import metrics
from streams.telemetry.levels import LEVELS

FETCH_WAIT_MS = 50  # sets the latency of a quiet partition (engineering.md section 3)
PUMP_MS = 20  # the longest that a feed with room again, or a topic read to its end, waits
LOOK_SECONDS = 2.0  # between two looks at lag and group offsets
LEVELS_EVERY = 8  # looks between two at what the rows hold
ROWS_A_TURN = 500  # rows restored between two turns of the event loop

log = structlog.get_logger()


class Owners(ConsumerRebalanceListener):  # type: ignore[misc]
    """Follows the group's assignments: one owner a partition, all of it stopped and started.

    The group only says who works where. What was done stands in each partition's journal, and
    that a replaced owner writes nothing more is the broker's doing.
    """

    def __init__(
        self,
        engine: Engine,
        plan: StagePlan,
        channel: ChannelT[Batch],
        fail: Callable[[BaseException], None],
    ) -> None:
        self._engine = engine
        self._plan = plan
        self._channel = channel
        self._fail = fail
        self._tasks: set[asyncio.Task[None]] = set()
        self._chores: list[asyncio.Task[None]] = []
        self._journals: dict[int, Journal] = {}
        self._owners: dict[int, Owner] = {}
        self._turns = turns.Turns()
        self._feeds: dict[int, Feed] = {}
        self._runs: list[asyncio.Task[None]] = []
        self._assigned: set[int] | None = None
        self._unassigned_since = time.monotonic()
        self._consumer: AIOKafkaConsumer

    @property
    def is_ready(self) -> bool:
        """Tell whether the group has spoken and every partition it gave is owned and restored."""
        return self._assigned is not None and set(self._owners) == self._assigned

    async def start(self) -> None:
        """Join the group; owners start when it assigns partitions."""
        self._consumer = AIOKafkaConsumer(
            **self._engine.reader(),
            group_id=f"{self._engine.group}-{self._plan.name}",
            group_instance_id=self._engine.member,
            partition_assignment_strategy=(RangePartitionAssignor,),
            session_timeout_ms=int(self._engine.session_timeout.total_seconds() * 1000),
            heartbeat_interval_ms=int(self._engine.session_timeout.total_seconds() * 300),
            auto_offset_reset="none",  # A position that is gone is a fault, never a fresh start.
            fetch_max_wait_ms=FETCH_WAIT_MS,
        )
        await check_topics(self._engine, self._plan)
        await self._consumer.start()
        self._unassigned_since = time.monotonic()
        self._consumer.subscribe([self._engine.topic(t) for t in self._plan.inputs], listener=self)
        self._spawn(self._look_about())

    async def stop(self) -> None:
        """Let each owner end its step, tell the group where we are, and leave it."""
        await self._release()
        for task in self._tasks:
            task.cancel()
        await asyncio.wait_for(self._consumer.stop(), timeout=5)

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Stop every owner before the group goes on without us."""
        self._assigned = None
        self._unassigned_since = time.monotonic()
        await self._release()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Start taking over; nothing is fetched until the position is known."""
        tps = list(assigned)
        for tp in tps:
            self._consumer.seek(tp, 0)  # Any position will do: it keeps aiokafka from asking.
        self._consumer.pause(*tps)
        self._assigned = {tp.partition for tp in tps}
        self._chores = [
            self._spawn(self._take_over(sorted(self._assigned))),
            self._spawn(self._pump()),
        ]

    async def _take_over(self, partitions: list[int]) -> None:
        """Fence every earlier owner of all our partitions first, then restore and run."""
        identity = {"partitions": self._engine.partitions, **self._plan.identity}
        self._journals = {
            p: Journal(self._engine, self._plan.name, p, identity) for p in partitions
        }
        await asyncio.gather(*(journal.fence() for journal in self._journals.values()))
        await asyncio.gather(*(self._open(p) for p in partitions))
        for topic in self._plan.inputs:
            metrics.OWNED_PARTITIONS.labels(topic).set(len(partitions))
            metrics.SOURCE_PARTITIONS.labels(topic).set(self._engine.partitions)
        log.info("partition.owned", stage=self._plan.name, partitions=partitions)

    async def _open(self, partition: int) -> None:
        """Restore one partition and start its owner."""
        began = time.monotonic()
        held = await self._journals[partition].restore()
        stage = self._plan.make(partition)
        rows = len(held.rows)
        while held.rows:
            for _ in range(min(ROWS_A_TURN, len(held.rows))):
                stage.restore(*held.rows.popitem())
            await asyncio.sleep(0)
        stage.restored()
        seconds = time.monotonic() - began
        metrics.RESTORE_SECONDS.labels(self._plan.name).observe(seconds)
        log.info("restore.done", stage=self._plan.name, partition=partition, rows=rows)
        await self._begin(partition, stage, held)

    async def _begin(self, partition: int, stage: Stage, held: Held) -> None:
        """Place the reader where the journal says and let the owner run."""
        tps = {t: TopicPartition(self._engine.topic(t), partition) for t in self._plan.inputs}
        start = await start_of(self._consumer, tps, held.position)
        journal, care = self._journals[partition], Care(held.crash, start)
        if self._plan.in_turn:
            feed = Feed(tps, start, stage.time_of, most=turns.BATCH)
            owner = Owner(
                self._engine, stage, self._channel, feed, journal, start,
                lambda records: self._turns.turn(partition, stage.time_of(records[0]) or 0),
                care,
            )  # fmt: skip
        else:
            feed = Feed(tps, start, stage.time_of)
            owner = Owner(self._engine, stage, self._channel, feed, journal, start, care=care)
        for topic, tp in tps.items():
            self._consumer.seek(tp, start[topic])
        self._consumer.resume(*tps.values())
        self._feeds[partition] = feed
        self._owners[partition] = owner
        self._runs.append(self._spawn(owner.run()))

    async def _pump(self) -> None:
        """Bring what is fetched to the feeds; ends with its assignment, so that none is astray.

        One reader for all: what a busy owner would leave lying in aiokafka's buffer holds up
        the fetches of every other partition.
        """
        while True:
            tps = [tp for feed in self._feeds.values() for tp in feed.open()]
            if not tps:
                await asyncio.sleep(PUMP_MS / 1000)
                continue
            news = await self._consumer.getmany(*tps, timeout_ms=PUMP_MS, max_records=ROOM)
            for feed in list(self._feeds.values()):
                await feed.follow(self._consumer, news)

    async def _release(self) -> None:
        """Stop taking over, let owners end their step, and let go of their journals."""
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        for owner in self._owners.values():
            owner.stop()
        await asyncio.gather(*self._runs, return_exceptions=True)
        await self._tell_group()
        await asyncio.gather(*(journal.close() for journal in self._journals.values()))
        for partition in self._owners:
            LEVELS.drop((self._plan.name, partition))
            LEVELS.drop((self._plan.name, partition, "lag"))
        self._journals, self._owners, self._feeds, self._runs = {}, {}, {}, []
        for topic in self._plan.inputs:
            metrics.OWNED_PARTITIONS.labels(topic).set(0)

    async def _look_about(self) -> None:
        """Show lag, tell the group, and give up when no assignment ever comes."""
        patience = self._engine.assignment_patience.total_seconds()
        for counted in (metrics.FENCED, metrics.KILLERS):
            counted.labels(self._plan.name)  # from 0 on: a rise from nothing is none to Prometheus
        metrics.STATE_ROWS_CEILING.labels(self._plan.name).set(self._engine.rows_ceiling)
        for look in count():
            await asyncio.sleep(min(LOOK_SECONDS, patience))
            if self._assigned is None and time.monotonic() - self._unassigned_since > patience:
                raise BrokerAway(
                    f"no assignment for {self._plan.name} after {patience:.0f} s: is the broker "
                    "there, and is the session timeout at least its minimum (6 s by default)?"
                )
            await self._tell_group()
            rows = sum(owner.rows for owner in self._owners.values())
            metrics.STATE_ROWS.labels(self._plan.name).set(rows)
            self._show_lag()
            if look % LEVELS_EVERY == 0:
                for partition, owner in self._owners.items():
                    if isinstance(owner.stage, ShowsLevels):
                        LEVELS.show((self._plan.name, partition), owner.stage.levels())

    def _show_lag(self) -> None:
        for partition, feed in self._feeds.items():
            if partition in self._owners:
                LEVELS.show(
                    (self._plan.name, partition, "lag"),
                    (
                        ("source_lag_records", (topic, str(partition)), lag)
                        for topic, lag in feed.lag().items()
                    ),
                )

    async def _tell_group(self) -> None:
        """Commit group offsets for lag tools; nothing but whether there is one is ever asked.

        (They count the transaction marker after the last record; our own metric does not.)
        """
        offsets = {
            TopicPartition(self._engine.topic(topic), partition): offset
            for partition, owner in self._owners.items()
            if owner.has_committed
            for topic, offset in owner.position.items()
        }
        if offsets:
            with suppress(KafkaError, TimeoutError):
                await asyncio.wait_for(self._consumer.commit(offsets), timeout=2)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run on the side; a failure there is the process's."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._fail(fault)
