"""One evening for the console: a broker, a worker that has read the story, a console."""

from __future__ import annotations

import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from schemas.topics import ALERTS, AUDIT, COMMANDS, DECISIONS
from streams.broker.topics import create
from streams.clients.kafka import plan_of, read_to_end
from streams.clients.send import Sender
from streams.clients.worker_process import Beside, free_port, worker_beside
from streams.replay.lines import Line
from streams.settings import Settings, read
from tests.kafka.console.running import Console, console_beside
from tests.kafka.console.story import Story


@dataclass(frozen=True, slots=True)
class Evening:
    """What runs, and what happened so far."""

    settings: Settings
    worker: Beside
    console: Console
    story: Story

    def send(self, *lines: Line) -> None:
        """Put reports on their topics, in order of their numbers."""
        Sender(self.settings, hold_back=False).send(iter(lines))

    def alerts(self) -> dict[str, dict[str, Any]]:
        """Every alert at its newest revision."""
        return {
            (message.key() or b"").decode(): orjson.loads(message.value())
            for message in read_to_end(self.settings, ALERTS)
            if message.value()
        }

    def alert_of(self, report_id: str, kind: str = "similar_near_repeat") -> dict[str, Any] | None:
        """The alert of a kind that holds a report."""
        for alert in self.alerts().values():
            if alert["kind"] == kind and report_id in {e["report_id"] for e in alert["evidence"]}:
                return alert
        return None

    def commands(self, action: str) -> list[dict[str, Any]]:
        found = [orjson.loads(one.value()) for one in read_to_end(self.settings, COMMANDS)]
        return [one.get("data", one) for one in found if one.get("data", one)["action"] == action]

    def answers(self, command_id: str) -> list[dict[str, Any]]:
        found = [orjson.loads(one.value()) for one in read_to_end(self.settings, DECISIONS)]
        return [one for one in found if one.get("command_id") == command_id]

    def audit(self) -> str:
        """All that was recorded of who looked at what."""
        return b"\n".join(one.value() or b"" for one in read_to_end(self.settings, AUDIT)).decode()

    @contextmanager
    def worker_away(self) -> Iterator[None]:
        """Freeze the worker for a block."""
        os.kill(self.worker.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.worker.process.pid, signal.SIGCONT)


@contextmanager
def evening(broker: str, folder: Path) -> Iterator[Evening]:
    """Start everything, send the story, and wait until its red alert is there."""
    prefix = f"t{secrets.token_hex(4)}-"
    settings = read(
        broker=broker, prefix=prefix, group=f"{prefix}worker", partitions=2, replicas=1,
        clock="wall", session_timeout=15.0, web_port=free_port(), log_level="warning",
    )  # fmt: skip
    create(settings.broker, plan_of(settings))
    story = Story()
    with worker_beside(settings) as worker, console_beside(settings, folder) as console:
        here = Evening(settings, worker, console, story)
        here.send(*story.quiet(), *story.series(), *story.homes(), story.homicide())
        eventually(lambda: (here.alert_of("S-2") or {}).get("tier") == "red", 60)
        yield here


def eventually(is_so: Callable[[], bool], seconds: float = 20.0, every: float = 0.2) -> None:
    """Wait until something is so, or fail."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come to be so in time"
        time.sleep(every)
