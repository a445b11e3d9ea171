"""`tocsin detectors` lists whatever is watched for, by the rules that the worker reads."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.catalogue.roles import roles
from streams.catalogue.rule_files import units_of
from streams.catalogue.watched import Watched, one_of, watched
from streams.catalogue.watched_words import OTHER_LIMITS, as_json, explained, table
from streams.cli import app
from streams.configuration import DATA, load
from streams.core.detectors import DETECTORS
from streams.core.errors import ConfigurationError
from streams.core.series.thresholds import OwnLine

ENTRIES = watched(load(), units_of(None))


def run(*words: str) -> list[dict[str, object]]:
    ran = CliRunner().invoke(app, ["detectors", *words, "--json"], catch_exceptions=False)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_every_detector_is_listed() -> None:
    assert {row["id"] for row in run("list")} == set(DETECTORS)


def test_every_limit_has_a_unit_and_every_role_a_name() -> None:
    for entry in ENTRIES:
        assert all(limit.unit for limit in entry.limits), entry.detector.id
        told = {role for roles in entry.config.recipients.values() for role in roles}
        assert told <= roles().keys()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.detector.id)
def test_all_that_is_known_of_it_is_said(entry) -> None:  # type: ignore[no-untyped-def]
    said = "\n".join(explained(entry))
    for part in (
        entry.detector.number, entry.detector.blind_to, entry.config.source, entry.runbook,
        *entry.detector.explanations, *entry.detector.next_steps,
        *(limit.name for limit in entry.limits),
    ):  # fmt: skip
        assert part in said


def test_it_is_found_by_its_number_and_for_an_area_its_rate_is_that_of_the_area() -> None:
    (row,) = run("explain", "D1", "--area", "E23000002")
    assert row["id"] == "drug_spike"
    a_million = row["by_chance_per_million_and_year"]["red"]["alerts"]  # type: ignore[index]
    here = row["by_chance_in_area_and_year"]["red"]["alerts"]  # type: ignore[index]
    assert 0 < here < a_million


def linked_with(own: OwnLine) -> Watched:
    return replace(one_of(ENTRIES, "linked_evidence"), own={"linker": own})


OWN_LINE = OwnLine(
    amber=1.75, red=3.5, as_of=datetime(2026, 3, 1, tzinfo=UTC), months=30, shipped=2.0,
    step=-0.25,
)  # fmt: skip


def test_a_line_of_its_own_says_since_when_and_how_far_it_moved() -> None:
    area = load().areas.by_code["E23000002"]
    entry = linked_with(OWN_LINE)

    assert (
        "  linker: amber 1.75 (4.2 a year), red 3.50 (0.35 a year); own calibration as of "
        "01 Mar 2026 (30 months of its own), moved by -0.25 to -0.25 from the shipped line"
    ) in list(explained(entry, area))
    (row,) = list(table((entry,), area=area))[1:]
    assert row[-1] == "own calibration as of 01 Mar 2026: 1 of 1 streams"
    (line,) = as_json(entry, area)["lines"]
    assert (line["origin"], line["own"]["months"]) == ("own calibration", 30)


def test_a_line_that_verdicts_raised_says_so() -> None:
    entry = linked_with(replace(OWN_LINE, step=0.25, verdicts=9))

    said = "\n".join(explained(entry, load().areas.by_code["E23000002"]))

    assert "raised because people closed 9 alerts as explained or wrong data" in said


def test_without_a_broker_named_an_area_has_the_shipped_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TOCSIN_BROKER", raising=False)
    rows = {row["id"]: row for row in run("list", "--area", "E23000002")}

    lines = rows["local_excess"]["lines"]
    assert {line["origin"] for line in lines} == {"shipped table"}  # type: ignore[union-attr]


def test_one_that_does_not_exist_is_refused_with_those_that_do() -> None:
    ran = CliRunner().invoke(app, ["detectors", "explain", "nothing"])
    assert isinstance(ran.exception, ConfigurationError)
    assert "drug_spike" in ran.exception.faults[0]


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    text = (DATA / "detectors.toml").read_text()
    (tmp_path / "detectors.toml").write_text(text.replace("near_m = 50.0 ", "near_m = 40.0 "))
    return tmp_path


def test_it_reads_the_rules_that_the_worker_reads(
    stricter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (given,) = run("explain", "L2", "--config", str(stricter))
    monkeypatch.setitem(os.environ, "TOCSIN_RULES", str(stricter))
    (from_environment,) = run("explain", "L2")
    assert given == from_environment
    assert {"name": "near_m", "value": 40.0} in [
        {"name": one["name"], "value": one["value"]}
        for one in given["limits"]  # type: ignore[attr-defined]
    ]


def test_rates_measured_with_other_limits_are_told_apart(stricter: Path) -> None:
    entries = watched(load(None, stricter), units_of(stricter), load())
    said = {entry.detector.id: "\n".join(explained(entry)) for entry in entries}
    assert OTHER_LIMITS in said["same_address"]
    assert OTHER_LIMITS not in said["drug_spike"]
