"""An area's own lines as of a month: what chance alone finds among its reports.

Source: detection specification, section 6.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from streams.core.calibration.maxima import Chance, Maxima, line_for, pooled
from streams.core.calibration.permuting import Incidents, incidents_of, permuted
from streams.core.calibration.reruns import found as findings
from streams.core.calibration.reruns import weighed, years_counted
from streams.core.events import Calibrated
from streams.core.lookup import CaseRow
from streams.core.series.settings import SeriesSettings
from streams.core.series.thresholds import shipped_lines, stream_of
from streams.core.series.unit import streams_of, unit_of
from streams.core.state import KEPT, Context

DAYS_A_MONTH = 365.25 / 12


def calibrate(
    rows: Sequence[CaseRow],
    since: datetime,
    as_of: datetime,
    context: Context,
    said: Collection[str] = (),
) -> list[Calibrated]:
    """The lines of every stream that is known well enough; none for an area that is too new.

    ``rows``: the area's own cases as they stood at ``as_of``; ``since``: when its first one came;
    ``said``: streams whose lines as of then are known already.
    """
    numbers = context.series.calibration.numbers
    known = as_of - max(since, as_of - KEPT)
    if known < timedelta(days=numbers["least_days"]):
        return []
    kept = [row for row in rows if row.case.occurred_from >= as_of - KEPT]
    incidents = incidents_of(kept)
    units = units_by_stream(incidents)
    wanted = [one for one in context.series.lines if units[one] >= numbers["least_units"]]
    wanted = [one for one in wanted if one not in said]
    if not wanted:
        return []
    found = chance(incidents, since, as_of, context)
    months = int(known / timedelta(days=DAYS_A_MONTH))
    return [
        _calibrated(stream, found[stream], months, units[stream], as_of, context)
        for stream in wanted
    ]


def units_by_stream(incidents: Incidents) -> Counter[str]:
    """How many incidents each stream has."""
    return Counter(stream for unit in incidents.of for stream in _streams(unit))


def _streams(unit: Sequence[CaseRow]) -> Iterator[str]:
    named = (stream_of(one) for row in unit for one in streams_of(unit_of(row)))
    yield from dict.fromkeys(named)


def chance(
    incidents: Incidents, since: datetime, as_of: datetime, context: Context
) -> Mapping[str, Maxima]:
    """Declustered maxima by stream of all reruns, seeded by area, month and class."""
    numbers = context.series.calibration.numbers
    compared = max(as_of - timedelta(days=numbers["compared_days"]), since)
    counted = compared + timedelta(days=numbers["learning_days"])
    found: dict[str, list[list[Chance]]] = {stream: [] for stream in context.series.lines}
    for number in range(int(numbers["reruns"])):
        rows = permuted(incidents, context.area.code, f"{as_of:%Y-%m}", number)
        for stream, one in findings(weighed(rows, context, compared), counted).items():
            found[stream].append(one)
    years = years_counted(as_of, counted)
    return {stream: pooled(reruns, years) for stream, reruns in found.items()}


def _calibrated(
    stream: str, maxima: Maxima, months: int, units: int, as_of: datetime, context: Context
) -> Calibrated:
    amber, red = own_lines(stream, maxima, context.series)
    return Calibrated(
        area=context.area.code,
        time=as_of,
        stream=stream,
        amber=amber,
        red=red,
        months=months,
        units=units,
        as_of=as_of,
        digest=context.config_digest,
    )


def own_lines(
    stream: str, maxima: Maxima, settings: SeriesSettings
) -> tuple[float | None, float | None]:
    """Amber and red line at which chance spends the stream's budget."""
    numbers = settings.calibration.numbers
    tail, least = numbers["tail"], int(numbers["least_in_tail"])
    budget = shipped_lines(settings, stream, 1.0)
    return (
        line_for(maxima, budget.amber_a_year, tail, least),
        line_for(maxima, budget.red_a_year, tail, least),
    )
