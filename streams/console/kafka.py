"""The console's Kafka clients: seven topics in, orders out. It never reads a report."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition  # type: ignore[import-untyped]
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]

from schemas import envelope
from schemas.commands import COMMAND_TYPE
from schemas.topics import COMMANDS
from streams.broker.embedded import AIOKAFKA
from streams.broker.reach import BrokerOutOfReach
from streams.broker.security import REFUSALS
from streams.clients.kafka import aiokafka_of, partitions_of, plan_of
from streams.console.desk.desk import TOPICS, Desk
from streams.console.desk.facts import Change, Record
from streams.console.orders import OrderNotSent
from streams.settings import Settings

SOURCE: Final = "//tocsin/console"
SEND_SECONDS: Final = 5.0
POLL_MS: Final = 100
READ_AT_ONCE: Final = 2_000
LOOK_SECONDS: Final = 10.0  # between two looks at whether the broker still answers
LARGEST_BYTES: Final = 3 * 1024 * 1024  # alerts.v1 takes 2 MiB

log = structlog.get_logger()


class Reader:
    """Reads the console's topics from their start into the desk, and goes on."""

    def __init__(
        self,
        settings: Settings,
        desk: Desk,
        changed: Callable[[Change], None],
        *,
        embedded: bool,
    ) -> None:
        self._settings, self._desk, self._changed = settings, desk, changed
        self._consumer = AIOKafkaConsumer(
            **aiokafka_of(settings),
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=LARGEST_BYTES,
            **(AIOKAFKA if embedded else {}),
        )
        self._logical: dict[str, str] = {}

    async def run(self) -> None:
        """Read until cancelled. A broker that is away is waited for; the desk keeps what it has.

        Raises:
            BrokerOutOfReach: it does not answer at the start, or refuses us.
        """
        places = await asyncio.to_thread(self._places)
        try:
            await self._consumer.start()
        except KafkaError as fault:
            raise BrokerOutOfReach(self._settings.broker, type(fault).__name__) from None
        try:
            self._consumer.assign(places)
            await self._catch_up(places)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._follow())
                both.create_task(self._watch_broker(places))
        finally:
            await self._consumer.stop()

    def _places(self) -> list[TopicPartition]:
        plan = plan_of(self._settings)
        found = []
        for logical in TOPICS:
            self._logical[plan.name_of(logical)] = logical
            found += [
                TopicPartition(one.topic, one.partition)
                for one in partitions_of(self._settings, logical)
            ]
        return found

    async def _catch_up(self, places: list[TopicPartition]) -> None:
        ends: Mapping[TopicPartition, int] = await self._consumer.end_offsets(places)
        while True:
            left = [max(0, ends[one] - await self._consumer.position(one)) for one in places]
            self._desk.unread = sum(left)
            if self._desk.unread == 0:
                break
            await self._read()
        self._desk.is_caught_up = True
        log.info("console.caught_up", n=self._desk.version)

    async def _follow(self) -> None:
        while True:
            await self._read()

    async def _read(self) -> None:
        news = await self._consumer.getmany(timeout_ms=POLL_MS, max_records=READ_AT_ONCE)
        for records in news.values():
            for one in records:
                self._changed(self._desk.apply(self._record(one)))
            await asyncio.sleep(0)  # pages are answered between batches

    def _record(self, one: Any) -> Record:
        name = next((value for key, value in one.headers if key == "ce_id"), b"")
        return Record(
            self._logical[one.topic],
            (one.key or b"").decode("utf-8", "replace"),
            one.value,
            datetime.fromtimestamp(one.timestamp / 1000, UTC),
            name.decode("utf-8", "replace"),
        )

    async def _watch_broker(self, places: list[TopicPartition]) -> None:
        """Note since when the broker has been away."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            asked = datetime.now(UTC)
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._consumer.end_offsets(places)
                self._desk.silent_since = None
            except REFUSALS as fault:
                raise BrokerOutOfReach(self._settings.broker, type(fault).__name__) from None
            except (TimeoutError, KafkaError):
                self._desk.silent_since = self._desk.silent_since or asked


class KafkaCommands:
    """Puts orders on ``commands.v1``."""

    def __init__(self, settings: Settings) -> None:
        self._topic = plan_of(settings).name_of(COMMANDS)
        self._producer = AIOKafkaProducer(
            **aiokafka_of(settings), enable_idempotence=True, acks="all"
        )

    async def open(self) -> None:
        """Reach the broker.

        Raises:
            KafkaError: nothing answered, or who we say we are was refused.
        """
        await self._producer.start()

    async def send(self, command: Mapping[str, Any], area: str, at: datetime) -> None:
        """Put one order on its topic; return when every copy in sync holds it.

        Raises:
            OrderNotSent: it may not be there; the same ``command_id`` may be sent again.
        """
        headers = envelope.headers_of(
            type=COMMAND_TYPE, source=SOURCE, id=str(command["command_id"]), subject=area,
            time=at, dataschema=f"{COMMAND_TYPE}.json",
        )  # fmt: skip
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._producer.send_and_wait(
                    self._topic, envelope.to_json(command), key=area.encode(),
                    headers=list(headers),
                )  # fmt: skip
        except (TimeoutError, KafkaError):
            raise OrderNotSent from None

    async def close(self) -> None:
        """Let go of the broker."""
        await self._producer.stop()
