"""Reports of a stream as columns, in order of arrival: a cache over the cases.

The scan looks back upon the newest 512 before a report, whatever came after, so that a correction
finds what a fresh replay would.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from streams.core.lookup import CaseRow
from streams.core.series.settings import DISC_STREAMS
from streams.core.series.shrinkage import Floats
from streams.core.series.unit import KEYED, Key, Unit, keys_of, streams_of, unit_of

COLUMNS = (
    "day", "x", "y", "precision", "age", "sex", "method", "place", "slot",
    "incident", "subject", "institution", "ward",
)  # fmt: skip
DAY, X, Y, PRECISION, AGE, SEX, METHOD, PLACE, SLOT, INCIDENT, SUBJECT, INSTITUTION, WARD = range(
    len(COLUMNS)
)
FIRST = 16  # rows of a new ring; doubled when full
RingName: TypeAlias = tuple[str, str, str]  # stream, kind and value of a key; both empty for discs


class Ring:
    """Reports of one stream, or of one key in it, by arrival."""

    __slots__ = ("_columns", "ids", "seqs")

    def __init__(self) -> None:
        self.seqs: list[int] = []
        self.ids: list[str] = []
        self._columns = np.empty((FIRST, len(COLUMNS)))

    def put(self, unit: Unit, column: Floats) -> None:
        """Put a report in its place."""
        at, number = bisect_left(self.seqs, unit.seq), len(self.seqs)
        if number == len(self._columns):
            self._columns = np.concatenate([self._columns, np.empty_like(self._columns)])
        self._columns[at + 1 : number + 1] = self._columns[at:number]
        self._columns[at] = column
        self.seqs.insert(at, unit.seq)
        self.ids.insert(at, unit.id)

    def drop(self, seq: int) -> None:
        """Take a report out."""
        at, number = bisect_left(self.seqs, seq), len(self.seqs)
        self._columns[at : number - 1] = self._columns[at + 1 : number]
        del self.seqs[at], self.ids[at]

    def before(self, seq: int, most: int) -> tuple[int, Floats]:
        """Columns of the newest reports before one, and the place of the first of them."""
        at = bisect_left(self.seqs, seq)
        first = max(at - most, 0)
        return first, self._columns[first:at]

    def after(self, seq: int, most: int) -> tuple[int, Floats]:
        """Columns of the oldest reports after one, and the place of the first of them."""
        at = bisect_left(self.seqs, seq + 1)
        return at, self._columns[at : min(at + most, len(self.seqs))]


class Rings:
    """All rings of an area. What is copied here from a neighbour is in none."""

    def __init__(self) -> None:
        self._rings: dict[RingName, Ring] = {}
        self._codes: dict[tuple[str, Hashable], float] = {}
        self._named: dict[str, set[str]] = {}

    def add(self, row: CaseRow) -> None:
        """Put a version of a case in its rings."""
        if row.border:
            return
        unit = unit_of(row)
        names = list(ring_names(unit))
        if names:
            column = self.column(unit, row)
            for name in names:
                self._rings.setdefault(name, Ring()).put(unit, column)
            for substance in unit.substances:
                self._named.setdefault(substance, set()).add(unit.id)

    def remove(self, row: CaseRow) -> None:
        """Take a version of a case out of its rings."""
        if row.border:
            return
        unit = unit_of(row)
        for substance in unit.substances:
            self._named.get(substance, set()).discard(unit.id)
        for name in ring_names(unit):
            ring = self._rings[name]
            ring.drop(row.seq)
            if not ring.seqs:
                del self._rings[name]

    def get(self, name: RingName) -> Ring | None:
        """One ring, None where nothing is in it."""
        return self._rings.get(name)

    def names(self, ids: Sequence[str], substance: str) -> NDArray[np.bool_]:
        """Which drug deaths name a substance."""
        named = self._named.get(substance, set())
        return np.array([one in named for one in ids], dtype=bool)

    def column(self, unit: Unit, row: CaseRow) -> Floats:
        """A report as numbers; codes are equal where values are, and not known is no number."""
        place = row.case.place
        known = (unit.day, unit.x, unit.y, unit.precision_km, unit.age)
        coded = (
            ("sex", unit.sex), ("method", unit.method), ("place", unit.place_kind),
        )  # fmt: skip
        named = (
            ("incident", unit.incident), ("subject", unit.subject),
            ("institution", place.institution), ("ward", (place.institution, place.ward)),
        )  # fmt: skip
        values = [
            *(np.nan if value is None else float(value) for value in known),
            *(self._code(*one) for one in coded),
            np.nan if unit.slot is None else float(unit.slot),
            *(self._code(*one) for one in named),
        ]
        return np.array(values)

    def _code(self, kind: str, value: Hashable) -> float:
        if value is None:
            return np.nan
        return self._codes.setdefault((kind, value), float(len(self._codes)))


def ring_names(unit: Unit) -> Iterator[RingName]:
    """Rings that a report is in."""
    for stream in streams_of(unit):
        if stream in DISC_STREAMS:
            yield stream, "", ""
        elif stream in KEYED:
            yield from (ring_of(stream, key) for key in keys_of(unit, *KEYED[stream]))


def ring_of(stream: str, key: Key) -> RingName:
    """The ring of a key in a stream."""
    return stream, key.kind, key.value
