"""Whether a change is told: silences, inhibition and the budget, in this order, each with a reason.

Endings, reclassifications, missed deadlines and what a person did are always told. The budget
never withholds a red alert, a duty, a new member or a rise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from streams.core.alerts import silences
from streams.core.alerts.changes import Change, Noted, Revised, answer_by, revise
from streams.core.alerts.duty_alerts.called_for import with_called_for
from streams.core.alerts.life import ENDED
from streams.core.alerts.row import AlertRow, Held
from streams.core.signals import RANK
from streams.core.state import AreaState

ALWAYS = frozenset({"reclassified", "deadline_missed", "command", "unacknowledged"})
LOUD = frozenset({"new_member", "higher_tier"})
WEEK, MONTH = timedelta(days=7), timedelta(days=30)


def settle(state: AreaState, change: Change) -> Iterator[Change]:
    """Say what becomes of a change: as it is, or withheld, and what it sets free."""
    if isinstance(change, Noted):
        yield _noted(state, change)
    elif isinstance(change, Revised):
        yield _revised(state, change)
        if change.row.state in ENDED and change.row.family == "linked_series":
            yield from _freed(state, change.row)
    else:
        yield change


def told_lately(state: AreaState, tier: str, within: timedelta) -> int:
    """Count alerts of a tier that were told, of the families that have a budget."""
    since = state.now.clock - within
    return sum(at > since for at in state.told.get(tier) or ())


def _noted(state: AreaState, change: Noted) -> Noted:
    silence = silences.hiding(state, change.row) if change.reason == "deadline_near" else None
    if silence is None:
        return change
    silences.count(state, silence)
    return replace(
        change, decision="withheld", reason="silenced", silence_id=silence.silence_id, to=()
    )


def _revised(state: AreaState, change: Revised) -> Revised:
    row = change.row
    if row.shadow or change.decision in ("withheld", "resolved", "closed"):
        return change
    if change.reason in ALWAYS:
        return _told(state, change)
    silence = silences.hiding(state, row)
    if silence is not None:
        silences.count(state, silence)
        held: Held | None = "silenced" if change.decision == "told" or row.held else None
        hidden = replace(row, held=held, hidden_by=silence.silence_id, ack_by=None)
        return _withheld(state, replace(change, silence_id=silence.silence_id), hidden, "silenced")
    if change.decision == "told" or row.held is not None:
        if _inhibited(state, row):
            return _withheld(state, change, replace(row, held="inhibited"), "inhibited")
        if change.reason not in LOUD and _over_budget(state, row):
            return _withheld(state, change, replace(row, held="over_budget"), "over_budget")
    return _told(state, change)


def _withheld(state: AreaState, change: Revised, row: AlertRow, reason: Held) -> Revised:
    after = replace(row, ack_by=None)
    state.put_alert(after)
    return replace(change, row=after, decision="withheld", reason=reason)


def _told(state: AreaState, change: Revised) -> Revised:
    """Tell it; one that was held so far is told now, and waits for an answer from now."""
    row, decision = with_called_for(state, change.row), change.decision
    if row.held is not None:
        row = replace(row, held=None, hidden_by=None)
        if row.state == "open" and change.reason != "command":
            row = replace(row, ack_by=answer_by(state, row.kind, row.tier, state.now.clock))
            decision = "told"
    if RANK[row.tier] > RANK[row.told_tier or "below"]:
        _spend(state, row)
        row = replace(row, told_tier=row.tier)
    state.put_alert(row)
    return replace(change, row=row, decision=decision)


def _spend(state: AreaState, row: AlertRow) -> None:
    """Count an alert against the budget of its tier, once for each tier that it reaches."""
    if row.family in state.context.alerting.budget.families:
        since = state.now.clock - MONTH
        lately = tuple(at for at in state.told.get(row.tier) or () if at > since)
        state.told.put(row.tier, (*lately, state.now.clock))


def _over_budget(state: AreaState, row: AlertRow) -> bool:
    budget = state.context.alerting.budget
    if row.tier != "amber" or row.family not in budget.families:
        return False
    return told_lately(state, "amber", WEEK) >= budget.amber(state.context.area.people)


def _inhibited(state: AreaState, row: AlertRow) -> bool:
    """Tell whether a linked series that people know of holds every case of a surge."""
    if row.family != "surge" or not row.members:
        return False
    return any(
        one.family == "linked_series"
        and one.alert_id != row.alert_id
        and one.state not in ENDED
        and one.held is None
        and set(row.members) <= set(one.members)
        for one in state.alerts_of(row.members[0])
    )


def _freed(state: AreaState, series: AlertRow) -> Iterator[Revised]:
    """Tell the surges that a series muted, now that it has ended."""
    seen = {one.alert_id: one for m in series.members for one in state.alerts_of(m)}
    for alert in sorted(seen.values(), key=lambda one: one.order):
        if alert.held == "inhibited" and alert.state not in ENDED:
            row = revise(state, alert, "new_evidence").row
            yield _revised(state, Revised(row, "told", "first"))
