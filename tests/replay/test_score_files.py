"""`tocsin score` over files, as a person runs it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from streams.cli import app
from streams.core.errors import ConfigurationError
from streams.replay.labels import ReportFiles, read_labels
from streams.replay.lines import UnreadableFile


def an_alert(*reports: str) -> dict[str, Any]:
    evidence = [{"report_id": one, "occurred_from": "2026-02-27T00:00:00Z"} for one in reports]
    return {
        "type": "tocsin.alert.v1",
        "data": {
            "alert_id": "E23000002-AAA", "revision": 1, "kind": "same_address",
            "family": "linked_series", "tier": "amber", "updated_at": "2026-03-04T00:00:00Z",
            "evidence": evidence, "shadow": False,
        },
    }  # fmt: skip


def a_report(report: str, version: int, time: str) -> dict[str, Any]:
    data = {"report_id": report, "version": version}
    return {"specversion": "1.0", "type": "tocsin.death.reported.v1", "time": time, "data": data}


def a_file(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.csv"
    path.write_text("series_id,kind,report_id\ns,household,a\ns,household,b\n")
    return path


def test_a_series_found_ends_with_0_and_says_that_no_arrivals_were_known(
    tmp_path: Path, labels: Path
) -> None:
    alerts = a_file(tmp_path / "a.jsonl", an_alert("a", "b"))
    ran = CliRunner().invoke(app, ["score", str(alerts), "--labels", str(labels), "--json"])

    said = json.loads(ran.stdout)
    assert ran.exit_code == 0
    assert said["red_and_amber"]["series"][0]["delay_hours"] == 120
    assert "occurred_from" in said["notes"][0]


def test_with_reports_the_delay_counts_from_the_first_version(tmp_path: Path, labels: Path) -> None:
    alerts = a_file(tmp_path / "a.jsonl", an_alert("a", "b"))
    reports = a_file(
        tmp_path / "r.jsonl",
        a_report("a", 2, "2026-03-03T00:00:00Z"),
        a_report("a", 1, "2026-03-02T00:00:00Z"),
        a_report("b", 1, "2026-03-03T00:00:00Z"),
    )
    ran = CliRunner().invoke(
        app, ["score", str(alerts), "--labels", str(labels), "--reports", str(reports)]
    )
    said = json.loads(ran.stdout)
    assert said["red_and_amber"]["series"][0]["delay_hours"] == 48


def test_a_series_missed_ends_with_1(tmp_path: Path, labels: Path) -> None:
    alerts = a_file(tmp_path / "a.jsonl", an_alert("a", "other"))
    ran = CliRunner().invoke(app, ["score", str(alerts), "--labels", str(labels)])
    assert ran.exit_code == 1
    assert json.loads(ran.stdout)["finding"] is True


def test_a_line_that_is_no_alert_is_named(tmp_path: Path, labels: Path) -> None:
    alerts = a_file(tmp_path / "a.jsonl", an_alert("a"), {"type": "tocsin.alert.v1"})
    ran = CliRunner().invoke(app, ["score", str(alerts), "--labels", str(labels)])
    assert isinstance(ran.exception, UnreadableFile)
    assert "line 2" in str(ran.exception)


def test_all_faults_of_the_labels_are_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("series_id,kind,report_id\ns,household,a\ns,other,b\n,x,c\n")
    with pytest.raises(ConfigurationError) as raised:
        read_labels(path)
    assert [fault.partition(", ")[2][:6] for fault in raised.value.faults] == ["line 3", "line 4"]


def test_lines_that_cannot_be_read_do_not_stop_the_reading_of_arrivals(tmp_path: Path) -> None:
    path = a_file(tmp_path / "r.jsonl", a_report("a", 1, "2026-03-02T00:00:00Z"))
    path.write_bytes(b"not json\n" + path.read_bytes())
    read = ReportFiles().read([path], {"a"})
    assert read.arrivals == {"a": datetime(2026, 3, 2, tzinfo=UTC)}
