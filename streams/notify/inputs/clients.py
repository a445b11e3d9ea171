"""How the notifier's Kafka clients are made, and how a topic is read to the end it has now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition  # type: ignore[import-untyped]

from streams.broker.embedded import AIOKAFKA
from streams.broker.reach import BrokerOutOfReach
from streams.clients.kafka import aiokafka_of
from streams.settings import Settings

READ_SECONDS = 30.0  # without progress before a topic's end, the broker is out of reach
LARGEST_BYTES = 3 * 1024 * 1024  # alerts.v1 takes 2 MiB


class Clients:
    """Makes consumers and names groups for one deployment."""

    def __init__(self, settings: Settings, *, embedded: bool) -> None:
        self.settings, self.embedded = settings, embedded
        self.broker = aiokafka_of(settings)
        self._reader = {
            **self.broker,
            "isolation_level": "read_committed",
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "max_partition_fetch_bytes": LARGEST_BYTES,
            **(AIOKAFKA if embedded else {}),
        }

    @property
    def group(self) -> str:
        """The group that reads decisions for all notifiers together."""
        return group_of(self.settings)

    def reader(self, **more: Any) -> AIOKafkaConsumer:
        """Make a consumer; without a group it reads from the start."""
        return AIOKafkaConsumer(**(self._reader | more))


def group_of(settings: Settings) -> str:
    """Name the group of the notifiers of a deployment."""
    return f"{settings.prefix}tocsin-notifier"


async def catch_up(
    reader: AIOKafkaConsumer, places: Iterable[TopicPartition], take: Callable[[Any], None]
) -> None:
    """Go on from where a reader stands to the end that its partitions have now.

    Raises:
        BrokerOutOfReach: nothing comes though there is more.
    """
    ends: dict[TopicPartition, int] = await reader.end_offsets(list(places))
    loop = asyncio.get_running_loop()
    open_ = {place for place in ends if await reader.position(place) < ends[place]}
    late = loop.time() + READ_SECONDS
    while open_:
        news = await reader.getmany(*open_, timeout_ms=200, max_records=2000)
        for records in news.values():
            for record in records:
                take(record)
        still = {place for place in open_ if await reader.position(place) < ends[place]}
        if news or still != open_:
            late = loop.time() + READ_SECONDS
        elif loop.time() > late:
            raise BrokerOutOfReach("the broker", "a topic stops short of its end")
        open_ = still
