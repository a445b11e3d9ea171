"""How each sender is heard: last seen, how late, and how much of a report is filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np

from schemas.area_summaries import FeedStanding, SetAside
from streams.core.detectors import feed_silent
from streams.core.duties.calendar import local_date
from streams.core.lookup import CaseRow
from streams.core.state import AreaState, Feed

LATELY = timedelta(days=30)
HOUR = timedelta(hours=1)
DIGITS = 3


def standings(state: AreaState, rows: Iterable[CaseRow]) -> Iterator[FeedStanding]:
    """Say of every sender how it is heard; ``rows``: cases of this area that may be new."""
    since = state.now.clock - LATELY
    lately: dict[str, list[CaseRow]] = defaultdict(list)
    for row in rows:
        if row.arrived > since:
            lately[row.case.source].append(row)
    for source in sorted(state.feeds):
        yield _standing(state, state.feeds[source], lately[source])


def set_aside(state: AreaState) -> Iterator[SetAside]:
    """Count what was set aside lately, by sender and reason."""
    found: dict[tuple[str, str], tuple[int, datetime]] = {}
    for key in sorted(state.set_aside):
        source, reason, _ = key.split("\x1f")
        row = state.set_aside[key]
        if row.last > state.now.clock - LATELY:
            count, last = found.get((source, reason), (0, row.last))
            found[source, reason] = count + row.count, max(last, row.last)
    for (source, reason), (count, last) in sorted(found.items()):
        yield SetAside(source, reason, reason == "partial", count, last)


def _standing(state: AreaState, feed: Feed, rows: Sequence[CaseRow]) -> FeedStanding:
    limits, now = state.context.limits(feed_silent.DETECTOR.id), state.now.clock
    silent_at = feed_silent.silent_at(feed, limits)
    middle, late = _delays(rows)
    today = local_date(now)
    deaths = [row for row in rows if row.case.kind == "death"]
    return FeedStanding(
        source=feed.source,
        last_seen=feed.last,
        usual_gap_hours=None if silent_at is None else round(feed.usual_hours, DIGITS),
        silent_at=silent_at,
        is_silent=silent_at is not None and silent_at <= now,
        alert_id=feed.alert_id,
        reports=feed.reports,
        reports_today=sum(local_date(row.arrived) == today for row in rows),
        reports_30_days=len(rows),
        delay_median_hours=middle,
        delay_p95_hours=late,
        with_place=_share(rows, [row.case.place.lat is not None for row in rows]),
        with_category=_share(deaths, [row.case.category is not None for row in deaths]),
        with_method=_share(deaths, [row.case.method != "unknown" for row in deaths]),
        used_in_part=sum(not row.whole for row in rows),
    )


def _delays(rows: Sequence[CaseRow]) -> tuple[float | None, float | None]:
    """Hours from when the sender became aware to when the report came: median, 95th percentile."""
    if not rows:
        return None, None
    hours = [max(0.0, (row.arrived - row.case.recorded_at) / HOUR) for row in rows]
    middle, late = np.percentile(hours, (50, 95))
    return round(float(middle), DIGITS), round(float(late), DIGITS)


def _share(rows: Sequence[CaseRow], holds: Sequence[bool]) -> float | None:
    return round(sum(holds) / len(rows), DIGITS) if rows else None
