"""The one owner of a stage's partition: take a batch, have the agent settle it, commit it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass

import structlog
from aiokafka.errors import ProducerFenced  # type: ignore[import-untyped]
from faust.types import ChannelT

from streams.agents.crashes import Care, set_aside
from streams.agents.faults import BrokenPromise, BrokerAway
from streams.agents.feed import Feed
from streams.agents.journal import Journal
from streams.agents.settings import Engine
from streams.agents.stage import Record, Settled, Stage
from streams.core.errors import ConfigurationError
from streams.telemetry import metrics

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes through a stage's channel: the records, the core to use, where to answer."""

    stage: Stage
    records: Sequence[Record]
    settled: asyncio.Future[Settled]


NOT_THE_RECORD = (BrokenPromise, ConfigurationError, MemoryError)
"""Faults for which no record is to blame."""

Turn = Callable[[Sequence[Record]], AbstractAsyncContextManager[None]]


class Owner:
    """Carries one partition through one stage; while a batch is committed the next gathers."""

    def __init__(
        self,
        engine: Engine,
        stage: Stage,
        channel: ChannelT[Batch],
        feed: Feed,
        journal: Journal,
        position: Mapping[str, int],
        turn: Turn = lambda _: nullcontext(),
        care: Care | None = None,
    ) -> None:
        self._turn = turn
        self._care = care or Care(None, position)
        self._patience = engine.deadline.total_seconds()
        self.stage = stage
        self._channel = channel
        self._feed = feed
        self._journal = journal
        self._is_stopping = False
        self._taking: asyncio.Task[list[Record]] | None = None
        self.position = dict(position)
        self.has_committed = False

    @property
    def rows(self) -> int:
        """Return how many rows the stage holds."""
        return len(self.stage)

    async def run(self) -> None:
        """Take, settle and commit until told to stop; a failure is the process's to end with."""
        while not self._is_stopping:
            records = await self._take()
            if records:
                async with self._turn(records):
                    for part in self._care.parts(records):
                        await self._carry(part)
            if self._feed.is_at_end and not self._is_stopping:
                said = self.stage.idle(int(time.time() * 1000))
                if said is not None:
                    await self._commit(said, [])

    def stop(self) -> None:
        """Let a step under way end, and begin no other."""
        self._is_stopping = True
        if self._taking is not None:
            self._taking.cancel()

    async def _take(self) -> list[Record]:
        """Wait for records; none once told to stop."""
        self._taking = asyncio.ensure_future(self._feed.take())
        try:
            return await self._taking
        except asyncio.CancelledError:
            if self._is_stopping:
                return []
            raise
        finally:
            self._taking = None

    async def _carry(self, records: list[Record]) -> None:
        """Settle and commit; what the core crashed on alone is set aside, and the rest goes on."""
        if self._care.is_killer(records):
            metrics.KILLERS.labels(self.stage.name).inc()
            await self._commit(Settled((set_aside(records[0]),)), records)
            return
        try:
            settled = await self._settle(records)
        except NOT_THE_RECORD:
            raise
        except Exception:
            async with asyncio.timeout(self._patience):
                await self._journal.note(self._care.after(self.position, records))
            raise
        await self._commit(settled, records)

    async def _commit(self, settled: Settled, records: list[Record]) -> None:
        """Commit outcomes, rows and the position after these records, all or none."""
        position = {**self.position, **{record.topic: record.offset + 1 for record in records}}
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._patience):
                await self._journal.commit(settled.outputs, settled.rows, position)
        except TimeoutError as late:
            raise BrokerAway(f"a commit of {self.stage.name} took too long") from late
        except ProducerFenced:
            metrics.FENCED.labels(self.stage.name).inc()
            log.warning("partition.fenced", stage=self.stage.name)
            raise
        self.position = position
        self.has_committed = True
        metrics.COMMIT_SECONDS.observe(time.monotonic() - began)
        if records:
            metrics.BATCH_RECORDS.observe(len(records))
            log.debug("report.settled", stage=self.stage.name, n=len(records))
        _show(settled)

    async def _settle(self, records: list[Record]) -> Settled:
        """Send the batch to the stage's agent and wait for its answer."""
        batch = Batch(self.stage, records, asyncio.get_running_loop().create_future())
        try:
            async with asyncio.timeout(self._patience):
                await self._channel.send(value=batch)
                return await batch.settled
        except TimeoutError as late:
            raise BrokenPromise(f"the agent of {self.stage.name} did not answer") from late


def _show(settled: Settled) -> None:
    """Tell the watchers what is committed."""
    for metric, labels, n in settled.counts:
        metrics.count(metric, labels, n)
        if metric == "alerts_raised_total":
            kind, tier, area = labels
            log.info("alert.raised", kind=kind, tier=tier, area=area, n=n)
    for metric, labels, value in settled.measures:
        metrics.measure(metric, labels, value)
    now = time.time()
    for arrived in settled.arrived:
        metrics.REPORT_OUTCOME_SECONDS.observe(max(0.0, now - arrived / 1000))
