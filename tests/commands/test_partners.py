"""`tocsin partners`: who is told, and a preview for whoever must answer for what goes out."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from streams.cli import app
from streams.configuration import DATA
from streams.replay.lines import read_lines
from tests.core.partners.listeners import rules_and_keys

FEW = 1_500  # lines of the sample: a series and a spike of drug deaths among them


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two recipients by settings, and the beginning of the sample as a file."""
    for name, folder in rules_and_keys(tmp_path, "council", "health").items():
        monkeypatch.setenv(f"TOCSIN_{name.upper()}", str(folder))
    lines = islice(read_lines([DATA / "sample.jsonl.gz"]), FEW)
    (tmp_path / "few.jsonl").write_bytes(b"".join(line.value + b"\n" for line in lines))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, [*words], catch_exceptions=False)


def test_as_shipped_no_partner_is_listed() -> None:
    assert run("partners", "list").stdout == ""


def test_the_recipients_are_listed_with_their_topics(place: Path) -> None:
    rows = [json.loads(line) for line in run("partners", "list").stdout.splitlines()]

    assert [row["topic"] for row in rows] == [
        "partner.alerts.council.v1", "partner.alerts.health.v1",
    ]  # fmt: skip
    assert "key" not in json.dumps(rows)


def test_a_preview_is_what_a_replay_writes_for_each(place: Path) -> None:
    few, out = str(place / "few.jsonl"), place / "out"
    run("replay", few, "--config", str(place / "rules"), "--out", str(place / "alerts.jsonl"),
        "--partners", str(out))  # fmt: skip
    told = [json.loads(line)["data"] for line in (place / "alerts.jsonl").open()]
    ids = {one["alert_id"] for one in told if one["kind"] in ("drug_spike", "similar_near_repeat")}

    shown = [json.loads(line) for one in ids
             for line in run("partners", "preview", one, few).stdout.splitlines()]  # fmt: skip

    assert len(shown) > 3
    for name in ("council", "health"):
        wanted = [json.loads(line)["data"] for line in (out / f"{name}.jsonl").open()]
        mine = [{k: v for k, v in row.items() if k != "recipient"}
                for row in shown if row["recipient"] == name]  # fmt: skip
        assert sorted(map(str, mine)) == sorted(map(str, wanted))


def test_an_alert_that_no_partner_hears_of_is_a_finding(place: Path) -> None:
    ran = run("partners", "preview", "E23000001-AAAAAAAAAAAA", str(place / "few.jsonl"))

    assert ran.exit_code == 1
    assert "No partner would hear of E23000001-AAAAAAAAAAAA" in ran.stderr
