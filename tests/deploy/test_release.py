"""What a release is made of: the same bytes twice, known licences, no code of others beside."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import yaml

from deploy.release import licences

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"
NOT_OURS_TO_SHIP = re.compile(r"(?<!L)GPL|Affero|SSPL|Commons Clause|^$", re.IGNORECASE)


def _shipped() -> list[tuple[str, ...]]:
    with licences.FILE.open() as file:
        return [tuple(row) for row in csv.reader(file)][1:]


def test_the_list_of_licences_is_that_of_the_locked_versions():
    shipped = _shipped()
    assert {name for name, _, _ in shipped} >= {name for name, _, _ in licences.rows()}
    assert not set(licences.rows()) - set(shipped), "python -m deploy.release.licences"


def test_every_licence_lets_a_force_use_and_pass_on_what_it_has():
    assert [row for row in _shipped() if NOT_OURS_TO_SHIP.search(row[2])] == []


def test_two_builds_in_two_places_give_the_same_wheel(tmp_path):
    digests = set()
    for name in ("here", "there"):
        folder = tmp_path / name
        folder.mkdir()
        for each in ("pyproject.toml", "README.md"):
            shutil.copyfile(ROOT / each, folder / each)
        for each in ("schemas", "streams"):
            shutil.copytree(ROOT / each, folder / each, copy_function=shutil.copyfile)
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "build", "-q", "--wheel", "--out-dir", "out"], cwd=folder, check=True)
        (wheel,) = (folder / "out").glob("*.whl")
        digests.add(sha256(wheel.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_the_workflow_runs_no_action_of_others_and_only_what_there_is():
    job = yaml.safe_load(WORKFLOW.read_text())["jobs"]["release"]
    assert not [step for step in job["steps"] if "uses" in step]
    script = "\n".join(step["run"] for step in job["steps"])
    assert "make release" in script
    assert "\nrelease:" in (ROOT / "Makefile").read_text()
    assert (ROOT / ".ci" / "run").exists()
