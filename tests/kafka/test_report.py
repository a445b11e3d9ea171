"""A report is recorded on a real broker, and the alert that said it was due is answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from typer.testing import CliRunner

from schemas.topics import ALERTS
from streams.broker.topics import create
from streams.cli import app
from streams.clients import alerts
from streams.clients.kafka import plan_of, read_to_end
from streams.clients.send import Sender
from streams.clients.worker_process import worker_beside
from streams.replay.lines import read_lines
from tests.kafka.service import settings_for
from tests.report.stories import CUMBRIA, death, file

START = datetime(2026, 1, 10, tzinfo=UTC)


@pytest.fixture
def quarter(tmp_path):
    """Deaths from January to after the day on which a report of the first quarter is due."""
    return file(tmp_path, [death(f"R{i}", START + timedelta(days=3 * i)) for i in range(35)])


def test_recording_a_report_closes_the_step_that_it_was_due(
    kafka, prefix, quarter, tmp_path, monkeypatch
):
    settings = settings_for(kafka.bootstrap, prefix, partitions=2)
    create(settings.broker, plan_of(settings))
    Sender(settings, hold_back=False).send(read_lines([quarter]))
    monkeypatch.setenv("TOCSIN_BROKER", kafka.bootstrap)
    monkeypatch.setenv("TOCSIN_PREFIX", prefix)
    page = tmp_path / "report.html"
    with worker_beside(settings) as worker:
        worker.settle()
        done = CliRunner().invoke(app, [
            "report", "--area", CUMBRIA, "--from", "2026-01-01", "--to", "2026-04-01", "--broker",
            "--partitions", "2", "--out", str(page), "--record",
        ])  # fmt: skip
        named = [one for one in (orjson.loads(m.value()) for m in read_to_end(settings, ALERTS))
                 if one["kind"] == "report_due"]  # fmt: skip
        assert done.exit_code == 0, done.output
        assert "Recorded: the report of" in done.output
        recorded = next(one["alert_id"] for one in named if one["alert_id"] in done.output)
        alert, decisions = alerts.one(settings, recorded)
    step = next(duty for duty in alert["duties"] if duty["duty"] == "death_report")
    assert step["state"] == "done"
    assert any(one["reason"] == "command" for one in decisions)
    assert page.read_bytes().startswith(b"<!doctype html>")
