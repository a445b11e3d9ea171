"""One alert per cluster: signals about the same deaths are one alert, and follow corrections.

Source: detection specification, section 9; contract, section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from schemas.alerts import Family
from schemas.decisions import Reason
from streams.core.alerts.across import homes
from streams.core.alerts.agreement import in_shadow, tier_of
from streams.core.alerts.changes import (
    Change,
    Revised,
    Withheld,
    answer_by,
    new_row,
    raise_new,
    revise,
)
from streams.core.alerts.data_quality import batches
from streams.core.alerts.duty_alerts.called_for import joined, without_support
from streams.core.alerts.explained import explained
from streams.core.alerts.identity import alert_id, by_arrival, cluster_id
from streams.core.alerts.life import ENDED, moved
from streams.core.alerts.row import AlertRow
from streams.core.alerts.surroundings import (
    Evaluate,
    Match,
    Surroundings,
    grouped,
    look_around,
    matched,
)
from streams.core.classes import GRAVE
from streams.core.detectors import SERIES_DETECTORS
from streams.core.signals import RANK, Signal
from streams.core.state import AreaState

NAT = 1.0  # growth in score, in nats, that is worth a new revision


def follow(
    state: AreaState,
    row_id: str,
    affected: Iterable[str],
    evaluate: Evaluate,
    *,
    late: bool = False,
    anyway: str | None = None,
) -> Iterator[Change]:
    """Bring the clusters up to date after one case came, changed or went.

    ``affected``: its neighbours before and after; ``late``: it came too late to raise anything;
    ``anyway``: the alert that gets a revision even if the evidence alone is no news.
    """
    if late and not any(_is_cluster(alert) for alert in state.alerts_of(row_id)):
        signals = evaluate(state.cases[row_id])
        yield from _withhold(state, [s for s in signals if s.tier != "below"], "late")
        return
    around = look_around(state, row_id, affected, evaluate)
    groups = grouped(state, [signal for signal in around.signals if signal.tier != "below"])
    matches, alone = matched(state, groups, around.alerts.values())
    for match in matches:
        writer = homes.writer_of(state, match)
        if writer is None:
            yield from _settle(state, match, around, anyway)
        else:
            yield from _give_up(state, match, writer.alert_id)
            yield from homes.hand_over(state, match, writer)
    for alert in alone:
        if alert.state not in ENDED and around.is_whole(alert):
            yield dissolve(state, alert)
    yield from homes.take_back(state, around, matches)
    yield from _withhold(state, [s for s in around.own if s.tier == "below"], "below_line")


def _is_cluster(alert: AlertRow) -> bool:
    return alert.klass == "cluster" and alert.merged_into is None


def _give_up(state: AreaState, match: Match, elsewhere: str) -> Iterator[Revised]:
    """End this area's alerts about a cluster that an older alert of another area goes on with."""
    for alert in (match.alert, *match.ends):
        if alert is not None and alert.state != "resolved":
            ended = replace(moved(alert, "merge"), merged_into=elsewhere, duties=())
            yield revise(state, ended, "merged")


def _settle(
    state: AreaState, match: Match, around: Surroundings, anyway: str | None
) -> Iterator[Change]:
    """Raise an alert for a group of signals, or revise the one that goes on with it."""
    unasked = [a for a in (match.alert, *match.ends) if a is not None and not around.is_whole(a)]
    kept = {m for alert in unasked for m in alert.members if m not in around.asked}
    kept = {m for m in kept if not state.are_apart((m, *match.members))}
    members = by_arrival(state, match.members | kept)
    parts = _strongest_of_each(state, [*match.signals, *(p for a in unasked for p in a.parts)])
    load = batches.of_finding(state, members)
    if load is not None and (match.alert is None or match.alert.state == "resolved"):
        finding = match.alert.alert_id if match.alert else cluster_id(state, members)
        yield from batches.hold(state, load, finding, parts[0])
        return
    if match.alert is None:
        yield _raise(state, members, parts)
        return
    goes_on = match.alert
    for alert in match.ends:
        goes_on = joined(goes_on, alert)
        ended = replace(moved(alert, "merge"), merged_into=goes_on.alert_id, duties=())
        yield revise(state, ended, "merged")
    reason = _news(state, match.alert, members, parts)
    if reason is None and (goes_on.alert_id == anyway or goes_on.duties != match.alert.duties):
        reason = "new_evidence"
    if reason is not None:
        yield _revised(state, goes_on, members, parts, reason)


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
            key=lambda s: (
                in_shadow(state, s),
                tuple(-x for x in s.strength[:2]),
                order.index(s.kind),
            ),
        )
    )


