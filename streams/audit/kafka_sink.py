"""Audit records onto ``audit.v1``: each is acknowledged by every copy in sync, or refused."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from aiokafka import AIOKafkaProducer  # type: ignore[import-untyped]
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]

from streams.audit.chain import AuditMessage, AuditUnavailable

WRITE_SECONDS: Final = 5.0
"""How long a page may wait for its record. Source: our choice; an idle broker takes 3 ms."""


class KafkaSink:
    """Writes to one topic.

    ``client`` is what every aiokafka client of the process is given: address and security.
    """

    def __init__(self, client: Mapping[str, Any], topic: str) -> None:
        self._topic = topic
        self._producer = AIOKafkaProducer(**client, enable_idempotence=True, acks="all")

    async def open(self) -> None:
        """Reach the broker.

        Raises:
            KafkaError: nothing answered, or who we say we are was refused.
        """
        await self._producer.start()

    async def write(self, message: AuditMessage) -> None:
        """Write one message; return when every copy in sync holds it.

        Raises:
            AuditUnavailable: it may not be there.
        """
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                await self._producer.send_and_wait(
                    self._topic, message.value, key=message.key, headers=list(message.headers)
                )
        except (TimeoutError, KafkaError) as fault:
            raise AuditUnavailable(type(fault).__name__) from None

    async def close(self) -> None:
        """Let go of the broker."""
        await self._producer.stop()
