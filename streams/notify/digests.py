"""Tells the daily digests when their hour has come, each once, whoever has the partition."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka.partitioner import murmur2  # type: ignore[import-untyped]

from schemas.topics import DECISIONS
from streams.clients.kafka import headers_of, read_to_end
from streams.notify import digest
from streams.notify.alerts_reader import AlertsReader
from streams.notify.desk import Desk
from streams.notify.desks import Desks
from streams.notify.digest import Span
from streams.notify.errand import Ways
from streams.notify.message import Message
from streams.notify.told import Told, read_told
from streams.notify.topics import Clients

LOOK_SECONDS = 10.0
TO_POSITIVE = 0x7FFFFFFF  # as Kafka's own producers turn a hash into a partition


@dataclass(frozen=True, slots=True)
class _Wanted:
    desk: Desk
    area: str
    role: str
    channel: str


class Digests:
    """Looks every few seconds whether a digest is due that nobody told."""

    def __init__(self, clients: Clients, ways: Ways, alerts: AlertsReader, desks: Desks) -> None:
        self._clients, self._ways, self._alerts, self._desks = clients, ways, alerts, desks

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look(datetime.now(UTC))
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, now: datetime) -> None:
        """Tell every digest of the newest day that is still to be told."""
        span = digest.last_span(now, self._ways.channels.digest_hour)
        wanted = list(self._wanted(span))
        if not wanted:
            return
        decided = await asyncio.to_thread(decided_in, self._clients, span)
        await self._alerts.catch_up()
        for one in wanted:
            one.desk.tell(self._message(one, span, decided.get(one.area, ())))

    def _wanted(self, span: Span) -> Iterator[_Wanted]:
        desks = dict(self._desks.by_partition())
        for area in self._ways.places:
            desk = desks.get(
                (murmur2(area.encode()) & TO_POSITIVE) % self._clients.settings.partitions
            )
            if desk is None:
                continue
            for role in self._ways.channels.digest_roles():
                for channel in self._ways.channels.of_digest(role, area):
                    if desk.wants(f"{digest.decision_id(area, span)}/{role}/{channel}"):
                        yield _Wanted(desk, area, role, channel)

    def _message(self, one: _Wanted, span: Span, decided: Sequence[Told]) -> Message:
        channels = self._ways.channels
        return Message(
            decision_id=digest.decision_id(one.area, span),
            alert_id=None,
            revision=None,
            area=one.area,
            role=one.role,
            channel=one.channel,
            instead_of=None,
            content=digest.compose(
                one.area,
                self._ways.places[one.area],
                one.role,
                span,
                decided,
                self._alerts.bodies,
                channels.ahead,
                channels.link(None),
            ),
        )


def decided_in(clients: Clients, span: Span) -> dict[str, list[Told]]:
    """Read the decisions that Kafka had within a day, by area, in their order.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    found: dict[str, list[Told]] = defaultdict(list)
    since = None if clients.embedded else span.start
    for message in read_to_end(clients.settings, DECISIONS, since=since):
        told = read_told(message.value() or b"", headers_of(message), message.timestamp()[1])
        if span.start <= told.kept_at < span.end:
            found[told.area].append(told)
    for listed in found.values():
        listed.sort(key=lambda one: (one.kept_at, int(one.id.rpartition("/")[2])))
    return found
