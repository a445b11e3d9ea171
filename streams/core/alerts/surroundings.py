"""What one change may touch: cases that now see something else, and the alerts that hold them.

A case sees its neighbours, and they see it. Whoever may see something else is asked again, so
that the clusters depend on what is known and not on the order in which it came.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from streams.core.alerts.identity import cluster_id
from streams.core.alerts.row import AlertRow
from streams.core.incidents import TOGETHER, same_incident, units_of
from streams.core.lookup import CaseRow
from streams.core.signals import Signal
from streams.core.state import AreaState

MOST_CASES = 60  # asked again for one change
MOST_OF_UNIT = 3  # of one incident, its first; the others see what they see
MOST_MEMBERS = 50  # of one alert, the newest

Evaluate = Callable[[CaseRow], Iterable[Signal]]


@dataclass(slots=True)
class Surroundings:
    """``own``: what the changed case sees; ``alerts``: those that hold a case that was asked."""

    own: list[Signal] = field(default_factory=list)
    alerts: dict[str, AlertRow] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    _seen: dict[tuple[str, tuple[str, ...]], Signal] = field(default_factory=dict)

    @property
    def signals(self) -> list[Signal]:
        """What all who were asked see, each finding once, at its strongest."""
        return list(self._seen.values())

    def is_whole(self, alert: AlertRow) -> bool:
        """Tell whether every member of an alert was asked; one that ended rests on nobody."""
        return alert.state == "resolved" or self.asked.issuperset(alert.members)

    def note(self, signals: Iterable[Signal]) -> Iterator[str]:
        """Note what a case sees; return whom that is about, if it is strong."""
        for signal in signals:
            name = (signal.kind, signal.members)
            if name not in self._seen or signal.strength > self._seen[name].strength:
                self._seen[name] = signal
            if signal.tier != "below":
                yield from signal.members

    def hold(self, alerts: Iterable[AlertRow]) -> Iterator[str]:
        """Note the clusters that hold a case; return their members, if they still stand."""
        for alert in alerts:
            if alert.klass == "cluster":
                self.alerts[alert.alert_id] = alert
                if alert.state != "resolved":
                    yield from alert.members[-MOST_MEMBERS:]


def overlap(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether two sets of members are one cluster: two shared, or half of the smaller."""
    first, second = set(one), set(other)
    shared = len(first & second)
    return shared >= 2 or (shared > 0 and 2 * shared >= min(len(first), len(second)))


def look_around(
    state: AreaState, row_id: str, affected: Iterable[str], evaluate: Evaluate
) -> Surroundings:
    """Ask the changed case, those it may have affected, and on through what they are part of."""
    around = Surroundings()
    units = units_of(state.rows(dict.fromkeys(affected)))
    waiting = deque([row_id, *(row.id for unit in units for row in unit[:MOST_OF_UNIT])])
    while waiting and len(around.asked) < MOST_CASES:
        one = waiting.popleft()
        if one in around.asked:
            continue
        around.asked.add(one)
        waiting.extend(around.hold(state.alerts_of(one)))
        waiting.extend(member for row in state.handed.of(one) for member in row.members)
        row = state.cases.get(one)
        if row is None:
            continue
        found = list(evaluate(row))
        if one == row_id:
            around.own = found
        waiting.extend(around.note(found))
        # An alert holds the first of an incident; the others see for it too.
        waiting.extend(other.id for other in together(state, row)[:MOST_OF_UNIT])
    return around


def together(state: AreaState, row: CaseRow) -> list[CaseRow]:
    """The other reports of the same death or incident."""
    when = row.case.occurred_from
    near = state.lookup.near(row.case.place, when - TOGETHER, when + TOGETHER)
    rows = state.rows(dict.fromkeys([*state.lookup.of_event(row.case), *near]))
    return [
        one
        for one in rows
        if one.id != row.id
        and same_incident(one.case, row.case)
        and not state.are_apart((one.id, row.id), "duties")
    ]


