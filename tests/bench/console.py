"""The console under load: ``python -m tests.bench.console``. Needs Java 17 and Maven for Kafka.

Fills a real broker with alerts and decisions, starts the console on it, and measures how soon it
is ready and with how much memory, how soon and how heavy each page comes, and how long after an
alert is on its topic every one of many streams hears of it.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np

from schemas.alerts import Alert
from schemas.decisions import Decision
from streams.broker.topics import create
from streams.clients.kafka import plan_of, producer
from streams.configuration import load
from streams.core.area import Outcome
from streams.publishing import Published, published
from streams.replay.replay import Replay
from streams.settings import Settings
from tests.kafka.broker import start_broker
from tests.kafka.console.running import SUPERVISOR, Console, headers_of
from tests.kafka.console.story import AREA, Story
from tests.kafka.service import settings_for

AGAIN = 60  # times that each page is asked for
TIERS = ("red", "amber", "amber", "info", "info")
STATES = ("open", "acknowledged", "closed", "closed", "closed", "resolved", "closed", "closed")
OPEN_FIRST = 120  # alerts, from the newest, that may still be open


@dataclass(frozen=True, slots=True)
class Load:
    """How much is put on the topics, and how many people listen."""

    alerts: int
    decisions: int
    streams: int
    changes: int


def templates() -> list[Alert]:
    """Real alerts, as the core writes them."""
    story, replay = Story(), Replay(load())
    lines = [*story.quiet(), *story.series(5), *story.homes(), story.homicide()]
    found: dict[str, Alert] = {}
    for line in lines:
        for one in replay.apply(line)[0]:
            if isinstance(one.data, Alert):
                found[one.data.alert_id] = one.data
    return list(found.values())


def history(load_: Load, now: datetime) -> Iterator[Outcome]:
    """Alerts of five years, each with its decisions, oldest first."""
    real = templates()
    each = max(1, load_.decisions // load_.alerts)
    for number in range(load_.alerts):
        when = now - timedelta(hours=(load_.alerts - number) * 8)
        is_live = load_.alerts - number <= OPEN_FIRST
        state = STATES[number % len(STATES)] if is_live else STATES[2 + number % 6]
        alert = replace(
            real[number % len(real)], alert_id=f"{AREA}-{number:012d}", revision=1,
            tier=TIERS[number % len(TIERS)], state=state, raised_at=when, updated_at=when,
            ack_by=when + timedelta(hours=4),
        )  # fmt: skip
        for one in range(each):
            told = decision(alert, when + timedelta(minutes=one), "told" if not one else "reminded")
            yield Outcome(f"{alert.alert_id}/{one}", told, alert if not one else None)


def decision(alert: Alert, at: datetime, kind: str = "told") -> Decision:
    """What was decided about an alert."""
    return Decision(
        alert_id=alert.alert_id, revision=alert.revision, decision=kind,  # type: ignore[arg-type]
        reason="first", at=at, to=("DA",), kind=alert.kind, areas=alert.areas,
    )  # fmt: skip


class Topics:
    """Puts outcomes on their topics as a worker does."""

    def __init__(self, settings: Settings) -> None:
        self._plan, self._out = plan_of(settings), producer(settings)

    def put(self, outcomes: Iterator[Outcome] | Sequence[Outcome]) -> None:
        for outcome in outcomes:
            for event in published(AREA, outcome):
                self._produce(event)
        assert self._out.flush(120) == 0

    def _produce(self, event: Published) -> None:
        while True:
            try:
                self._out.produce(
                    self._plan.name_of(event.topic), value=event.value(),
                    key=event.key.encode(), headers=list(event.headers()),
                )  # fmt: skip
            except BufferError:
                self._out.poll(0.1)
            else:
                return


def memory_mb(console: Console) -> float:
    """Resident memory of the console's process."""
    assert console.process is not None
    status = Path(f"/proc/{console.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def cpu_seconds(console: Console) -> float:
    """Processor time that the console's process has used."""
    assert console.process is not None
    fields = Path(f"/proc/{console.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def ask_pages(console: Console, paths: Sequence[str]) -> None:
    """How soon and how heavy each page comes."""
    headers = {**headers_of(SUPERVISOR), "accept-encoding": "gzip", "accept": "text/html"}
    with httpx.Client(base_url=console.address, headers=headers, timeout=20) as client:
        for path in paths:
            took, weight, packed = [], 0, 0
            for _ in range(AGAIN):
                began = time.perf_counter()
                with client.stream("GET", path) as answer:
                    took.append(time.perf_counter() - began)
                    raw = b"".join(answer.iter_raw())
                assert answer.status_code == 200, (path, answer.status_code)
                is_packed = answer.headers.get("content-encoding") == "gzip"
                packed = len(raw)
                weight = len(gzip.decompress(raw)) if is_packed else len(raw)
                time.sleep(0.02)
            middle, late = np.percentile(took, (50, 95)) * 1000
            print(
                f"{path:<42} first byte {middle:6.1f} ms, 95 % {late:6.1f} ms; "
                f"{packed / 1024:6.1f} kB on the wire, {weight / 1024:6.1f} kB of HTML"
            )


class Listener:
    """One browser's stream, and when it heard of each change."""

    def __init__(self) -> None:
        self.heard: list[float] = []
        self.is_open = asyncio.Event()

    async def listen(self, client: httpx.AsyncClient) -> None:
        async with client.stream("GET", "/events") as answer:
            assert answer.status_code == 200, answer.status_code
            self.is_open.set()
            async for line in answer.aiter_lines():
                if line.startswith("event: changed"):
                    self.heard.append(time.perf_counter())


async def hear(console: Console, topics: Topics, load_: Load) -> None:
    """How long after it is on the topic each stream hears of a red alert."""
    limits = httpx.Limits(max_connections=load_.streams + 10)
    async with httpx.AsyncClient(
        base_url=console.address, headers=headers_of(SUPERVISOR), limits=limits, timeout=None
    ) as client:
        listeners = [Listener() for _ in range(load_.streams)]
        tasks = [asyncio.create_task(one.listen(client)) for one in listeners]
        await asyncio.gather(*(one.is_open.wait() for one in listeners))
        await asyncio.sleep(2)
        real, delays = templates()[0], []
        began, used = time.perf_counter(), cpu_seconds(console)
        for number in range(load_.changes):
            marks = [len(one.heard) for one in listeners]
            now = datetime.now(UTC)
            alert = replace(
                real, alert_id=f"{AREA}-NEW{number:09d}", tier="red", state="open",
                raised_at=now, updated_at=now, ack_by=now + timedelta(hours=1),
            )  # fmt: skip
            sent = time.perf_counter()
            told = Outcome(f"{alert.alert_id}/0", decision(alert, now), alert)
            await asyncio.to_thread(topics.put, [told])
            await asyncio.sleep(1.5)
            for one, mark in zip(listeners, marks, strict=True):
                delays.append(one.heard[mark] - sent if len(one.heard) > mark else np.inf)
        busy = (cpu_seconds(console) - used) / (time.perf_counter() - began)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    middle, late = np.percentile(delays, (50, 95))
    lost = sum(not np.isfinite(one) for one in delays)
    print(
        f"{load_.streams} streams, {load_.changes} red alerts one after another: heard after "
        f"{middle * 1000:.0f} ms, 95 % {late * 1000:.0f} ms, {lost} not within 1.5 s; "
        f"{busy:.2f} cores meanwhile; {memory_mb(console):.0f} MB"
    )


def main() -> None:
    """Fill, start, ask, listen."""
    ask = argparse.ArgumentParser(description=__doc__, prog="python -m tests.bench.console")
    ask.add_argument("--alerts", type=int, default=5_000)
    ask.add_argument("--decisions", type=int, default=50_000)
    ask.add_argument("--streams", type=int, default=200)
    ask.add_argument("--changes", type=int, default=20)
    load_ = Load(**vars(ask.parse_args()))
    with start_broker() as broker, tempfile.TemporaryDirectory() as folder:
        settings = settings_for(broker.bootstrap, "bench-", partitions=4)
        create(settings.broker, plan_of(settings))
        topics = Topics(settings)
        topics.put(history(load_, datetime.now(UTC)))
        console = Console(settings, Path(folder))
        began = time.perf_counter()
        try:
            console.start()
            ready = time.perf_counter() - began
            print(
                f"{load_.alerts} alerts and {load_.decisions} decisions: ready after {ready:.1f} s,"
                f" {memory_mb(console):.0f} MB"
            )
            newest = f"/alerts/{AREA}-{load_.alerts - 1:012d}"
            ask_pages(console, ["/", newest, "/reviews", "/history", f"/area/{AREA}", "/handover",
                                "/why", "/health"])  # fmt: skip
            asyncio.run(hear(console, topics, load_))
        finally:
            console.kill()


if __name__ == "__main__":
    main()
