"""The canary through a live worker on a real broker: back as a decision, and nowhere else."""

from __future__ import annotations

import time

import orjson

from schemas.areas import CANARY_AREA
from schemas.topics import (
    ALERT_REVISIONS,
    ALERTS,
    DECISIONS,
    QUARANTINE,
    RECEIVE_STATE,
    WATCH_STATE,
)
from streams.broker.topics import create
from streams.clients.kafka import plan_of, read_to_end
from streams.clients.worker_process import worker_beside
from streams.settings import read
from tests.kafka.service import settings_for

PARTITIONS = 2


def test_it_comes_back_through_every_partition_and_leaves_only_decisions(kafka, prefix):
    settings = read(
        **settings_for(kafka.bootstrap, prefix, partitions=PARTITIONS).model_dump()
        | {"clock": "wall", "canary_seconds": 2.0}
    )
    create(settings.broker, plan_of(settings))
    with worker_beside(settings) as worker:
        first = _successes(worker.page("metrics")[1])
        end = time.monotonic() + 30
        while time.monotonic() < end:
            now = _successes(worker.page("metrics")[1])
            if len(now) == PARTITIONS and all(now[one] > first[one] + 1 for one in now):
                break
            time.sleep(0.2)
        else:
            raise AssertionError(f"no canary came back: {first} {now}")
        page = worker.page("metrics")[1]

    assert 'outcome="accepted",sender="//tocsin/canary",topic="partner.counts.v1"' in page
    told = [orjson.loads(one.value()) for one in read_to_end(settings, DECISIONS)]
    assert {(one["decision"], one["reason"], *one["areas"]) for one in told} == {
        ("withheld", "canary", CANARY_AREA)
    }
    for topic in (ALERTS, ALERT_REVISIONS, QUARANTINE):
        assert list(read_to_end(settings, topic)) == [], topic
    for topic in (RECEIVE_STATE, WATCH_STATE):
        keys = {one.key().decode().split("|")[0] for one in read_to_end(settings, topic)}
        assert keys <= {"@", "read"}, topic


def _successes(page: str) -> dict[str, float]:
    name = "tocsin_canary_last_success_timestamp_seconds{"
    rows = (line.rsplit(" ", 1) for line in page.splitlines() if line.startswith(name))
    return {labels: float(value) for labels, value in rows}
