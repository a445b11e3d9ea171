"""The benchmark's files: the same seed gives the same bytes, and the twin has no series."""

from __future__ import annotations

from hashlib import sha256

from streams.replay.labels import read_labels
from tests.bench.detection.generate import Plan, generate
from tests.bench.detection.tables import FAMILIES

SMALL = {"areas": ("E23000002", "E23000025"), "years": 1.3}
BYTES = "3bb6414bcd0bf5d0375f02b930256d8896b631ec4afd801eafaf90c602f5e261"


def test_a_seed_gives_the_same_bytes_for_ever(tmp_path):
    generate(Plan(seed=3, **SMALL), tmp_path)

    digest = sha256((tmp_path / "reports.jsonl").read_bytes()).hexdigest()

    assert digest == BYTES, "figures of before no longer compare: say so in the change log"


def test_the_twin_has_the_same_background_and_no_series(tmp_path):
    generate(Plan(seed=3, **SMALL), tmp_path / "one")
    generate(Plan(seed=3, intensity=0.0, **SMALL), tmp_path / "twin")
    ours, twin = _reports(tmp_path / "one"), _reports(tmp_path / "twin")

    kinds = {one.kind for one in read_labels(tmp_path / "twin" / "labels.csv")}

    assert all(kind.startswith("trap_") for kind in kinds)
    assert twin < ours
    assert len(ours - twin) < 0.03 * len(ours)


def test_every_family_has_a_series_of_two_members_or_more(tmp_path):
    generate(Plan(seed=3, **SMALL), tmp_path)
    members = {one.kind: len(one.members) for one in read_labels(tmp_path / "labels.csv")}

    assert set(FAMILIES) <= set(members)
    assert all(members[family] >= 2 for family in FAMILIES)


def _reports(folder):
    """All lines but the counts of overdoses, which a batch raises."""
    lines = (folder / "reports.jsonl").read_text().splitlines()
    return {one for one in lines if '"type":"tocsin.counts' not in one}
