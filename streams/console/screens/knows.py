"""Who knows of an alert: who was told, how, whether it arrived, who opened it, who is next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.alerts import Alert
from schemas.decisions import Decision
from schemas.deliveries import Delivery
from streams.catalogue.terms import Terms
from streams.console.screens.card import TOLD
from streams.console.words.clocks import Clock, clock
from streams.core.alerting import Alerting

OUTCOMES = {"delivered": "delivered", "failed": "not delivered yet", "given_up": "not delivered"}


@dataclass(frozen=True, slots=True)
class Told:
    """Roles told at one moment, and how each channel fared: text message, delivered."""

    roles: tuple[str, ...]
    at: datetime
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Next:
    """The role that is told next if nobody answers, and when."""

    role: str
    at: Clock


def told(
    alert: Alert, decisions: Iterable[Decision], deliveries: Sequence[Delivery], terms: Terms
) -> tuple[Told, ...]:
    """List the roles that were told, each at the first time, with the newest state of channels."""
    first: dict[str, datetime] = {}
    for one in decisions:
        if one.decision in TOLD:
            for role in one.to:
                first.setdefault(role, one.at)
    together: dict[tuple[datetime, tuple[str, ...]], list[str]] = {}
    for role, at in first.items():
        together.setdefault((at, _channels(role, deliveries)), []).append(terms.told((role,)))
    return tuple(Told(tuple(roles), at, channels) for (at, channels), roles in together.items())


def _channels(role: str, deliveries: Iterable[Delivery]) -> tuple[str, ...]:
    newest: dict[str, str] = {}
    for one in sorted(deliveries, key=lambda one: one.at):
        if one.to == role:
            newest[one.channel] = (
                "no channel is set up for this role"
                if one.fault == "no_channel"
                else f"{one.channel.replace('_', ' ')}, {OUTCOMES[one.outcome]}"
            )
    return tuple(newest.values())


def next_told(
    alert: Alert, decisions: Iterable[Decision], alerting: Alerting, terms: Terms, now: datetime
) -> Next | None:
    """Say who is told next if nobody answers; None where someone has it or all were told."""
    if alert.state != "open" or alert.ack_by is None or alert.shadow:
        return None
    chain = alerting.chains[alert.tier]
    passed_on = [
        one
        for one in decisions
        if one.decision == "escalated" and one.reason == "unacknowledged" and one.at >= alert.ack_by
    ]
    roles = [role for role in chain.roles if role not in alert.recipients]
    if len(passed_on) >= len(roles):
        return None
    at = passed_on[-1].at + chain.again if passed_on else alert.ack_by
    at = alerting.quiet.over(at, alert.tier)
    return Next(terms.told((roles[len(passed_on)],)), clock(at, now))
