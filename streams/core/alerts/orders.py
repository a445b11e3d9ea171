"""Commands of analysts: each answered once, done or refused with the reason.

Source: contract, section 4. Commands that are not listed here are refused as not allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from schemas.commands import Command
from schemas.decisions import Decision, Reason, Trace
from streams.core.alerts.changes import Answered, Change, Revised
from streams.core.alerts.row import AlertRow
from streams.core.duties.orders import complete
from streams.core.events import Ordered
from streams.core.lookup import CaseRow
from streams.core.state import AreaState

REMEMBERED = timedelta(days=30)  # a command_id is known for as long


class Refused(Exception):
    """A command that cannot be done, with the reason of the contract's closed set."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


def apply(state: AreaState, event: Ordered) -> Iterator[Change]:
    """Do what a command says, once, and answer it."""
    command = event.command
    if state.commands.get(command.command_id) is not None:
        return
    state.commands.put(command.command_id, state.now.clock)
    _forget(state)
    try:
        change, trace = _do(state, command)
    except Refused as refused:
        yield _answer(state, command, None, refused.reason)
        return
    if change is not None:
        yield change
    yield _answer(state, command, change, "command", trace)


def _do(state: AreaState, command: Command) -> tuple[Revised | None, Trace | None]:
    if command.action == "explain":
        return None, _trace(state, command)
    act = ACTIONS.get(command.action)
    if act is None or command.role == "viewer":
        raise Refused("not_allowed")
    alert = _alert_of(state, command)
    after = act(state, alert, command)
    if after == alert:
        raise Refused("already_done")
    after = replace(after, revision=alert.revision + 1, updated_at=state.now.clock)
    state.put_alert(after)
    return Revised(after, "closed" if after.state == "closed" else "updated", "command"), None


def _alert_of(state: AreaState, command: Command) -> AlertRow:
    if command.alert_id is not None:
        alert = state.alerts.get(command.alert_id)
    else:
        held = (a for row in _named(state, command) for a in state.alerts_of(row.id))
        alert = next((a for a in held if a.klass == "duties"), None)
    if alert is None:
        raise Refused("no_such_alert")
    return alert


def _acknowledge(state: AreaState, alert: AlertRow, command: Command) -> AlertRow:
    if alert.state != "open":
        raise Refused("already_done")
    return replace(alert, state="acknowledged", ack_by=None, assigned_to=command.by)


def _assign(state: AreaState, alert: AlertRow, command: Command) -> AlertRow:
    if command.to is None:
        raise Refused("not_allowed")
    return replace(alert, assigned_to=command.to)


def _release(state: AreaState, alert: AlertRow, command: Command) -> AlertRow:
    state_now = "open" if alert.state == "acknowledged" else alert.state
    return replace(alert, assigned_to=None, state=state_now)


def _close(state: AreaState, alert: AlertRow, command: Command) -> AlertRow:
    if command.verdict is None or command.reason is None:
        raise Refused("not_allowed")
    if alert.tier == "red" and command.role != "supervisor":
        raise Refused("not_allowed")
    if alert.state == "closed":
        raise Refused("already_done")
    return replace(alert, state="closed", verdict=command.verdict, ack_by=None)


def _reopen(state: AreaState, alert: AlertRow, command: Command) -> AlertRow:
    if alert.state != "closed":
        raise Refused("already_done")
    return replace(alert, state="open", verdict=None)


def _complete(state: AreaState, alert: AlertRow, command: Command) -> AlertRow:
    duty, step = command.duty, command.step
    if duty is None or step is None:
        raise Refused("not_allowed")
    book = state.context.book
    lines = tuple(
        (member, complete(book, held, duty, step, command.at)) for member, held in alert.duties
    )
    return replace(alert, duties=lines)


ACTIONS: Mapping[str, Callable[[AreaState, AlertRow, Command], AlertRow]] = {
    "acknowledge": _acknowledge,
    "assign": _assign,
    "release": _release,
    "close": _close,
    "reopen": _reopen,
    "complete": _complete,
}


def _trace(state: AreaState, command: Command) -> Trace:
    """Say what became of a report, so that never received and near nothing are told apart."""
    row = next(iter(_named(state, command)), None)
    if row is None:
        raise Refused("no_such_report")
    return Trace(
        received_at=row.arrived,
        version=row.case.version,
        used="whole" if row.whole else "partial",
        areas=(state.context.area.code,),
        compared=len(state.cases) - 1,
        alert_ids=tuple(alert.alert_id for alert in state.alerts_of(row.id)),
    )


def _named(state: AreaState, command: Command) -> list[CaseRow]:
    """Find the reports that a command may mean, the first arrival first."""
    rows = [
        row
        for row in state.cases.values()
        if row.case.report_id == command.report_id and command.source in (None, row.case.source)
    ]
    return sorted(rows, key=lambda row: row.seq)


def _answer(
    state: AreaState,
    command: Command,
    change: Revised | None,
    reason: Reason,
    trace: Trace | None = None,
) -> Answered:
    return Answered(
        Decision(
            alert_id=change.row.alert_id if change is not None else command.alert_id,
            revision=change.row.revision if change is not None else None,
            decision="command_done" if reason == "command" else "command_refused",
            reason=reason,
            at=state.now.clock,
            by=command.by,
            command_id=command.command_id,
            trace=trace,
        )
    )


def _forget(state: AreaState) -> None:
    oldest = state.now.clock - REMEMBERED
    for command_id in [one for one in state.commands if state.commands[one] < oldest]:
        state.commands.delete(command_id)
