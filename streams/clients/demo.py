"""The demo: an embedded broker, a worker, and sixteen months of two forces in about a minute."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket

from schemas.topics import ALERT_REVISIONS, DECISIONS, EMBEDDED_PARTITIONS, QUARANTINE
from streams.broker.embedded import EmbeddedBroker
from streams.broker.topics import create
from streams.clients import alerts
from streams.clients.kafka import consumer, partitions_of, plan_of
from streams.clients.send import Sender
from streams.replay.lines import Line, read_lines
from streams.settings import Settings, read

READY_SECONDS = 40.0  # for the worker to own and restore its partitions
SETTLE_SECONDS = 60.0  # for the worker to catch up after the last line
STOP_SECONDS = 12.0  # for the worker to end in order


class DemoFailed(RuntimeError):
    """The demo could not go on; says why."""


@dataclass(slots=True)
class Tally:
    """What came out while the sample was played."""

    reports: int = 0
    alerts: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    quarantined: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


def play(
    files: Sequence[Path],
    rate: float,
    show: Callable[[alerts.Row], None],
    seen: Callable[[Line], None],
) -> Tally:
    """Start everything, send the files, show what comes, and end everything.

    Raises:
        DemoFailed: the worker does not start, or ends by itself.
    """
    with EmbeddedBroker() as broker:
        settings = read(
            broker=broker.bootstrap,
            partitions=EMBEDDED_PARTITIONS,
            replicas=1,
            clock="events",
            web_port=_free_port(),
            log_level="warning",
        )
        create(settings.broker, plan_of(settings))
        with _worker(settings) as worker, _reading(settings, show) as tally:
            sent = Sender(settings, hold_back=True).send(read_lines(files), rate=rate, seen=seen)
            tally.reports = sent.lines
            _settle(settings, worker)
            return tally


@contextmanager
def _worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker beside us; it ends with us, whatever happens."""
    told = {
        f"TOCSIN_{name.upper()}": str(value)
        for name, value in settings.model_dump(exclude_none=True).items()
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "streams", "worker"],
        env={**os.environ, **told, "TOCSIN_DEMO": "1"},
        start_new_session=True,  # Ctrl-C reaches us alone; we end it in order
    )
    try:
        _wait_until_ready(settings, process)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(settings: Settings, process: subprocess.Popen[bytes]) -> None:
    address = f"http://{settings.web_host}:{settings.web_port}/readyz"
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise DemoFailed(f"the worker ended by itself with code {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise DemoFailed(f"the worker was not ready after {READY_SECONDS:.0f} s")


@contextmanager
def _reading(settings: Settings, show: Callable[[alerts.Row], None]) -> Iterator[Tally]:
    """Show alerts and count decisions and quarantine on the side, until the block ends."""
    tally, stop = Tally(), threading.Event()

    def told(row: alerts.Row) -> None:
        if row["revision"] == 1:
            tally.alerts[f"{row['tier']} {row['kind']}"] += 1
        show(row)

    def decided(row: alerts.Row) -> None:
        if row["decision"] == "withheld":
            tally.withheld[row["reason"]] += 1

    readers = [
        threading.Thread(target=_follow, args=(settings, topic, handle, stop), daemon=True)
        for topic, handle in ((ALERT_REVISIONS, told), (DECISIONS, decided))
    ]
    readers.append(threading.Thread(target=_count_aside, args=(settings, tally, stop), daemon=True))
    for reader in readers:
        reader.start()
    try:
        yield tally
    finally:
        time.sleep(1.0)  # for what was just committed
        stop.set()
        for reader in readers:
            reader.join(5)


def _follow(
    settings: Settings, topic: str, handle: Callable[[alerts.Row], None], stop: threading.Event
) -> None:
    for row in alerts.follow(settings, logical=topic):
        if row is not None:
            handle(row)
        if stop.is_set():
            return


def _count_aside(settings: Settings, tally: Tally, stop: threading.Event) -> None:
    reader = consumer(settings)
    reader.assign(partitions_of(settings, QUARANTINE))
    while not stop.is_set():
        message = reader.poll(0.25)
        if message is not None and message.error() is None:
            reason = dict(message.headers() or []).get("q_reason", b"")
            tally.quarantined[reason.decode() if isinstance(reason, bytes) else "?"] += 1
    reader.close()


def _settle(settings: Settings, worker: subprocess.Popen[bytes]) -> None:
    """Wait until the worker's lag is nothing, in both stages."""
    address = f"http://{settings.web_host}:{settings.web_port}/metrics"
    end = time.monotonic() + SETTLE_SECONDS
    quiet = 0
    while quiet < 3 and time.monotonic() < end:
        if worker.poll() is not None:
            raise DemoFailed(f"the worker ended by itself with code {worker.returncode}")
        time.sleep(1.0)
        with urllib.request.urlopen(address, timeout=2) as answer:
            lag = [
                float(line.rsplit(" ", 1)[1])
                for line in answer.read().decode().splitlines()
                if line.startswith("tocsin_source_lag_records{")
            ]
        quiet = quiet + 1 if lag and not sum(lag) else 0


def _free_port() -> int:
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
