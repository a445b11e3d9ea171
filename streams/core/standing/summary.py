"""The summary of an area, made anew from its rows: the same rows give the same bytes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from schemas.area_summaries import AreaSummary
from streams.core.lookup import CaseRow
from streams.core.standing import feeds, tallies
from streams.core.standing.institutions import institutions
from streams.core.standing.measures import WEEKS, Weeks
from streams.core.state import AreaState
from streams.core.windows.days import day_of
from streams.core.windows.history import midnight
from streams.core.windows.weeks import WEEK

LATELY = timedelta(days=90)
MOST_UNFINISHED = 12  # weeks


def summary_of(state: AreaState) -> AreaSummary:
    """Say how an area stands at its own clock.

    Raises:
        KeyError: nothing was ever heard of it.
    """
    now, context = state.now, state.context
    end = day_of(now.clock)
    start = midnight(end - WEEKS * WEEK)
    rows = [
        row for row in state.cases.values()
        if row.case.occurred_from >= start and not row.border
    ]  # fmt: skip
    weeks = Weeks(state, [row.case for row in rows], end)
    return AreaSummary(
        area=context.area.code,
        name=context.area.name,
        population=context.area.people,
        at=now.clock,
        since=now.since,
        last_report=max((feed.last for feed in state.feeds.values()), default=None),
        cases=sum(not row.border for row in state.cases.values()),
        weeks_end=midnight(end),
        unfinished_weeks=_unfinished(state, rows),
        measures=tuple(weeks.measures()),
        districts=tuple(weeks.districts()),
        institutions=tuple(institutions(state, rows, end)),
        feeds=tuple(feeds.standings(state, rows)),
        set_aside=tuple(feeds.set_aside(state)),
        detectors=tuple(tallies.detectors(state)),
        silences=tuple(tallies.silences(state)),
        lines=tuple(tallies.lines_in_force(state)),
        budget=tallies.budget(state),
        service_version=context.version,
        config_digest=context.config_digest,
    )


def _unfinished(state: AreaState, rows: Sequence[CaseRow]) -> int:
    """How many of the newest weeks still have reports to come: 19 of 20 come in that time."""
    since = state.now.clock - LATELY
    late = [row.arrived - row.case.occurred_from for row in rows if row.arrived > since]
    if not late:
        return 0
    days = float(np.percentile([one / timedelta(days=1) for one in late], 95))
    return min(MOST_UNFINISHED, max(0, math.ceil(days / WEEK)))
