"""What the calendar alone brings: reports that fall due (Q4), the daily call of what is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from streams.core.alerts.changes import Change
from streams.core.alerts.duty_alerts import overdue
from streams.core.alerts.duty_alerts.reviews import new_alert
from streams.core.alerts.identity import alert_id
from streams.core.detectors.report_due import DETECTOR
from streams.core.duties.calendar import instant, local_date
from streams.core.duties.occasioned import raised_by_calendar
from streams.core.state import AreaState

LOOK_AHEAD = timedelta(days=366)  # every occasion comes at least once a year


JUST_BEFORE = timedelta(microseconds=1)


def next_moment(state: AreaState, after: datetime) -> datetime | None:
    """When the calendar next has something for this area, later than a moment."""
    times = (_next_report(state, after), overdue.next_moment(state, after))
    return min((at for at in times if at is not None), default=None)


def fall_due(state: AreaState, at: datetime) -> Iterator[Change]:
    """Raise the reports of this day, each as an alert of its own; call out what is overdue."""
    if _next_report(state, at - JUST_BEFORE) == at:
        yield from _reports(state, at)
    if overdue.next_moment(state, at - JUST_BEFORE) == at:
        yield from overdue.call_out(state, at)


def _next_report(state: AreaState, after: datetime) -> datetime | None:
    if state.context.detectors[DETECTOR.id].status == "retired":
        return None
    book, area, day = state.context.book, state.context.area.code, local_date(after)
    raised = raised_by_calendar(book, area, day, day + LOOK_AHEAD)
    return min((instant(on) for on, _ in raised), default=None)


def _reports(state: AreaState, at: datetime) -> Iterator[Change]:
    book, area, day = state.context.book, state.context.area.code, local_date(at)
    for on, lines in raised_by_calendar(book, area, day - timedelta(days=1), day):
        name = alert_id(area, DETECTOR.id, [lines[0].duty, on.isoformat()])
        yield new_alert(state, name, (), (("", lines),), kind=DETECTOR.id, family=DETECTOR.family)
