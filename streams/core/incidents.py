"""One incident of many deaths is one unit, never a series.

Source: detection specification, section 2, *Same incident*.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from streams.core.case import Case
from streams.core.lookup import CaseRow, apart, metres_between

TOGETHER = timedelta(hours=12)
REACH_M = 150.0  # distance less both precisions
WARD = timedelta(hours=1)  # in an institution: same ward


def same_incident(one: Case, other: Case) -> bool:
    """Tell whether two cases are one incident, or one person (missing, then dead)."""
    token = one.subject.token
    return (token is not None and token == other.subject.token) or same_event(one, other)


def same_event(one: Case, other: Case) -> bool:
    """Tell whether two cases happened together, whoever they are about."""
    if one.incident is not None and one.incident == other.incident:
        return True
    if one.place.institution is not None and one.place.institution == other.place.institution:
        return one.place.ward == other.place.ward and apart(one, other) <= WARD
    metres = metres_between(one.place, other.place)
    if metres is None or apart(one, other) > TOGETHER:
        return False
    return metres - one.place.precision_m - other.place.precision_m < REACH_M


def units_of(rows: Sequence[CaseRow]) -> list[list[CaseRow]]:
    """Group cases into units, each led by its first arrival, in order of arrival."""
    if len(rows) < 2:
        return [[row] for row in rows]
    units = _Units(rows)
    named: dict[str, CaseRow] = {}
    for row in rows:
        for name in (f"i{row.case.incident}", f"t{row.case.subject.token}"):
            other = named.setdefault(name, row)
            if other is not row and same_incident(other.case, row.case):
                units.join(other, row)
    for run in _runs(rows):
        for row in run:
            units.sweep(row)
    return units.listed()


def _runs(rows: Sequence[CaseRow]) -> list[list[CaseRow]]:
    """Cases of which each happened soon after the one before; those alone in time are left out."""
    ordered = sorted(rows, key=lambda one: one.case.occurred_from)
    runs = [ordered[:1]]
    for before, row in pairwise(ordered):
        if row.case.occurred_from - before.case.occurred_from <= TOGETHER:
            runs[-1].append(row)
        else:
            runs.append([row])
    return [run for run in runs if len(run) > 1]


class _Units:
    """Cases by unit, while they are joined; of each unit, those of the last twelve hours."""

    def __init__(self, rows: Sequence[CaseRow]) -> None:
        self._unit = {row.id: number for number, row in enumerate(rows)}
        self._rows = {number: [row] for number, row in enumerate(rows)}
        self._recent: dict[int, list[CaseRow]] = {}

    def join(self, one: CaseRow, other: CaseRow) -> None:
        kept, gone = self._unit[one.id], self._unit[other.id]
        if kept == gone:
            return
        if len(self._rows[kept]) < len(self._rows[gone]):
            kept, gone = gone, kept
        moved = self._rows.pop(gone)
        self._rows[kept] += moved
        self._unit.update((row.id, kept) for row in moved)
        fewer = self._recent.pop(gone, None)
        if fewer:
            recent = self._recent.setdefault(kept, [])
            for row in fewer:
                insort(recent, row, key=lambda row: row.case.occurred_from)

    def sweep(self, row: CaseRow) -> None:
        """Join a case, no earlier than those before it, with what happened shortly before."""
        oldest = row.case.occurred_from - TOGETHER
        for number, before in list(self._recent.items()):
            if number not in self._recent:  # joined with another just now
                continue
            if before[-1].case.occurred_from < oldest:
                del self._recent[number]
            elif number != self._unit[row.id]:
                near = (one for one in before if same_incident(one.case, row.case))
                other = next(near, None)
                if other is not None:
                    self.join(row, other)
        self._recent.setdefault(self._unit[row.id], []).append(row)

    def listed(self) -> list[list[CaseRow]]:
        for unit in self._rows.values():
            if len(unit) > 1:
                unit.sort(key=lambda row: row.by_arrival)
        return sorted(self._rows.values(), key=lambda unit: unit[0].by_arrival)


def first_and_last(rows: Iterable[CaseRow]) -> tuple[datetime, datetime]:
    """When the first and the last of some cases happened."""
    times = [row.case.occurred_from for row in rows]
    return min(times), max(times)
