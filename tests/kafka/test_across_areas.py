"""Series that cross areas, on a real broker: told once whatever is killed, as the logs say."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from pathlib import Path
from random import Random

import orjson
import pytest

from schemas.topics import ALERT_REVISIONS, AREA_EVENTS, DECISIONS
from streams.broker.topics import create
from streams.clients import area_log
from streams.clients.kafka import plan_of, read_to_end
from streams.clients.send import Sender
from streams.clients.worker_process import worker_beside
from streams.configuration import load
from streams.replay.lines import Line, read_lines
from streams.replay.run import run as replay
from streams.settings import Settings
from tests.kafka.service import settings_for

METROPOLITAN, ESSEX, CUMBRIA = "E23000001", "E23000028", "E23000002"
REPORTS = 900
KILLS = 4

Rows = list[dict[str, object]]


def crossing_lines() -> list[Line]:
    """Deaths on both sides of one border, some by one lodger far away; corrected and withdrawn."""
    chance, lines = Random(11), []
    versions: Counter[int] = Counter()
    for minute in range(REPORTS):
        number = chance.randrange(REPORTS)
        versions[number] += 1
        own = Random(number)
        area = own.choice((METROPOLITAN, ESSEX, ESSEX, CUMBRIA))
        lat, lon = (54.895, -2.934) if area == CUMBRIA else (51.62, 0.20)
        lodger = f"lodger {own.randrange(400)}".ljust(16, "x")
        day = f"2025-{1 + minute * 12 // REPORTS:02}-{1 + minute * 336 // REPORTS % 28:02}"
        time_ = f"{day}T{minute % 4 * 6 + minute % 5:02}:{minute % 60:02}:00Z"
        data = {
            "report_id": f"x{number}", "version": versions[number], "area": area,
            "withdrawn": versions[number] > 1 and chance.random() < 0.4,
            "recorded_at": time_, "occurred_from": time_,
            "category": own.choice(("unexpected_not_suspicious", "unexpected_under_investigation")),
            "subject": {"sex": own.choice("MF"), "age": own.randrange(18, 90)},
            "place": {
                "kind": "home", "lat": lat + own.uniform(-0.15, 0.15),
                "lon": lon + own.uniform(-0.15, 0.15),
            },
            "people": [{"token": lodger, "role": "lodger"}] if own.random() < 0.3 else [],
        }  # fmt: skip
        event = {
            "specversion": "1.0", "type": "tocsin.death.reported.v1", "source": "//records",
            "id": f"x{number}/{versions[number]}", "time": time_, "data": data,
        }  # fmt: skip
        lines.append(Line(minute + 1, orjson.dumps(event), 0))
    return sorted(lines, key=lambda line: orjson.loads(line.value)["time"])


def on_broker(settings: Settings, topic: str) -> Rows:
    found = [orjson.loads(message.value()) for message in read_to_end(settings, topic)]
    return [{**one, "as_of": None} for one in found]


def of_logs(settings: Settings, folder: Path) -> tuple[Rows, Rows]:
    """Alerts and decisions of a replay of each area's log by itself."""
    configuration = load()
    alerts: Rows = []
    decisions: Rows = []
    for area in configuration.areas.by_code:
        log = folder / f"{area}.jsonl"
        with log.open("wb") as file:
            file.writelines(area_log.lines(settings, configuration.areas, area))
        told, said = folder / "alerts.jsonl", folder / "decisions.jsonl"
        replay(configuration, list(read_lines([log])), told, said)
        alerts += [orjson.loads(line)["data"] for line in told.read_bytes().splitlines()]
        decisions += [orjson.loads(line)["data"] for line in said.read_bytes().splitlines()]
    return [{**one, "as_of": None} for one in alerts], [{**one, "as_of": None} for one in decisions]


def ordered(rows: Rows) -> list[bytes]:
    return sorted(orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for row in rows)


@pytest.mark.parametrize("partitions", [1, 3])
def test_series_across_areas_are_told_once_by_one_home_though_the_worker_is_killed(
    kafka, prefix, tmp_path, partitions
):
    settings = settings_for(kafka.bootstrap, prefix, partitions=partitions)
    create(settings.broker, plan_of(settings))
    Sender(settings, hold_back=False).send(crossing_lines())

    filed = []
    for _ in range(KILLS):
        with worker_beside(settings) as worker:
            time.sleep(0.4)
            os.kill(worker.process.pid, signal.SIGKILL)
            worker.process.wait()
        filed.append(sum(1 for _ in read_to_end(settings, AREA_EVENTS)))
    with worker_beside(settings) as worker:
        worker.settle()

    alerts, decisions = on_broker(settings, ALERT_REVISIONS), on_broker(settings, DECISIONS)
    wanted_alerts, wanted_decisions = of_logs(settings, tmp_path)
    assert ordered(alerts) == ordered(wanted_alerts)
    assert ordered(decisions) == ordered(wanted_decisions)
    assert {len(one["areas"]) for one in alerts} >= {1, 2}
    assert any(CUMBRIA in one["areas"] and len(one["areas"]) > 1 for one in alerts)
    assert sum(one["reason"] == "other_area" for one in decisions) > 5
    told_twice(alerts)
    whole = sum(1 for _ in read_to_end(settings, AREA_EVENTS))
    assert sum(n < whole for n in filed) >= 2, "the kills came when all was done; send more"


def told_twice(alerts: Rows) -> None:
    """No two open series of different areas hold the same two reports."""
    newest = {one["alert_id"]: one for one in sorted(alerts, key=lambda one: one["revision"])}
    series = [
        {each["report_id"] for each in one["evidence"]}
        for one in newest.values()
        if one["family"] == "linked_series" and one["state"] in ("open", "acknowledged")
    ]
    for number, one in enumerate(series):
        for other in series[number + 1 :]:
            assert len(one & other) < 2
