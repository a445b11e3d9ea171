"""`tocsin duties`: what is known of each review, and what one report raises."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from streams.catalogue.regime_status import Status, known_regimes
from streams.catalogue.regime_words import clock, explained
from streams.catalogue.rule_files import regime_tables
from streams.cli import app
from streams.configuration import DATA, load
from streams.core.errors import ConfigurationError

TODAY = date(2026, 11, 24)
KNOWN = known_regimes(load().shared.book, regime_tables(None), TODAY)
A_HOMICIDE: dict[str, Any] = {
    "report_id": "r1", "version": 1, "area": "E23000002", "category": "homicide",
    "recorded_at": "2026-06-10T12:00:00Z", "occurred_from": "2026-06-10T09:00:00Z",
    "subject": {"age": 40, "sex": "F"}, "flags": ["domestic_abuse"],
}  # fmt: skip


def check(path: Path, report: object, *words: str) -> dict[str, Any]:
    path.write_text(json.dumps(report, indent=2))
    ran = CliRunner().invoke(app, ["duties", "check", str(path), *words], catch_exceptions=False)
    said: dict[str, Any] = json.loads(ran.stdout)
    return said


def test_every_regime_of_the_file_is_listed() -> None:
    ran = CliRunner().invoke(app, ["duties", "list"], catch_exceptions=False)
    listed = [json.loads(line)["id"] for line in ran.stdout.splitlines()]
    file = tomllib.loads((DATA / "regimes.toml").read_text())
    assert listed == [row["id"] for row in file["regime"]]


@pytest.mark.parametrize(
    ("regime", "status"),
    [
        ("dhr", Status.IN_FORCE),
        ("dardr", Status.NOT_COMMENCED),
        ("owhr", Status.PILOT_OVER),
        ("lessons", Status.POLICY),
        ("leder", Status.POLICY),
        ("sin", Status.IN_FORCE),
        ("lac_death", Status.IN_FORCE),
    ],
)
def test_where_a_regime_stands(regime: str, status: Status) -> None:
    assert {known.regime.id: known.status for known in KNOWN}[regime] is status


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.regime.id)
def test_all_that_is_known_of_it_is_said(known) -> None:  # type: ignore[no-untyped-def]
    said = "\n".join(explained(known, {}))
    for part in (
        known.status.value, known.regime.legal_basis, known.regime.judge,
        *(step.say for step in known.regime.steps), *known.regime.sources,
    ):  # fmt: skip
        assert part in said


def test_a_clock_is_said_in_words() -> None:
    dhr = next(known.regime for known in KNOWN if known.regime.id == "dhr")
    assert [clock(step) for step in dhr.steps] == [
        "5 working days from becoming aware",
        "1 month from the step notify csp, the first day counted",
        "6 months from the step decide, the first day counted",
        "at once from the step report",
    ]


def test_a_report_taken_back_raises_nothing(tmp_path: Path) -> None:
    said = check(tmp_path / "r.json", {**A_HOMICIDE, "withdrawn": True}, "--type", "death")
    assert not any(one["raised"] for one in said["duties"])


def test_a_domestic_homicide_raises_its_review_with_a_local_due_time(tmp_path: Path) -> None:
    said = check(tmp_path / "r.json", A_HOMICIDE, "--type", "death")
    duty = next(one for one in said["duties"] if one["duty"] == "dhr")
    assert duty["raised"]
    assert duty["steps"][0]["due_local"] == "Wed 17 Jun 2026, 23:59 BST"


def test_a_duty_that_is_not_yet_law_is_explained_too(tmp_path: Path) -> None:
    said = check(tmp_path / "r.json", A_HOMICIDE, "--type", "death")
    duty = next(one for one in said["duties"] if one["duty"] == "dardr")
    assert not duty["raised"]
    assert "not raised" in duty["why"]


def test_a_whole_event_needs_no_type(tmp_path: Path) -> None:
    event = {
        "specversion": "1.0", "type": "tocsin.death.reported.v1", "source": "//x", "id": "r1/1",
        "time": "2026-06-10T12:00:00Z", "data": A_HOMICIDE,
    }  # fmt: skip
    bare = check(tmp_path / "r.json", A_HOMICIDE, "--type", "death")
    assert check(tmp_path / "r.json", event)["duties"] == bare["duties"]


def test_bare_data_without_a_type_is_asked_for_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="--type"):
        check(tmp_path / "r.json", A_HOMICIDE)


def test_a_report_that_cannot_be_used_is_refused_by_field_never_by_value(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as raised:
        check(tmp_path / "r.json", {**A_HOMICIDE, "category": "Jane Doe"}, "--type", "death")
    assert "category" in raised.value.faults[0]
    assert "Jane" not in raised.value.faults[0]


def test_a_field_left_out_is_named(tmp_path: Path) -> None:
    report = {**A_HOMICIDE, "subject": {"age": "fourty"}}
    said = check(tmp_path / "r.json", report, "--type", "death")
    assert said["not_used"] == ["subject.age"]
    duty = next(one for one in said["duties"] if one["duty"] == "dhr")
    assert duty["state"] == "needs_fact"
