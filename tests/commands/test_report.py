"""``tocsin report`` as a person types it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

import pytest

from tests.report.stories import CUMBRIA, START, a_resolved_alert, death, file

DAY = timedelta(days=1)


def _tocsin(*words):
    found = subprocess.run(
        [sys.executable, "-m", "streams", "report", *map(str, words)], capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    return found.returncode, found.stdout + found.stderr


@pytest.fixture
def lines(tmp_path):
    return file(tmp_path, [a_resolved_alert(), *(death(f"D{i}", START + i * 4 * DAY)
                                                 for i in range(40))])  # fmt: skip


def test_it_writes_one_page_and_its_figures_beside(lines, tmp_path):
    page, folder = tmp_path / "r.html", tmp_path / "data"
    code, said = _tocsin(
        "--area", CUMBRIA, "--from", "2026-04-01", "--to", "2026-07-01", lines, "--out", page,
        "--data", folder,
    )  # fmt: skip

    assert code == 0, said
    assert page.read_text().startswith("<!doctype html>")
    assert json.loads((folder / "figures.json").read_bytes())["area"] == CUMBRIA
    assert (folder / "figures.csv").read_text().startswith("figure,section,part,label,measure")


def test_the_next_report_scores_the_last(lines, tmp_path):
    first, then = tmp_path / "a", tmp_path / "b"
    common = ("--area", CUMBRIA, lines, "--out", tmp_path / "r.html")
    _tocsin(*common, "--from", "2026-01-01", "--to", "2026-04-01", "--data", first)
    code, said = _tocsin(
        *common, "--from", "2026-04-01", "--to", "2026-07-01", "--data", then,
        "--previous", first / "figures.json",
    )  # fmt: skip

    assert code == 0, said
    figures = json.loads((then / "figures.json").read_bytes())["figures"]
    scored = next(one for one in figures if one["key"] == "scored")
    assert "No earlier report" not in scored["sentence"]


def test_every_fault_of_usage_is_named_at_once(lines, tmp_path):
    code, said = _tocsin(
        "--area", CUMBRIA, "--from", "2026-07-01", "--to", "2026-04-01", "--out", tmp_path / "r",
        "--edition", "short",
    )  # fmt: skip

    assert code == 2
    assert "--to must be later" in said
    assert "--edition short" in said
    assert "give files, or --broker" in said


def test_an_area_that_did_not_report_is_refused_with_what_is_there(lines, tmp_path):
    code, said = _tocsin(
        "--area", "E23000003", "--from", "2026-04-01", "--to", "2026-07-01", lines, "--out",
        tmp_path / "r.html",
    )  # fmt: skip

    assert code == 2
    assert "E23000002 Cumbria" in said.replace("\n", " ")
