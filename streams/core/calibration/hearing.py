"""What the state machine does with word of the calibrator: lines wait for their day, then hold.

Source: detection specification, section 6; design, section 1, *calibrated* and *scanned*.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from streams.core.alerts.row import AlertRow
from streams.core.calibration.moves import PendingLine, in_force_at, moved
from streams.core.events import Calibrated
from streams.core.series.linking.evidence import STREAM
from streams.core.series.thresholds import lines, shipped_lines, stream_of
from streams.core.signals import Signal

if TYPE_CHECKING:
    from streams.core.state import AreaState

NOTHING_THERE = frozenset({"explained", "data_error"})  # verdicts that say a line is too low
LINKER, SCAN = "linked_evidence", "local_excess"  # kinds of the statistical parts


def hear(state: AreaState, event: Calibrated) -> None:
    """Let the lines of a month wait for their day; what is no newer changes nothing."""
    if event.stream not in state.context.series.lines:
        return
    waits, holds = state.pending.get(event.stream), state.thresholds.get(event.stream)
    known = [one.as_of for one in (waits, holds) if one is not None]
    if any(event.as_of <= one for one in known):
        return
    row = PendingLine(event.amber, event.red, event.months, event.as_of, event.digest)
    state.pending.put(event.stream, row)


def due(state: AreaState, stream: str) -> datetime | None:
    """When the lines of a stream that wait come into force."""
    waits = state.pending.get(stream)
    numbers = state.context.series.calibration.numbers
    return None if waits is None else in_force_at(waits.as_of, numbers)


def come_into_force(state: AreaState, stream: str) -> None:
    """Let lines that waited hold from now on."""
    series = state.context.series
    found = moved(
        state.pending[stream],
        shipped_lines(series, stream, state.usual.size),
        lines(state, stream),
        verdicts(state, stream),
        series.calibration.numbers,
    )
    state.thresholds.put(stream, found)
    state.pending.delete(stream)


def verdicts(state: AreaState, stream: str) -> int:
    """Alerts of a stream that people closed lately as explained, or as of wrong data."""
    days = state.context.series.calibration.numbers["verdict_days"]
    since = state.now.clock - timedelta(days=days)
    closed = (
        alert
        for alert in state.alerts.values()
        if alert.verdict in NOTHING_THERE and alert.updated_at >= since
    )
    return sum(stream in _streams(alert, state) for alert in closed)


def _streams(alert: AlertRow, state: AreaState) -> set[str]:
    return {stream for part in alert.parts for stream in _streams_of(part, state)}


def _streams_of(part: Signal, state: AreaState) -> Iterator[str]:
    if part.kind == LINKER:
        yield STREAM
    elif part.kind == SCAN:
        for found in state.scans.of(*part.members[-1:]):
            if found.members == part.members:
                yield stream_of(found.stream)
