"""Candidates: the newest of each bucket, whatever came and went on the way."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from streams.core.series.linking.candidates import Rings
from streams.core.series.unit import Key, Unit
from tests.core.series.even_ground import a_unit, drawn, limits, linked

MOST = 9 * 24 + 2 * 4 * 24 + 100  # cells, two profiles in four blocks, keys


def rings(*units: Unit) -> Rings:
    found = Rings(limits())
    for unit in units:
        found.add(unit)
    return found


def test_history_does_not_make_more_candidates() -> None:
    crowd = [a_unit(n, float(n)) for n in range(1, 2001)]

    assert len(rings(*crowd).of(a_unit(2001, 2001.0))) <= MOST
    assert rings(*crowd).of(a_unit(2001, 2001.0))[-1] == 2000


def test_what_went_leaves_room_for_what_was_there_before() -> None:
    crowd = [a_unit(n, float(n), x=None, y=None, keys=(Key("uprn", "1"),)) for n in (1, 2, 3)]
    found = rings(*crowd)
    new = a_unit(9, 9.0, x=None, y=None, keys=(Key("uprn", "1"),))
    assert found.of(new) == [2, 3]
    found.remove(crowd[1])
    assert found.of(new) == [1, 3]


def test_the_order_of_changes_leaves_no_trace() -> None:
    units = drawn(np.random.default_rng(3), 200)
    once = rings(*units)
    again = rings(*reversed(units))
    for unit in units[::7]:
        again.remove(unit)
        again.add(unit)

    for unit in units:
        assert once.of(unit) == again.of(unit)


@pytest.mark.parametrize(
    ("facts", "is_one", "because"),
    [
        ({"x": 31.5}, True, "it is in the next cell"),
        ({"x": 75.0, "age": 52}, True, "it looks alike in the next block"),
        ({"x": 400.0}, False, "it is far away"),
        ({"x": 40.0, "sex": "F", "method": "fall"}, False, "it is neither near nor alike"),
        ({"x": 400.0, "keys": (Key("phone", "p"),)}, True, "it shares a phone"),
        ({"x": None, "y": None, "lsoa": "E01"}, True, "it is in the same small area"),
    ],
)
def test_who_is_a_candidate(facts: dict[str, object], is_one: bool, because: str) -> None:
    one = a_unit(1, 0.0, lsoa="E01", keys=(Key("phone", "p"),))
    other = a_unit(2, 1.0, **({"lsoa": "E02"} | facts))  # type: ignore[arg-type]

    assert (rings(one).of(other) == [1]) is is_one, because


def test_a_person_missing_counts_after_a_fortnight() -> None:
    gone = {"kind": "missing", "klass": "missing", "missing_status": "missing"}
    state = linked([a_unit(1, 0.0, **gone)])  # type: ignore[arg-type]
    soon, later = a_unit(2, 13.0), a_unit(2, 15.0)

    assert state.linker.candidates(soon, soon.arrived) == []
    assert state.linker.candidates(later, later.arrived) == [1]


def test_hypotheses_do_not_depend_on_the_seed_of_hashes() -> None:
    program = (
        "import numpy as np; from streams.codec import write_row;"
        "from tests.core.series.even_ground import drawn, linked;"
        "rows = linked(drawn(np.random.default_rng(2), 300)).hypotheses;"
        "print([write_row(rows[name]) for name in rows])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, check=True, text=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip

    assert len(said) == 1
    assert len(said.pop()) > 100
