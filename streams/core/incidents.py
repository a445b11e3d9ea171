"""One incident of many deaths is one unit, never a series.

Source: detection specification, section 2, *Same incident*.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from streams.core.case import Case
from streams.core.lookup import CaseRow, apart, metres_between

TOGETHER = timedelta(hours=12)
REACH_M = 150.0  # distance less both precisions
WARD = timedelta(hours=1)  # in an institution: same ward


def same_incident(one: Case, other: Case) -> bool:
    """Tell whether two cases are one incident, or one person (missing, then dead)."""
    if one.incident is not None and one.incident == other.incident:
        return True
    token = one.subject.token
    if token is not None and token == other.subject.token:
        return True
    if one.place.institution is not None and one.place.institution == other.place.institution:
        return one.place.ward == other.place.ward and apart(one, other) <= WARD
    metres = metres_between(one.place, other.place)
    if metres is None or apart(one, other) > TOGETHER:
        return False
    return metres - one.place.precision_m - other.place.precision_m < REACH_M


def units_of(rows: Sequence[CaseRow]) -> list[list[CaseRow]]:
    """Group cases into units, each led by its first arrival, in order of arrival."""
    units: list[list[CaseRow]] = []
    for row in sorted(rows, key=lambda one: one.seq):
        joined = [
            unit for unit in units if any(same_incident(row.case, member.case) for member in unit)
        ]
        if not joined:
            units.append([row])
            continue
        first = joined[0]
        for other in joined[1:]:
            first += other
            units.remove(other)
        first.append(row)
        first.sort(key=lambda one: one.seq)
    return units
