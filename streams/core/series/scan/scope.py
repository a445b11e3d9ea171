"""What one scan of a report looks at: earlier reports of its stream, their places and rates.

Source: detection specification, section 5.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from streams.core.series.background.grid import RADII_KM
from streams.core.series.scan.excess import WHOLE
from streams.core.series.scan.rings import DAY, Ring, ring_of
from streams.core.series.scan.strata import Bools, kilometres
from streams.core.series.settings import DISC_STREAMS
from streams.core.series.shrinkage import Floats
from streams.core.series.unit import KEYED, Unit, keys_of

if TYPE_CHECKING:
    from streams.core.state import AreaState

AREA_TOO = frozenset({"homicide"})  # streams that are scanned over the whole area as well
OF_TOKENS = frozenset({"person", "venue"})


@dataclass(frozen=True, slots=True)
class Earlier:
    """Earlier reports, by arrival, and which of them lie in which place: (places, reports)."""

    ids: Sequence[str]
    columns: Floats
    inside: Bools


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a scan: its rate a day, and the events behind it (infinite: as good as known)."""

    rate: float
    behind: float
    radius_km: float | None = None
    kind: str | None = None


def windows(stream: str, state: AreaState) -> Floats:
    """Lengths of the windows of a stream, in days."""
    series = state.context.series
    return np.array(series.token_windows if stream in OF_TOKENS else series.windows)


def earlier(unit: Unit, stream: str, focus: Floats, state: AreaState) -> Earlier | None:
    """The earlier reports of a stream that lie in any place of its scan; None if none does."""
    base, _, substance = stream.partition(":")
    most = int(state.context.series.scan["ring"])
    if base not in DISC_STREAMS:
        return _at_keys(unit, base, most, state)
    ring = state.rings.get((base, "", ""))
    if ring is None:
        return None
    first, columns = ring.before(unit.seq, most)
    ids = ring.ids[first : first + len(columns)]
    radii = RADII_KM[: int(state.context.series.scan["discs"])]
    inside = kilometres(focus, columns)[None, :] < radii[:, None]
    if base in AREA_TOO:
        inside = np.concatenate([inside, np.ones((1, len(ids)), dtype=bool)])
    if substance:
        inside &= state.rings.names(ids, substance)
    return Earlier(ids, columns, inside)


def _at_keys(unit: Unit, stream: str, most: int, state: AreaState) -> Earlier | None:
    keys = keys_of(unit, *KEYED[stream])
    found = [_of_ring(state.rings.get(ring_of(stream, key)), unit.seq, most) for key in keys]
    known = {seq: (name, column) for one in found for seq, name, column in one}
    if not known:
        return None
    seqs = sorted(known)[-most:]
    inside = [[seq in here for seq in seqs] for here in ({s for s, _, _ in one} for one in found)]
    return Earlier(
        [known[seq][0] for seq in seqs],
        np.array([known[seq][1] for seq in seqs]),
        np.array(inside, dtype=bool),
    )


def _of_ring(ring: Ring | None, seq: int, most: int) -> list[tuple[int, str, Floats]]:
    if ring is None:
        return []
    first, columns = ring.before(seq, most)
    last = first + len(columns)
    return list(zip(ring.seqs[first:last], ring.ids[first:last], columns, strict=True))


def places(unit: Unit, stream: str, state: AreaState) -> list[Place]:
    """The places of a scan, in the order of `Earlier.inside`."""
    return list(_places(unit, stream, state))


def _places(unit: Unit, stream: str, state: AreaState) -> Iterator[Place]:
    base, _, substance = stream.partition(":")
    usual = state.usual
    if base not in DISC_STREAMS:
        for key in keys_of(unit, *KEYED[base]):
            events, days = usual.key_count(base, key)
            yield Place(events / days, events, kind=key.kind)
        return
    share = usual.marks.rarity(substance) if substance else 1.0
    radii = RADII_KM[: int(state.context.series.scan["discs"])]
    if unit.x is None or unit.y is None:
        rates = np.full(len(radii), usual.whole(base))  # Nothing lies within any of them.
    else:
        rates = usual.discs(base, np.array([unit.x]), np.array([unit.y]))[0]
    for radius, rate in zip(radii, rates, strict=False):
        yield Place(float(rate) * share, np.inf, radius_km=float(radius))
    if base in AREA_TOO:
        events, days = usual.whole_count(base)
        yield Place(events / days, events, kind=WHOLE)


def in_time(focus: Floats, columns: Floats, lengths: Floats) -> Bools:
    """Which reports happened within each window before one: (windows, reports)."""
    before = focus[DAY] - columns[:, DAY]
    within: Bools = (before >= 0.0) & (before <= lengths[:, None])
    return within


def visible(ids: Sequence[str], unseen: Collection[str]) -> Bools:
    """Which reports may be seen now."""
    return np.array([one not in unseen for one in ids], dtype=bool)
