"""How strong a finding must be to be told: from a declared budget of false alerts a year.

h = h1 + g ln(P / b): b alerts a year, P the area's size. An area's own calibration, once there is
one, stands as a row and takes the place of the shipped line.

Source: detection specification, section 6.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from streams.core.series.settings import SeriesSettings
from streams.core.signals import SignalTier

if TYPE_CHECKING:
    from streams.core.state import AreaState

SHIPPED = "shipped table"
OWN = "own calibration"


@dataclass(frozen=True, slots=True)
class OwnLine:
    """An area's own lines of a stream, in nats, and when they were found.

    ``months`` of own reports behind them; ``shipped``: the amber line of the table when they came
    into force; ``step``: by how much amber moved then; ``verdicts``: alerts that people closed as
    explained or as wrong data, where they were so many that the line rose for it.
    """

    amber: float
    red: float
    as_of: datetime
    months: int = 0
    shipped: float | None = None
    step: float = 0.0
    verdicts: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a stream in nats; budgets in false alerts an area and year; where they are from."""

    amber: float
    red: float
    amber_a_year: float
    red_a_year: float
    origin: str
    as_of: datetime | None = None

    def tier(self, score: float) -> SignalTier:
        """Tier of a score, which is rounded to 1e-6 before it meets a line (contract, 4)."""
        if round(score, 6) >= self.red:
            return "red"
        return "amber" if round(score, 6) >= self.amber else "below"

    own: OwnLine | None = None


def stream_of(stream: str) -> str:
    """The stream whose line holds: a substance has that of drugs."""
    return stream.split(":")[0]


def shipped_lines(settings: SeriesSettings, stream: str, size: float) -> Lines:
    """Lines from the shipped table for an area of a size (P, in millions)."""
    line, numbers = settings.lines[stream_of(stream)], settings.thresholds
    amber, red = numbers["amber_a_year"] * line.share, numbers["red_a_year"] * line.share
    return Lines(
        amber=line.h1 + line.g * math.log(size / amber),
        red=line.h1 + line.g * math.log(size / red),
        amber_a_year=amber,
        red_a_year=red,
        origin=SHIPPED,
    )


def lines(state: AreaState, stream: str) -> Lines:
    """Lines of a stream as they hold now in an area."""
    shipped = shipped_lines(state.context.series, stream, state.usual.size)
    return in_force(shipped, state.thresholds.get(stream_of(stream)))


def in_force(shipped: Lines, own: OwnLine | None) -> Lines:
    """Lines that hold: an area's own, where there are such, at the same budget."""
    if own is None:
        return shipped
    budget = shipped.amber_a_year, shipped.red_a_year
    return Lines(own.amber, own.red, *budget, OWN, own.as_of, own)


def alerts_a_year(state: AreaState, stream: str, score: float) -> float:
    """How often chance brings one as strong, an area and year."""
    settings = state.context.series
    line = settings.lines[stream_of(stream)]
    often = state.usual.size * math.exp(-(score - line.h1) / line.g)
    return max(often, settings.thresholds["least_alerts_a_year"])


def is_learning(state: AreaState, arrived: datetime) -> bool:
    """Tell whether the area was too new, when a report came, for its statistics to be told."""
    days = state.context.series.background["shadow_days"]
    return arrived - state.now.since < timedelta(days=days)
