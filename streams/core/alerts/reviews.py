"""All duties of one death or incident are one alert, and follow every version of its reports.

Source: contract, section 4 (kind ``review_due``); ``[conventions]`` of the regimes' file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from schemas.alerts import Tier
from schemas.decisions import Reason
from streams.core.alerts.changes import Change, Noted, answer_by, raise_new, revise
from streams.core.alerts.identity import alert_id
from streams.core.alerts.life import Move, moved
from streams.core.alerts.row import AlertRow
from streams.core.alerts.surroundings import together
from streams.core.detectors.review_due import DETECTOR
from streams.core.duties import review
from streams.core.duties.duty import LIVE, Duty
from streams.core.duties.evaluate import assess
from streams.core.duties.reminders import reminder_times
from streams.core.lookup import CaseRow
from streams.core.state import AreaState

Lines = tuple[Duty, ...]
Held = tuple[tuple[str, Lines], ...]


def follow(state: AreaState, row: CaseRow, before: CaseRow | None) -> Iterator[Change]:
    """Judge a version of a report afresh, and tell what falls due or no longer does."""
    alert = _alert_of(state, row)
    held = dict(alert.duties) if alert is not None else {}
    lines = assess(state.context.book, row.case, held.get(row.id, ()), row.case.recorded_at)
    if alert is None:
        if any(line.state in LIVE for line in lines) and not _is_history(state, row):
            yield _raise(state, row, lines)
        return
    if _as_told(held.get(row.id, ())) == _as_told(lines):
        return
    reason: Reason = "new_evidence"
    if row.id not in held:
        reason = "new_member"
    elif before is not None and before.case.category != row.case.category:
        reason = "reclassified"
    yield _revised(state, alert, {**held, row.id: lines}, reason)


def withdraw(state: AreaState, row_id: str) -> Iterator[Change]:
    """Void what a report raised that was taken back."""
    for alert in [one for one in state.alerts_of(row_id) if one.klass == "duties"]:
        held = {member: lines for member, lines in alert.duties if member != row_id}
        yield _revised(state, alert, held, "report_withdrawn")


def next_reminder(state: AreaState, alert: AlertRow, after: datetime) -> datetime | None:
    """When somebody must next be reminded of a running clock of this alert."""
    times = [
        moment
        for _, lines in alert.duties
        for line in lines
        for moment in reminder_times(state.context.book, line)
        if moment > after
    ]
    return min(times, default=None)


def remind(state: AreaState, alert: AlertRow, at: datetime) -> Iterator[Change]:
    """Remind of every clock that has a moment now; a clock that has run out is escalated."""
    missed = near = False
    for _, lines in alert.duties:
        for line in lines:
            if at in reminder_times(state.context.book, line):
                missed |= line.due_at is not None and at >= line.due_at
                near |= line.due_at is not None and at < line.due_at
    if missed:
        yield Noted(alert, "escalated", "deadline_missed", at)
    elif near:
        yield Noted(alert, "reminded", "deadline_near", at)


def _tier(state: AreaState, duties: Held, otherwise: Tier) -> Tier:
    """Tier of the loudest duty that is live; as it was where none is."""
    found = review.tier(state.context.book, [line for _, lines in duties for line in lines])
    return found.value if found is not None else otherwise


def _alert_of(state: AreaState, row: CaseRow) -> AlertRow | None:
    """The duties' alert of this report, or of another report of the same death or incident."""
    rows = [row, *together(state, row)]
    alerts = (a for one in rows for a in state.alerts_of(one.id) if a.klass == "duties")
    return min(alerts, key=lambda alert: alert.order, default=None)


def _as_told(lines: Lines) -> Lines:
    """Duties less the words why: other words alone are no news."""
    return tuple(replace(line, reason="") for line in lines)


def _is_history(state: AreaState, row: CaseRow) -> bool:
    late = timedelta(days=state.context.limits(DETECTOR.id)["late_days"])
    return row.case.recorded_at < state.now.clock - late


def _raise(state: AreaState, row: CaseRow, lines: Lines) -> Change:
    """Raise an alert, or raise again the one that ended when the report was taken back."""
    name = alert_id(state.context.area.code, "duties", [row.id])
    before = state.alerts.get(name)
    if before is None:
        return raise_new(state, _new(state, name, row, lines))
    return _revised(state, replace(before, verdict=None), {row.id: lines}, "new_evidence")


def _new(state: AreaState, name: str, row: CaseRow, lines: Lines) -> AlertRow:
    now, duties = state.now.clock, ((row.id, lines),)
    tier = _tier(state, duties, "info")
    return AlertRow(
        alert_id=name,
        klass="duties",
        kind=DETECTOR.id,
        family="review_due",
        tier=tier,
        state="open",
        revision=1,
        order=state.now.alerts + 1,
        members=(row.id,),
        duties=duties,
        categories=(row.case.category,),
        raised_at=now,
        updated_at=now,
        ack_by=answer_by(state, DETECTOR.id, tier, now),
        shadow=state.context.detectors[DETECTOR.id].status == "shadow",
    )


def _revised(state: AreaState, alert: AlertRow, held: dict[str, Lines], reason: Reason) -> Change:
    rows = sorted(state.rows(held), key=lambda row: row.seq)
    duties = tuple((row.id, held[row.id]) for row in rows)
    live = any(line.state in LIVE for _, lines in duties for line in lines)
    before = {line.duty for _, lines in alert.duties for line in lines if line.state in LIVE}
    after = {line.duty for _, lines in duties for line in lines if line.state in LIVE}
    more = bool(after - before)
    now, tier = state.now.clock, _tier(state, duties, alert.tier)
    move: Move = "loud_news" if more else "quiet_news"
    return revise(
        state,
        replace(
            moved(alert, move if live else "support_gone", answer_by(state, DETECTOR.id, tier, now)),
            members=tuple(row.id for row in rows),
            duties=duties,
            categories=tuple(row.case.category for row in rows),
            tier=tier,
        ),
        reason,
    )
