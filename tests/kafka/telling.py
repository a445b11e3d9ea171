"""A notifier beside a test, what it is told to do, and what it left behind."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from schemas.alerts import Alert, Measures
from schemas.decisions import Decision
from schemas.topics import ALERT_REVISIONS, DECISIONS, DELIVERIES
from streams.clients.kafka import headers_of, plan_of, producer, read_to_end
from streams.clients.worker_process import Beside, free_port
from streams.core.area import Outcome
from streams.publishing import published
from streams.settings import Settings

KEY = b"k" * 32
AREA = "E23000001"
T0 = datetime(2026, 11, 24, 3, 11, tzinfo=UTC)

CHANNELS = """
[meta]
version = "test"
checked = 2026-11-24
[telling]
source = "a test"
give_up_minutes = {give_up}
first_wait_ms = 100
longest_wait_ms = 500
timeout_ms = 2000
rest_after = 5
rest_ms = 300
at_once = 8
first_start_hours = 24
console = "https://tocsin.example"
[digest]
source = "a test"
hour = {hour}
ahead_hours = 72
[guard]
hosts = ["127.0.0.1"]
networks = ["127.0.0.0/8"]
[channel.desk]
kind = "alertmanager"
says = "sentence"
url = "http://127.0.0.1:{http}/desk"
[channel.gateway]
kind = "webhook"
says = "line"
url = "http://127.0.0.1:{second}/gateway"
signing_files = ["{key}"]
[channel.mail]
kind = "email"
says = "sentence"
host = "127.0.0.1"
port = {smtp}
tls = "none"
sender = "tocsin@example.org"
recipients = ["da@example.org"]
"""
ROUTES = """
[[route]]
roles = ["DA"]
channels = ["desk", "mail"]
[[route]]
roles = ["DDI"]
channels = ["gateway"]
"""


def channels_file(
    folder: Path, *, http: int, smtp: int = 1, second: int = 1, give_up: int = 5, hour: int = 7,
    routes: str = ROUTES,
) -> Path:  # fmt: skip
    """Write a file of channels that reach the receivers of a test."""
    key = folder / "key"
    key.write_text("whsec_" + base64.b64encode(KEY).decode())
    path = folder / "channels.toml"
    path.write_text(
        CHANNELS.format(http=http, smtp=smtp, second=second, give_up=give_up, hour=hour, key=key)
        + routes
    )
    return path


def an_alert(number: int = 1, revision: int = 1, **fields) -> Alert:
    """An alert with something to say."""
    alert = Alert(
        alert_id=f"{AREA}-{number:012}", revision=revision, kind="similar_near_repeat",
        family="linked_series", tier="red", state="open", areas=(AREA,),
        title=f"{revision + 1} similar deaths within 360 m",
        why="Two men were found dead within 360 metres of each other.",
        evidence=(), measures=Measures(), window=None, data_gaps=(), explanations=(),
        next_steps=(), recipients=("DA", "DDI"), duties=(), ack_by=T0 + timedelta(hours=1),
        raised_at=T0, updated_at=T0 + timedelta(minutes=revision), as_of=None, assigned_to=None,
        verdict=None, merged_into=None, service_version="test", config_digest="test", shadow=False,
    )  # fmt: skip
    return replace(alert, **fields)


def a_decision(alert: Alert, decision: str = "told", reason: str = "first", **fields) -> Decision:
    """A decision about an alert, to the duty analyst."""
    made = Decision(
        alert_id=alert.alert_id, revision=alert.revision, decision=decision, reason=reason,
        at=alert.updated_at, to=("DA",), kind=alert.kind, areas=alert.areas,
    )  # fmt: skip
    return replace(made, **fields)


class Decisions:
    """Puts alerts and decisions on their topics, as a worker does."""

    def __init__(self, settings: Settings) -> None:
        self._plan, self._out, self._number = plan_of(settings), producer(settings), 0

    def put(self, alert: Alert | None, decision: Decision) -> str:
        """Publish one outcome; its decision's id comes back."""
        self._number += 1
        name = f"{AREA}/{self._number}"
        for event in published(AREA, Outcome(name, decision, alert)):
            self._out.produce(
                self._plan.name_of(event.topic),
                value=event.value(),
                key=event.key.encode(),
                headers=list(event.headers()),
            )
        assert self._out.flush(20) == 0
        return name


def notifier(settings: Settings, channels: Path, **more: str) -> subprocess.Popen[bytes]:
    """Start ``tocsin notify`` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "streams", "notify"],
        env={**os.environ, **settings.as_environment(), "TOCSIN_CHANNELS": str(channels), **more},
        start_new_session=True,
    )


@contextmanager
def notifier_beside(settings: Settings, channels: Path) -> Iterator[Beside]:
    """Run a notifier until the block ends; it must end in order within ten seconds."""
    settings = settings.model_copy(update={"notify_port": free_port()})
    process = notifier(settings, channels)
    beside = Beside(process, f"http://{settings.web_host}:{settings.notify_port}")
    try:
        beside.wait_until_ready()
        yield beside
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def deliveries(settings: Settings) -> list[Mapping]:
    """Every attempt on the topic, partition by partition in order."""
    return [orjson.loads(one.value()) for one in read_to_end(settings, DELIVERIES)]


def final_keys(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Key and outcome of everything that ended."""
    return [
        (one["decision_id"], one["to"], one["channel"], one["outcome"])
        for one in deliveries(settings)
        if one["outcome"] != "failed"
    ]


def wanted_keys(settings: Settings, channels: Mapping[str, tuple[str, ...]]) -> set:
    """What must have been told at once of every decision that stands on the topic."""
    tiers = {}
    for message in read_to_end(settings, ALERT_REVISIONS):
        row = orjson.loads(message.value())
        tiers[row["alert_id"], row["revision"]] = row["tier"]
    wanted = set()
    for message in read_to_end(settings, DECISIONS):
        name = dict(headers_of(message))["ce_id"].decode()
        row = orjson.loads(message.value())
        tier = tiers.get((row["alert_id"], row["revision"]))
        if tier == "info" and row["reason"] != "deadline_missed":
            continue
        for role in row["to"]:
            wanted |= {(name, role, channel) for channel in channels.get(role, ("none",))}
    return wanted


def eventually(is_so: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something is so, or fail."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come to be so in time"
        time.sleep(0.1)