def _raise(state: AreaState, members: tuple[str, ...], parts: tuple[Signal, ...]) -> Revised:
    name = cluster_id(state, members)
    while name in state.alerts:  # An alert that went on without its leads keeps its name.
        name = alert_id(state.context.area.code, "cluster", [name, *members])
    row = new_row(
        state,
        name,
        klass="cluster",
        kind=parts[0].kind,
        family=_family(parts[0].kind),
        tier=tier_of(state, parts),
        members=members,
        parts=explained(state, parts),
    )
    return raise_new(state, replace(row, shadow=all(in_shadow(state, part) for part in parts)))


def _news(
    state: AreaState, alert: AlertRow, members: tuple[str, ...], parts: tuple[Signal, ...]
) -> Reason | None:
    """Say what is new enough for a revision; None if nothing is."""
    score = max((part.score or 0.0 for part in parts), default=0.0)
    tier = tier_of(state, parts)
    reasons: list[tuple[bool, Reason]] = [
        (not set(members) <= set(alert.members), "new_member"),
        (RANK[tier] > RANK[alert.tier], "higher_tier"),
        (any(member not in state.cases for member in alert.members), "report_withdrawn"),
        (_gravity(_categories(state, members)) != _gravity(alert.categories), "reclassified"),
        (score >= alert.score + NAT or tier != alert.tier, "new_evidence"),
        (not set(alert.members) <= set(members), "new_evidence"),
        (alert.state == "resolved", "new_evidence"),
        (alert.shadow and not all(in_shadow(state, part) for part in parts), "new_evidence"),
    ]
    return next((reason for holds, reason in reasons if holds), None)


def _revised(
    state: AreaState,
    alert: AlertRow,
    members: tuple[str, ...],
    parts: tuple[Signal, ...],
    reason: Reason,
) -> Revised:
    tier, kind, now = tier_of(state, parts), parts[0].kind, state.now.clock
    shadow = alert.shadow and all(in_shadow(state, part) for part in parts)
    goes_live = alert.shadow and not shadow
    again = goes_live or reason in ("new_member", "higher_tier", "reclassified")
    by = answer_by(state, kind, tier, now)
    after = replace(
        moved(alert, "loud_news" if again else "quiet_news", by),
        members=members,
        parts=explained(state, parts),
        categories=_categories(state, members),
        kind=kind,
        family=_family(kind),
        tier=tier,
        shadow=shadow,
        merged_into=None,
    )
    return revise(state, after, reason)


def dissolve(state: AreaState, alert: AlertRow) -> Revised:
    """End an alert that nothing supports any more."""
    members = by_arrival(state, alert.members)
    gone = len(members) < len(alert.members)
    categories = _categories(state, members)
    moved_on = moved(without_support(alert), "support_gone")
    ended = replace(moved_on, members=members, categories=categories)
    return revise(state, ended, "report_withdrawn" if gone else "below_line")


def _withhold(state: AreaState, signals: Iterable[Signal], reason: Reason) -> Iterator[Change]:
    """Publish what is not told: from one nat below its line, once per change of reason."""
    for signal in signals:
        if not homes.is_ours(state, signal.members):
            continue  # Its home says it, or has no reason to.
        near = signal.score is None or signal.score >= (signal.line_amber or 0.0) - NAT
        name = cluster_id(state, by_arrival(state, signal.members))
        held = any(
            set(signal.members) <= set(a.members) for a in state.alerts_of(signal.members[0])
        )
        if near and not held and state.withheld.get(name) != reason:
            state.withheld.put(name, reason)
            (told,) = explained(state, [signal])
            yield Withheld(name, told, reason)


def _categories(state: AreaState, members: Iterable[str]) -> tuple[str | None, ...]:
    return tuple(row.case.category for row in state.rows(members))


def _gravity(categories: Iterable[str | None]) -> int:
    """How many are suspicious or a homicide."""
    return sum(category in GRAVE for category in categories)


def _family(kind: str) -> Family:
    return SERIES_DETECTORS[kind].DETECTOR.family
