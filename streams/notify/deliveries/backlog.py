"""One partition of decisions: what is still to be told of it, and up to where all is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from schemas.deliveries import Delivery
from streams.notify.deliveries.lanes import Lanes, Record, Start, Try
from streams.notify.deliveries.ledger import Ledger
from streams.notify.deliveries.routing import Routing
from streams.notify.inputs.bodies import Bodies
from streams.notify.inputs.records import Body, Told
from streams.notify.message import Message
from streams.telemetry import notifier_metrics

log = structlog.get_logger()

MOST_OPEN = 2000  # decisions not yet told of one partition; beyond it no more are read


@dataclass(slots=True)
class _Open:
    """A decision that is not told to the end. ``put``: keys that are in a lane already."""

    offset: int
    told: Told
    body: Body | None
    put: set[str] = field(default_factory=set)


class Backlog:
    """Takes decisions in the order of their offsets and settles each when all of it is told."""

    def __init__(
        self,
        ledger: Ledger,
        routing: Routing,
        bodies: Bodies,
        make_lanes: Callable[[Record], Lanes],
    ) -> None:
        self._ledger, self._routing, self._bodies = ledger, routing, bodies
        self._lanes = make_lanes(self._record)
        self._open: dict[str, _Open] = {}
        self._offsets: dict[int, str] = {}
        self._apart: set[str] = set()
        self._next: int | None = None
        self._writer: asyncio.Task[None] | None = None

    async def open(self, start: Start) -> None:
        """Take the partition over from whoever had it, and learn what was told."""
        await self._ledger.open()
        self._writer = start(self._ledger.run())

    @property
    def is_full(self) -> bool:
        """Whether so much waits that no more should be read."""
        return len(self._open) >= MOST_OPEN

    @property
    def position(self) -> int | None:
        """The offset of the first decision not told to the end; None before the first."""
        return min(self._offsets, default=self._next)

    def ages(self, now: datetime) -> list[float]:
        """How long each decision has waited that is not told to the end, in seconds."""
        return [(now - one.told.kept_at).total_seconds() for one in self._open.values()]

    def take(self, told: Told, offset: int) -> None:
        """Begin to tell a decision; one that was told already is settled at once."""
        self._next = offset + 1
        if not told.to:
            return
        body = self._bodies.at(told.alert_id, told.revision)
        one = _Open(offset, told, body)
        self._open[told.id], self._offsets[offset] = one, told.id
        self._advance(one)

    def wants(self, key: str) -> bool:
        """Whether what rests on no decision, such as a digest, is neither told nor on its way."""
        return key not in self._apart and self._ledger.outcomes.final(key) is None

    def tell(self, message: Message) -> None:
        """Tell what rests on no decision; once for each key."""
        if self.wants(message.key):
            self._apart.add(message.key)
            self._lanes.put(message, self._ledger.outcomes.attempts(message.key))

    async def close(self, within: timedelta) -> None:
        """Finish what is under way, and let the partition go."""
        await self._lanes.stop(within)
        if self._writer is not None:
            self._writer.cancel()
        await self._ledger.close()

    def _advance(self, one: _Open) -> None:
        outcomes = self._ledger.outcomes
        left = self._routing.messages(one.told, one.body, outcomes)
        for message in left:
            if message.key not in one.put:
                one.put.add(message.key)
                self._lanes.put(message, outcomes.attempts(message.key))
        if not left:
            del self._open[one.told.id], self._offsets[one.offset]
            self._bodies.settled(one.told.alert_id, one.told.revision)

    async def _record(self, made: Try) -> None:
        """Write down what came of a try, before anything rests on it."""
        message = made.message
        delivery = Delivery(
            alert_id=message.alert_id,
            revision=message.revision,
            decision_id=message.decision_id,
            to=message.role,
            channel=message.channel,
            outcome=made.outcome,
            at=datetime.now(UTC),
            attempt=made.attempt,
            fault=made.fault,
            instead_of=message.instead_of,
        )
        await self._ledger.write(delivery, message.area)
        one = self._open.get(message.decision_id)
        notifier_metrics.count(made.outcome, message.channel)
        if made.outcome == "delivered" and one is not None:
            waited = (delivery.at - one.told.kept_at).total_seconds()
            notifier_metrics.took(message.channel, message.content.tier, waited)
        if made.fault is not None:
            log.warning(
                "notify.failed", channel=message.channel, outcome=made.outcome,
                attempt=made.attempt, reason=made.fault, area=message.area,
            )  # fmt: skip
        if one is not None and made.outcome != "failed":
            self._advance(one)
