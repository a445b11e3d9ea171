"""A detector is a file, a test, a runbook and a table: whichever is missing, this says so."""

from __future__ import annotations

import inspect
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import streams
from streams.core.detectors import DETECTORS, SERIES_DETECTORS

ROOT = Path(streams.__file__).parents[1]
FOLDER = ROOT / "streams" / "core" / "detectors"
NO_DETECTORS = {"__init__", "wording"}
FILES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NO_DETECTORS)
TABLES = tomllib.loads((ROOT / "streams" / "data" / "detectors.toml").read_text())
README = (ROOT / "README.md").read_text()
CITED = re.compile(r"deploy/(?:decisions|runbooks)/[\w-]+\.md")
RUNBOOK_PARTS = ("Sign", "Harm", "Look", "Act", "Undo", "Who")


@pytest.mark.parametrize("name", FILES)
def test_it_is_found_under_the_name_of_its_file(name: str) -> None:
    assert import_module(f"streams.core.detectors.{name}").DETECTOR.id == name
    assert name in DETECTORS


@pytest.mark.parametrize("name", FILES)
def test_it_has_a_test_of_its_own(name: str) -> None:
    assert (Path(__file__).parent / "detectors" / f"test_{name}.py").exists()


@pytest.mark.parametrize("name", FILES)
def test_it_has_a_runbook_that_says_sign_harm_look_act_undo_and_who(name: str) -> None:
    runbook = (ROOT / "deploy" / "runbooks" / f"{name}.md").read_text()

    assert runbook.startswith(f"# {name} ({DETECTORS[name].number.replace('-', ' to ')})")
    places = [runbook.find(f"**{part}.**") for part in RUNBOOK_PARTS]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("name", FILES)
def test_the_runbook_names_no_hour_that_the_table_does_not(name: str) -> None:
    runbook = (ROOT / "deploy" / "runbooks" / f"{name}.md").read_text()
    if name == "review_due":
        return  # its hours are those of each review
    for hours in TABLES[name]["answer_hours"].values():
        assert f"ithin {hours} hour" in runbook


@pytest.mark.parametrize("name", FILES)
def test_its_table_says_status_source_recipients_hours_and_limits(name: str) -> None:
    table = TABLES[name]

    assert table["source"]
    assert table.keys() >= {"status", "recipients", "answer_hours", "limits"}
    assert table["recipients"].keys() <= {"red", "amber", "info"}
    assert set(table["limits"]) == set(DETECTORS[name].limits)


@pytest.mark.parametrize("name", FILES)
def test_whoever_must_answer_is_told(name: str) -> None:
    assert TABLES[name]["answer_hours"].keys() <= TABLES[name]["recipients"].keys()


@pytest.mark.parametrize("name", FILES)
def test_where_it_evaluates_it_names_units_source_and_blind_spots(name: str) -> None:
    module = import_module(f"streams.core.detectors.{name}")
    evaluate = getattr(module, "evaluate", None)
    if evaluate is None:
        assert name not in SERIES_DETECTORS
        return
    text = inspect.getdoc(evaluate) or ""
    for word in ("Units:", "Source:", "Blind to:"):
        assert word in text


@pytest.mark.parametrize("name", FILES)
def test_it_says_what_it_looks_for_what_it_is_blind_to_and_what_may_be_innocent(name: str) -> None:
    detector = DETECTORS[name]
    for text in (detector.title, detector.looks_for, detector.blind_to, detector.source):
        assert text
    assert detector.explanations
    assert detector.next_steps


def test_no_two_detectors_share_a_number() -> None:
    numbers = [detector.number for detector in DETECTORS.values()]
    assert len(numbers) == len(set(numbers))


def test_there_is_no_table_and_no_runbook_without_a_detector() -> None:
    assert set(TABLES) - {"meta"} == set(FILES)
    runbooks = {path.stem for path in (ROOT / "deploy" / "runbooks").glob("*.md")}
    assert set(FILES) <= runbooks


@pytest.mark.parametrize("name", FILES)
def test_records_and_runbooks_that_it_cites_are_there(name: str) -> None:
    text = (FOLDER / f"{name}.py").read_text() + str(TABLES[name])
    assert [path for path in CITED.findall(text) if not (ROOT / path).exists()] == []


def test_decision_records_are_numbered_without_a_gap() -> None:
    records = sorted(path.name for path in (ROOT / "deploy" / "decisions").glob("*.md"))
    assert [name[:4] for name in records] == [f"{n:04d}" for n in range(1, len(records) + 1)]


def test_the_readme_counts_the_rules_and_cites_what_is_there() -> None:
    assert f"by {len(DETECTORS)} rules" in README
    assert [path for path in CITED.findall(README) if not (ROOT / path).exists()] == []
