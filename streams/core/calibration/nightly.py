"""The nightly scan of an area: its unexpected deaths of a year, one for each incident.

Source: detection specification, section 8, L7.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import numpy as np

from streams.core.calibration.permutation_scan import Cylinder, Points, scan
from streams.core.calibration.settings import CalibrationSettings
from streams.core.classes import is_unexpected
from streams.core.events import ScanCluster
from streams.core.incidents import units_of
from streams.core.lookup import CaseRow
from streams.core.series.unit import Unit, day_number, unit_of


def clusters(
    rows: Iterable[CaseRow], area: str, as_of: datetime, settings: CalibrationSettings
) -> tuple[ScanCluster, ...]:
    """What the scan of one night finds; the area and the day seed its permutations."""
    units = _units(rows, as_of, settings)
    if not units:
        return ()
    now = day_number(as_of)
    points = Points(
        np.array([unit.x for unit in units], dtype=np.float64),
        np.array([unit.y for unit in units], dtype=np.float64),
        now - np.array([unit.day for unit in units]),
    )
    found = scan(points, settings, area, "unexpected", as_of.date().isoformat())
    return tuple(_cluster(one, units, as_of, int(settings.scan["members"])) for one in found)


def _units(rows: Iterable[CaseRow], as_of: datetime, settings: CalibrationSettings) -> list[Unit]:
    end = day_number(as_of)
    start = end - settings.scan["period_days"]
    wanted = [
        row
        for row in rows
        if is_unexpected(row.case)
        and not row.border
        and row.case.place.lat is not None
        and row.case.place.lon is not None
        and start <= day_number(row.case.occurred_from) < end
    ]
    return [unit_of(unit[0]) for unit in units_of(sorted(wanted, key=lambda row: row.by_arrival))]


def _cluster(found: Cylinder, units: list[Unit], as_of: datetime, most: int) -> ScanCluster:
    ids = [units[number].id for number in found.inside]
    return ScanCluster(
        members=tuple(ids[-most:]),
        observed=len(ids),
        expected=found.expected,
        radius_km=found.radius_km,
        days=int(found.days),
        llr=found.llr,
        p=found.p,
        as_of=as_of,
    )
