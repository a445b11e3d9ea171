"""Receive over Kafka: records in; area events, quarantine and misplaced copies out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Literal

from schemas import envelope
from schemas.alerts import Origin
from schemas.topics import (
    AREA_EVENTS,
    CALIBRATIONS,
    COMMANDS,
    DEATH_REPORTS,
    MENTIONS,
    MISPLACED,
    MISSING_REPORTS,
    PARTNER_COUNTS,
    QUARANTINE,
    VIOLENCE_REPORTS,
)
from streams.agents.logs import Logs
from streams.agents.stage import Count, Measure, Output, Record, Settled, partition_for
from streams.agents.tables import KindTables
from streams.codec import read_found, write_event, write_mention
from streams.core.areas import Areas
from streams.core.events import Calibrated, ReadUpTo, Scanned, is_copy
from streams.core.identities import Mention
from streams.core.reading import Arrival
from streams.core.receive import Quarantined, Receive, Received

NAME = "receive"
INPUTS = (
    DEATH_REPORTS, VIOLENCE_REPORTS, MISSING_REPORTS, PARTNER_COUNTS, COMMANDS, MISPLACED,
    CALIBRATIONS,
)  # fmt: skip
REPORTS = frozenset({DEATH_REPORTS, VIOLENCE_REPORTS, MISSING_REPORTS, PARTNER_COUNTS})
TICK_MS = 60_000  # how often, live, it is said how far the inputs are read


class ReceiveStage:
    """One partition of the inputs."""

    name = NAME
    inputs: tuple[str, ...] = INPUTS

    def __init__(
        self,
        partition: int,
        partitions: int,
        areas: Areas,
        clock: Literal["wall", "events"],
        may_send: Callable[[Arrival], bool] = lambda _: True,
    ) -> None:
        self._partition = partition
        self._partitions = partitions
        self._logs = Logs(areas, partitions)
        self._clock = clock
        self._core = Receive(areas, clock, self._is_mine, may_send)
        self._tables = KindTables(
            filed=self._core.filed,
            greatest=self._core.greatest,
            results=self._core.results,
        )
        self._ticked_ms = 0

    def __len__(self) -> int:
        return len(self._tables)

    def restore(self, key: str, value: bytes) -> None:
        """Take back one row."""
        self._tables.restore(key, value)

    def restored(self) -> None:
        """Nothing is derived from the rows here."""

    def time_of(self, record: Record) -> int | None:
        """Microseconds since 1970 of the event's own time."""
        time = envelope.time_of(record.value, record.headers)
        return None if time is None else int(time.timestamp() * 1e6)

    def apply(self, records: Sequence[Record]) -> Settled:
        """Receive records in order."""
        outputs: list[Output] = []
        counted: Counter[tuple[str, ...]] = Counter()
        dropped: Counter[tuple[str, ...]] = Counter()
        measures: list[Measure] = []
        arrived: list[int] = []
        copies: Counter[str] = Counter()
        found: Counter[tuple[str, ...]] = Counter()
        for record in records:
            arrival = _arrival(record)
            received = self._receive(arrival)
            counted[arrival.topic, received.outcome, _sender(received, arrival)] += 1
            dropped.update(_dropped(received))
            found.update(_found(received))
            if arrival.topic in REPORTS and received.outcome != "misplaced":
                arrived.append(_ms(arrival))
                if self._clock == "wall":
                    measures += _timing(received, arrival)
            outputs += [self._logs.output(event) for event in received.events]
            outputs += [_mention(one) for one in received.mentions]
            copies.update(event.area for event in received.events if is_copy(event))
            if received.set_aside is not None:
                outputs.append(self._logs.output(received.set_aside))
            if received.quarantined is not None:
                outputs.append(_quarantine(received.quarantined, self._partition))
            if received.canary is not None:
                value = write_event(received.canary)
                outputs.append(Output(AREA_EVENTS, None, value, partition=self._partition))
            if received.report_id is not None:
                outputs.append(_misplaced(record, received.report_id))
        return Settled(
            tuple(outputs),
            self._tables.changed(),
            (
                *(Count("reports_settled_total", key, n) for key, n in counted.items()),
                *(Count("across_total", ("copy", area), n) for area, n in copies.items()),
                *(Count("calibrations_total", one, n) for one, n in found.items()),
                *(Count("fields_dropped_total", one, n) for one, n in dropped.items()),
            ),
            tuple(measures),
            tuple(arrived),
        )

    def _receive(self, arrival: Arrival) -> Received:
        if arrival.topic != CALIBRATIONS:
            return self._core.apply(arrival)
        return self._core.calibrated(read_found(arrival.value or b""), arrival)

    def idle(self, now_ms: int) -> Settled | None:
        """Say, once a minute and live, that all inputs are read up to now."""
        if self._clock == "events" or now_ms - self._ticked_ms < TICK_MS:
            return None
        self._ticked_ms = now_ms
        read = ReadUpTo(
            partition=self._partition,
            of=self._partitions,
            time=datetime.fromtimestamp(now_ms / 1000, UTC),
        )
        value, every = write_event(read), range(self._partitions)
        return Settled(tuple(Output(AREA_EVENTS, None, value, partition=one) for one in every))

    def _is_mine(self, report_id: str) -> bool:
        return partition_for(report_id.encode(), self._partitions) == self._partition


