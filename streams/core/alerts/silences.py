"""Silences: which alerts they hide, how long they may last, and what their end tells.

They never hide a reclassification, a missed deadline or an ending (console specification,
section 4). Limits are those of the alerting file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from schemas.commands import Command
from schemas.decisions import Decision, Reason
from streams.core.alerts.changes import Answered, Change, Done, Revised, answer_by, revise
from streams.core.alerts.identity import alert_id
from streams.core.alerts.life import ENDED, Refused
from streams.core.alerts.row import AlertRow
from streams.core.alerts.silence import Silence, Target
from streams.core.state import AreaState


def hiding(state: AreaState, alert: AlertRow) -> Silence | None:
    """Find the live silence that hides an alert; of several, the first that was made."""
    live = (one for one in state.silences.values() if one.ended is None)
    mine = [one for one in live if _covers(state, one, alert)]
    return min(mine, key=lambda one: (one.start, one.silence_id), default=None)


def count(state: AreaState, silence: Silence) -> None:
    """Count one decision that a silence withheld."""
    counted = replace(silence, hidden=silence.hidden + 1, last_hid=state.now.clock)
    state.silences.put(silence.silence_id, counted)


def silence(state: AreaState, command: Command) -> Done:
    """Make a silence: with a reason, an end within the limits, and something to hide."""
    target, now, limits = _target(state, command), state.now.clock, state.context.alerting.silence
    if command.reason is None or command.until is None or command.until <= now:
        raise Refused("not_allowed")
    length = command.until - now
    hides_red = command.role == "supervisor" and length <= limits.red
    alert = state.alerts.get(target.alert_id or "")
    if length > limits.amber or (alert is not None and alert.tier == "red" and not hides_red):
        raise Refused("not_allowed")
    made = Silence(
        silence_id=alert_id(state.context.area.code, "silence", [command.command_id]),
        target=target,
        by=command.by,
        reason=command.reason,
        start=now,
        until=command.until,
        hides_red=hides_red,
    )
    state.silences.put(made.silence_id, made)
    return Done((), target.alert_id, silence_id=made.silence_id)


def unsilence(state: AreaState, command: Command) -> Done:
    """End a silence before its time; what it hid and still stands is told."""
    found = state.silences.get(command.silence_id or "")
    if found is None:
        raise Refused("no_such_alert")
    if found.ended is not None:
        raise Refused("already_done")
    return Done(tuple(_end(state, found)), found.target.alert_id, silence_id=found.silence_id)


def due(state: AreaState, silence_id: str) -> datetime | None:
    """When a silence next has something to say: that it is idle, that it will end, its end."""
    found = state.silences.get(silence_id)
    if found is None or found.ended is not None:
        return None
    limits = state.context.alerting.silence
    ends = found.until if found.warned else found.warn_at(limits.warn)
    idle = found.idle_at(limits.idle)
    return ends if idle is None else min(ends, idle)


def fall_due(state: AreaState, silence_id: str, at: datetime) -> Iterator[Change]:
    """Tell the author that a silence is idle, or will end; or end it, and tell what it hid."""
    found = state.silences[silence_id]
    ends = found.until if found.warned else found.warn_at(state.context.alerting.silence.warn)
    if at < ends:
        state.silences.put(silence_id, replace(found, idle=at))
        yield _to_author(state, found, at, "silenced")
    elif found.warned:
        yield from _end(state, found)
    else:
        state.silences.put(silence_id, replace(found, warned=True, idle=at))
        yield _to_author(state, found, at, "deadline_near")


def _to_author(state: AreaState, found: Silence, at: datetime, reason: Reason) -> Answered:
    """Tell who made a silence what becomes of it; ``silenced``: it has hidden nothing lately."""
    alert = state.alerts.get(found.target.alert_id or "")
    return Answered(
        Decision(
            alert_id=found.target.alert_id,
            revision=alert.revision if alert is not None else None,
            decision="reminded",
            reason=reason,
            at=at,
            to=(found.by,),
            silence_id=found.silence_id,
            kind=alert.kind if alert is not None else found.target.kind,
            areas=(state.context.area.code,),
        )
    )


def _end(state: AreaState, silence: Silence) -> Iterator[Change]:
    now = state.now.clock
    state.silences.put(silence.silence_id, replace(silence, ended=now))
    _forget(state)
    for alert in list(state.alerts.values()):
        if alert.hidden_by == silence.silence_id:
            yield from _unhidden(state, replace(alert, hidden_by=None))


def _unhidden(state: AreaState, alert: AlertRow) -> Iterator[Change]:
    """Tell what was hidden of an alert that still stands, and ask for an answer again."""
    if alert.state in ENDED:
        state.put_alert(alert)
        return
    if alert.state == "open":
        by = answer_by(state, alert.kind, alert.tier, state.now.clock)
        alert = replace(alert, ack_by=by)
    was_told = alert.held is None
    row = revise(state, replace(alert, held=None), "new_evidence").row
    yield Revised(row, "updated", "new_evidence") if was_told else Revised(row, "told", "first")


def _target(state: AreaState, command: Command) -> Target:
    match = command.match
    named = (match.alert_id if match else None) or (None if match else command.alert_id)
    if named is not None and named not in state.alerts:
        raise Refused("no_such_alert")
    if match is None:
        if named is None:
            raise Refused("not_allowed")
        return Target(alert_id=named)
    given = (named, match.kind, match.area, match.lsoa, match.institution)
    if not any(given) or match.area not in (None, state.context.area.code):
        raise Refused("not_allowed")
    if match.kind is not None and match.kind not in state.context.detectors:
        raise Refused("not_allowed")
    return Target(named, match.kind, match.lsoa, match.institution)


def _covers(state: AreaState, silence: Silence, alert: AlertRow) -> bool:
    """Tell whether every fact of the target holds; of a place, for every case of the alert."""
    target = silence.target
    if alert.tier == "red" and not silence.hides_red:
        return False
    if target.alert_id is not None and target.alert_id != alert.alert_id:
        return False
    if target.kind is not None and target.kind != alert.kind:
        return False
    places = [row.case.place for row in state.rows(alert.members)]
    if target.lsoa is not None and {place.lsoa for place in places} != {target.lsoa}:
        return False
    wanted = target.institution
    return wanted is None or {place.institution for place in places} == {wanted}


def _forget(state: AreaState) -> None:
    oldest = state.now.clock - state.context.alerting.silence.kept
    for one in list(state.silences.values()):
        if one.ended is not None and one.ended < oldest:
            state.silences.delete(one.silence_id)
