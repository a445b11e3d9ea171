"""The whole service on a real broker: reports in, alerts out, the same as a replay."""

from __future__ import annotations

import orjson
import pytest
from confluent_kafka import Consumer

from schemas.topics import ALERT_REVISIONS, ALERTS, DECISIONS
from streams.broker.topics import create
from streams.clients.kafka import plan_of, read_to_end
from streams.clients.send import Sender
from streams.clients.worker_process import worker_beside
from streams.configuration import DATA
from streams.replay.lines import Line, read_lines
from streams.settings import Settings
from tests.kafka.outcomes import revisions_of_replay, revisions_on_broker
from tests.kafka.service import settings_for

SAMPLE = DATA / "sample.jsonl.gz"
FEW = 4_000  # lines of the sample: four months, the second death of Barking among them


@pytest.fixture
def settings(kafka, prefix) -> Settings:
    one = settings_for(kafka.bootstrap, prefix, partitions=1)
    create(one.broker, plan_of(one))
    return one


def _sample(lines: int) -> list[Line]:
    return [line for line, _ in zip(read_lines([SAMPLE]), range(lines), strict=False)]


def test_a_file_sent_before_the_worker_starts_gives_what_its_replay_gives(settings, tmp_path):
    lines = _sample(FEW)
    Sender(settings, hold_back=False).send(lines)

    with worker_beside(settings) as worker:
        worker.settle()

    assert revisions_on_broker(settings) == revisions_of_replay(lines, tmp_path)
    newest = [orjson.loads(m.value()) for m in read_to_end(settings, ALERTS) if m.value()]
    assert any("similar deaths" in alert["title"] for alert in newest)
    assert [m for m in read_to_end(settings, DECISIONS)]


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
