"""Q1: tell when a sender falls silent, and when it is back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from streams.core.alerts.changes import Change, new_row, raise_new, revise
from streams.core.alerts.identity import data_id
from streams.core.alerts.life import moved
from streams.core.alerts.row import AlertRow
from streams.core.detectors.feed_silent import DETECTOR, heard, silent_at
from streams.core.state import AreaState, Feed


def hear(state: AreaState, source: str) -> Iterator[Change]:
    """Note that a sender spoke, now; if it was called silent, say that it is back."""
    before = state.feeds.get(source)
    feed = heard(before, source, state.now.clock, state.context.limits(DETECTOR.id))
    if before is not None and before.alert_id is not None:
        alert = state.alerts[before.alert_id]
        back = moved(alert, "support_gone")
        if back.state != alert.state:
            yield revise(state, back, "new_evidence")
        feed = replace(feed, alert_id=None)
    state.feeds.put(source, feed)


def due(state: AreaState, source: str) -> datetime | None:
    """When a sender will have been silent too long; None if it has been told, or has no rhythm."""
    feed = state.feeds.get(source)
    retired = state.context.detectors[DETECTOR.id].status == "retired"
    if feed is None or feed.alert_id is not None or retired:
        return None
    return silent_at(feed, state.context.limits(DETECTOR.id))


def fall_silent(state: AreaState, source: str) -> Iterator[Change]:
    """Tell that a sender has been silent too long."""
    feed = state.feeds[source]
    row = _alert(state, feed)
    state.feeds.put(source, replace(feed, alert_id=row.alert_id))
    yield raise_new(state, row)


def _alert(state: AreaState, feed: Feed) -> AlertRow:
    row = new_row(
        state,
        data_id(state, DETECTOR.id, feed.source, feed.last.isoformat()),
        klass="data",
        kind=DETECTOR.id,
        family="data_quality",
        tier="amber",
    )
    return replace(row, about=feed.source, since=feed.last)
