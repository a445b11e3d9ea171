"""The canary: through Receive and Watch as every report, and nothing is left of it."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest

from schemas import envelope
from schemas.areas import CANARY_AREA
from schemas.reports import CountsReport
from schemas.topics import AREA_EVENTS, DECISIONS, MISPLACED, PARTNER_COUNTS
from streams.agents.canary import CANARY_SOURCE, _id_on
from streams.agents.logs import Logs
from streams.agents.receive_stage import ReceiveStage
from streams.agents.stage import Record, partition_for
from streams.agents.watch_stage import WatchStage
from streams.configuration import load
from streams.core.errors import ConfigurationError

CONFIGURATION = load()
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def a_canary(report_id: str, partition: int, area: str = CANARY_AREA) -> Record:
    value = orjson.dumps(
        {"report_id": report_id, "version": 5, "area": area, "recorded_at": AT, "measure": "other",
         "period_from": AT, "period_to": AT, "count": 0},
        option=orjson.OPT_UTC_Z,
    )  # fmt: skip
    headers = envelope.headers_of(
        type=CountsReport.TYPE, source=CANARY_SOURCE, id=f"{report_id}/5", subject=area, time=AT,
        dataschema="",
    )  # fmt: skip
    return Record(PARTNER_COUNTS, partition, 0, int(AT.timestamp() * 1000), None, value, headers)


@pytest.mark.parametrize("partition", [0, 1, 2, 3])
def test_it_goes_through_one_partition_of_both_stages_and_comes_back_withheld(partition):
    receive = ReceiveStage(partition, 4, CONFIGURATION.areas, "wall")
    watch = WatchStage(CONFIGURATION.context_of, Logs(CONFIGURATION.areas, 4))
    name = _id_on(partition, 4)

    received = receive.apply([a_canary(name, partition)])
    (event,) = received.outputs
    said = watch.apply([Record(AREA_EVENTS, partition, 0, 0, event.key, event.value)])

    assert (event.topic, event.partition) == (AREA_EVENTS, partition)
    (decision,) = said.outputs
    assert decision.topic == DECISIONS
    assert ("ce_id", f"{name}/5".encode()) in decision.headers
    told = orjson.loads(decision.value)
    assert (told["decision"], told["reason"], told["to"]) == ("withheld", "canary", [])
    assert told["alert_id"] is None
    assert (received.rows, said.rows) == ({}, {})
    assert list(watch.levels()) == []


def test_one_that_lies_on_a_wrong_partition_is_handed_on_as_any_report():
    received = ReceiveStage(0, 4, CONFIGURATION.areas, "wall").apply([a_canary(_id_on(3, 4), 0)])
    assert [one.topic for one in received.outputs] == [MISPLACED]


def test_its_names_lie_where_kafka_puts_them():
    assert [partition_for(_id_on(n, 12).encode(), 12) for n in range(12)] == list(range(12))


def test_no_area_may_have_its_code(tmp_path):
    file = tmp_path / "areas.json"
    file.write_text(orjson.dumps({"areas": [{"code": CANARY_AREA}]}).decode())
    with pytest.raises(ConfigurationError, match=CANARY_AREA):
        load(file)
