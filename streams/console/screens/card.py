"""An alert as one card of a list: what, how sure, by when, who was told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.alerts import Alert, Tier
from schemas.decisions import Decision
from streams.catalogue.terms import Terms
from streams.console.desk.facts import Headline
from streams.console.words import chance, codes
from streams.console.words.clocks import DAY, Clock, clock

RUNNING = frozenset({"open", "extended"})  # a duty that needs a fact has no clock yet
TOLD = frozenset({"told", "updated", "escalated", "reminded"})


@dataclass(frozen=True, slots=True)
class Card:
    """One alert of a list. ``next_clock`` names what ends first and when, of one in hand."""

    alert_id: str
    revision: int
    tier: Tier
    family: str
    title: str
    why: str
    unusual: str | None
    answer: Clock | None
    told: str
    told_at: datetime | None
    holder: str | None
    since: datetime
    next_clock: tuple[str, Clock] | None


def card(
    headline: Headline,
    alert: Alert | None,
    decisions: Sequence[Decision],
    terms: Terms,
    now: datetime,
) -> Card:
    """Lay out one alert, whole where it is kept; ``decisions``: those about it, oldest first."""
    told = [one for one in decisions if one.decision in TOLD and one.to]
    roles = told[-1].to if told else headline.recipients
    return Card(
        alert_id=headline.alert_id,
        revision=headline.revision,
        tier=headline.tier,
        family=codes.FAMILIES[headline.family],
        title=headline.title,
        why=headline.why,
        unusual=unusual(alert) if alert else None,
        answer=clock(headline.ack_by, now)
        if headline.ack_by and headline.state == "open"
        else None,
        told=terms.told(roles),
        told_at=told[-1].at if told else None,
        holder=headline.assigned_to,
        since=headline.updated_at,
        next_clock=next_clock(headline, terms, now),
    )


def _answer(alert: Headline, now: datetime) -> Clock | None:
    return clock(alert.ack_by, now) if alert.ack_by and alert.state == "open" else None


def order(alert: Headline) -> tuple[int, datetime, float, str]:
    """Give the key of a list: tier, deadline, strength, id. It does not move by itself."""
    return (
        codes.TIERS.index(alert.tier),
        alert.ack_by or alert.updated_at,
        -(alert.score or 0.0),
        alert.alert_id,
    )


def unusual(alert: Alert) -> str | None:
    """Say what is usual and how often chance alone does this; None where nothing is known."""
    found, said = alert.measures, []
    if found.observed is not None and found.expected is not None:
        usual = chance.usual(found.expected, days_of(alert))
        said.append(f"{found.observed} counted; {usual} is usual")
    if found.alerts_per_year is not None:
        said.append(f"chance alone does this {chance.once(found.alerts_per_year)}")
    return f"{codes.capital('; '.join(said))}." if said else None


def days_of(alert: Alert) -> float:
    """Give the days that the alert's numbers are for: its window's, or 0 where it has none."""
    for part in alert.measures.parts:
        if part.window_days and part.expected is not None:
            return float(part.window_days)
    if alert.window is None:
        return 0.0
    return (alert.window["to"] - alert.window["from"]) / DAY


def next_clock(alert: Alert | Headline, terms: Terms, now: datetime) -> tuple[str, Clock] | None:
    """Find what ends first of an alert's duties."""
    running = [
        (duty.due_at, terms.step(duty.duty, duty.step))
        for duty in alert.duties
        if duty.due_at is not None and duty.state in RUNNING
    ]
    if not running:
        return None
    due_at, words = min(running)
    return words, clock(due_at, now)


def numbers(alerts: Iterable[Headline]) -> dict[str, int]:
    """Count alerts by tier, the gravest first; tiers without one are left out."""
    found = list(alerts)
    counts = {tier: sum(one.tier == tier for one in found) for tier in codes.TIERS}
    return {tier: count for tier, count in counts.items() if count}
