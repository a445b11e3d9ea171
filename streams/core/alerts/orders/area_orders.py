"""Orders about the area rather than one alert: the shift, and lessons learned.

What cannot be done raises ``Refused`` with the reason that the decision gives.
"""

from __future__ import annotations

from schemas.commands import Command
from streams.core.alerts.changes import Done
from streams.core.alerts.duty_alerts import lessons
from streams.core.alerts.life import Refused
from streams.core.alerts.orders.alert_orders import alert_of
from streams.core.kept import Lesson, Shift
from streams.core.state import AreaState


def take_over(state: AreaState, command: Command) -> Done:
    """Take over the shift; who has it already is told so."""
    before = state.shift.get("now")
    if before is not None and before.by == command.by and command.note is None:
        raise Refused("already_done")
    state.shift.put("now", Shift(by=command.by, at=state.now.clock, note=command.note))
    return Done()


def add_lesson(state: AreaState, command: Command) -> Done:
    """Record a lesson under its tags, so that one that comes back can be seen."""
    alert = alert_of(state, command)
    if not command.tags or command.text is None:
        raise Refused("not_allowed")
    tags = tuple(dict.fromkeys(command.tags))
    lesson = Lesson(alert.alert_id, tags, command.text, command.by, state.now.clock)
    if any(
        (one.alert_id, one.tags, one.text) == (lesson.alert_id, lesson.tags, lesson.text)
        for one in state.lessons.values()
    ):
        raise Refused("already_done")
    state.lessons.put(command.command_id, lesson)
    return Done(tuple(lessons.follow(state, tags)), alert.alert_id)
