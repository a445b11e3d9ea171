"""Whatever breaks while reports come: nothing lost, nothing invented, nothing twice, nothing else.

`python -m tests.kafka.faults` does the same more often, and prints what each fault came to.
"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.kafka.broker import start_broker
from tests.kafka.faults import faults
from tests.kafka.faults.scene import play

RATE = 200.0  # lines a second


def test_ten_kills(kafka, prefix: str, tmp_path: Path):
    came = play(kafka.bootstrap, prefix, tmp_path, faults.kills(10), lines=3_000, rate=RATE)

    assert came.difference.is_none, came
    assert came.codes.count(-signal.SIGKILL) == 10


def test_a_second_worker_joins_and_leaves(kafka, prefix: str, tmp_path: Path):
    happens = faults.a_second_worker(1)
    came = play(kafka.bootstrap, prefix, tmp_path, happens, lines=1_500, rate=RATE)

    assert came.difference.is_none, came


def test_a_worker_that_sleeps_beyond_its_session_writes_nothing_as_it_wakes(
    kafka, prefix: str, tmp_path: Path
):
    came = play(kafka.bootstrap, prefix, tmp_path, faults.pauses(1), lines=1_500, rate=RATE)

    assert came.difference.is_none, came


@pytest.mark.starts_broker
def test_the_broker_is_ended_and_killed(prefix: str, tmp_path: Path):
    with start_broker() as broker:
        happens = faults.broker_restarts(broker, 2)
        came = play(broker.bootstrap, prefix, tmp_path, happens, lines=1_500, rate=RATE)

    assert came.difference.is_none, came
