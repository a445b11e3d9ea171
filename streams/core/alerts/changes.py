"""What happens to alerts in one step: each change is one revision or decision, with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from schemas.alerts import Family, Tier
from schemas.decisions import Decision, DecisionKind, Reason, Trace
from streams.core.alerts.row import AlertClass, AlertRow
from streams.core.events import Announced, Found
from streams.core.signals import Signal
from streams.core.state import AreaState


@dataclass(frozen=True, slots=True)
class Revised:
    """An alert at a new revision, why, and by whom."""

    row: AlertRow
    decision: DecisionKind
    reason: Reason
    by: str = "tocsin"
    silence_id: str | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A decision that leaves the alert as it is, such as a reminder.

    ``to``: the roles that are told; if none is named, those of the alert.
    """

    row: AlertRow
    decision: DecisionKind
    reason: Reason
    at: datetime
    to: tuple[str, ...] = ()
    silence_id: str | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """A finding that nobody is told of, and why."""

    alert_id: str
    signal: Signal
    reason: Reason


@dataclass(frozen=True, slots=True)
class Answered:
    """A command's answer."""

    decision: Decision


@dataclass(frozen=True, slots=True)
class Sent:
    """Word to another area's log; nobody is told by it."""

    event: Found | Announced


Told = Revised | Noted | Withheld | Answered
Change = Told | Sent


@dataclass(frozen=True, slots=True)
class Done:
    """What an order that was done leads to; ``alert``: the alert_id that it was about."""

    changes: tuple[Change, ...] = ()
    alert: str | None = None
    trace: Trace | None = None
    silence_id: str | None = None


def answer_by(state: AreaState, kind: str, tier: str, at: datetime) -> datetime | None:
    """When somebody must have answered; None where no hours are set for the tier."""
    hours = state.context.detectors[kind].answer_hours.get(tier)
    return None if hours is None else at + timedelta(hours=hours)


def new_row(
    state: AreaState,
    alert_id: str,
    *,
    klass: AlertClass,
    kind: str,
    family: Family,
    tier: Tier,
    members: tuple[str, ...] = (),
    parts: tuple[Signal, ...] = (),
) -> AlertRow:
    """Make an alert at its first revision, as of now; in shadow where its detector is."""
    now = state.now.clock
    return AlertRow(
        alert_id=alert_id,
        klass=klass,
        kind=kind,
        family=family,
        tier=tier,
        state="open",
        revision=1,
        order=state.now.alerts + 1,
        members=members,
        parts=parts,
        categories=tuple(row.case.category for row in state.rows(members)),
        raised_at=now,
        updated_at=now,
        ack_by=answer_by(state, kind, tier, now),
        shadow=state.context.detectors[kind].status == "shadow",
    )


def revise(state: AreaState, row: AlertRow, reason: Reason) -> Revised:
    """Make ``row`` the next revision of its alert and remember it."""
    after = replace(row, revision=row.revision + 1, updated_at=state.now.clock)
    state.put_alert(after)
    decision: DecisionKind = "resolved" if after.state == "resolved" else "updated"
    return Revised(after, decision, reason)


def raise_new(state: AreaState, row: AlertRow) -> Revised:
    """Remember a new alert and tell it; a detector in shadow writes and tells none."""
    state.put_alert(row)
    state.move(alerts=state.now.alerts + 1)
    tally = f"{row.kind}|{row.tier}"
    state.tallies.put(tally, (state.tallies.get(tally) or 0) + 1)
    if row.shadow:
        return Revised(row, "withheld", "shadow")
    return Revised(row, "told", "first")
