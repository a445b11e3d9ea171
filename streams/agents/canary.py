"""The canary: a report of no area goes in each minute and must come back as a decision.

It takes the way of every report, through Receive and Watch of one partition after the other, and
leaves nothing behind but a decision of which nobody is told. A canary that does not come back
ends no worker: its absence is what the alarm is about.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition  # type: ignore[import-untyped]
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]

from schemas import envelope
from schemas.areas import CANARY_AREA, CANARY_SOURCE
from schemas.reports import CountsReport
from schemas.topics import DECISIONS, PARTNER_COUNTS
from streams.agents.settings import Engine
from streams.agents.stage import partition_for
from streams.telemetry import metrics

SINCE = datetime(2020, 1, 1, tzinfo=UTC)  # versions are seconds from here, at most 10^9
LOOK_SECONDS = 2.0  # until the worker is ready, and after the broker would not have it

log = structlog.get_logger()


class Canary:
    """Sends a report to each partition in turn, and notes when it came back as a decision."""

    def __init__(self, engine: Engine, is_ready: Callable[[], bool]) -> None:
        self._engine = engine
        self._is_ready = is_ready
        self._ids = [_id_on(number, engine.partitions) for number in range(engine.partitions)]

    async def run(self) -> None:
        """Send and wait, until cancelled."""
        for number in range(self._engine.partitions):
            metrics.CANARY_SUCCESS.labels(str(number)).set_to_current_time()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if not self._is_ready():
                continue
            try:
                await self._fly()
            except (KafkaError, OSError, TimeoutError) as fault:
                log.warning("canary.failed", kind=type(fault).__name__)

    async def _fly(self) -> None:
        """Send one after the other as long as the broker takes them."""
        reader = AIOKafkaConsumer(**self._engine.reader(), auto_offset_reset="latest")
        producer = AIOKafkaProducer(**self._engine.client())
        try:
            await reader.start()
            await producer.start()
            name = self._engine.topic(DECISIONS)
            widths = len(await producer.partitions_for(name))
            place = TopicPartition(name, partition_for(CANARY_AREA.encode(), widths))
            reader.assign([place])
            await reader.position(place)  # waits until the end is known; a seek would race with it
            for number in cycle(range(self._engine.partitions)):
                began = time.monotonic()
                sent = await self._send(producer, number)
                await self._await(reader, place, sent, number)
                await asyncio.sleep(
                    max(0.0, began + self._engine.canary_seconds - time.monotonic())
                )
        finally:
            await producer.stop()
            await reader.stop()

    async def _send(self, producer: AIOKafkaProducer, number: int) -> str:
        """Send a partition its canary; return the name of the decision that must come."""
        now = datetime.now(UTC)
        report_id, version = self._ids[number], int((now - SINCE).total_seconds())
        event_id = f"{report_id}/{version}"
        await producer.send_and_wait(
            self._engine.topic(PARTNER_COUNTS),
            value=envelope.to_json(
                {
                    "report_id": report_id, "version": version, "area": CANARY_AREA,
                    "recorded_at": now, "measure": "other", "period_from": now,
                    "period_to": now, "count": 0,
                }
            ),
            key=report_id.encode(),
            partition=number,
            headers=list(
                envelope.headers_of(
                    type=CountsReport.TYPE, source=CANARY_SOURCE, id=event_id, subject=CANARY_AREA,
                    time=now, dataschema=f"{CountsReport.TYPE}.json",
                )
            ),
        )  # fmt: skip
        return event_id

    async def _await(
        self, reader: AIOKafkaConsumer, place: TopicPartition, sent: str, number: int
    ) -> None:
        """Wait for the decision until the next canary is due."""
        wanted = ("ce_id", sent.encode())
        end = time.monotonic() + self._engine.canary_seconds
        while (left := end - time.monotonic()) > 0:
            news = await reader.getmany(place, timeout_ms=int(left * 1000) + 1)
            if any(wanted in record.headers for record in news.get(place, ())):
                metrics.CANARY_SUCCESS.labels(str(number)).set_to_current_time()
                return
        log.warning("canary.lost", partition=number)


def _id_on(partition: int, partitions: int) -> str:
    """Find a name that Kafka's hash puts on a partition: one report for each, always the same."""
    n = 0
    while partition_for(f"canary-{partition}-{n}".encode(), partitions) != partition:
        n += 1
    return f"canary-{partition}-{n}"
