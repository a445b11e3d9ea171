"""Which detectors in force are asked about a case, and what they say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from schemas.alerts import Tier
from streams.core.classes import Sort, sort_of
from streams.core.detectors import (
    ALERT_READERS,
    CLOCKED,
    DETECTORS,
    LEARNERS,
    SERIES_DETECTORS,
    SINGLE_DETECTORS,
    CaseDetector,
)
from streams.core.lookup import CaseRow
from streams.core.signals import EVERY_SORT, Detector, Signal, no_louder
from streams.core.state import AreaState

T = TypeVar("T")
_OF_CASES = SERIES_DETECTORS.keys() | SINGLE_DETECTORS.keys()
BySort = Mapping[Sort, tuple[T, ...]]


class Asking:
    """The detectors of an area, each asked only about the sorts of case that it is about."""

    def __init__(self, state: AreaState) -> None:
        self._state = state
        self._tables = state.context.detectors
        self._series = self._by_sort(SERIES_DETECTORS)
        self._single = self._by_sort(SINGLE_DETECTORS)
        self._clocked = self._by_sort(CLOCKED)
        self._seen_by_clock = self._by_sort(
            {name: one for name, one in CLOCKED.items() if name in _OF_CASES}
        )
        self._learners = tuple(self._in_force(LEARNERS).values())
        self._readers = tuple(self._in_force(ALERT_READERS).values())

    def retired(self, detector: str) -> bool:
        """Tell whether a detector is out of use."""
        return self._tables[detector].status == "retired"

    def learn(self, before: CaseRow | None, after: CaseRow | None) -> None:
        """Let those that keep rows of their own hear of a change; of copies only, none matters."""
        if not self._state.now.begun:
            return
        for learner in self._learners:
            learner.absorb(before, after, self._state)

    def series_signals(self, row: CaseRow) -> list[Signal]:
        """What is seen in a case of others like it, none louder than its table allows."""
        return self._signals(self._series, row)

    def single_signals(self, row: CaseRow) -> list[Signal]:
        """What is seen in a case by itself, none louder than its table allows."""
        return self._signals(self._single, row)

    def series_neighbours(self, *versions: CaseRow) -> list[str]:
        """Cases whose series look otherwise because one came, changed or went."""
        return self._neighbours(self._series, versions)

    def single_neighbours(self, *versions: CaseRow) -> list[str]:
        """Cases that by themselves look otherwise because one came, changed or went."""
        return self._neighbours(self._single, versions)

    def moments(self, row: CaseRow) -> Iterator[datetime]:
        """When the clock alone changes what is seen in a case."""
        for moments in self._clocked[sort_of(row.case)]:
            yield from moments(row, self._state)

    def looks_otherwise(self, row: CaseRow, at: datetime) -> bool:
        """Tell whether a moment changes what is seen in a case, and not only what it lacks."""
        clocked = self._seen_by_clock[sort_of(row.case)]
        return any(at in moments(row, self._state) for moments in clocked)

    def reads_alerts(self, row: CaseRow) -> bool:
        """Tell whether what is seen in a case depends on the alerts that hold it."""
        return any(reads(row) for reads in self._readers)

    def _signals(self, detectors: BySort[CaseDetector], row: CaseRow) -> list[Signal]:
        state = self._state
        with state.seen_by(row.id):
            found = [
                no_louder(signal, self._most(detector.DETECTOR))
                for detector in self._asked(detectors, row)
                for signal in detector.evaluate(row, state)
            ]
        return [signal for signal in found if not state.are_apart(signal.members)]

    def _neighbours(
        self, detectors: BySort[CaseDetector], versions: Iterable[CaseRow]
    ) -> list[str]:
        found = (
            one
            for row in versions
            for detector in self._asked(detectors, row)
            for one in detector.neighbours(row, self._state)
        )
        return list(dict.fromkeys(found))

    def _asked(self, detectors: BySort[CaseDetector], row: CaseRow) -> Iterator[CaseDetector]:
        """Go through them; only what links cases is asked of, and sees, copies."""
        state, before = self._state, self._state.sees_copies
        try:
            for detector in detectors[sort_of(row.case)]:
                links = detector.DETECTOR.family == "linked_series"
                if links or not row.border:
                    state.sees_copies = links
                    yield detector
        finally:
            state.sees_copies = before

    def _most(self, detector: Detector) -> Tier:
        return self._tables[detector.id].tier

    def _by_sort(self, detectors: Mapping[str, T]) -> BySort[T]:
        found = self._in_force(detectors)
        return {
            sort: tuple(one for name, one in found.items() if sort in DETECTORS[name].about)
            for sort in EVERY_SORT
        }

    def _in_force(self, detectors: Mapping[str, T]) -> dict[str, T]:
        return {name: one for name, one in detectors.items() if not self.retired(name)}
