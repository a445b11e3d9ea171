"""Q4: what the calendar makes due, such as the analytical report of each quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from streams.core.alerts.changes import Change
from streams.core.alerts.identity import alert_id
from streams.core.alerts.reviews import new_alert
from streams.core.detectors.report_due import DETECTOR
from streams.core.duties.calendar import instant, local_date
from streams.core.duties.occasioned import raised_by_calendar
from streams.core.state import AreaState

LOOK_AHEAD = timedelta(days=366)  # every occasion comes at least once a year


def next_moment(state: AreaState, after: datetime) -> datetime | None:
    """When the calendar next makes something due in this area, later than a moment."""
    if state.context.detectors[DETECTOR.id].status == "retired":
        return None
    book, area, day = state.context.book, state.context.area.code, local_date(after)
    raised = raised_by_calendar(book, area, day, day + LOOK_AHEAD)
    return min((instant(on) for on, _ in raised), default=None)


def fall_due(state: AreaState, at: datetime) -> Iterator[Change]:
    """Raise what is due on this day, each as an alert of its own."""
    book, area, day = state.context.book, state.context.area.code, local_date(at)
    for on, lines in raised_by_calendar(book, area, day - timedelta(days=1), day):
        name = alert_id(area, DETECTOR.id, [lines[0].duty, on.isoformat()])
        yield new_alert(state, name, (), (("", lines),), kind=DETECTOR.id, family=DETECTOR.family)
