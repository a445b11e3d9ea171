"""The one owner of a stage's partition: take a batch, have the agent settle it, commit it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from aiokafka.errors import ProducerFenced  # type: ignore[import-untyped]
from faust.types import ChannelT

from streams.agents.faults import BrokenPromise, BrokerAway
from streams.agents.settings import Engine
from streams.agents.stage import Output, Record, Settled, Stage
from streams.telemetry import metrics


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes through a stage's channel: the records, the core to use, where to answer."""

    stage: Stage
    records: Sequence[Record]
    settled: asyncio.Future[Settled]


class Source(Protocol):
    """Where batches come from: a ``Feed``, or a test's list."""

    async def take(self) -> list[Record]:
        """Wait for records and return them in order."""


class Sink(Protocol):
    """Where outcomes go: a ``Journal``, or a test's list."""

    async def commit(
        self,
        outputs: Sequence[Output],
        rows: Mapping[str, bytes | None],
        position: Mapping[str, int],
    ) -> None:
        """Make messages, rows and position visible together, or none of them."""


class Owner:
    """Carries one partition through one stage; while a batch is committed the next gathers."""

    def __init__(
        self,
        engine: Engine,
        stage: Stage,
        channel: ChannelT[Batch],
        feed: Source,
        journal: Sink,
        position: Mapping[str, int],
    ) -> None:
        self._patience = engine.deadline.total_seconds()
        self._stage = stage
        self._channel = channel
        self._feed = feed
        self._journal = journal
        self._is_stopping = False
        self._taking: asyncio.Task[list[Record]] | None = None
        self.position = dict(position)
        self.has_committed = False

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is being settled just now."""
        return self._taking is not None

    @property
    def rows(self) -> int:
        """Return how many rows the stage holds."""
        return len(self._stage)

    async def run(self) -> None:
        """Take and step until told to stop; any failure is for the process to end with."""
        while not self._is_stopping:
            self._taking = asyncio.ensure_future(self._feed.take())
            try:
                records = await self._taking
            except asyncio.CancelledError:
                if self._is_stopping:
                    return
                raise
            finally:
                self._taking = None
            await self._step(records)

    def stop(self) -> None:
        """Let a step under way end, and begin no other."""
        self._is_stopping = True
        if self._taking is not None:
            self._taking.cancel()

    async def _step(self, records: list[Record]) -> None:
        """Settle one batch and commit it with its rows and the position after it."""
        settled = await self._settle(records)
        position = dict(self.position)
        for record in records:
            position[record.topic] = record.offset + 1
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._patience):
                await self._journal.commit(settled.outputs, settled.rows, position)
        except TimeoutError as late:
            raise BrokerAway(f"a commit of {self._stage.name} took too long") from late
        except ProducerFenced:
            metrics.FENCED.labels(self._stage.name).inc()
            raise
        self.position = position
        self.has_committed = True
        metrics.COMMIT_SECONDS.observe(time.monotonic() - began)
        metrics.BATCH_RECORDS.observe(len(records))
        for metric, labels, n in settled.counts:
            metrics.count(metric, labels, n)

    async def _settle(self, records: list[Record]) -> Settled:
        """Send the batch to the stage's agent and wait for its answer."""
        batch = Batch(self._stage, records, asyncio.get_running_loop().create_future())
        try:
            async with asyncio.timeout(self._patience):
                await self._channel.send(value=batch)
                return await batch.settled
        except TimeoutError as late:
            raise BrokenPromise(f"the agent of {self._stage.name} did not answer") from late
