"""Alerts that stand by themselves: of each kind one about the same reports, told and taken back.

All alerts of family ``review_due`` but the duties. Source: contract, section 4: class = its kind,
lead = its first report.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from schemas.decisions import Reason
from streams.core.alerts.changes import Change, Revised, answer_by, new_row, raise_new, revise
from streams.core.alerts.clusters import dissolve
from streams.core.alerts.identity import alert_id, by_arrival
from streams.core.alerts.life import ENDED, moved
from streams.core.alerts.row import AlertRow
from streams.core.alerts.surroundings import MOST_CASES, Evaluate
from streams.core.classes import GRAVE
from streams.core.signals import RANK, Signal, strongest_tier
from streams.core.state import AreaState

LOUD = frozenset({"new_member", "higher_tier", "reclassified"})


@dataclass(slots=True)
class Group:
    """Findings of one kind that share a report, and the alerts that are about any of them."""

    signals: list[Signal]
    members: set[str]
    alerts: list[AlertRow] = field(default_factory=list)


def follow(state: AreaState, affected: Iterable[str], evaluate: Evaluate) -> Iterator[Change]:
    """Bring these alerts up to date after a case came, changed, went, or had its moment.

    ``affected``: the case itself and those that may see something else because of it.
    """
    asked, signals, alerts = _asked(state, affected, evaluate)
    groups = _grouped(signals.values())
    for alert in alerts.values():
        mine = [g for g in groups if _is_about(alert, g)]
        for group in mine[:1]:
            group.alerts.append(alert)
        if not mine and alert.state not in ENDED and asked.issuperset(alert.members):
            yield dissolve(state, alert)
    for group in groups:
        yield from _settle(state, group)


def _asked(
    state: AreaState, affected: Iterable[str], evaluate: Evaluate
) -> tuple[set[str], dict[tuple[str, tuple[str, ...]], Signal], dict[str, AlertRow]]:
    """Ask the cases, and on through what they are part of: who was asked, what was found, held."""
    asked: set[str] = set()
    signals: dict[tuple[str, tuple[str, ...]], Signal] = {}
    alerts: dict[str, AlertRow] = {}
    waiting = deque(dict.fromkeys(affected))
    while waiting and len(asked) < MOST_CASES:
        one = waiting.popleft()
        if one in asked:
            continue
        asked.add(one)
        for alert in state.alerts_of(one):
            if alert.klass == "single" and alert.merged_into is None:
                alerts[alert.alert_id] = alert
                waiting.extend(alert.members)
        row = state.cases.get(one)
        for signal in evaluate(row) if row is not None else ():
            if signal.tier != "below":
                signals.setdefault((signal.kind, signal.members), signal)
                waiting.extend(signal.members)
    return asked, signals, dict(sorted(alerts.items(), key=lambda item: item[1].order))


def _grouped(signals: Iterable[Signal]) -> list[Group]:
    groups: list[Group] = []
    for signal in signals:
        about = set(signal.members)
        mine = [
            g
            for g in groups
            if g.signals[0].kind == signal.kind and not about.isdisjoint(g.members)
        ]
        groups = [g for g in groups if g not in mine]
        merged = [s for g in mine for s in g.signals]
        groups.append(Group([*merged, signal], about.union(*(g.members for g in mine))))
    return groups


def _is_about(alert: AlertRow, group: Group) -> bool:
    return alert.kind == group.signals[0].kind and not group.members.isdisjoint(alert.members)


def _settle(state: AreaState, group: Group) -> Iterator[Change]:
    """Raise the alert of a group, or revise the oldest that is about it; the others end in it."""
    members = by_arrival(state, group.members)
    strongest = max(group.signals, key=lambda signal: signal.strength)
    parts = (strongest,)
    goes_on = sorted(group.alerts, key=lambda alert: (alert.state == "resolved", alert.order))
    if not goes_on:
        yield _raise(state, members, parts)
        return
    alert = goes_on[0]
    for other in goes_on[1:]:
        if other.state != "resolved":
            yield revise(
                state, replace(moved(other, "merge"), merged_into=alert.alert_id), "merged"
            )
    reason = _news(state, alert, members, parts)
    if reason is not None:
        yield _revised(state, alert, members, parts, reason)


def _raise(state: AreaState, members: tuple[str, ...], parts: tuple[Signal, ...]) -> Revised:
    kind = parts[0].kind
    name = alert_id(state.context.area.code, kind, members[:1])
    while name in state.alerts:  # An alert that goes on without its lead keeps its name.
        name = alert_id(state.context.area.code, kind, [name, *members[:1]])
    return raise_new(
        state,
        new_row(
            state,
            name,
            klass="single",
            kind=kind,
            family="review_due",
            tier=strongest_tier(parts),
            members=members,
            parts=parts,
        ),
    )


def _news(
    state: AreaState, alert: AlertRow, members: tuple[str, ...], parts: tuple[Signal, ...]
) -> Reason | None:
    """Say what is new enough for a revision; None if nothing is."""
    before, after = RANK[alert.tier], RANK[strongest_tier(parts)]
    categories = _categories(state, members)
    turned = categories != alert.categories and not GRAVE.isdisjoint(categories)
    reasons: list[tuple[bool, Reason]] = [
        (not set(members) <= set(alert.members), "new_member"),
        (after > before, "higher_tier"),
        (any(member not in state.cases for member in alert.members), "report_withdrawn"),
        (turned, "reclassified"),
        (after < before or alert.state == "resolved", "new_evidence"),
        (set(members) != set(alert.members), "new_evidence"),
        (parts[0].features != alert.parts[0].features, "new_evidence"),
    ]
    return next((reason for holds, reason in reasons if holds), None)


def _revised(
    state: AreaState,
    alert: AlertRow,
    members: tuple[str, ...],
    parts: tuple[Signal, ...],
    reason: Reason,
) -> Revised:
    tier = strongest_tier(parts)
    by = answer_by(state, alert.kind, tier, state.now.clock)
    after = replace(
        moved(alert, "loud_news" if reason in LOUD else "quiet_news", by),
        members=members,
        parts=parts,
        categories=_categories(state, members),
        tier=tier,
    )
    return revise(state, after, reason)


def _categories(state: AreaState, members: Iterable[str]) -> tuple[str | None, ...]:
    return tuple(row.case.category for row in state.rows(members))
