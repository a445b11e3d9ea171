"""The demo: an embedded broker, a worker, a notifier, a console, sixteen months of two forces."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from schemas.topics import ALERT_REVISIONS, DECISIONS, EMBEDDED_PARTITIONS, QUARANTINE
from streams.broker.embedded import EmbeddedBroker
from streams.broker.topics import create
from streams.clients import alerts
from streams.clients.demo_desk import desk
from streams.clients.kafka import consumer, partitions_of, plan_of
from streams.clients.send import Sender
from streams.clients.worker_process import (
    console_beside,
    free_port,
    notifier_beside,
    worker_beside,
)
from streams.replay.lines import Line, read_lines
from streams.settings import Settings, read


@dataclass(slots=True)
class Tally:
    """What came out while the sample was played."""

    reports: int = 0
    alerts: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    quarantined: Counter[str] = field(default_factory=Counter)
    told: int = 0


def play(
    files: Sequence[Path],
    rate: float,
    show: Callable[[alerts.Row], None],
    seen: Callable[[Line], None],
    after: Callable[[Settings], None] = lambda _: None,
    *,
    at: Callable[[str], None] = lambda _: None,
) -> Tally:
    """Start everything, send the files, show what comes, and end everything.

    ``at`` is told where the console is, ``after`` what to do once all is settled, while
    everything still runs.

    Raises:
        WorkerEnded: the worker does not start, or ends by itself.
    """
    with EmbeddedBroker() as broker, desk() as duty, TemporaryDirectory() as folder:
        settings = read(
            broker=broker.bootstrap,
            partitions=EMBEDDED_PARTITIONS,
            replicas=1,
            clock="events",
            web_port=free_port(),
            notify_port=free_port(),
            channels=duty.channels(Path(folder)),
            log_level="error",
        )
        create(settings.broker, plan_of(settings))
        with (
            worker_beside(settings) as worker,
            notifier_beside(settings),
            console_beside(settings, free_port()) as console,
            _reading(settings, show) as tally,
        ):
            at(console.address)
            sent = Sender(settings, hold_back=True).send(read_lines(files), rate=rate, seen=seen)
            tally.reports = sent.lines
            worker.settle()
            after(settings)
            tally.told = duty.told
            return tally


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
