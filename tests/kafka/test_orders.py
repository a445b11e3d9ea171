"""Orders of analysts through a real broker: each answered once, by the worker."""

from __future__ import annotations

from itertools import islice

from schemas.topics import ALERTS
from streams.broker.topics import create
from streams.clients import alerts, orders
from streams.clients.kafka import plan_of, read_to_end
from streams.clients.send import Sender
from streams.clients.worker_process import worker_beside
from streams.configuration import DATA
from streams.replay.lines import read_lines
from tests.kafka.service import settings_for


def test_an_alert_is_answered_once_and_the_second_hears_that_it_was(kafka, prefix):
    settings = settings_for(kafka.bootstrap, prefix, partitions=2)
    create(settings.broker, plan_of(settings))
    lines = islice(read_lines([DATA / "sample.jsonl.gz"]), 300)
    Sender(settings, hold_back=False).send(lines)
    with worker_beside(settings) as worker:
        worker.settle()
        (name, *_) = sorted(m.key().decode() for m in read_to_end(settings, ALERTS))
        area = name.rpartition("-")[0]

        def order(action: str, role: str = "analyst", by: str = "first") -> tuple[str, str]:
            fields = {"alert_id": name, "action": action, "by": by, "role": role}
            answer = orders.give(settings, area, fields)
            assert answer is not None
            return answer["decision"], answer["reason"]

        assert order("acknowledge", role="viewer") == ("command_refused", "not_allowed")
        assert order("acknowledge") == ("command_done", "command")
        assert order("acknowledge", by="second") == ("command_refused", "already_done")

        alert, decisions = alerts.one(settings, name)
    assert (alert["state"], alert["assigned_to"]) == ("acknowledged", "first")
    assert {one["by"] for one in decisions} >= {"tocsin", "first", "second"}
