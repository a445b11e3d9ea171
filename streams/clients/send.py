"""Files onto topics: each line on the topic of its type, in binary mode, keyed as is expected."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson
from confluent_kafka import KafkaError, Message, Producer, TopicPartition

from schemas import envelope
from schemas.envelope import Headers, UnreadableEnvelope
from schemas.topics import AREA_EVENTS, COMMANDS, DEATH_REPORTS, TOPIC_OF_TYPE, TYPE_OF_TOPIC
from streams.broker.reach import BrokerOutOfReach
from streams.clients.kafka import committed, consumer, partitions_of, plan_of, producer
from streams.core.senders import MAC_HEADER, mac_of
from streams.replay.lines import Line
from streams.settings import Settings

LONG_NUMBER = re.compile(rb"\d{17}")  # readers of JSON may round it: send as it stands
MOST_BEHIND = 2 * 1024 * 1024  # bytes a partition that the embedded broker may have unread
MOST_EVENTS = 1_000  # of an area log's partition there: some 1.5 MiB
LOOK_EVERY = 200  # lines between two looks at how far the worker is
WAIT_SECONDS = 0.2
SEND_SECONDS = 30.0  # without an acknowledgement the broker is out of reach


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it goes out."""

    topic: str
    key: bytes | None
    value: bytes
    headers: Headers
    time: datetime | None


@dataclass(slots=True)
class Sent:
    """How many lines went where, and what did not get through."""

    lines: int = 0
    empty: int = 0
    failed: int = 0
    by_topic: dict[str, int] = field(default_factory=dict)


def outgoing(line: bytes) -> Outgoing:
    """Turn a line into a message; one that cannot be read goes as it stands, with the deaths."""
    try:
        event = envelope.read(line)
        body = orjson.loads(line)
    except UnreadableEnvelope:
        return Outgoing(DEATH_REPORTS, None, line, (), None)
    topic = TOPIC_OF_TYPE.get(event.type or "")
    if topic is None:
        return Outgoing(DEATH_REPORTS, None, line, (), None)
    key = _key(topic, event.data)
    attributes = {name: value for name, value in body.items() if name != "data"}
    plain = all(isinstance(value, str) and value.isprintable() for value in attributes.values())
    value = _as_json(event.data)
    if not plain or LONG_NUMBER.search(line) or value is None:
        return Outgoing(topic, key, line, (), event.time)
    content = attributes.pop("datacontenttype", "application/json")
    headers = tuple((f"ce_{name}", value.encode()) for name, value in attributes.items())
    return Outgoing(topic, key, value, (*headers, ("content-type", content.encode())), event.time)


def signed(message: Outgoing, key: bytes) -> Outgoing:
    """Sign a message, as a deployment with `senders.toml` wants it; what is no event stays."""
    try:
        event = envelope.read(message.value, message.headers)
    except UnreadableEnvelope:
        return message
    kind = event.type or TYPE_OF_TOPIC[message.topic]
    mac = mac_of(key, kind, event.id or "", message.value)
    return replace(message, headers=(*message.headers, (MAC_HEADER, mac.encode())))


def _key(topic: str, data: dict[str, Any]) -> bytes | None:
    """Key of a message: the report's number, or the area of an order."""
    if topic == COMMANDS:
        alert = data.get("alert_id")
        area = data.get("area") or (alert.rpartition("-")[0] if isinstance(alert, str) else None)
        return area.encode() if isinstance(area, str) else None
    number = data.get("report_id")
    return number.encode("utf-8", "replace") if isinstance(number, str) and number else None


def _as_json(data: dict[str, Any]) -> bytes | None:
    """Write data as JSON; None where it holds what JSON cannot."""
    try:
        return envelope.to_json(data)
    except (TypeError, ValueError, RecursionError):
        return None


