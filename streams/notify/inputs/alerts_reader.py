"""Follows ``alerts.v1``, all of it, so that what a decision is about is there when it comes."""

from __future__ import annotations

import asyncio
from typing import Any

from aiokafka import TopicPartition  # type: ignore[import-untyped]

from schemas.topics import ALERTS, named
from streams.notify.inputs.bodies import Bodies
from streams.notify.inputs.clients import Clients, catch_up
from streams.notify.inputs.records import read_body


class AlertsReader:
    """Keeps the bodies up to date, when asked."""

    def __init__(self, clients: Clients) -> None:
        self.bodies = Bodies()
        topic = named(clients.settings.prefix, ALERTS)
        self._places = [TopicPartition(topic, n) for n in range(clients.settings.partitions)]
        self._reader = clients.reader()
        self._one = asyncio.Lock()

    async def open(self) -> None:
        """Read every alert that stands."""
        await self._reader.start()
        self._reader.assign(self._places)
        await self.catch_up()

    async def catch_up(self) -> None:
        """Read what came since; afterwards every alert is there that was written before."""
        async with self._one:
            await catch_up(self._reader, self._places, self._take)

    async def close(self) -> None:
        """Let go of the broker."""
        await self._reader.stop()

    def _take(self, record: Any) -> None:
        if record.value is None:
            self.bodies.drop(record.key.decode())
        else:
            self.bodies.put(read_body(record.value))
