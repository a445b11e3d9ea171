"""Receive files what the calibrator found to its area's log: once, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from schemas.topics import AREA_EVENTS, CALIBRATIONS, QUARANTINE
from streams.agents.receive_stage import ReceiveStage
from streams.agents.stage import Record, Settled
from streams.codec import read_event, write_event
from streams.configuration import load
from streams.core.events import AreaEvent, Calibrated, Scanned, Ticked

AREAS = load().areas
CUMBRIA = "E23000002"
MONTH = datetime(2026, 3, 1, tzinfo=UTC)
LINE = Calibrated(
    area=CUMBRIA, time=MONTH, stream="linker", amber=2.0, red=4.0, months=24, units=900,
    as_of=MONTH, digest="d",
)  # fmt: skip
NIGHT = Scanned(area=CUMBRIA, time=MONTH, clusters=(), as_of=MONTH, digest="d")


def a_stage() -> ReceiveStage:
    return ReceiveStage(0, 1, AREAS, "events")


def given(stage: ReceiveStage, *values: bytes) -> Settled:
    return stage.apply(
        [Record(CALIBRATIONS, 0, n, 0, CUMBRIA.encode(), value) for n, value in enumerate(values)]
    )


def filed(settled: Settled) -> list[AreaEvent]:
    events = (read_event(one.value or b"") for one in settled.outputs if one.topic == AREA_EVENTS)
    return [replace(event, origin=LINE.origin) for event in events]  # type: ignore[type-var]


def test_lines_and_a_scan_are_filed_with_where_they_lay() -> None:
    settled = given(a_stage(), write_event(LINE), write_event(NIGHT))

    assert filed(settled) == [LINE, NIGHT]
    first = read_event(settled.outputs[0].value or b"")
    assert isinstance(first, Calibrated)
    assert (first.origin.topic, first.origin.offset) == (CALIBRATIONS, 0)
    counted = {one.labels for one in settled.counts if one.metric == "calibrations_total"}
    assert counted == {("linker", CUMBRIA), ("scan", CUMBRIA)}


def test_a_repeat_changes_nothing_even_after_a_restart() -> None:
    stage, again = a_stage(), a_stage()
    for key, value in given(stage, write_event(LINE)).rows.items():
        again.restore(key, value or b"")

    settled = given(again, write_event(LINE), write_event(replace(LINE, digest="other")))

    assert (settled.outputs, settled.rows) == ((), {})


def test_the_next_month_is_news_and_the_one_before_is_not() -> None:
    stage = a_stage()
    given(stage, write_event(LINE))
    next_month = replace(LINE, as_of=datetime(2026, 4, 1, tzinfo=UTC))
    before = replace(LINE, as_of=datetime(2026, 2, 1, tzinfo=UTC))

    assert filed(given(stage, write_event(next_month), write_event(before))) == [next_month]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", b"unknown_type"),
        (b"{not json", b"unknown_type"),
        (write_event(Ticked(area=CUMBRIA, time=MONTH)), b"unknown_type"),
        (write_event(replace(LINE, area="E99")), b"unknown_area"),
    ],
)
def test_anything_else_is_set_aside(value: bytes, reason: bytes) -> None:
    settled = given(a_stage(), value)

    (aside,) = settled.outputs
    assert aside.topic == QUARANTINE
    assert dict(aside.headers)["q_reason"] == reason
