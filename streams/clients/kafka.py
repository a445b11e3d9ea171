"""Consumers and producers of the commands, by librdkafka; every reader is read_committed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from streams.broker.plan import Plan
from streams.broker.reach import BrokerOutOfReach, administer, ask_metadata
from streams.broker.security import security_of
from streams.settings import Settings

POLL_SECONDS = 0.25
LOOK_SECONDS = 0.2
COORDINATOR_MOVES = {KafkaError.NOT_COORDINATOR, KafkaError.COORDINATOR_LOAD_IN_PROGRESS}
IDLE_SECONDS = 20.0  # without a record before its end, a topic is out of reach


def plan_of(settings: Settings, recipients: tuple[str, ...] = ()) -> Plan:
    """Lay out the topics of this deployment, with one for each partner that is told."""
    return Plan(
        partitions=settings.partitions,
        replicas=settings.replicas,
        prefix=settings.prefix,
        application=settings.application,
        recipients=recipients,
    )


def client_of(settings: Settings) -> dict[str, Any]:
    """What every librdkafka client is given: the broker, and who we are to it.

    Raises:
        ConfigurationError: a file of the settings cannot be used.
    """
    return {"bootstrap.servers": settings.broker, **security_of(settings).librdkafka()}


def aiokafka_of(settings: Settings) -> dict[str, Any]:
    """What every aiokafka client outside the worker is given: the broker, and who we are to it.

    Raises:
        ConfigurationError: a file of the settings cannot be used.
    """
    return {"bootstrap_servers": settings.broker, **security_of(settings).aiokafka()}


def committed(
    reader: Consumer, places: list[TopicPartition], patience: float
) -> list[TopicPartition]:
    """Ask a reader's group where it stands, as long as its coordinator is being found.

    A broker that has just started names it only after a while. ``patience`` in seconds.

    Raises:
        KafkaException: it was refused, or not found in time.
    """
    until = time.monotonic() + patience
    while True:
        try:
            return reader.committed(places, timeout=patience)
        except KafkaException as failure:
            if failure.args[0].code() not in COORDINATOR_MOVES or time.monotonic() > until:
                raise
        time.sleep(LOOK_SECONDS)


def admin_of(settings: Settings, said: Callable[[KafkaError], object] | None = None) -> AdminClient:
    """Make an admin client; ``said`` is told each error of a connection, such as a refusal."""
    told = {} if said is None else {"error_cb": said}
    return administer(settings.broker, {**security_of(settings).librdkafka(), **told})


def producer(settings: Settings) -> Producer:
    """Make a producer that places keys as Kafka's own clients do (murmur2)."""
    return Producer(
        {
            **client_of(settings),
            "partitioner": "murmur2_random",
            "enable.idempotence": True,
            "linger.ms": 5,
            "message.max.bytes": 6 * 1024 * 1024,
            "log_level": 0,
        }
    )


def consumer(settings: Settings, **more: Any) -> Consumer:
    """Make a reader with a group of its own that is never committed."""
    return Consumer(
        {
            **client_of(settings),
            "group.id": f"{settings.prefix}{settings.user or 'tocsin'}-cli-{uuid4().hex}",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "fetch.message.max.bytes": 6 * 1024 * 1024,
            "log_level": 0,
            **more,
        }
    )


def partitions_of(settings: Settings, logical: str) -> list[TopicPartition]:
    """Find the partitions of a topic.

    Raises:
        BrokerOutOfReach: nothing answered, or the topic is not there.
    """
    name = plan_of(settings).name_of(logical)
    metadata = ask_metadata(admin_of(settings), settings.broker)
    topic = metadata.topics.get(name)
    if topic is None:
        raise BrokerOutOfReach(settings.broker, f"{name} is missing: tocsin topics --create")
    return [TopicPartition(name, number, 0) for number in sorted(topic.partitions)]


def read_to_end(
    settings: Settings, logical: str, partition: int | None = None, since: datetime | None = None
) -> Iterator[Message]:
    """Go through what a topic holds now, from its start, and stop.

    ``since``: leave out what the broker had before this moment (UTC).

    Raises:
        BrokerOutOfReach: nothing answered, or the topic stops short of its end.
    """
    places = [one for one in partitions_of(settings, logical) if partition in (None, one.partition)]
    reader = consumer(settings, **{"enable.partition.eof": True})
    try:
        if since is not None:
            places = _since(reader, places, since)
        reader.assign(places)
        open_, waited = {place.partition for place in places}, 0.0
        while open_:
            message = reader.poll(POLL_SECONDS)
            if message is None:
                waited += POLL_SECONDS
                if waited > IDLE_SECONDS:
                    raise BrokerOutOfReach(settings.broker, f"{logical} stops short of its end")
                continue
            waited = 0.0
            error = message.error()
            if error is None:
                yield message
            elif error.name() == "_PARTITION_EOF":
                open_.discard(message.partition())
            else:
                raise BrokerOutOfReach(settings.broker, error.str())
    except KafkaException as failure:
        raise BrokerOutOfReach(settings.broker, str(failure)) from None
    finally:
        reader.close()


def _since(reader: Consumer, places: list[TopicPartition], since: datetime) -> list[TopicPartition]:
    """Find where each partition is at a moment; the end where nothing came after it."""
    at = int(since.timestamp() * 1000)
    asked = [TopicPartition(place.topic, place.partition, at) for place in places]
    return reader.offsets_for_times(asked, timeout=IDLE_SECONDS)


def headers_of(message: Message) -> tuple[tuple[str, bytes], ...]:
    """Headers of a message as name and bytes."""
    listed: list[tuple[str, bytes | None]] = list(message.headers() or [])  # type: ignore[arg-type]
    return tuple((name, value or b"") for name, value in listed)
