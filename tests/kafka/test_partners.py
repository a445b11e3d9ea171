"""Partners on a real broker: each hears on its own topic, once, what the replay says."""

from __future__ import annotations

import os
import signal
import time
from itertools import islice

import orjson
from confluent_kafka import Consumer

from schemas.topics import partner_topic
from streams.broker.topics import create
from streams.clients.kafka import plan_of
from streams.clients.send import Sender
from streams.clients.worker_process import worker_beside
from streams.configuration import DATA, load
from streams.replay.lines import read_lines
from streams.replay.run import run as replay
from tests.core.partners.listeners import rules_and_keys
from tests.kafka.service import settings_for

FEW = 4_000  # lines of the sample
HEARD = 30.0  # seconds to read a topic to its end


def on_topic(settings, name: str, wanted: int) -> list[tuple[bytes, bytes]]:
    """All that a partner's own consumer reads; none of ours."""
    reader = Consumer(
        {
            "bootstrap.servers": settings.broker, "group.id": f"partner-{name}",
            "auto.offset.reset": "earliest", "isolation.level": "read_committed",
        }
    )  # fmt: skip
    reader.subscribe([plan_of(settings).name_of(partner_topic(name).name)])
    found, end = [], time.monotonic() + HEARD
    while len(found) < wanted and time.monotonic() < end:
        found += [m for m in reader.consume(500, 1.0) if m.error() is None]
    found += [m for m in reader.consume(500, 2.0) if m.error() is None]  # Nothing comes twice.
    reader.close()
    assert {dict(m.headers())["ce_type"] for m in found} == {b"tocsin.partner-alert.v1"}
    return [(m.key(), m.value()) for m in found]


def test_a_health_partner_hears_once_what_the_replay_says_and_the_council_other_names(
    kafka, prefix, tmp_path
):
    settings = settings_for(kafka.bootstrap, prefix, partitions=1)
    settings = settings.model_copy(update=rules_and_keys(tmp_path, "health", "council"))
    configuration = load(rules=settings.rules, partner_keys=settings.partner_keys)
    made = create(settings.broker, plan_of(settings, configuration.recipients))
    assert {f"{prefix}partner.alerts.{name}.v1" for name in ("council", "health")} <= set(made)
    lines = list(islice(read_lines([DATA / "sample.jsonl.gz"]), FEW))
    Sender(settings, hold_back=False).send(lines)

    with worker_beside(settings) as worker:  # killed at work; the next goes on
        time.sleep(1.0)
        os.kill(worker.process.pid, signal.SIGKILL)
        worker.process.wait()
    with worker_beside(settings) as worker:
        worker.settle()

    out = tmp_path / "replayed"
    replay(configuration, lines, tmp_path / "alerts.jsonl", partners=out)
    heard = {}
    for name in ("council", "health"):
        written = [orjson.loads(one) for one in (out / f"{name}.jsonl").read_bytes().splitlines()]
        wanted = [(one["data"]["pseudonym"].encode(), orjson.dumps(one["data"])) for one in written]
        heard[name] = on_topic(settings, name, len(wanted))
        assert sorted(heard[name]) == sorted(wanted)
        assert by_key(heard[name]) == by_key(wanted)
    assert len(heard["health"]) > 5
    assert {key for key, _ in heard["health"]}.isdisjoint(key for key, _ in heard["council"])


def by_key(records: list[tuple[bytes, bytes]]) -> dict[bytes, list[bytes]]:
    """Revisions of each alert, in order."""
    found: dict[bytes, list[bytes]] = {}
    for key, value in records:
        found.setdefault(key, []).append(value)
    return found
