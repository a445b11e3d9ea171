"""Splits: cases that a person took apart are never joined again; both parts are scored again.

Source: contract, section 4, ``split``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from schemas.commands import Command
from streams.core.alerts import clusters
from streams.core.alerts.changes import Change, Done, Revised, revise
from streams.core.alerts.duty_alerts import reviews
from streams.core.alerts.life import Refused, after
from streams.core.alerts.orders.alert_orders import alert_of
from streams.core.alerts.row import AlertRow
from streams.core.alerts.surroundings import Evaluate
from streams.core.kept import Split
from streams.core.state import AreaState


def split(state: AreaState, command: Command, evaluate: Evaluate) -> Done:
    """Take cases out of an alert for good, and score what stays and what left again."""
    alert = alert_of(state, command)
    after(alert, "split")
    if command.reason is None or not command.report_ids:
        raise Refused("not_allowed")
    leaving = _leaving(state, alert, command)
    staying = tuple(member for member in alert.members if member not in leaving)
    if not staying:
        raise Refused("not_allowed")
    about: Literal["cluster", "duties"] = "duties" if alert.klass == "duties" else "cluster"
    apart = Split(about, leaving, staying, command.by, state.now.clock)
    state.keep_apart(command.command_id, apart)
    if alert.klass == "duties":
        changes = reviews.take_apart(state, alert, leaving)
    else:
        changes = _clusters(state, alert, staying, leaving, evaluate)
    return Done(tuple(changes), alert.alert_id)


def _leaving(state: AreaState, alert: AlertRow, command: Command) -> tuple[str, ...]:
    wanted = set(command.report_ids)
    rows = [row for row in state.rows(alert.members) if row.case.report_id in wanted]
    if wanted - {row.case.report_id for row in rows}:
        raise Refused("no_such_report")
    return tuple(row.id for row in rows)


def _clusters(
    state: AreaState,
    alert: AlertRow,
    staying: tuple[str, ...],
    leaving: tuple[str, ...],
    evaluate: Evaluate,
) -> Iterator[Change]:
    """Ask all members again; the alert that was split changes by order, the rest by evidence."""
    state.put_alert(replace(alert, members=staying))
    told, name = False, alert.alert_id
    asked = [*staying, *leaving]
    for change in clusters.follow(state, staying[0], asked, evaluate, anyway=name):
        if isinstance(change, Revised) and change.row.alert_id == name:
            told, change = True, replace(change, reason="command")
        yield change
    if not told:
        yield revise(state, state.alerts[name], "command")
