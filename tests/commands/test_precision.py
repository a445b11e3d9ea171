"""How often a rule was worth it, by the verdicts of people."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from streams.catalogue.precision import Precision, precision
from streams.cli import app
from streams.commands import detectors


def closed(verdict: str | None, *parts: str, kind: str = "same_address") -> dict[str, Any]:
    return {"kind": kind, "verdict": verdict, "measures": {"parts": [{"kind": p} for p in parts]}}


ALERTS = [
    closed("linked_series", "same_address", "similar_near_repeat"),
    closed("explained", "same_address"),
    closed("duplicate", "same_address"),
    closed(None, "same_address"),
    closed("escalated", kind="review_due"),
]


def test_each_detector_of_an_alert_is_judged_by_its_verdict() -> None:
    assert precision(ALERTS) == {
        "same_address": Precision(1, 2),
        "similar_near_repeat": Precision(1, 1),
        "review_due": Precision(1, 1),
    }


def test_the_list_says_it_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detectors, "standing", lambda settings, area, since: ALERTS)
    said = CliRunner().invoke(app, ["detectors", "list", "--verdicts"], catch_exceptions=False)
    rows = [row for row in said.stdout.splitlines() if '"id":"same_address"' in row]
    assert '"verdicts":{"useful":1,"judged":2}' in rows[0]
    plain = CliRunner().invoke(app, ["detectors", "list"], catch_exceptions=False).stdout
    assert "verdicts" not in plain
