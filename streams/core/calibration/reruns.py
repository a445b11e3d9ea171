"""One rerun: reports of an area, in an order of their own, through its background, linker and scan.

Source: detection specification, section 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from streams.core.calibration.maxima import Chance
from streams.core.events import Earlier
from streams.core.lookup import CaseRow
from streams.core.series.linking import following
from streams.core.series.linking.evidence import STREAM
from streams.core.series.linking.hypotheses import Hypothesis
from streams.core.series.linking.linker import came
from streams.core.series.scan import scanning
from streams.core.series.thresholds import OwnLine, stream_of
from streams.core.series.unit import day_number, streams_of, unit_of
from streams.core.state import AreaState, Context, Position

LOWEST = -1e9  # nats: every finding is kept, whatever its score


def weighed(rows: Sequence[CaseRow], context: Context, compared: datetime) -> AreaState:
    """An area after its reports came in this order, with every finding of linker and scan kept.

    Those that came before ``compared`` teach what is usual, and no more. Nothing is told, so no
    clusters, duties or counts are made.
    """
    state = AreaState(context)
    for stream in context.series.lines:
        state.thresholds.put(stream, OwnLine(amber=LOWEST, red=LOWEST, as_of=compared))
    for row in rows:
        _file(row, state, is_weighed=row.arrived >= compared)
    return state


def found(state: AreaState, counted: datetime) -> dict[str, list[Chance]]:
    """What was found by stream, from ``counted`` on."""
    out: dict[str, list[Chance]] = {stream: [] for stream in state.context.series.lines}
    for one in state.scans.values():
        if state.cases[one.unit].arrived >= counted:
            out[stream_of(one.stream)].append(Chance(one.score, one.members))
    for hypothesis in state.hypotheses.values():
        out[STREAM].extend(_of_hypothesis(hypothesis, state, counted))
    return out


def _file(row: CaseRow, state: AreaState, *, is_weighed: bool) -> None:
    if not len(state.position):
        state.position.put("now", Position(row.arrived, row.arrived))
    state.move(clock=max(row.arrived, state.now.clock))
    earlier = Earlier(row.arrived, row.category_first, row.turned_from)
    filed, _ = state.file(row.case, whole=row.whole, earlier=earlier)
    if is_weighed and streams_of(unit_of(filed)):
        scanning.absorb(None, filed, state)
        following.follow(None, filed, state)
        state.linker.rest()


def _of_hypothesis(of: Hypothesis, state: AreaState, counted: datetime) -> Iterator[Chance]:
    """The highest score that a hypothesis had once findings count."""
    start, columns = day_number(counted), state.linker.columns
    after = accumulate((one.gain for one in reversed(of.members)), initial=0.0)
    scores = [of.score - later for later in after][:-1]
    grown = [
        score
        for score, one in zip(scores, reversed(of.members), strict=True)
        if one.seq in columns and came(columns.unit(one.seq)) >= start
    ]
    if grown and len(of.members) > 1:
        known = tuple(columns.unit(one.seq).id for one in of.members if one.seq in columns)
        yield Chance(max(grown), known)


def years_counted(until: datetime, counted: datetime) -> float:
    """Years in which findings count."""
    return (until - counted) / timedelta(days=365.25)
