"""What operators and the force see of the areas as they stand: feeds, answers that wait, clocks.

Measured by the areas' own clocks, which are the reports' and follow the wall's once a minute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from streams.core.alerts.duty_alerts import deadlines
from streams.core.alerts.row import AlertRow
from streams.core.detectors import feed_silent
from streams.core.state import AreaState

Level = tuple[str, tuple[str, ...], float]
ANSWERED_TIERS = ("red", "amber")


def levels_of(state: AreaState) -> Iterator[Level]:
    """Say how an area stands."""
    if not len(state.position):
        return
    yield from _feeds(state)
    yield from _unanswered(state)
    yield from _overdue(state)


def _feeds(state: AreaState) -> Iterator[Level]:
    limits = state.context.limits(feed_silent.DETECTOR.id)
    for feed in state.feeds.values():
        due = feed_silent.silent_at(feed, limits)
        if due is not None:
            last = feed.last.timestamp()
            yield ("sender_last_report_timestamp_seconds", (feed.source,), last)
            yield ("sender_expected_gap_seconds", (feed.source,), due.timestamp() - last)


def _unanswered(state: AreaState) -> Iterator[Level]:
    now, area = state.now.clock, state.context.area.code
    oldest = dict.fromkeys(ANSWERED_TIERS, 0.0)
    for alert in state.alerts.values():
        if alert.tier in oldest and _waits(alert):
            age = (now - alert.raised_at).total_seconds()
            oldest[alert.tier] = max(oldest[alert.tier], age)
    for tier, age in oldest.items():
        yield ("oldest_unacknowledged_seconds", (tier, area), age)


def _waits(alert: AlertRow) -> bool:
    """Tell an alert that people were told of and nobody answered."""
    return alert.state == "open" and alert.held is None and not alert.shadow


def _overdue(state: AreaState) -> Iterator[Level]:
    now, area = state.now.clock, state.context.area.code
    late: Counter[str] = Counter()
    for alert in state.alerts.values():
        if alert.duties:
            late.update(line.duty for line in deadlines.overdue(state, alert, now))
    for duty, n in sorted(late.items()):
        yield ("duties_overdue", (duty, area), n)
