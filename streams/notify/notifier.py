"""A notifier: reads decisions and tells them, until it is told to stop or something is wrong.

Crash-only, as the worker: after a fault nothing more is tried. What was told and recorded is not
told again. Between the answer of a receiver and the record lies the one place where a crash
leads to a repeat; the repeat carries the same key.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

import structlog
from aiokafka import TopicPartition  # type: ignore[import-untyped]
from aiokafka.coordinator.assignors.range import (  # type: ignore[import-untyped]
    RangePartitionAssignor,
)

from schemas.topics import DECISIONS, named
from streams.notify import probes
from streams.notify.channels.senders import Switchboard
from streams.notify.deliveries.backlog import Backlog
from streams.notify.deliveries.backlogs import Backlogs
from streams.notify.deliveries.ledger import Ledger
from streams.notify.deliveries.routing import Routing
from streams.notify.digest.schedule import Digests
from streams.notify.inputs.alerts_reader import AlertsReader
from streams.notify.inputs.clients import Clients
from streams.notify.inputs.records import Told, read_told
from streams.telemetry.logs import fault_fields

log = structlog.get_logger()

POLL_MS = 200
READ_AT_ONCE = 500
CLOSE_SECONDS = 9.0  # an orderly end is cut short after it


class Notifier:
    """Everything that one process of ``tocsin notify`` holds."""

    def __init__(self, clients: Clients, routing: Routing) -> None:
        self._clients = clients
        self._ends: asyncio.Future[BaseException | None]
        self._ends = asyncio.get_running_loop().create_future()
        self._tasks: set[asyncio.Task[None]] = set()
        self._alerts = AlertsReader(clients)
        self._switchboard = Switchboard(routing.channels)
        self._routing = routing
        self._topic = named(clients.settings.prefix, DECISIONS)
        self._reader = clients.reader(
            group_id=clients.group,
            partition_assignment_strategy=(RangePartitionAssignor,),
            session_timeout_ms=int(clients.settings.session_timeout * 1000),
            heartbeat_interval_ms=int(clients.settings.session_timeout * 1000 / 4),
        )
        self._backlogs = Backlogs(self._reader, self._make, self._start)
        self._digests = Digests(clients, self._routing, self._alerts, self._backlogs)

    async def run(self, told_to_stop: asyncio.Event) -> None:
        """Tell decisions until told to stop.

        Raises:
            BrokerOutOfReach: the broker does not answer.
            Exception: the first fault of any part.
        """
        settings = self._clients.settings
        web = await probes.serve(
            settings.web_host, settings.notify_port, lambda: self._backlogs.is_ready
        )
        try:
            await self._alerts.open()
            await self._reader.start()
            self._reader.subscribe([self._topic], listener=self._backlogs)
            self._start(self._read(told_to_stop))
            self._start(self._digests.run())
            self._start(self._until(told_to_stop))
            fault = await self._ends
            if fault is not None:
                _say(fault)
                raise fault
            await self._close()
        finally:
            await web.cleanup()

    async def _read(self, told_to_stop: asyncio.Event) -> None:
        while not told_to_stop.is_set():
            news = await self._reader.getmany(timeout_ms=POLL_MS, max_records=READ_AT_ONCE)
            told = {place: [_told(one) for one in records] for place, records in news.items()}
            if any(self._lacks_body(one) for listed in told.values() for one, _ in listed):
                await self._alerts.catch_up()
            for place, listed in told.items():
                self._hand_over(place, listed)
            await self._backlogs.commit()
            self._backlogs.hold_back()
            self._backlogs.show()

    def _hand_over(self, place: TopicPartition, listed: list[tuple[Told, int]]) -> None:
        backlog = self._backlogs.of(place)
        if backlog is None:  # Taken from us meanwhile: its next owner reads them again.
            return
        for one, offset in listed:
            backlog.take(one, offset)

    def _lacks_body(self, told: Told) -> bool:
        if not told.to or told.alert_id is None:
            return False
        return self._alerts.bodies.at(told.alert_id, told.revision) is None

    def _make(self, partition: int) -> Backlog:
        return Backlog(
            Ledger(self._clients, partition),
            self._routing,
            self._alerts.bodies,
            self._switchboard.lanes(self._start),
        )

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        fault = None if task.cancelled() else task.exception()
        if fault is not None and not self._ends.done():
            self._ends.set_result(fault)

    async def _until(self, told_to_stop: asyncio.Event) -> None:
        await told_to_stop.wait()
        if not self._ends.done():
            self._ends.set_result(None)

    async def _close(self) -> None:
        """Finish tries under way, leave the group, let go; the group learns how far we came."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._backlogs.let_go()
                await self._reader.stop()
                await self._switchboard.close()
                await self._alerts.close()
        except TimeoutError:
            log.warning("notify.cut_short")


def _say(fault: BaseException) -> None:
    """Say what ended us, quoting nobody's data."""
    log.error("notifier.failed", **fault_fields(fault))


def _told(record: Any) -> tuple[Told, int]:
    return read_told(record.value, record.headers, record.timestamp), int(record.offset)


async def live(clients: Clients, routing: Routing) -> None:
    """Run a notifier until SIGTERM or SIGINT."""
    told_to_stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, told_to_stop.set)
    log.info("notify.started", n=len(routing.channels.by_name))
    await Notifier(clients, routing).run(told_to_stop)
