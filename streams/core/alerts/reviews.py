"""All duties of one death or incident are one alert, and follow every version of its reports.

Source: contract, section 4 (kind ``review_due``); ``[conventions]`` of the regimes' file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from schemas.alerts import Tier
from schemas.decisions import Reason
from streams.core.alerts.changes import Change, Noted, Revised, answer_by, raise_new, revise
from streams.core.alerts.identity import alert_id
from streams.core.alerts.life import Move, moved
from streams.core.alerts.row import AlertRow
from streams.core.alerts.surroundings import together
from streams.core.detectors.review_due import DETECTOR
from streams.core.duties import review
from streams.core.duties.duty import LIVE, Duty, DutyState
from streams.core.duties.evaluate import assess
from streams.core.duties.orders import resume
from streams.core.duties.reminders import EVERY_DAY, reminder_times
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


def take_apart(state: AreaState, alert: AlertRow, leaving: Sequence[str]) -> Iterator[Change]:
    """Give reports that are another death's an alert of their own; every clock goes on."""
    held = dict(alert.duties)
    stay = {member: lines for member, lines in held.items() if member not in leaving}
    yield _revised(state, alert, stay, "command")
    gone = tuple((member, held[member]) for member in leaving if member in held)
    if not any(line.state in LIVE for _, lines in gone for line in lines):
        return
    name = alert_id(state.context.area.code, "duties", [gone[0][0]])
    while name in state.alerts:  # That alert was named by a report that left it.
        name = alert_id(state.context.area.code, "duties", [name, gone[0][0]])
    rows = sorted(state.rows(member for member, _ in gone), key=lambda row: row.seq)
    yield new_alert(state, name, rows, gone)


def next_moment(state: AreaState, alert: AlertRow, after: datetime) -> datetime | None:
    """When this alert next reminds of a clock, calls out a missed one, or ends a pause.

    A closed alert still does: a verdict ends no duty.
    """
    lines = [line for _, lines in alert.duties for line in lines]
    reminders = [at for line in lines for at in reminder_times(state.context.book, line)]
    pauses = [line.until for line in lines if line.state is DutyState.PAUSED and line.until]
    times = [*reminders, *pauses, *_called_out(state, lines, after)]
    return min((moment for moment in times if moment > after), default=None)


def fall_due(state: AreaState, alert: AlertRow, at: datetime) -> Iterator[Change]:
    """Let paused clocks run on, then remind of each that has a moment now.

    A clock that has run out is escalated, and again and again until the step is done (R14).
    """
    duties = tuple((member, resume(lines, at)) for member, lines in alert.duties)
    if duties != alert.duties:
        change = revise(state, replace(alert, duties=duties), "command")
        alert = change.row
        yield change
    lines = [line for _, mine in duties for line in mine]
    due = [line for line in lines if at in reminder_times(state.context.book, line)]
    missed = any(line.due_at is not None and at >= line.due_at for line in due)
    if missed or at in _called_out(state, lines, at - timedelta(microseconds=1)):
        roles = state.context.alerting.overdue.roles
        yield Noted(alert, "escalated", "deadline_missed", at, roles)
    elif due:
        yield Noted(alert, "reminded", "deadline_near", at)


def _called_out(state: AreaState, lines: Iterable[Duty], after: datetime) -> list[datetime]:
    """When the clock that ran out first is next called out, later than ``after`` (R14)."""
    due = min((x.due_at for x in lines if x.is_clocked and x.due_at is not None), default=None)
    if due is None:
        return []
    overdue = state.context.alerting.overdue
    daily_until = due + overdue.daily_for
    if after < daily_until:
        return [due + EVERY_DAY * max(1, (after - due) // EVERY_DAY + 1)]
    return [daily_until + overdue.then_every * ((after - daily_until) // overdue.then_every + 1)]


def tier_of(state: AreaState, duties: Held, otherwise: Tier) -> Tier:
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
    """Raise an alert, or raise again the one that ended when the report was taken back.

    It is named by the first report of the death or incident, though another may raise it.
    """
    lead = min((row, *together(state, row)), key=lambda one: one.seq)
    name = alert_id(state.context.area.code, "duties", [lead.id])
    held: dict[str, Lines] = {lead.id: (), row.id: lines}
    before = state.alerts.get(name)
    if before is None:
        rows = [lead] if lead.id == row.id else [lead, row]
        return new_alert(state, name, rows, tuple(held.items()))
    return _revised(state, replace(before, verdict=None), held, "new_evidence")


def new_alert(state: AreaState, name: str, rows: Sequence[CaseRow], duties: Held) -> Revised:
    """Raise an alert for duties, whether a report carries them or a person opened them."""
    now = state.now.clock
    tier = tier_of(state, duties, "info")
    row = AlertRow(
        alert_id=name,
        klass="duties",
        kind=DETECTOR.id,
        family="review_due",
        tier=tier,
        state="open",
        revision=1,
        order=state.now.alerts + 1,
        members=tuple(row.id for row in rows),
        duties=duties,
        categories=tuple(row.case.category for row in rows),
        raised_at=now,
        updated_at=now,
        ack_by=answer_by(state, DETECTOR.id, tier, now),
        shadow=state.context.detectors[DETECTOR.id].status == "shadow",
    )
    return raise_new(state, row)


def _revised(state: AreaState, alert: AlertRow, held: dict[str, Lines], reason: Reason) -> Change:
    rows = sorted(state.rows(held), key=lambda row: row.seq)
    duties = tuple((row.id, held[row.id]) for row in rows)
    live = any(line.state in LIVE for _, lines in duties for line in lines)
    before = {line.duty for _, lines in alert.duties for line in lines if line.state in LIVE}
    after = {line.duty for _, lines in duties for line in lines if line.state in LIVE}
    more = bool(after - before)
    now, tier = state.now.clock, tier_of(state, duties, alert.tier)
    move: Move = ("loud_news" if more else "quiet_news") if live else "support_gone"
    return revise(
        state,
        replace(
            moved(alert, move, answer_by(state, DETECTOR.id, tier, now)),
            members=tuple(row.id for row in rows),
            duties=duties,
            categories=tuple(row.case.category for row in rows),
            tier=tier,
        ),
        reason,
    )