def grouped(state: AreaState, signals: Iterable[Signal]) -> list[list[Signal]]:
    """Gather signals that are about the same deaths; the group of the first arrival first.

    One that is for the digest only joins each group that it is about, but joins no two of them.
    """
    loud: list[Signal] = []
    quiet: list[Signal] = []
    for signal in signals:
        (quiet if signal.tier == "info" else loud).append(signal)
    groups = _gathered(state, loud)
    alone = []
    for signal in quiet:
        hosts = [g for g in groups if any(overlap(signal.members, s.members) for s in g)]
        hosts = [g for g in hosts if not state.are_apart((*_members(g), *signal.members))]
        for group in hosts:
            group.append(signal)
        if not hosts:
            alone.append(signal)
    groups += _gathered(state, alone)
    return sorted(groups, key=lambda group: min(row.seq for row in _rows(state, group)))


def _members(group: Iterable[Signal]) -> set[str]:
    """Whom a group is about: a finding for the digest only adds nobody to others' members."""
    signals = list(group)
    loud = [signal for signal in signals if signal.tier != "info"]
    return {member for signal in loud or signals for member in signal.members}


def _gathered(state: AreaState, signals: Iterable[Signal]) -> list[list[Signal]]:
    groups: list[list[Signal]] = []
    for signal in signals:
        mine: list[list[Signal]] = []
        merged = [signal]
        for group in groups:
            about_it = any(overlap(signal.members, s.members) for s in group)
            if about_it and not state.are_apart(m for s in (*merged, *group) for m in s.members):
                mine.append(group)
                merged += group
        groups = [g for g in groups if g not in mine]
        groups.append(merged)
    return groups


@dataclass(slots=True)
class Match:
    """A group of signals, the alert that goes on with it (None: a new one), and those that end."""

    signals: list[Signal]
    members: set[str]
    alert: AlertRow | None = None
    ends: list[AlertRow] = field(default_factory=list)


def matched(
    state: AreaState, groups: Sequence[list[Signal]], alerts: Iterable[AlertRow]
) -> tuple[list[Match], list[AlertRow]]:
    """Give each group the oldest alert about it; also return the alerts that no group is about.

    An alert that falls apart keeps the part that no alert merged into it was about, so that
    taking a bridge away brings back what was there before.
    """
    matches = [Match(group, _members(group)) for group in groups]
    ordered = sorted(alerts, key=lambda alert: (alert.state == "resolved", alert.order))
    ended = [alert for alert in ordered if alert.merged_into is not None]
    alone = []
    for alert in ordered:
        if alert.merged_into is not None:
            continue
        mine = [match for match in matches if overlap(alert.members, match.members)]
        free = [match for match in mine if match.alert is None]
        if free:
            min(free, key=lambda one: _estranged(state, alert, one, ended)).alert = alert
        elif not mine:
            alone.append(alert)
        elif alert.state != "resolved":
            mine[0].ends.append(alert)
    for match in matches:
        if match.alert is None:
            again = [alert for alert in ended if overlap(alert.members, match.members)]
            match.alert = max(again, key=lambda one: _likeness(one, match), default=None)
            ended = [alert for alert in ended if alert is not match.alert]
    return matches, alone


def _estranged(
    state: AreaState, alert: AlertRow, match: Match, ended: Sequence[AlertRow]
) -> tuple[float, bool]:
    """How much a group was another's before it was joined to this alert."""
    joined = [one for one in ended if one.merged_into == alert.alert_id]
    likeness = max((_likeness(one, match) for one in joined), default=0.0)
    name = cluster_id(state, [row.id for row in _rows(state, match.signals)])
    return likeness, name != alert.alert_id


def _likeness(alert: AlertRow, match: Match) -> float:
    """Share of members in common: an alert that was merged still names those it had then."""
    return len(match.members.intersection(alert.members)) / len(match.members.union(alert.members))


def _rows(state: AreaState, group: Iterable[Signal]) -> list[CaseRow]:
    rows = state.rows(dict.fromkeys(member for signal in group for member in signal.members))
    return sorted(rows, key=lambda row: row.seq)
