"""Tells the daily digests when their hour has come, each once, whoever has the partition."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka.partitioner import murmur2  # type: ignore[import-untyped]

from schemas.topics import DECISIONS
from streams.clients.kafka import headers_of, read_to_end
from streams.notify.deliveries.backlog import Backlog
from streams.notify.deliveries.backlogs import Backlogs
from streams.notify.deliveries.routing import Routing
from streams.notify.digest import digest
from streams.notify.digest.digest import Span
from streams.notify.inputs.alerts_reader import AlertsReader
from streams.notify.inputs.clients import Clients
from streams.notify.inputs.records import Told, read_told
from streams.notify.message import Message

LOOK_SECONDS = 10.0
TO_POSITIVE = 0x7FFFFFFF  # as Kafka's own producers turn a hash into a partition


@dataclass(frozen=True, slots=True)
class _Wanted:
    backlog: Backlog
    area: str
    role: str
    channel: str


class Digests:
    """Looks every few seconds whether a digest is due that nobody told."""

    def __init__(
        self, clients: Clients, routing: Routing, alerts: AlertsReader, backlogs: Backlogs
    ) -> None:
        self._clients, self._routing, self._alerts, self._backlogs = (
            clients,
            routing,
            alerts,
            backlogs,
        )

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look(datetime.now(UTC))
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, now: datetime) -> None:
        """Tell every digest of the newest day that is still to be told."""
        span = digest.last_span(now, self._routing.channels.digest_hour)
        wanted = list(self._wanted(span))
        if not wanted:
            return
        decided = await asyncio.to_thread(decided_in, self._clients, span)
        await self._alerts.catch_up()
        for one in wanted:
            one.backlog.tell(self._message(one, span, decided.get(one.area, ())))

    def _wanted(self, span: Span) -> Iterator[_Wanted]:
        backlogs = dict(self._backlogs.by_partition())
        for area in self._routing.places:
            backlog = backlogs.get(
                (murmur2(area.encode()) & TO_POSITIVE) % self._clients.settings.partitions
            )
            if backlog is None:
                continue
            for role in self._routing.channels.digest_roles():
                for channel in self._routing.channels.of_digest(role, area):
                    if backlog.wants(f"{digest.decision_id(area, span)}/{role}/{channel}"):
                        yield _Wanted(backlog, area, role, channel)

    def _message(self, one: _Wanted, span: Span, decided: Sequence[Told]) -> Message:
        channels = self._routing.channels
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
                self._routing.places[one.area],
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
    since = None if clients.embedded else span.start
    decided = (
        read_told(message.value() or b"", headers_of(message), message.timestamp()[1])
        for message in read_to_end(clients.settings, DECISIONS, since=since)
    )
    return by_area(decided, span)


def by_area(decided: Iterable[Told], span: Span) -> dict[str, list[Told]]:
    """Sort a day's decisions by area; one about cases of two areas is in the digests of both."""
    found: dict[str, list[Told]] = defaultdict(list)
    for told in decided:
        if span.start <= told.kept_at < span.end:
            for area in (told.area, *told.others):
                found[area].append(told)
    for listed in found.values():
        listed.sort(key=lambda one: (one.kept_at, int(one.id.rpartition("/")[2])))
    return found
