"""From an area's own lines to those that hold: blended with the shipped, in bounded steps.

Source: detection specification, section 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from streams.core.series.thresholds import Lines, OwnLine

Numbers = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PendingLine:
    """A row: lines of a stream that wait for their day, as found, in nats; None: nothing found."""

    amber: float | None
    red: float | None
    months: int
    as_of: datetime
    digest: str


def in_force_at(as_of: datetime, numbers: Numbers) -> datetime:
    """From when the lines of a month hold: a day of it, 0:00 UTC."""
    day = int(numbers["in_force_day"])
    return as_of.replace(day=day, hour=0, minute=0, second=0, microsecond=0)


def moved(
    found: PendingLine, shipped: Lines, now: Lines, verdicts: int, numbers: Numbers
) -> OwnLine:
    """The lines that hold next. ``verdicts``: alerts closed as explained or of wrong data.

    More of these than twice the budget raise the lines, whatever the permuted reports say.
    """
    many = verdicts > numbers["verdict_times"] * shipped.amber_a_year
    rise = numbers["verdict_nats"] if many else None
    amber = _moved(found.amber, shipped.amber, now.amber, found.months, rise, numbers)
    red = _moved(found.red, shipped.red, now.red, found.months, rise, numbers)
    return OwnLine(
        amber=amber,
        red=max(red, amber),
        as_of=found.as_of,
        months=found.months,
        shipped=shipped.amber,
        step=amber - now.amber,
        verdicts=verdicts if many else 0,
    )


def _moved(
    own: float | None, shipped: float, now: float, months: int, rise: float | None, numbers: Numbers
) -> float:
    if rise is None:
        weight = 0.0 if own is None else months / (months + numbers["shipped_months"])
        wanted = shipped if own is None else weight * own + (1.0 - weight) * shipped
        step = min(max(wanted - now, -numbers["step_nats"]), numbers["step_nats"])
    else:
        step = rise
    low, high = shipped - numbers["below_shipped"], shipped + numbers["above_shipped"]
    return min(max(now + step, low), high)
