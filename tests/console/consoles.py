"""A console without Kafka: the sample on its desk, the real core behind its orders."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx
import orjson

from schemas import envelope
from schemas.decisions import Decision
from schemas.topics import AUDIT, COMMANDS, DECISIONS
from streams.audit.chain import AuditChain, AuditMessage, AuditUnavailable
from streams.console.desk.desk import Desk
from streams.console.desk.facts import Record
from streams.console.orders import OrderNotSent
from streams.console.settings import ConsoleSettings
from streams.console.start import service_of
from streams.replay.replay import Replay
from tests.console.sample_desk import few_desk, ordered, sample_now

HOST = "http://127.0.0.1"
FIRST_LINE = 1_000_000  # of orders, after every line of the sample


class Topics:
    """Where a console writes: its records and orders come back to its desk, as from Kafka."""

    def __init__(self, desk: Desk, clock, replay: Replay | None = None) -> None:
        self.desk, self.clock, self.replay = desk, clock, replay
        self.commands: list[Mapping[str, Any]] = []
        self.audit: list[Mapping[str, Any]] = []
        self.is_away = False
        self.changed = lambda change: None

    async def write(self, message: AuditMessage) -> None:
        """Take an audit record."""
        if self.is_away:
            raise AuditUnavailable("away")
        self.audit.append(orjson.loads(message.value))
        self._apply(Record(AUDIT, message.key.decode(), message.value, self.clock()))

    async def send(self, command: Mapping[str, Any], area: str, at: datetime) -> None:
        """Take an order; the core answers it at once, if there is one."""
        if self.is_away and command["action"] != "acknowledge":
            raise OrderNotSent
        self.commands.append(command)
        self._apply(Record(COMMANDS, area, orjson.dumps(command), at))
        for record in self._answers(dict(command), at):
            self._apply(record)

    def _answers(self, command: dict[str, Any], at: datetime) -> list[Record]:
        """What the core says; without one, that it is done."""
        if self.replay is not None:
            return ordered(self.replay, command, FIRST_LINE + len(self.commands))
        alert_id = command.get("alert_id")
        done = Decision(
            alert_id=alert_id, revision=None, decision="command_done", reason="command", at=at,
            by=command["by"], command_id=command["command_id"],
        )  # fmt: skip
        return [Record(DECISIONS, alert_id or "", envelope.to_json(done), at)]

    def _apply(self, record: Record) -> None:
        self.changed(self.desk.apply(record))


class Console:
    """A console that a test asks by HTTP; a few alerts of the sample unless given a desk."""

    def __init__(self, settings: ConsoleSettings | None = None, *, desk: Desk | None = None,
                 replay: Replay | None = None, now: datetime | None = None) -> None:  # fmt: skip
        self.desk = desk or few_desk()
        self.now = now or sample_now()
        self.topics = Topics(self.desk, lambda: self.now, replay)
        chain = AuditChain("console", self.topics)
        self.service, self.app = service_of(
            settings or ConsoleSettings(), self.desk, self.topics, chain, lambda: self.now
        )
        self.topics.changed = self.service.hub.changed

    @asynccontextmanager
    async def browser(self, *, address: str = "127.0.0.1", **headers: str):
        """A browser at an address."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(address, 5))
        base = self.service.settings.url or HOST
        async with httpx.AsyncClient(transport=transport, base_url=base, headers=headers) as one:
            yield one


async def token_of(browser: httpx.AsyncClient) -> str:
    """The form token of whoever the browser is."""
    return (await browser.get("/session")).json()["token"]
