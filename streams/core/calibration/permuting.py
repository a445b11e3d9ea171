"""An area's reports with their days exchanged within class and kind of site: no series is left.

Incidents stay whole, and a report keeps its place, its marks and its hour: only the day moves.
Source: detection specification, section 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from streams.core.calibration.draws import shuffled
from streams.core.case import Case
from streams.core.duties.calendar import LONDON
from streams.core.incidents import units_of
from streams.core.lookup import CaseRow
from streams.core.series.unit import HOUSES, Unit, streams_of, unit_of

TIMES = tuple(one.name for one in fields(Case) if "datetime" in str(one.type))


@dataclass(frozen=True, slots=True)
class Incidents:
    """Reports by incident, each led by its first arrival, and the group that each is of."""

    of: tuple[tuple[CaseRow, ...], ...]
    groups: tuple[tuple[str, tuple[int, ...]], ...]


def incidents_of(rows: Sequence[CaseRow]) -> Incidents:
    """Gather an area's reports into incidents, and these by class and kind of site."""
    units = units_of(sorted(rows, key=lambda row: row.by_arrival))
    groups: dict[str, list[int]] = {}
    for number, unit in enumerate(units):
        groups.setdefault(group_of(unit_of(unit[0])), []).append(number)
    return Incidents(
        tuple(tuple(unit) for unit in units),
        tuple((name, tuple(groups[name])) for name in sorted(groups)),
    )


def group_of(unit: Unit) -> str:
    """Class of report and kind of site: reports of one group exchange their days."""
    site = HOUSES.get(unit.place_kind or "", "elsewhere")
    kind = "stranger" if unit.stranger else unit.klass or unit.category or unit.kind
    return f"{kind} {site} {'drug' if 'drug' in streams_of(unit) else ''}".strip()


def permuted(found: Incidents, *seed: object) -> list[CaseRow]:
    """All reports with the days of their incidents exchanged, in their new order of arrival.

    ``seed``: area, month and number of the rerun; the class is added here.
    """
    out: list[CaseRow] = []
    for name, numbers in found.groups:
        order = shuffled(len(numbers), *seed, name)
        for number, other in zip(numbers, order.tolist(), strict=True):
            days = _day(found.of[numbers[other]][0]) - _day(found.of[number][0])
            out += _moved(found.of[number], days)
    return sorted(out, key=lambda row: row.by_arrival)


def _day(row: CaseRow) -> int:
    return row.case.occurred_from.astimezone(LONDON).toordinal()


def _moved(unit: Sequence[CaseRow], days: int) -> Iterator[CaseRow]:
    for row in unit:
        times: dict[str, Any] = {name: _later(getattr(row.case, name), days) for name in TIMES}
        arrived = _later(row.arrived, days) or row.arrived
        yield replace(row, case=replace(row.case, **times), arrived=arrived)


def _later(moment: datetime | None, days: int) -> datetime | None:
    """So many days later at the same hour of the clock on the wall."""
    if moment is None:
        return None
    return (moment.astimezone(LONDON) + timedelta(days=days)).astimezone(UTC)
