"""The durable side of telling: ``deliveries.v1``, one writer for each partition.

The writer is transactional for its fence alone: a notifier that was thought dead can write
nothing any more once another has taken its partition over, so what is delivered stands there once.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition  # type: ignore[import-untyped]
from pydantic import TypeAdapter

from schemas.deliveries import DELIVERY_TYPE, Delivery
from schemas.topics import DELIVERIES, named
from streams.notify.deliveries.outcomes import Outcomes
from streams.notify.inputs.clients import Clients, catch_up
from streams.publishing import Published

FENCE_SECONDS = 20.0
TRANSACTION_MS = 10_000  # how long a dead notifier's transaction may hide what came after it
DELIVERY: TypeAdapter[Delivery] = TypeAdapter(Delivery)


class Ledger:
    """One partition's deliveries: fenced, read back, and written in batches."""

    def __init__(self, clients: Clients, partition: int) -> None:
        self.outcomes = Outcomes()
        self._clients, self._partition = clients, partition
        self._topic = named(clients.settings.prefix, DELIVERIES)
        self._waiting: list[tuple[Published, asyncio.Future[None]]] = []
        self._wanted = asyncio.Event()
        self._producer = AIOKafkaProducer(
            **clients.broker,
            transactional_id=f"{clients.group}-{partition}",
            transaction_timeout_ms=TRANSACTION_MS,
        )

    async def open(self) -> None:
        """Become the only writer, then read what was told."""
        async with asyncio.timeout(FENCE_SECONDS):
            await self._producer.start()
        place = TopicPartition(self._topic, self._partition)
        reader = self._clients.reader()
        try:
            await reader.start()
            reader.assign([place])
            await catch_up(reader, [place], self._enter)
        finally:
            await reader.stop()

    async def write(self, delivery: Delivery, area: str) -> None:
        """Record one attempt; returns when every reader can see it."""
        event = Published(
            topic=DELIVERIES,
            key=delivery.alert_id or area,
            type=DELIVERY_TYPE,
            id=f"{delivery.key}/{delivery.attempt}",
            subject=area,
            time=delivery.at,
            data=delivery,
        )
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, written))
        self._wanted.set()
        await written
        self.outcomes.add(delivery)

    async def run(self) -> None:
        """Write what waits, all of it in one transaction, until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            batch, self._waiting = self._waiting, []
            async with self._producer.transaction():
                sent = [await self._send(event) for event, _ in batch]
                await asyncio.gather(*sent)
            for _, written in batch:
                if not written.done():
                    written.set_result(None)

    async def close(self) -> None:
        """Let go of the broker."""
        with suppress(Exception):
            await asyncio.wait_for(self._producer.stop(), timeout=2)

    async def _send(self, event: Published) -> asyncio.Future[Any]:
        sent: asyncio.Future[Any] = await self._producer.send(
            self._topic,
            event.value(),
            key=event.key.encode(),
            headers=list(event.headers()),
            partition=self._partition,
        )
        return sent

    def _enter(self, record: Any) -> None:
        self.outcomes.add(DELIVERY.validate_json(record.value))
