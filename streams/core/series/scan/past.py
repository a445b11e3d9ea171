"""How often the same kind of report came to the place of a scan in the year before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from schemas.alerts import History
from streams.core.series.scan import scope
from streams.core.series.scan.excess import Excess
from streams.core.series.scan.rings import DAY
from streams.core.series.scan.strata import Bools, agreeing, leads
from streams.core.series.thresholds import stream_of
from streams.core.series.unit import unit_of
from streams.core.windows.days import day_of
from streams.core.windows.history import FOUR_WEEKS, four_weekly

if TYPE_CHECKING:
    from streams.core.state import AreaState


def history(found: Excess, state: AreaState) -> History | None:
    """Four-week counts of reports alike in the place that a scan found, and what was usual.

    None where its report is gone, or nothing came there before. What is usual is as of the scan.
    """
    row = state.cases.get(found.unit)
    if row is None:
        return None
    unit = unit_of(row)
    focus = state.rings.column(unit, row)
    earlier = scope.earlier(unit, found.stream, focus, state)
    here = None if earlier is None else _inside(found, scope.places(unit, found.stream, state))
    if earlier is None or here is None:
        return None
    series, base = state.context.series, stream_of(found.stream)
    agree = agreeing(focus, earlier.columns, series.strata[base], series.scan["age_years"])
    keep: Bools = agree[series.strata[base].index(found.like)] & earlier.inside[here]
    keep[keep] = leads(earlier.columns[keep])
    ages = focus[DAY] - earlier.columns[keep, DAY]
    days = [0.0, *(float(age) for age in ages[ages >= 0.0])]
    end = day_of(row.case.occurred_from) + 1
    return four_weekly(
        [end - 1 - int(np.floor(age)) for age in days],
        found.expected / found.days * FOUR_WEEKS,
        end,
        day_of(state.now.since),
    )


def _inside(found: Excess, places: list[scope.Place]) -> int | None:
    """Which of the places of the scan it was."""
    wanted = found.radius_km, found.place
    return next((n for n, one in enumerate(places) if (one.radius_km, one.kind) == wanted), None)
