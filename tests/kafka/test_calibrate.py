"""`tocsin calibrate` on a real broker: lines stand in the log, hold from the 8th, and replay."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import orjson
import pytest
from typer.testing import CliRunner

from schemas.topics import ALERT_REVISIONS, AREA_EVENTS, CALIBRATIONS, DECISIONS, QUARANTINE
from streams.broker.topics import create
from streams.cli import app
from streams.clients import area_log
from streams.clients.kafka import plan_of, producer, read_to_end
from streams.clients.own_lines import own_lines
from streams.clients.send import Sender
from streams.clients.worker_process import worker_beside
from streams.codec import read_event
from streams.configuration import DATA, load
from streams.core.events import Calibrated, Scanned
from streams.replay.lines import Line, read_lines
from streams.replay.run import run as replay
from streams.settings import Settings
from tests.kafka.service import settings_for

CUMBRIA = "E23000002"
START = datetime(2024, 1, 2, tzinfo=UTC)
NUMBERS = {"least_units": 60, "reruns": 3, "least_in_tail": 2}  # in place of the shipped, for speed


def small_rules(folder: Path) -> Path:
    text = (DATA / "series.toml").read_text()
    begin, rest = text.split("[calibration]")
    lines = [
        f"{name} = {NUMBERS[name]}.0" if (name := line.split(" ")[0]) in NUMBERS else line
        for line in rest.splitlines()
    ]
    (folder / "series.toml").write_text(begin + "[calibration]" + "\n".join(lines))
    return folder


def deaths(first: datetime, last: datetime, number: int) -> list[Line]:
    """Unexpected deaths about one town, evenly from first to last."""
    chance, step = Random(first.toordinal()), (last - first) / max(1, number - 1)
    return [_death(n, first + n * step, chance) for n in range(number)]


def _death(number: int, moment: datetime, chance: Random) -> Line:
    time, name = f"{moment:%Y-%m-%dT%H:%M:%SZ}", f"c{moment:%Y%m%d}-{number}"
    data = {
        "report_id": name, "version": 1, "area": CUMBRIA, "recorded_at": time,
        "occurred_from": time, "category": chance.choice(("suspected_suicide", "undetermined")),
        "subject": {"sex": chance.choice("MF"), "age": chance.randrange(18, 90)},
        "place": {
            "kind": "home", "lat": 54.89 + chance.gauss(0, 0.05),
            "lon": -2.93 + chance.gauss(0, 0.08),
        },
    }  # fmt: skip
    event = {
        "specversion": "1.0", "type": "tocsin.death.reported.v1", "source": "//records",
        "id": f"{name}/1", "time": time, "data": data,
    }  # fmt: skip
    return Line(number + 1, orjson.dumps(event), 0)


def calibrated(settings: Settings) -> list[Calibrated | Scanned]:
    """What the area's log holds of the calibrator."""
    events = (read_event(one.value() or b"") for one in read_to_end(settings, AREA_EVENTS))
    return [event for event in events if isinstance(event, Calibrated | Scanned)]


def on_broker(settings: Settings, topic: str) -> list[bytes]:
    return ordered(orjson.loads(message.value() or b"") for message in read_to_end(settings, topic))


def of_log(settings: Settings, folder: Path) -> tuple[list[bytes], list[bytes]]:
    """Alerts and decisions of a replay of the area's log."""
    configuration = load(rules=settings.rules)
    log, told, said = (folder / f"{name}.jsonl" for name in ("log", "told", "said"))
    with log.open("wb") as file:
        file.writelines(area_log.lines(settings, configuration.areas, CUMBRIA))
    replay(configuration, list(read_lines([log])), told, said)
    alerts, decisions = (
        ordered(orjson.loads(line)["data"] for line in path.read_bytes().splitlines())
        for path in (told, said)
    )
    return alerts, decisions


def ordered(rows: Iterable[dict[str, object]]) -> list[bytes]:
    return sorted(orjson.dumps({**one, "as_of": None}, option=orjson.OPT_SORT_KEYS) for one in rows)


def test_its_lines_stand_in_the_log_hold_from_the_eighth_and_replay_alike(
    kafka, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = small_rules(tmp_path)
    settings = settings_for(kafka.bootstrap, prefix, partitions=2).model_copy(
        update={"rules": rules}
    )
    for name in ("broker", "prefix", "partitions", "rules", "group"):
        monkeypatch.setenv(f"TOCSIN_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("TOCSIN_REPLICAS", "1")
    create(settings.broker, plan_of(settings))
    areas = load(rules=rules).areas

    def calibrate() -> dict[str, object]:
        ran = CliRunner().invoke(
            app, ["calibrate", "--once", "--area", CUMBRIA, "--json"], catch_exceptions=False
        )
        row: dict[str, object] = json.loads(ran.stdout)
        return row

    def send(first: datetime, last: datetime, number: int) -> None:
        Sender(settings, hold_back=False).send(deaths(first, last, number))

    with worker_beside(settings) as worker:
        send(START, datetime(2026, 3, 3, tzinfo=UTC), 220)
        worker.settle()
        said = calibrate()
        worker.settle()
        of_month = calibrated(settings)
        again = calibrate()
        out = producer(settings)
        names = plan_of(settings)
        for message in list(read_to_end(settings, CALIBRATIONS)):  # once more, and a poison
            out.produce(names.name_of(CALIBRATIONS), value=message.value(), key=CUMBRIA.encode())
        out.produce(names.name_of(CALIBRATIONS), value=b"{poison", key=CUMBRIA.encode())
        out.flush(10)
        send(datetime(2026, 3, 6, tzinfo=UTC), datetime(2026, 3, 7, tzinfo=UTC), 2)
        worker.settle()
        before = own_lines(settings, areas, CUMBRIA)
        send(datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 20, tzinfo=UTC), 12)
        worker.settle()
        after = own_lines(settings, areas, CUMBRIA)
        shown = CliRunner().invoke(
            app, ["detectors", "list", "--area", CUMBRIA, "--json"], catch_exceptions=False
        )

    assert set(said["lines"]) == {"linker", "suicide"}  # type: ignore[call-overload]
    assert again["lines"] == {}
    assert calibrated(settings) == of_month
    assert {type(event) for event in of_month} == {Calibrated, Scanned}
    assert sum(1 for _ in read_to_end(settings, QUARANTINE)) == 1
    assert before == {}
    assert after["suicide"].as_of == datetime(2026, 3, 1, tzinfo=UTC)
    assert 0 < abs(after["suicide"].step) <= 0.25
    assert "own calibration" in shown.stdout
    wanted = of_log(settings, tmp_path)
    assert (on_broker(settings, ALERT_REVISIONS), on_broker(settings, DECISIONS)) == wanted
