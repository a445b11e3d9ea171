"""R14: once a day, one alert of an area lists every step of a review whose clock has run out.

Source: trigger table R14 (domain brief, section 7); the hour is that of the alerting file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from streams.core.alerts.changes import Change, Revised, new_row, raise_new, revise
from streams.core.alerts.duty_alerts import deadlines
from streams.core.alerts.identity import alert_id, by_arrival
from streams.core.alerts.life import ENDED, moved
from streams.core.alerts.row import AlertRow
from streams.core.detectors.deadline_breach import DETECTOR
from streams.core.detectors.wording import local, number_word
from streams.core.duties.calendar import LONDON
from streams.core.duties.duty import Duty
from streams.core.signals import Signal
from streams.core.state import AreaState

MOST_LISTED = 50  # reports
Late = tuple[Duty, AlertRow]


def next_moment(state: AreaState, after: datetime) -> datetime | None:
    """When this area's overdue steps are next called out, later than a moment."""
    if state.context.detectors[DETECTOR.id].status == "retired":
        return None
    here, hour = after.astimezone(LONDON), state.context.alerting.overdue.hour
    at = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    while at <= here:
        at = (at + timedelta(days=1)).replace(hour=hour)
    return at.astimezone(after.tzinfo)


def call_out(state: AreaState, at: datetime) -> Iterator[Change]:
    """Raise the alert of what is overdue, say it again each day, and end it when nothing is.

    Once somebody has closed it, it is silent until one more step is overdue.
    """
    late = sorted(_late(state, at), key=lambda one: (one[0].due_at or at, one[1].order))
    before = next((one for one in state.alerts.values() if _is_mine(one)), None)
    if not late:
        if before is not None and before.state not in ENDED:
            yield revise(state, replace(moved(before, "support_gone"), members=()), "new_evidence")
        return
    signal = _signal(state, late, at)
    if before is None:
        yield _raise(state, signal)
        return
    was = before.parts[0]
    is_more = signal.observed > was.observed or not _said(signal) <= _said(was)
    if before.state == "closed" and not is_more:
        return
    members = signal.members
    categories = tuple(row.case.category for row in state.rows(members))
    again = moved(before, "loud_news" if is_more else "quiet_news")
    row = replace(again, members=members, parts=(signal,), categories=categories)
    yield Revised(revise(state, row, "deadline_missed").row, "escalated", "deadline_missed")


def _late(state: AreaState, at: datetime) -> Iterator[Late]:
    for name in sorted(state.clocked):
        for line in deadlines.overdue(state, state.alerts[name], at):
            yield line, state.alerts[name]


def _is_mine(alert: AlertRow) -> bool:
    """Tell the area's one alert of this kind; it goes on under its name when it comes back."""
    return alert.kind == DETECTOR.id


def _raise(state: AreaState, signal: Signal) -> Change:
    name = alert_id(
        state.context.area.code, DETECTOR.id, [signal.members[0] if signal.members else ""]
    )
    row = new_row(
        state,
        name,
        klass="data",
        kind=DETECTOR.id,
        family=DETECTOR.family,
        tier="red",
        members=signal.members,
        parts=(signal,),
    )
    return raise_new(state, row)


def _signal(state: AreaState, late: Sequence[Late], at: datetime) -> Signal:
    first, reviews = late[0][0], len({alert.alert_id for _, alert in late})
    since = first.due_at or at
    many = len(late) > 1
    steps, are = ("steps of reviews", "are") if many else ("step of a review", "is")
    deaths = (
        f"{number_word(reviews)} deaths or incidents" if reviews > 1 else "one death or incident"
    )
    of_each: dict[str, list[str]] = {}
    for line, alert in late:
        for member in alert.members[:1]:
            if member in of_each or len(of_each) < MOST_LISTED:
                of_each.setdefault(member, []).append(_words(state, line))
    members = by_arrival(state, of_each)
    return Signal(
        kind=DETECTOR.id,
        tier="red",
        members=members,
        title=f"{len(late)} {steps} {are} overdue, {state.context.area.name}",
        why=f"{number_word(len(late)).capitalize()} {steps} after {deaths} {are} overdue, the "
        f"longest since {local(since)}: {_words(state, first)}.",
        observed=len(late),
        start=since,
        end=at,
        features={member: {"overdue": "; ".join(of_each[member])} for member in members},
    )


def _words(state: AreaState, line: Duty) -> str:
    regime = state.context.book.regimes.get(line.duty)
    step = regime.step(line.step) if regime is not None else None
    if regime is None or step is None:
        return line.step or line.duty
    return f"{step.say} ({regime.title})"


def _said(signal: Signal) -> set[tuple[str, str]]:
    """What a finding lists: which steps of which report."""
    return {
        (member, step)
        for member, named in signal.features.items()
        for step in str(named["overdue"]).split("; ")
    }