def _found(received: Received) -> Iterator[tuple[str, str]]:
    """What of the calibrator is filed, as labels: stream and area."""
    for event in received.events:
        if isinstance(event, Calibrated | Scanned):
            yield (event.stream if isinstance(event, Calibrated) else "scan", event.area)


def _sender(received: Received, arrival: Arrival) -> str:
    """Name who sent it as its envelope does; the watchers know which senders there are."""
    if received.source is not None:
        return received.source
    told = [raw for name, raw in arrival.headers if name == "ce_source"]
    return told[-1].decode("utf-8", "replace") if told else ""


def _dropped(received: Received) -> Iterator[tuple[str, str]]:
    """Fields for which a record was set aside, by their first names, with the reason."""
    aside = received.quarantined
    for field in aside.fields if aside is not None else ():
        yield (field.partition(".")[0], aside.reason if aside is not None else "")


def _timing(received: Received, arrival: Arrival) -> Iterator[Measure]:
    """How late a sender let a report be known, and whether its clock is ahead, in seconds."""
    known = envelope.time_of(arrival.value, arrival.headers)
    if known is None or arrival.broker_time is None or received.quarantined is not None:
        return
    late = (arrival.broker_time - known).total_seconds()
    sender = (_sender(received, arrival),)
    yield Measure("event_lag_seconds", sender, max(0.0, late))
    yield Measure("sender_clock_ahead_seconds", sender, max(0.0, -late))


def _ms(arrival: Arrival) -> int:
    return int(arrival.broker_time.timestamp() * 1000) if arrival.broker_time is not None else 0


def _mention(mention: Mention) -> Output:
    return Output(MENTIONS, mention.token.encode(), write_mention(mention))


def _arrival(record: Record) -> Arrival:
    """Read where a record first lay: a misplaced copy says so in its headers."""
    where = {name: value for name, value in record.headers if name.startswith("m_")}
    topic = where.get("m_topic", record.topic.encode()).decode()
    origin = Origin(
        topic=topic,
        partition=int(where.get("m_partition", record.partition)),
        offset=int(where.get("m_offset", record.offset)),
    )
    broker_ms = int(where.get("m_timestamp", record.timestamp_ms))
    return Arrival(
        topic=topic,
        value=record.value,
        headers=tuple(h for h in record.headers if not h[0].startswith("m_")),
        broker_time=datetime.fromtimestamp(broker_ms / 1000, UTC) if broker_ms >= 0 else None,
        origin=origin,
    )


def _misplaced(record: Record, report_id: str) -> Output:
    """Hand a record to the partition that owns its report, with where it lay."""
    where = (
        ("m_topic", record.topic.encode()),
        ("m_partition", b"%d" % record.partition),
        ("m_offset", b"%d" % record.offset),
        ("m_timestamp", b"%d" % record.timestamp_ms),
    )
    return Output(MISPLACED, report_id.encode(), record.value, (*record.headers, *where))


def _quarantine(aside: Quarantined, partition: int) -> Output:
    """Set a record aside byte for byte, with why and where it lay; no value is quoted."""
    arrival, origin = aside.arrival, aside.arrival.origin
    why = (
        ("q_topic", (origin.topic or "").encode()),
        ("q_partition", b"%d" % (origin.partition or 0)),
        ("q_offset", b"%d" % (origin.offset or 0)),
        ("q_reason", aside.reason.encode()),
        ("q_fields", ",".join(aside.fields).encode()),
        ("q_partial", b"true" if aside.partial else b"false"),
    )
    own = tuple(h for h in arrival.headers if not h[0].startswith("q_"))
    key = aside.report_id.encode() if aside.report_id is not None else None
    return Output(QUARANTINE, key, arrival.value, (*own, *why), partition)
