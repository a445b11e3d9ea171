"""What people do to an alert: answer it, give it away, watch it, close it with a verdict.

What cannot be done raises ``Refused`` with the reason that the decision gives.
"""

from __future__ import annotations

from dataclasses import replace

from schemas.commands import Command
from schemas.decisions import DecisionKind
from streams.core.alerts.changes import Done, Revised, answer_by
from streams.core.alerts.life import Move, Refused, after, moved
from streams.core.alerts.row import AlertRow
from streams.core.lookup import CaseRow
from streams.core.state import AreaState


def alert_of(state: AreaState, command: Command) -> AlertRow:
    """Find the alert that a command names, or the one that holds the duties of its report.

    Raises:
        Refused: there is none.
    """
    if command.alert_id is not None:
        alert = state.alerts.get(command.alert_id)
    else:
        held = (a for row in reports_of(state, command) for a in state.alerts_of(row.id))
        alert = next((a for a in held if a.klass == "duties"), None)
    if alert is None:
        raise Refused("no_such_alert")
    return alert


def reports_of(state: AreaState, command: Command) -> list[CaseRow]:
    """Find the reports that a command may mean: this area's own, then by first arrival."""
    rows = [
        row
        for row in state.cases.values()
        if row.case.report_id == command.report_id and command.source in (None, row.case.source)
    ]
    return sorted(rows, key=lambda row: (row.border, row.seq))


def changed(
    state: AreaState, before: AlertRow, alert: AlertRow, decision: DecisionKind = "updated"
) -> Done:
    """Make ``alert`` the next revision, by order of a person.

    Raises:
        Refused: nothing would change.
    """
    if alert == before:
        raise Refused("already_done")
    row = replace(alert, revision=before.revision + 1, updated_at=state.now.clock)
    state.put_alert(row)
    return Done((Revised(row, decision, "command"),), row.alert_id)


def acknowledge(state: AreaState, command: Command) -> Done:
    """Answer an alert: it is this person's, and nobody else is asked."""
    alert = alert_of(state, command)
    mine = replace(_moved(state, alert, "acknowledge"), assigned_to=command.by)
    return changed(state, alert, mine)


def assign(state: AreaState, command: Command) -> Done:
    """Give an alert to somebody, who is still to answer."""
    alert = alert_of(state, command)
    if command.to is None:
        raise Refused("not_allowed")
    return changed(state, alert, replace(_moved(state, alert, "assign"), assigned_to=command.to))


def release(state: AreaState, command: Command) -> Done:
    """Hand an alert back: it waits for an answer again."""
    alert = alert_of(state, command)
    return changed(state, alert, replace(_moved(state, alert, "release"), assigned_to=None))


def comment(state: AreaState, command: Command) -> Done:
    """Note a comment: its words stay in the command, the answer says which revision was meant."""
    alert = alert_of(state, command)
    after(alert, "comment")
    if command.text is None:
        raise Refused("not_allowed")
    return Done((), alert.alert_id)


def watch(state: AreaState, command: Command) -> Done:
    """Keep an eye on an alert until a time, at which it waits for an answer again."""
    alert = alert_of(state, command)
    if command.until is None or command.until <= state.now.clock:
        raise Refused("not_allowed")
    watched = _moved(state, alert, "watch")
    mine = replace(watched, assigned_to=command.by, watch_until=command.until)
    return changed(state, alert, mine)


def close(state: AreaState, command: Command) -> Done:
    """Close an alert with a verdict and a reason; a red one takes a supervisor.

    A duty is not ended by this: its clock goes on until it is done or decided.
    """
    alert = alert_of(state, command)
    if command.verdict is None or command.reason is None:
        raise Refused("not_allowed")
    if alert.tier == "red" and command.role != "supervisor":
        raise Refused("not_allowed")
    closed = replace(_moved(state, alert, "close"), verdict=command.verdict)
    return changed(state, alert, closed, "closed")


def reopen(state: AreaState, command: Command) -> Done:
    """Open a closed alert again, with a reason."""
    alert = alert_of(state, command)
    reopened = _moved(state, alert, "reopen")
    if command.reason is None:
        raise Refused("not_allowed")
    return changed(state, alert, reopened)


def _moved(state: AreaState, alert: AlertRow, move: Move) -> AlertRow:
    return moved(alert, move, answer_by(state, alert.kind, alert.tier, state.now.clock))
