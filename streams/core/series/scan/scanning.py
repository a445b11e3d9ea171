"""The class scan of an area: each report of a stream when it comes, and again after corrections.

Source: detection specification, sections 5 and 10.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from streams.core.lookup import CaseRow
from streams.core.series.background.grid import RADII_KM
from streams.core.series.scan import scope
from streams.core.series.scan.class_scan import Cells, counted, scanned
from streams.core.series.scan.excess import Excess
from streams.core.series.scan.rings import DAY, RingName, ring_names
from streams.core.series.scan.strata import Bools, agreeing, kilometres, leads, together
from streams.core.series.settings import SCAN_STREAMS
from streams.core.series.shrinkage import Floats
from streams.core.series.thresholds import lines, stream_of
from streams.core.series.unit import Unit, streams_of, unit_of

if TYPE_CHECKING:
    from streams.core.state import AreaState

DIGITS = 6  # of a score before it meets a line


def absorb(before: CaseRow | None, after: CaseRow | None, state: AreaState) -> None:
    """Scan a report that came; after a correction, scan it and those after it again."""
    before = None if before is None or before.border else before
    after = None if after is None or after.border else after
    one = after or before
    if one is None or (before is not None and after is not None and _same(before, after, state)):
        return
    if before is None and one.seq == state.now.cases:
        _rescan(one, state)
        return
    again = {name: state.cases[name] for name in _after(before, after, state)}
    _forget(one.id, state)
    for row in sorted(again.values(), key=lambda row: row.seq):
        _rescan(row, state)


def scan_streams(unit: Unit, state: AreaState) -> Iterator[str]:
    """Streams in which a report is scanned: its own, and one for each rare substance."""
    rare = state.context.series.scan["rare_substance"]
    for stream in streams_of(unit):
        substance = stream.partition(":")[2]
        if stream in SCAN_STREAMS or (substance and state.usual.marks.rarity(substance) < rare):
            yield stream


def scan(unit: Unit, stream: str, state: AreaState) -> Excess | None:
    """Scan one report in one stream; None if it is not the first of its incident, or alone."""
    focus = state.rings.column(unit, state.cases[unit.id])
    found = scope.earlier(unit, stream, focus, state)
    if found is None or together(focus, found.columns).any():
        return None
    lengths = scope.windows(stream_of(stream), state)
    when = scope.in_time(focus, found.columns, lengths)
    keep = when[-1] & found.inside.any(axis=0)
    if state.unseen:
        keep &= scope.visible(found.ids, state.unseen)
    keep[keep] = leads(found.columns[keep])
    if not keep.any():
        return None
    return _best(unit, stream, focus, found, keep, state)


def _best(
    unit: Unit, stream: str, focus: Floats, found: scope.Earlier, keep: Bools, state: AreaState
) -> Excess | None:
    series, base = state.context.series, stream_of(stream)
    lengths, strata = scope.windows(base, state), series.strata[base]
    columns, inside = found.columns[keep], found.inside[:, keep]
    agree = agreeing(focus, columns, strata, series.scan["age_years"])
    when = scope.in_time(focus, columns, lengths)
    places = scope.places(unit, stream, state)
    shares = _shares(unit, base, strata, state)
    rates = np.array([place.rate for place in places])
    cells = Cells(
        counted(agree, inside, when),
        shares[:, None, None] * rates[None, :, None] * lengths[None, None, :],
        np.array([place.behind for place in places]),
    )
    best = scanned(cells, np.array(series.strengths))
    score = round(best.score, DIGITS)
    if score < lines(state, stream).amber - series.thresholds["info_nats"]:
        return None
    at = best.stratum, best.place, best.window
    of_cell = agree[best.stratum] & inside[best.place] & when[best.window]
    ids = [found.ids[number] for number in np.flatnonzero(keep)[of_cell]]
    place = places[best.place]
    return Excess(
        stream=stream,
        unit=unit.id,
        members=(*ids[-int(series.scan["members"] - 1) :], unit.id),
        observed=len(ids) + 1,
        expected=float(cells.usual[at]),
        score=score,
        days=float(lengths[best.window]),
        like=strata[best.stratum],
        radius_km=place.radius_km,
        place=place.kind,
    )


def _shares(unit: Unit, stream: str, strata: tuple[str, ...], state: AreaState) -> Floats:
    marks = state.usual.marks
    of = {letter: marks.like(stream, letter, unit) for letter in set("".join(strata))}
    return np.array([np.prod([of[letter] for letter in stratum]) for stratum in strata])


def _rescan(row: CaseRow, state: AreaState) -> None:
    unit = unit_of(row)
    _forget(row.id, state)
    for stream in scan_streams(unit, state):
        found = scan(unit, stream, state)
        if found is not None:
            state.scans.put(found.name, found)


def _forget(row_id: str, state: AreaState) -> None:
    for one in state.scans.of(row_id):
        if one.unit == row_id:
            state.scans.delete(one.name)


def _same(before: CaseRow, after: CaseRow, state: AreaState) -> bool:
    """Tell whether a correction left everything that a scan sees as it was."""
    one, two = unit_of(before), unit_of(after)
    if streams_of(one) != streams_of(two) or one.keys != two.keys:
        return False
    columns = state.rings.column(one, before), state.rings.column(two, after)
    return bool(np.array_equal(*columns, equal_nan=True))


def _after(before: CaseRow | None, after: CaseRow | None, state: AreaState) -> Iterator[str]:
    """The report itself, and later ones whose scans a correction may change."""
    seen: dict[str, None] = {}
    for row in (before, after):
        if row is not None:
            found = (one.unit for one in state.scans.of(row.id))
            seen.update(dict.fromkeys((*found, *_later(row, state))))
            seen.pop(row.id, None)
    if after is not None:
        yield after.id
    most = int(state.context.series.scan["rescanned"])
    yield from [name for name in seen if name in state.cases][:most]


def _later(row: CaseRow, state: AreaState) -> Iterator[str]:
    unit = unit_of(row)
    focus = state.rings.column(unit, row)
    for name in ring_names(unit):
        yield from _later_in(name, unit, focus, state)


def _later_in(name: RingName, unit: Unit, focus: Floats, state: AreaState) -> Iterator[str]:
    """Later reports of a ring that may count this one: near enough, and not long after."""
    ring = state.rings.get(name)
    if ring is None:
        return
    first, columns = ring.after(unit.seq, int(state.context.series.scan["ring"]))
    longest = scope.windows(name[0], state)[-1]
    after = columns[:, DAY] - focus[DAY]
    near = (after >= 0.0) & (after <= longest)
    if not name[1] and name[0] not in scope.AREA_TOO:
        farthest = RADII_KM[int(state.context.series.scan["discs"]) - 1]
        near &= kilometres(focus, columns) < farthest
    near |= together(focus, columns)
    yield from (ring.ids[first + at] for at in np.flatnonzero(near))
