"""The real stages in Faust's own test context, and how Receive places what it writes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import orjson
import pytest

from schemas.topics import (
    ALERT_REVISIONS,
    AREA_EVENTS,
    DEATH_REPORTS,
    DECISIONS,
    MENTIONS,
    MISPLACED,
    QUARANTINE,
)
from streams.agents.app import build
from streams.agents.logs import Logs
from streams.agents.owner import Batch
from streams.agents.receive_stage import ReceiveStage
from streams.agents.recognise_stage import RecogniseStage
from streams.agents.settings import Engine
from streams.agents.stage import Output, Record, Settled, partition_for
from streams.agents.watch_stage import WatchStage
from streams.codec import read_event
from streams.configuration import load
from streams.core.events import CaseFiled, Found, ReadUpTo
from streams.settings import read
from streams.worker import plans

CONFIGURATION = load()
LOGS = Logs(CONFIGURATION.areas, 1)
ENGINE = Engine(broker="127.0.0.1:1", partitions=1)


def a_death(number: int, day: int, **more: object) -> bytes:
    report = {
        "report_id": f"d{number}",
        "version": 1,
        "area": "E23000001",
        "recorded_at": f"2025-06-{day:02}T08:00:00Z",
        "category": "unexpected_not_suspicious",
        "subject": {"sex": "M", "age": 22 + number},
        "place": {"lat": 51.5354 + number / 1000, "lon": 0.0755, "kind": "outdoors"},
    }
    return orjson.dumps(report | more)


def a_record(value: bytes, offset: int = 0, *, topic: str = DEATH_REPORTS, partition: int = 0):
    time = datetime(2025, 6, 1 + offset, 8, tzinfo=UTC).isoformat().encode()
    headers = (("ce_type", b"tocsin.death.reported.v1"), ("ce_source", b"//met"),
               ("ce_time", time))  # fmt: skip
    return Record(topic, partition, offset, 0, b"k", value, headers)


def received(*records: Record, partitions: int = 1) -> Settled:
    return ReceiveStage(0, partitions, CONFIGURATION.areas, "events").apply(records)


def as_log(outputs: tuple[Output, ...]) -> list[Record]:
    events = [one for one in outputs if one.topic == AREA_EVENTS]
    return [Record(AREA_EVENTS, 0, n, 0, one.key, one.value) for n, one in enumerate(events)]


def own(outputs: tuple[Output, ...]) -> list[CaseFiled]:
    """Cases that are filed to their own area, not copied to its neighbours."""
    found = [read_event(one.value) for one in outputs if one.topic == AREA_EVENTS]
    return [one for one in found if isinstance(one, CaseFiled) and one.copied is None]


async def test_the_watch_agent_keeps_windows_and_speaks_at_the_second_death():
    log = as_log(received(a_record(a_death(1, 1)), a_record(a_death(2, 9), 8)).outputs)
    stage = WatchStage(CONFIGURATION.context_of, LOGS)
    agent = build(ENGINE, plans(read(partitions=1), CONFIGURATION)).app.agents["watch"]
    batch = Batch(stage, log, asyncio.get_running_loop().create_future())

    async with agent.test_context() as watch:
        await watch.put(batch)

    settled = batch.settled.result()
    week = range(datetime(2025, 6, 1).toordinal(), datetime(2025, 6, 10).toordinal())  # noqa: DTZ001
    cell = next(key for key in settled.rows if key.startswith("days|E23000001|unexpected"))
    place = cell.split("|")[3]
    assert stage.tables.window("E23000001", f"unexpected|{place}", week) == 2
    told = [orjson.loads(one.value) for one in settled.outputs if one.topic == ALERT_REVISIONS]
    assert [alert["kind"] for alert in told] == ["similar_near_repeat"]
    assert [one.topic for one in settled.outputs].count(DECISIONS) == 1


def test_rows_put_back_into_a_new_stage_go_on_as_the_old_one():
    log = as_log(received(a_record(a_death(1, 1)), a_record(a_death(2, 9), 8)).outputs)
    whole = WatchStage(CONFIGURATION.context_of, LOGS)
    first, second = whole.apply(log[:1]), whole.apply(log[1:])
    again = WatchStage(CONFIGURATION.context_of, LOGS)
    for key, value in first.rows.items():
        again.restore(key, value)
    again.restored()

    assert again.apply(log[1:]) == second


async def test_the_recognise_agent_links_what_two_areas_share():
    lodger = {"people": [{"token": "lodger's token", "role": "lodger"}]}
    met, kent = a_death(1, 1, **lodger), a_death(2, 2, area="E23000032", **lodger)
    said = received(a_record(met), a_record(kent, 1)).outputs
    mentions = [
        Record(MENTIONS, 0, n, 0, one.key, one.value)
        for n, one in enumerate(one for one in said if one.topic == MENTIONS)
    ]
    agent = build(ENGINE, plans(read(partitions=1), CONFIGURATION)).app.agents["recognise"]
    stage = RecogniseStage(CONFIGURATION.shared.across, LOGS)
    batch = Batch(stage, mentions, asyncio.get_running_loop().create_future())

    async with agent.test_context() as recognise:
        await recognise.put(batch)

    settled = batch.settled.result()
    links = [read_event(one.value) for one in settled.outputs]
    assert [(one.area, one.case.report_id) for one in links] == [
        ("E23000032", "d1"), ("E23000001", "d2"),
    ]  # fmt: skip
    assert {count.labels for count in settled.counts} == {
        ("link", "E23000032"), ("link", "E23000001"),
    }  # fmt: skip
    assert {key.split("|")[0] for key in settled.rows} == {"known", "reached"}


def test_a_finding_goes_to_its_homes_log_with_the_decision_that_says_so():
    met = a_record(a_death(1, 1))
    kent = a_record(a_death(2, 9, area="E23000032"), 8)
    log = as_log(received(met, kent).outputs)
    settled = WatchStage(CONFIGURATION.context_of, LOGS).apply(log)

    written = [read_event(one.value) for one in settled.outputs if one.topic == AREA_EVENTS]
    (finding,) = [one for one in written if isinstance(one, Found)]
    assert (finding.area, finding.by) == ("E23000001", "E23000032")
    said = [orjson.loads(one.value) for one in settled.outputs if one.topic == DECISIONS]
    (other,) = [one for one in said if one["reason"] == "other_area"]
    assert other["alert_id"].startswith("E23000001-")
    assert any(count.labels == ("finding", "E23000001") for count in settled.counts)


def test_a_report_on_another_partition_is_handed_to_its_owner_with_where_it_lay():
    number = next(n for n in range(99) if partition_for(f"d{n}".encode(), 4) != 0)

    (copy,) = received(a_record(a_death(number, 1), 5), partitions=4).outputs

    assert (copy.topic, copy.key) == (MISPLACED, f"d{number}".encode())
    owner = ReceiveStage(partition_for(copy.key, 4), 4, CONFIGURATION.areas, "events").apply(
        [Record(MISPLACED, 1, 0, 0, copy.key, copy.value, copy.headers)]
    )
    (event,) = own(owner.outputs)
    assert (event.origin.topic, event.origin.partition, event.origin.offset) == (
        DEATH_REPORTS, 0, 5,
    )  # fmt: skip


def test_what_cannot_be_read_is_set_aside_with_its_own_headers_and_why():
    (aside,) = received(a_record(b"{", 3)).outputs

    marks = dict(aside.headers)
    assert (aside.topic, aside.value) == (QUARANTINE, b"{")
    assert marks["ce_source"] == b"//met"
    assert (marks["q_reason"], marks["q_offset"], marks["q_partial"]) == (
        b"not_json", b"3", b"false",
    )  # fmt: skip


def test_live_each_partition_says_once_a_minute_how_far_it_has_read():
    stage = ReceiveStage(1, 2, CONFIGURATION.areas, "wall")

    said, soon, later = (stage.idle(ms) for ms in (60_000, 90_000, 121_000))

    assert [one.partition for one in said.outputs] == [0, 1]
    assert read_event(said.outputs[0].value) == ReadUpTo(
        partition=1, of=2, time=datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
    )
    assert soon is None
    assert later is not None


def test_loading_history_no_one_ticks():
    assert ReceiveStage(0, 1, CONFIGURATION.areas, "events").idle(10**12) is None


@pytest.mark.parametrize("clock", ["wall", "events"])
def test_clocks_of_receive_are_those_of_the_contract(clock):
    future = a_record(a_death(1, 1))._replace(
        timestamp_ms=0, headers=(("ce_time", b"2025-06-01T08:00:00Z"),)
    )
    settled = ReceiveStage(0, 1, CONFIGURATION.areas, clock).apply([future])
    (event,) = own(settled.outputs)
    assert event.time.year == (1970 if clock == "wall" else 2025)
