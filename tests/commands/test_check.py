"""`tocsin check`: what would be used of a sender's files, without a broker."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from streams.cli import app

EXAMPLES = Path(__file__).parents[2] / "deploy" / "docs" / "examples"


def check(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["check", *map(str, words)], catch_exceptions=False)


def test_the_examples_for_senders_are_used_whole() -> None:
    told = check(EXAMPLES / "reports.jsonl")
    assert told.exit_code == 0, told.stdout
    assert {json.loads(line)["topic"] for line in told.stdout.splitlines()} == {
        "death.reports.v1", "violence.reports.v1", "missing.reports.v1", "partner.counts.v1",
    }  # fmt: skip


def test_each_fault_is_named_by_line_and_field() -> None:
    told = check(EXAMPLES / "faulty.jsonl")
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    assert told.exit_code == 1
    assert [(row["line"], row["verdict"], row["reason"], row["fields"]) for row in rows] == [
        (1, "used", None, []),
        (2, "partly", None, ["weapon"]),
        (3, "set aside", "unknown_area", ["area"]),
        (4, "set aside", "core_field", ["recorded_at"]),
        (5, "set aside", "not_json", []),
    ]
    assert rows[1]["unknown"] == 1


def test_no_value_and_no_name_that_a_sender_made_up_is_said() -> None:
    told = check(EXAMPLES / "faulty.jsonl")
    sent = ("a very personal remark", "colour_of_car", "green", "E99999999", "CUM-D-1009")
    assert not [word for word in sent if word in told.output]


def test_the_same_line_twice_is_a_repeat(tmp_path: Path) -> None:
    line = (EXAMPLES / "reports.jsonl").read_text().splitlines()[0]
    twice = tmp_path / "twice.jsonl"
    twice.write_text(f"{line}\n{line}\n")
    told = check(twice)
    assert [json.loads(row)["verdict"] for row in told.stdout.splitlines()] == ["used", "repeat"]
    assert told.exit_code == 0
