"""How each area stands lies on its own compacted topic, soon after the worker has caught up."""

from __future__ import annotations

from typing import Any

import orjson

from schemas.area_summaries import AREA_SUMMARY_TYPE
from schemas.topics import AREAS
from streams.broker.topics import create
from streams.clients.kafka import headers_of, plan_of, read_to_end
from streams.clients.send import Sender
from streams.clients.worker_process import worker_beside
from streams.replay.lines import Line
from tests.contract.senders import death, structured
from tests.kafka.service import settings_for
from tests.kafka.telling import eventually

GOOD, PARTLY, WRONG = (
    structured(death(report_id="d1")),
    structured(death(report_id="d2", method="magic")),
    structured(death(report_id="d3", category="no such thing")),
)


def test_a_worker_says_how_an_area_stands_and_what_was_set_aside(kafka: Any, prefix: str) -> None:
    settings = settings_for(kafka.bootstrap, prefix, partitions=2)
    create(settings.broker, plan_of(settings))
    lines = [Line(n, one.value or b"", 0) for n, one in enumerate((GOOD, PARTLY, WRONG), 1)]

    with worker_beside(settings) as worker:
        Sender(settings, hold_back=False).send(iter(lines))
        worker.settle()
        eventually(lambda: len(standing(settings)) > 0)
        said = standing(settings)["E23000002"]

    assert said["cases"] == 2
    assert [feed["reports"] for feed in said["feeds"]] == [2]
    aside = [(one["reason"], one["count"]) for one in said["set_aside"]]
    assert aside == [("core_field", 1), ("partial", 1)]
    assert b"d1" not in orjson.dumps(said)


def standing(settings: Any) -> dict[str, Any]:
    found = {}
    for message in read_to_end(settings, AREAS):
        assert dict(headers_of(message))["ce_type"].decode() == AREA_SUMMARY_TYPE
        found[message.key().decode()] = orjson.loads(message.value())
    return found
