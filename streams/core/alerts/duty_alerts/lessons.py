"""R13: one alert for each tag under which lessons come back; it grows with each that follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from streams.core.alerts.changes import Change, answer_by, new_row, raise_new, revise
from streams.core.alerts.identity import alert_id, by_arrival
from streams.core.alerts.life import moved
from streams.core.alerts.row import AlertRow
from streams.core.detectors.lesson_repeat import DETECTOR, folded, repeated
from streams.core.kept import Lesson
from streams.core.state import AreaState


def follow(state: AreaState, tags: Iterable[str]) -> Iterator[Change]:
    """Look at the tags of a lesson that was just recorded."""
    config = state.context.detectors[DETECTOR.id]
    if config.status == "retired":
        return
    for tag in dict.fromkeys(folded(tag) for tag in tags):
        found = repeated(state.lessons.values(), tag, state.now.clock, config.limits)
        if found:
            yield _tell(state, tag, found)


def _tell(state: AreaState, tag: str, lessons: tuple[Lesson, ...]) -> Change:
    held = (state.alerts.get(one.alert_id) for one in lessons)
    members = by_arrival(state, (m for alert in held if alert is not None for m in alert.members))
    mine = (one for one in state.alerts.values() if one.klass == "lessons" and one.about == tag)
    before = next(mine, None)
    if before is None:
        return raise_new(state, _alert(state, tag, members, lessons))
    by = answer_by(state, DETECTOR.id, before.tier, state.now.clock)
    after = replace(moved(before, "loud_news", by), members=members, recorded=_reviews(lessons))
    return revise(state, after, "new_member")


def _reviews(lessons: tuple[Lesson, ...]) -> int:
    return len({one.alert_id for one in lessons})


def _alert(
    state: AreaState, tag: str, members: tuple[str, ...], lessons: tuple[Lesson, ...]
) -> AlertRow:
    name = alert_id(state.context.area.code, DETECTOR.id, members[:1] or [tag])
    if name in state.alerts:  # Another tag came back with the same first report.
        name = alert_id(state.context.area.code, DETECTOR.id, [name, tag])
    row = new_row(
        state,
        name,
        klass="lessons",
        kind=DETECTOR.id,
        family="review_due",
        tier="info",
        members=members,
    )
    return replace(row, about=tag, recorded=_reviews(lessons))
