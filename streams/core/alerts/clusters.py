"""One alert per cluster: signals about the same deaths are one alert, and follow corrections.

Source: detection specification, section 9; contract, section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from schemas.alerts import Family
from schemas.decisions import Reason
from streams.core.alerts.changes import Change, Revised, Withheld, answer_by, raise_new, revise
from streams.core.alerts.identity import by_arrival, cluster_id
from streams.core.alerts.row import AlertRow
from streams.core.classes import GRAVE
from streams.core.detectors import SERIES_DETECTORS
from streams.core.lookup import CaseRow
from streams.core.signals import Signal, strongest_tier
from streams.core.state import AreaState

NAT = 1.0  # growth in score, in nats, that is worth a new revision
MOST_MEMBERS = 50  # of an alert that are looked at again when one of them changes

Evaluate = Callable[[CaseRow], Iterable[Signal]]


def overlap(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether two sets of members are one cluster: two shared, or half of the smaller."""
    first, second = set(one), set(other)
    shared = len(first & second)
    return shared >= 2 or (shared > 0 and 2 * shared >= min(len(first), len(second)))


def follow(
    state: AreaState,
    row_id: str,
    fresh: Sequence[Signal],
    evaluate: Evaluate,
    *,
    late: bool = False,
) -> Iterator[Change]:
    """Bring the clusters up to date after one case came, changed or went.

    ``fresh``: the signals about the case itself; ``late``: it came too late to raise anything.
    """
    touched = [alert for alert in state.alerts_of(row_id) if _is_cluster(alert)]
    others = dict.fromkeys(m for alert in touched for m in alert.members[-MOST_MEMBERS:])
    again = [s for row in state.rows(others) if row.id != row_id for s in evaluate(row)]
    signals = _distinct([*fresh, *again])
    strong = [signal for signal in signals if signal.tier != "below"]
    if late and not touched:
        yield from _withhold(state, strong, "late")
        return
    settled: set[str] = set()
    for group in _groups(strong):
        yield from _settle(state, group, touched, settled)
    for alert in touched:
        if alert.alert_id not in settled and alert.state not in ("resolved", "closed"):
            yield dissolve(state, alert)
    yield from _withhold(state, [s for s in fresh if s.tier == "below"], "below_line")


def _is_cluster(alert: AlertRow) -> bool:
    return alert.klass == "cluster" and alert.merged_into is None


def _distinct(signals: Iterable[Signal]) -> list[Signal]:
    return list({(signal.kind, signal.members): signal for signal in signals}.values())


def _groups(signals: Sequence[Signal]) -> list[list[Signal]]:
    """Gather signals that are about the same deaths."""
    groups: list[list[Signal]] = []
    for signal in signals:
        mine = [g for g in groups if any(overlap(signal.members, s.members) for s in g)]
        merged = [signal, *(s for g in mine for s in g)]
        groups = [g for g in groups if g not in mine]
        groups.append(merged)
    return groups


def _settle(
    state: AreaState, group: list[Signal], touched: list[AlertRow], settled: set[str]
) -> Iterator[Change]:
    """Find the alerts that a group of signals is about; raise one, or revise the oldest."""
    members = {member for signal in group for member in signal.members}
    known = {alert.alert_id for alert in touched}
    around = {a.alert_id: a for m in sorted(members) for a in state.alerts_of(m) if _is_cluster(a)}
    mine = sorted(
        (a for a in around.values() if a.alert_id not in settled and overlap(a.members, members)),
        key=lambda alert: alert.order,
    )
    kept = [signal for alert in mine if alert.alert_id not in known for signal in alert.parts]
    members |= {m for alert in mine if alert.alert_id not in known for m in alert.members}
    ordered = by_arrival(state, members)
    parts = _strongest_of_each(state, [*group, *kept])
    settled |= {alert.alert_id for alert in mine}
    if not mine:
        yield _raise(state, ordered, parts, settled)
        return
    oldest, *rest = mine
    for alert in rest:
        ended = replace(alert, state="resolved", merged_into=oldest.alert_id)
        yield revise(state, ended, "merged")
    change = _grow(state, oldest, ordered, parts)
    if change is not None:
        yield change


