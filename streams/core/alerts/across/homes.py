"""One writer for each cluster: its home. What another area must write is handed over to it.

The home is the area of the first member by arrival; who published an alert keeps it, and of two
that come to be about one cluster the older goes on. Source: design, section 1, *Across areas*.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.alerts import Origin
from streams.core.alerts.across.rows import Announcement, Finding, Foreign, Handed
from streams.core.alerts.changes import Change, Sent, Withheld
from streams.core.alerts.explained import explained
from streams.core.alerts.identity import LEADS, alert_id, by_arrival
from streams.core.alerts.row import AlertRow
from streams.core.alerts.surroundings import Match, Surroundings, overlap
from streams.core.events import Announced, Earlier, Found, Shown
from streams.core.lookup import CaseRow
from streams.core.signals import Signal
from streams.core.state import AreaState

OTHER_AREA = "other_area"
NAT = 1.0  # growth in score, in nats, that the home is told of


@dataclass(frozen=True, slots=True)
class Writer:
    """Another area that writes a cluster, and the name of its alert."""

    home: str
    alert_id: str


def is_ours(state: AreaState, members: Iterable[str]) -> bool:
    """Tell whether this area is the home of a cluster that nobody has published."""
    rows = _arrived(state, members)
    return bool(rows) and rows[0].case.area == state.context.area.code


def writer_of(state: AreaState, match: Match) -> Writer | None:
    """Say which other area writes a group of signals; None: this one does."""
    here = state.context.area.code
    own = match.alert if match.alert is not None and match.alert.state != "resolved" else None
    foreign = _published(state, match)
    if foreign is not None and (own is None or _is_older(foreign, own)):
        return Writer(foreign.home, foreign.alert_id)
    rows = _arrived(state, match.members)
    areas = {row.case.area for row in rows}
    was_handed_to_us = here in areas and any(signal.found_by for signal in match.signals)
    if own is not None or not rows or was_handed_to_us:
        return None
    handed = (one.home for one in _handed(state, match) if one.home in areas)
    home = next(handed, rows[0].case.area)
    leads = [row.id for row in rows[:LEADS]]
    return None if home == here else Writer(home, alert_id(home, "cluster", leads))


def _arrived(state: AreaState, members: Iterable[str]) -> list[CaseRow]:
    return sorted(state.rows(set(members)), key=lambda row: row.by_arrival)


def _handed(state: AreaState, match: Match) -> list[Handed]:
    found = state.handed.of(*match.members)
    return [one for one in found if overlap(one.members, match.members)]


def _published(state: AreaState, match: Match) -> Foreign | None:
    """The oldest alert of another area about a group; none where a finding says more than it."""
    told = (one for one in state.foreign.of(*match.members) if overlap(one.members, match.members))
    oldest = min(told, key=lambda one: (one.raised_at, one.alert_id), default=None)
    if oldest is None:
        return None
    found = [signal for signal in match.signals if signal.found_by not in (None, oldest.home)]
    says_more = any(not set(signal.members) <= set(oldest.members) for signal in found)
    return None if says_more else oldest


def _is_older(foreign: Foreign, own: AlertRow) -> bool:
    return (foreign.raised_at, foreign.alert_id) < (own.raised_at, own.alert_id)


def hand_over(state: AreaState, match: Match, writer: Writer) -> Iterator[Change]:
    """Send a group to the area that writes it, if this area has a case in it; say that it did.

    What came as a finding is not handed on: a finding causes no finding.
    """
    signals = tuple(signal for signal in match.signals if signal.found_by is None)
    rows = _arrived(state, (member for signal in signals for member in signal.members))
    if not any(row.case.area == state.context.area.code for row in rows):
        return
    before = _handed(state, match)
    same = next((one for one in before if one.home == writer.home), None)
    for other in before:
        if other is not same:
            yield _taken_back(state, other)
    name = same.name if same is not None else writer.alert_id
    versions = tuple(row.case.version for row in rows)
    now = Handed(name, writer.home, tuple(row.id for row in rows), versions, signals)
    if same is None or _is_news(same, now):
        now = replace(now, signals=explained(state, signals))
        state.handed.put(name, now)
        yield Sent(_finding(state, now, rows))
    if state.withheld.get(writer.alert_id) != OTHER_AREA:
        state.withheld.put(writer.alert_id, OTHER_AREA)
        strongest = max(explained(state, signals), key=lambda signal: signal.strength)
        yield Withheld(writer.alert_id, replace(strongest, members=now.members), "other_area")


def take_back(state: AreaState, around: Surroundings, matches: Sequence[Match]) -> Iterator[Sent]:
    """Take back findings about cases that were all asked and of which nobody sees anything now."""
    for before in state.handed.of(*around.asked):
        seen = any(overlap(before.members, match.members) for match in matches)
        if not seen and around.asked.issuperset(before.members):
            yield _taken_back(state, before)


def _taken_back(state: AreaState, before: Handed) -> Sent:
    state.handed.delete(before.name)
    return Sent(_finding(state, replace(before, signals=()), []))


def _is_news(before: Handed, now: Handed) -> bool:
    if (before.members, before.versions) != (now.members, now.versions):
        return True
    old = {(signal.kind, signal.tier) for signal in before.signals}
    has_grown = _score(now.signals) >= _score(before.signals) + NAT
    return has_grown or old != {(signal.kind, signal.tier) for signal in now.signals}


def _score(signals: Iterable[Signal]) -> float:
    return max((signal.score or 0.0 for signal in signals), default=0.0)


def _finding(state: AreaState, handed: Handed, rows: Iterable[CaseRow]) -> Found:
    return Found(
        area=handed.home,
        time=state.now.clock,
        by=state.context.area.code,
        name=handed.name,
        signals=handed.signals,
        members=tuple(_shown(row) for row in rows),
        origin=Origin(),
    )


def _shown(row: CaseRow) -> Shown:
    return Shown(row.case, row.whole, Earlier(row.arrived, row.category_first, row.turned_from))


def announce(state: AreaState, alert: AlertRow) -> Iterator[Announced]:
    """Tell the other areas of a cluster, and who else publishes it, that it is ours; or over."""
    if alert.klass != "cluster":
        return
    here, name = state.context.area.code, alert.alert_id
    rows = state.rows(alert.members) if alert.state != "resolved" else []
    ids = tuple(row.id for row in rows)
    rivals = {one.home for one in state.foreign.of(*ids) if overlap(one.members, ids)}
    areas = tuple(sorted({*rivals, *(row.case.area for row in rows)} - {here}))
    members = ids if areas else ()
    before = state.announced.get(name) or Announcement((), ())
    if before == Announcement(areas, members):
        return
    if areas:
        state.announced.put(name, Announcement(areas, members))
    else:
        state.announced.delete(name)
    for area in sorted({*areas, *before.areas}):
        yield Announced(
            area=area, time=state.now.clock, by=here, alert_id=name, raised_at=alert.raised_at,
            members=members if area in areas else (), origin=Origin(),
        )  # fmt: skip


def findings_about(row: CaseRow, state: AreaState) -> Iterator[Signal]:
    """What other areas found about a case and its like, less those that are gone since."""
    for finding in state.findings.of(row.id):
        for signal in finding.signals:
            if row.id in signal.members:
                members = by_arrival(state, signal.members)
                if len(members) >= min(2, len(signal.members)):
                    yield replace(signal, members=members, found_by=finding.by)


def received(state: AreaState, event: Found) -> Finding | None:
    """Put a finding in the place of the one before; return that one."""
    members = tuple(f"{one.case.source}\x1f{one.case.report_id}" for one in event.members)
    fresh = Finding(event.by, event.name, members, event.signals)
    before = state.findings.get(fresh.key)
    if event.signals:
        state.findings.put(fresh.key, fresh)
    else:
        state.findings.delete(fresh.key)
    return before


def note_foreign(state: AreaState, event: Announced) -> None:
    """Remember who publishes an alert about cases here, or that it is over."""
    if event.members:
        row = Foreign(event.by, event.alert_id, event.members, event.raised_at)
        state.foreign.put(event.alert_id, row)
    else:
        state.foreign.delete(event.alert_id)
