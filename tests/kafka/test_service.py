"""The whole service on a real broker: reports in, alerts out, the same as a replay."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import orjson
import pytest
from confluent_kafka import Consumer

from schemas.topics import ALERT_REVISIONS, ALERTS, AREA_EVENTS, DECISIONS
from streams.broker.topics import create
from streams.clients import area_log
from streams.clients.kafka import plan_of, read_to_end
from streams.clients.send import Sender
from streams.clients.worker_process import worker_beside
from streams.configuration import DATA, load
from streams.replay.lines import Line, read_lines
from streams.replay.run import run as replay
from streams.settings import Settings
from tests.kafka.service import settings_for

SAMPLE = DATA / "sample.jsonl.gz"
FEW = 4_000  # lines of the sample: four months, the second death of Barking among them
MANY = 6_000
KILLS = 5

Revisions = dict[tuple[str, int], dict[str, object]]


@pytest.fixture
def settings(kafka, prefix) -> Settings:
    one = settings_for(kafka.bootstrap, prefix, partitions=1)
    create(one.broker, plan_of(one))
    return one


def _sample(lines: int) -> list[Line]:
    return [line for line, _ in zip(read_lines([SAMPLE]), range(lines), strict=False)]


def _revisions_on_broker(settings: Settings) -> Revisions:
    """Read by a consumer that is none of ours; a revision twice with other content fails."""
    found: Revisions = {}
    for message in read_to_end(settings, ALERT_REVISIONS):
        alert = orjson.loads(message.value())
        alert["as_of"] = None
        key = (alert["alert_id"], alert["revision"])
        assert key not in found, f"{key} stands twice"
        found[key] = alert
    return found


def _revisions_of_replay(lines: list[Line], folder: Path) -> Revisions:
    out = folder / "alerts.jsonl"
    replay(load(), lines, out)
    found: Revisions = {}
    for line in out.read_bytes().splitlines():
        alert = orjson.loads(line)["data"]
        alert["as_of"] = None
        found[alert["alert_id"], alert["revision"]] = alert
    return found


def _replay_of_logs(settings: Settings, folder: Path) -> Revisions:
    configuration = load()
    found: Revisions = {}
    for area in ("E23000001", "E23000028"):
        log = folder / f"{area}.jsonl"
        with log.open("wb") as file:
            file.writelines(area_log.lines(settings, configuration.areas, area))
        found |= _revisions_of_replay(list(read_lines([log])), folder)
    return found


def _unlike(one: dict[str, object], other: dict[str, object]) -> dict[str, object]:
    """Name what differs, so that a failure says it."""
    return {name: (one[name], other[name]) for name in one if one[name] != other[name]}


def test_a_file_sent_before_the_worker_starts_gives_what_its_replay_gives(settings, tmp_path):
    lines = _sample(FEW)
    Sender(settings, hold_back=False).send(lines)

    with worker_beside(settings) as worker:
        worker.settle()

    assert _revisions_on_broker(settings) == _revisions_of_replay(lines, tmp_path)
    newest = [orjson.loads(m.value()) for m in read_to_end(settings, ALERTS) if m.value()]
    assert any("similar deaths" in alert["title"] for alert in newest)
    assert [m for m in read_to_end(settings, DECISIONS)]


def test_a_worker_killed_five_times_loses_nothing_and_says_nothing_twice(kafka, prefix, tmp_path):
    settings = settings_for(kafka.bootstrap, prefix, partitions=3)
    create(settings.broker, plan_of(settings))
    Sender(settings, hold_back=False).send(_sample(MANY))

    filed = []
    for _ in range(KILLS):
        with worker_beside(settings) as worker:
            time.sleep(0.3)
            os.kill(worker.process.pid, signal.SIGKILL)
            worker.process.wait()
        filed.append(sum(1 for _ in read_to_end(settings, AREA_EVENTS)))
    with worker_beside(settings) as worker:
        worker.settle()

    told, wanted = _revisions_on_broker(settings), _replay_of_logs(settings, tmp_path)
    assert told.keys() == wanted.keys()
    assert [_unlike(told[one], wanted[one]) for one in told if told[one] != wanted[one]] == []
    whole = sum(1 for _ in read_to_end(settings, AREA_EVENTS))
    assert sum(n < whole for n in filed) >= 3, "the kills came when all was done; send more"


def test_alerts_are_read_by_a_foreign_consumer(settings):
    Sender(settings, hold_back=False).send(_sample(600))
    with worker_beside(settings) as worker:
        worker.settle()
    reader = Consumer(
        {
            "bootstrap.servers": settings.broker,
            "group.id": f"{settings.prefix}foreign",
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
        }
    )
    reader.subscribe([plan_of(settings).name_of(ALERT_REVISIONS)])
    message = None
    for _ in range(60):
        message = reader.poll(0.5)
        if message is not None and message.error() is None:
            break
    reader.close()
    headers = dict(message.headers())
    assert headers["ce_type"] == b"tocsin.alert.v1"
    assert headers["ce_specversion"] == b"1.0"
    assert orjson.loads(message.value())["alert_id"].encode() == message.key()