def _strongest_of_each(state: AreaState, signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """Keep the strongest signal of each kind, strongest first."""
    best: dict[str, Signal] = {}
    for signal in signals:
        before = best.get(signal.kind)
        if before is None or signal.strength > before.strength:
            best[signal.kind] = signal
    order = list(state.context.detectors)
    return tuple(
        sorted(
            best.values(),
            key=lambda s: (tuple(-x for x in s.strength[:2]), order.index(s.kind)),
        )
    )


def _raise(
    state: AreaState, members: tuple[str, ...], parts: tuple[Signal, ...], settled: set[str]
) -> Revised:
    name = cluster_id(state, members)
    settled.add(name)
    before = state.alerts.get(name)
    if before is not None:
        return _revised(state, before, members, parts, "new_evidence")
    strongest, now = parts[0], state.now.clock
    tier = strongest_tier(parts)
    return raise_new(
        state,
        AlertRow(
            alert_id=name,
            klass="cluster",
            kind=strongest.kind,
            family=_family(strongest.kind),
            tier=tier,
            state="open",
            revision=1,
            order=state.now.alerts + 1,
            members=members,
            parts=parts,
            categories=_categories(state, members),
            raised_at=now,
            updated_at=now,
            ack_by=answer_by(state, strongest.kind, tier, now),
            shadow=all(state.context.detectors[p.kind].status == "shadow" for p in parts),
        ),
    )


def _grow(
    state: AreaState, alert: AlertRow, members: tuple[str, ...], parts: tuple[Signal, ...]
) -> Revised | None:
    reason = _news(state, alert, members, parts)
    return None if reason is None else _revised(state, alert, members, parts, reason)


def _news(
    state: AreaState, alert: AlertRow, members: tuple[str, ...], parts: tuple[Signal, ...]
) -> Reason | None:
    """Say what is new enough for a revision; None if nothing is."""
    score = max((part.score or 0.0 for part in parts), default=0.0)
    tier = strongest_tier(parts)
    reasons: list[tuple[bool, Reason]] = [
        (not set(members) <= set(alert.members), "new_member"),
        (tier == "red" and alert.tier != "red", "higher_tier"),
        (not set(alert.members) <= set(members), "report_withdrawn"),
        (_gravity(_categories(state, members)) != _gravity(alert.categories), "reclassified"),
        (score >= alert.score + NAT or tier != alert.tier, "new_evidence"),
        (alert.state == "resolved", "new_evidence"),
    ]
    return next((reason for holds, reason in reasons if holds), None)


def _revised(
    state: AreaState,
    alert: AlertRow,
    members: tuple[str, ...],
    parts: tuple[Signal, ...],
    reason: Reason,
) -> Revised:
    tier, kind, now = strongest_tier(parts), parts[0].kind, state.now.clock
    again = reason in ("new_member", "higher_tier", "reclassified") or alert.state == "resolved"
    after = replace(
        alert,
        members=members,
        parts=parts,
        categories=_categories(state, members),
        kind=kind,
        family=_family(kind),
        tier=tier,
        state="open" if again else alert.state,
        ack_by=answer_by(state, kind, tier, now) if again else alert.ack_by,
        verdict=None if again else alert.verdict,
    )
    return revise(state, after, reason)


def dissolve(state: AreaState, alert: AlertRow) -> Revised:
    """End an alert that nothing supports any more."""
    members = by_arrival(state, alert.members)
    gone = len(members) < len(alert.members)
    categories = _categories(state, members)
    ended = replace(alert, members=members, categories=categories, state="resolved", ack_by=None)
    return revise(state, ended, "report_withdrawn" if gone else "below_line")


def _withhold(state: AreaState, signals: Iterable[Signal], reason: Reason) -> Iterator[Change]:
    """Publish what is not told: from one nat below its line, once per change of reason."""
    for signal in signals:
        near = signal.score is None or signal.score >= (signal.line_amber or 0.0) - NAT
        name = cluster_id(state, by_arrival(state, signal.members))
        held = any(
            set(signal.members) <= set(a.members) for a in state.alerts_of(signal.members[0])
        )
        if near and not held and state.withheld.get(name) != reason:
            state.withheld.put(name, reason)
            yield Withheld(name, signal, reason)


def _categories(state: AreaState, members: Iterable[str]) -> tuple[str | None, ...]:
    return tuple(row.case.category for row in state.rows(members))


def _gravity(categories: Iterable[str | None]) -> int:
    """How many are suspicious or a homicide."""
    return sum(category in GRAVE for category in categories)


def _family(kind: str) -> Family:
    return SERIES_DETECTORS[kind].DETECTOR.family
