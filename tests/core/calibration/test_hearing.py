"""Lines of a month wait for its eighth day; a restart between changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from streams.codec import read_event, write_event
from streams.core.alerts.row import AlertRow
from streams.core.area import AreaMachine
from streams.core.calibration.hearing import verdicts
from streams.core.events import Calibrated, Ticked
from streams.core.series.scan.excess import Excess
from streams.core.series.thresholds import OWN, SHIPPED, lines
from streams.core.signals import Signal
from tests.core.people_and_places import CUMBRIA, START, Story, a_death, at, only_live
from tests.core.restarting import restarted

MONTH = datetime(2026, 4, 1, tzinfo=UTC)
EIGHTH = datetime(2026, 4, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def calibrated(**changes: object) -> Calibrated:
    event = Calibrated(
        area=CUMBRIA, time=MONTH, stream="linker", amber=9.0, red=9.5, months=24, units=900,
        as_of=MONTH, digest="d",
    )  # fmt: skip
    return replace(event, **changes)  # type: ignore[arg-type]


def an_area() -> AreaMachine:
    """An area that heard one death, in its third April day."""
    machine = Story(**only_live("linked_evidence")).hear(a_death("d1", 0)).machine
    machine.step(Ticked(area=CUMBRIA, time=MONTH + timedelta(days=2)))
    return machine


def tick(machine: AreaMachine, time: datetime) -> AreaMachine:
    machine.step(Ticked(area=CUMBRIA, time=time))
    return machine


def test_it_takes_effect_on_the_eighth_and_not_before() -> None:
    machine = an_area()
    before = lines(machine.state, "linker")
    machine.step(calibrated())

    tick(machine, EIGHTH - SECOND)
    assert lines(machine.state, "linker") == before
    tick(machine, EIGHTH)
    after = lines(machine.state, "linker")

    assert (before.origin, after.origin, after.as_of) == (SHIPPED, OWN, MONTH)
    assert after.amber == pytest.approx(before.amber + 0.25)
    assert lines(machine.state, "suicide").origin == SHIPPED


def test_what_comes_after_the_eighth_takes_effect_as_the_clock_moves_on() -> None:
    machine = tick(an_area(), EIGHTH + timedelta(days=3))
    machine.step(calibrated())
    assert lines(machine.state, "linker").origin == SHIPPED

    assert lines(tick(machine, EIGHTH + timedelta(days=4)).state, "linker").origin == OWN


def test_word_of_the_calibrator_does_not_move_the_clock() -> None:
    machine = an_area()
    clock = machine.state.now.clock

    machine.step(calibrated(time=MONTH))

    assert machine.state.now.clock == clock


@pytest.mark.parametrize("at_restart", [MONTH + timedelta(days=3), EIGHTH - SECOND])
def test_a_restart_before_the_eighth_changes_nothing(at_restart: datetime) -> None:
    whole, broken = an_area(), an_area()
    for machine in (whole, broken):
        machine.step(calibrated())
        tick(machine, at_restart)

    again = restarted(broken)
    tick(whole, EIGHTH)
    tick(again, EIGHTH)

    assert again.state.thresholds["linker"] == whole.state.thresholds["linker"]
    assert len(again.state.pending) == 0


def test_a_repeat_and_an_older_month_change_nothing() -> None:
    machine = an_area()
    machine.step(calibrated())
    tick(machine, EIGHTH)
    once = machine.state.thresholds["linker"]

    machine.step(calibrated())
    machine.step(calibrated(as_of=datetime(2026, 3, 1, tzinfo=UTC)))
    tick(machine, EIGHTH + timedelta(days=1))

    assert machine.state.thresholds["linker"] == once


def test_the_next_month_moves_it_on() -> None:
    machine = an_area()
    first = lines(machine.state, "linker").amber
    machine.step(calibrated())
    machine.step(calibrated(as_of=datetime(2026, 5, 1, tzinfo=UTC), time=EIGHTH))
    tick(machine, datetime(2026, 5, 8, tzinfo=UTC))

    own = machine.state.thresholds["linker"]

    assert own.as_of == datetime(2026, 5, 1, tzinfo=UTC)
    assert own.amber <= first + 0.5


def test_a_stream_that_does_not_exist_is_passed_over() -> None:
    machine = an_area()
    machine.step(calibrated(stream="nothing"))

    tick(machine, EIGHTH)

    assert len(machine.state.thresholds) == 0


def test_the_event_reads_back_as_it_was_written() -> None:
    assert read_event(write_event(calibrated(amber=None))) == calibrated(amber=None)


def an_alert(number: int, verdict: str | None, day: float, part: Signal) -> AlertRow:
    return AlertRow(
        alert_id=f"alert {number}", klass="cluster", kind=part.kind, family="linked_series",
        tier="amber", state="closed", revision=2, order=number, members=part.members,
        parts=(part,), raised_at=at(day), updated_at=at(day), verdict=verdict,  # type: ignore[arg-type]
    )  # fmt: skip


def a_part(kind: str, *members: str) -> Signal:
    return Signal(
        kind=kind, tier="amber", members=members, title="", why="", observed=2,
        start=START, end=START,
    )  # fmt: skip


def test_verdicts_count_for_the_streams_that_found_the_alert_in_the_last_year() -> None:
    state = tick(an_area(), at(500)).state
    scanned = Excess(
        stream="drug:ghb", unit="b", members=("a", "b"), observed=2, expected=0.1, score=3.0,
        days=7, like="",
    )  # fmt: skip
    state.scans.put(scanned.name, scanned)
    linked, excess = a_part("linked_evidence", "a", "b"), a_part("local_excess", "a", "b")
    told = [
        ("explained", 400, linked), ("data_error", 450, linked), ("series", 450, linked),
        ("explained", 100, linked), (None, 450, linked), ("explained", 450, excess),
    ]  # fmt: skip
    for number, (verdict, day, part) in enumerate(told):
        state.put_alert(an_alert(number, verdict, day, part))

    assert verdicts(state, "linker") == 2
    assert verdicts(state, "drug") == 1
    assert verdicts(state, "suicide") == 0


def test_alerts_explained_beyond_twice_the_budget_raise_the_line() -> None:
    machine = an_area()
    before = lines(machine.state, "linker")
    for number in range(9):  # the linker may tell 4.2 a year in vain
        part = a_part("linked_evidence", f"a{number}", f"b{number}")
        machine.state.put_alert(an_alert(number, "explained", 20, part))
    machine.step(calibrated(amber=-5.0, red=-5.0))

    tick(machine, EIGHTH)

    own = machine.state.thresholds["linker"]
    assert (own.amber, own.verdicts) == (pytest.approx(before.amber + 0.25), 9)
