"""What people do to duties: complete, pause, extend, decide, and open what no report carries.

What cannot be done raises ``Refused`` with the reason that the decision gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from schemas.commands import Command
from streams.core.alerts.changes import Done
from streams.core.alerts.duty_alerts import reviews
from streams.core.alerts.identity import alert_id
from streams.core.alerts.life import Refused, after
from streams.core.alerts.orders.alert_orders import alert_of, changed
from streams.core.alerts.row import AlertRow, Lines
from streams.core.duties import orders
from streams.core.duties.calendar import local_date
from streams.core.duties.conditions import Truth
from streams.core.duties.duty import LIVE
from streams.core.lookup import CaseRow
from streams.core.state import AreaState


def complete(state: AreaState, command: Command) -> Done:
    """Note that a step is done; what waited for it starts."""
    duty, step, book = command.duty, command.step, state.context.book
    if duty is None or step is None:
        raise Refused("not_allowed")
    return _on_lines(
        state, command, lambda lines: orders.complete(book, lines, duty, step, command.at)
    )


def pause(state: AreaState, command: Command) -> Done:
    """Stop the running clocks of a duty until a time, with a reason."""
    duty, until, reason = _asked(state, command)
    return _on_lines(
        state, command, lambda lines: orders.pause(lines, duty, state.now.clock, until, reason)
    )


def extend(state: AreaState, command: Command) -> Done:
    """Give the running clocks of a duty until a time, with a reason."""
    duty, until, reason = _asked(state, command)
    return _on_lines(state, command, lambda lines: orders.extend(lines, duty, until, reason))


def decide_duty(state: AreaState, command: Command) -> Done:
    """Note a person's decision; undecided changes nothing, and the clock runs on."""
    duty, outcome, reason = command.duty, command.outcome, command.reason
    if duty is None or outcome is None or reason is None:
        raise Refused("not_allowed")
    alert, book = alert_of(state, command), state.context.book
    if not any(line.duty == duty for _, lines in alert.duties for line in lines):
        raise Refused("not_allowed")
    if outcome == "undecided":
        return Done((), alert.alert_id)
    return _on_lines(
        state, command, lambda lines: orders.decide(book, lines, duty, outcome, reason)
    )


def open_duty(state: AreaState, command: Command) -> Done:
    """Raise a duty that no report carries, or start what waits for a fact from outside."""
    if command.duty is None or command.aware_at is None or command.reason is None:
        raise Refused("not_allowed")
    rows = _reports(state, command)
    named = None if command.alert_id is None else alert_of(state, command)
    if named is not None and named.klass != "duties":  # Its cases have, or get, their own alert.
        rows, named = state.rows(named.members), None
    if named is not None:
        after(named, "order")
    alert = named or _holder(state, rows)
    if alert is None:
        lines = _opened(state, command, rows)
        return _raised(state, command, rows, lines)
    if any(line.duty == command.duty for _, lines in alert.duties for line in lines):
        return _on_lines(state, command, lambda lines: _with_facts(state, command, lines))
    key = alert.duties[0][0] if alert.duties else ""
    fresh = _opened(state, command, rows)
    held = dict(alert.duties) | {key: (*dict(alert.duties).get(key, ()), *fresh)}
    return changed(state, alert, _reconsidered(state, alert, tuple(held.items())))


def _asked(state: AreaState, command: Command) -> tuple[str, datetime, str]:
    """Give what pausing and extending need: a duty, a later time, a reason."""
    duty, until, reason = command.duty, command.until, command.reason
    if duty is None or until is None or reason is None or until <= state.now.clock:
        raise Refused("not_allowed")
    return duty, until, reason


def _on_lines(state: AreaState, command: Command, change: Callable[[Lines], Lines]) -> Done:
    alert = alert_of(state, command)
    after(alert, "order")
    duties = tuple((member, change(lines)) for member, lines in alert.duties)
    if duties == alert.duties:
        raise Refused("already_done")
    row = _reconsidered(state, alert, duties)
    return changed(state, alert, row, "resolved" if row.state == "resolved" else "updated")


def _reconsidered(state: AreaState, alert: AlertRow, duties: reviews.Held) -> AlertRow:
    """Tier and state after an order: an alert ends when nothing of it is left to do.

    One that calls for a duty itself goes on without it.
    """
    if alert.klass != "duties":
        return replace(alert, duties=duties)
    row = replace(alert, duties=duties, tier=reviews.tier_of(state, duties, alert.tier))
    if any(line.state in LIVE for _, lines in duties for line in lines):
        return row
    return replace(row, state=after(row, "support_gone"), ack_by=None, watch_until=None)


def _reports(state: AreaState, command: Command) -> list[CaseRow]:
    wanted = set(command.report_ids) | ({command.report_id} if command.report_id else set())
    rows = [
        row
        for row in state.cases.values()
        if row.case.report_id in wanted
        and command.source in (None, row.case.source)
        and not row.border
    ]
    if wanted - {row.case.report_id for row in rows}:
        raise Refused("no_such_report")
    return sorted(rows, key=lambda row: row.seq)


def _holder(state: AreaState, rows: list[CaseRow]) -> AlertRow | None:
    held = (a for row in rows for a in state.alerts_of(row.id) if a.klass == "duties")
    return next((alert for alert in held if alert.state != "resolved"), None)


def _opened(state: AreaState, command: Command, rows: list[CaseRow]) -> Lines:
    book, area, aware = state.context.book, state.context.area.code, command.aware_at
    if command.duty is None or aware is None or aware > state.now.clock:
        raise Refused("not_allowed")
    occurred = rows[0].case.occurred_from if rows else aware
    stands = orders.may_open(book, command.duty, area, aware, local_date(occurred))
    if stands is None or stands.truth is Truth.FALSE:
        raise Refused("not_allowed")
    return orders.open_duty(
        book,
        command.duty,
        aware,
        external=command.external,
        occurred=local_date(occurred),
        reason=command.reason or "",
    )


def _raised(state: AreaState, command: Command, rows: list[CaseRow], lines: Lines) -> Done:
    area = state.context.area.code
    leads = [row.id for row in rows[:1]] or [command.duty or "", command.command_id]
    name = alert_id(area, "duties", leads)
    while name in state.alerts:  # One that is over keeps its name.
        name = alert_id(area, "duties", [name, command.command_id])
    raised = reviews.new_alert(state, name, rows, ((rows[0].id if rows else "", lines),))
    return Done((raised,), name)


def _with_facts(state: AreaState, command: Command, lines: Lines) -> Lines:
    for name, day in sorted(command.external.items()):
        lines = orders.with_external(state.context.book, lines, name, day)
    return lines
