"""Commands of analysts: each answered once, done or refused with the reason.

Two people at once are served in the order of the area's log, so that every copy agrees: the
second is told that it is already done. Source: contract, section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from schemas.commands import Command
from schemas.decisions import Decision, Reason
from streams.core.alerts import silences, splits
from streams.core.alerts.changes import Answered, Change, Done, Revised
from streams.core.alerts.life import Refused
from streams.core.alerts.orders import alert_orders, area_orders, duty_orders, explain
from streams.core.alerts.surroundings import Evaluate
from streams.core.events import Ordered
from streams.core.state import AreaState

REMEMBERED = timedelta(days=30)  # a command_id is known for as long

ORDERS: Mapping[str, Callable[[AreaState, Command], Done]] = {
    "acknowledge": alert_orders.acknowledge,
    "assign": alert_orders.assign,
    "release": alert_orders.release,
    "comment": alert_orders.comment,
    "watch": alert_orders.watch,
    "close": alert_orders.close,
    "reopen": alert_orders.reopen,
    "complete": duty_orders.complete,
    "pause": duty_orders.pause,
    "extend": duty_orders.extend,
    "decide_duty": duty_orders.decide_duty,
    "open_duty": duty_orders.open_duty,
    "silence": silences.silence,
    "unsilence": silences.unsilence,
    "take_over": area_orders.take_over,
    "add_lesson": area_orders.add_lesson,
    "explain": explain.explain,
}
FOR_VIEWERS = frozenset({"explain"})  # it changes nothing


def apply(state: AreaState, event: Ordered, evaluate: Evaluate) -> Iterator[Change]:
    """Do what a command says, once, and answer it."""
    command = event.command
    if state.commands.get(command.command_id) is not None:
        return
    state.commands.put(command.command_id, state.now.clock)
    _forget(state)
    try:
        done = _do(state, command, evaluate)
    except Refused as refused:
        yield _answer(state, command, Done(), refused.reason)
        return
    for change in done.changes:
        yield replace(change, by=command.by) if isinstance(change, Revised) else change
    yield _answer(state, command, done, "command")


def _do(state: AreaState, command: Command, evaluate: Evaluate) -> Done:
    if command.role == "viewer" and command.action not in FOR_VIEWERS:
        raise Refused("not_allowed")
    if command.action == "split":  # The one order after which cases are compared again.
        return splits.split(state, command, evaluate)
    return ORDERS[command.action](state, command)


def _answer(state: AreaState, command: Command, done: Done, reason: Reason) -> Answered:
    alert = done.alert and state.alerts[done.alert]
    return Answered(
        Decision(
            alert_id=alert.alert_id if alert else command.alert_id,
            revision=alert.revision if alert else None,
            decision="command_done" if reason == "command" else "command_refused",
            reason=reason,
            at=state.now.clock,
            by=command.by,
            command_id=command.command_id,
            silence_id=done.silence_id,
            kind=alert.kind if alert else None,
            areas=(state.context.area.code,),
            trace=done.trace,
        )
    )


def _forget(state: AreaState) -> None:
    oldest = state.now.clock - REMEMBERED
    for command_id in [one for one in state.commands if state.commands[one] < oldest]:
        state.commands.delete(command_id)
