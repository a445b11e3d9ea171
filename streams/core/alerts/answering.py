"""Waiting for an answer: who is told next while nobody answers, and the end of a watch.

Source: domain brief, section 6; roles and hours are those of the alerting file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from streams.core.alerts import silences
from streams.core.alerts.changes import Change, Noted, Revised, answer_by, revise
from streams.core.alerts.life import moved
from streams.core.alerts.published.compose import recipients
from streams.core.alerts.row import AlertRow, Escalated
from streams.core.state import AreaState


def next_moment(state: AreaState, alert: AlertRow) -> datetime | None:
    """When something happens to an alert if nobody does anything; None if nothing will."""
    if alert.state == "acknowledged":
        return alert.watch_until
    if alert.state != "open" or alert.ack_by is None or alert.shadow:
        return None
    told = _told(alert)
    if told.times >= len(_chain(state, alert)):
        return None
    alerting = state.context.alerting
    at = alert.ack_by if told.last is None else told.last + alerting.chains[alert.tier].again
    silence = silences.hiding(state, alert)
    return alerting.quiet.over(at if silence is None else max(at, silence.until), alert.tier)


def fall_due(state: AreaState, alert: AlertRow, at: datetime) -> Iterator[Change]:
    """Tell the next role of an alert that nobody has answered, or end a watch."""
    if alert.state == "acknowledged":
        by = answer_by(state, alert.kind, alert.tier, at)
        row = revise(state, moved(alert, "watch_over", by), "unacknowledged").row
        yield Revised(row, "reminded", "unacknowledged")
        return
    told, chain = _told(alert), _chain(state, alert)
    row = replace(alert, escalated=Escalated(alert.ack_by, told.times + 1, at))
    state.put_alert(row)
    yield Noted(row, "escalated", "unacknowledged", at, (chain[told.times],))


def _told(alert: AlertRow) -> Escalated:
    """How far it went since it last began to wait; nothing of an earlier wait counts."""
    told = alert.escalated
    return told if told.ack_by == alert.ack_by else Escalated(alert.ack_by)


def _chain(state: AreaState, alert: AlertRow) -> tuple[str, ...]:
    """The roles that are next, less those that were told from the start."""
    known = recipients(state, alert)
    return tuple(r for r in state.context.alerting.chains[alert.tier].roles if r not in known)