class Sender:
    """Sends lines in order, and no faster than the slowest partition is acknowledged."""

    def __init__(self, settings: Settings, *, hold_back: bool, key: bytes | None = None) -> None:
        """``key``: what each message is signed with."""
        self._settings, self._signs_with = settings, key
        self._plan = plan_of(settings)
        self._producer: Producer = producer(settings)
        self._hold_back = hold_back
        self._unread: dict[tuple[str, int], deque[tuple[int, int]]] = {}
        self.sent = Sent()

    def send(
        self,
        lines: Iterable[Line],
        *,
        rate: float | None = None,
        speed: float | None = None,
        seen: Callable[[Line], None] = lambda _: None,
    ) -> Sent:
        """Send lines; ``rate`` in lines a second, ``speed`` in times as fast as they happened.

        Raises:
            BrokerOutOfReach: the broker acknowledges no more.
        """
        pace = _Pace(rate, speed)
        for line in lines:
            message = outgoing(line.value)
            if self._signs_with is not None:
                message = signed(message, self._signs_with)
            pace.wait(message.time)
            self._produce(message)
            self.sent.lines += 1
            self.sent.empty = line.number - self.sent.lines
            self.sent.by_topic[message.topic] = self.sent.by_topic.get(message.topic, 0) + 1
            seen(line)
            if self.sent.lines % LOOK_EVERY == 0:
                self._in_step()
        self._flush()
        return self.sent

    def _produce(self, message: Outgoing) -> None:
        while True:
            try:
                self._producer.produce(
                    self._plan.name_of(message.topic),
                    value=message.value,
                    key=message.key,
                    headers=list(message.headers),
                    on_delivery=self._delivered,
                )
            except BufferError:
                self._producer.poll(WAIT_SECONDS)
                continue
            self._producer.poll(0)
            return

    def _delivered(self, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self.sent.failed += 1
            return
        size = len(message.value() or b"")
        place = (message.topic() or "", message.partition() or 0)
        self._unread.setdefault(place, deque()).append((message.offset() or 0, size))

    def _in_step(self) -> None:
        """Wait for acknowledgements, and on the embedded broker for the worker to read."""
        self._flush()
        if not self._hold_back:
            self._unread.clear()
            return
        while self._most_unread() > MOST_BEHIND or self._events_unread() > MOST_EVENTS:
            time.sleep(WAIT_SECONDS)

    def _flush(self) -> None:
        if self._producer.flush(SEND_SECONDS) or self.sent.failed:
            raise BrokerOutOfReach(self._settings.broker, "it acknowledges no more")

    def _most_unread(self) -> int:
        """Bytes that the worker has not read, of the partition where it is most."""
        group = f"{self._settings.group}-receive"
        reader = consumer(self._settings, **{"group.id": group})
        try:
            asked = [TopicPartition(topic, number) for topic, number in self._unread]
            for place in committed(reader, asked, SEND_SECONDS):
                queue = self._unread[place.topic, place.partition]
                while queue and queue[0][0] < place.offset:
                    queue.popleft()
        finally:
            reader.close()
        return max((sum(size for _, size in queue) for queue in self._unread.values()), default=0)

    def _events_unread(self) -> int:
        """Events of the area log that Watch has not applied, of the partition with most."""
        group = f"{self._settings.group}-watch"
        places = partitions_of(self._settings, AREA_EVENTS)
        reader = consumer(self._settings, **{"group.id": group})
        try:
            return max(
                reader.get_watermark_offsets(place, timeout=SEND_SECONDS)[1] - max(place.offset, 0)
                for place in committed(reader, places, SEND_SECONDS)
            )
        finally:
            reader.close()


class _Pace:
    """Keeps a rate, or the pace at which things happened."""

    def __init__(self, rate: float | None, speed: float | None) -> None:
        self._rate, self._speed = rate, speed
        self._began = time.monotonic()
        self._first: datetime | None = None
        self._number = 0

    def wait(self, at: datetime | None) -> None:
        """Sleep until a message may go."""
        due = 0.0
        if self._rate:
            due = self._number / self._rate
        elif self._speed and at is not None:
            self._first = self._first or at
            due = (at - self._first).total_seconds() / self._speed
        self._number += 1
        pause = self._began + due - time.monotonic()
        if pause > 0:
            time.sleep(pause)
