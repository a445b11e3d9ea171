"""Q3: reports that were loaded together raise one alert about the load, and not one a pair.

A finding waits if fewer than two of its members lie outside the load; with the second it is told.
Source: detection specification, section 2, *Late*; domain brief, section 7, Q3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from schemas.alerts import Tier
from streams.core.alerts.changes import Change, Withheld, answer_by, new_row, raise_new, revise
from streams.core.alerts.explained import explained
from streams.core.alerts.identity import by_arrival, data_id
from streams.core.alerts.life import moved
from streams.core.alerts.row import AlertRow
from streams.core.detectors.batch_burst import DETECTOR
from streams.core.detectors.wording import number_word
from streams.core.lookup import CaseRow
from streams.core.signals import Signal
from streams.core.state import AreaState
from streams.core.windows.bursts import HOUR, Batch, arrived, is_burst

OUTSIDE = 2  # members of a finding outside the load make it real enough to tell
MOST_LISTED = 50  # reports of findings that wait, the newest


def follow(state: AreaState, row: CaseRow) -> Iterator[Change]:
    """Note that a report came for the first time; say so if a load begins with it."""
    limits, source, now = state.context.limits(DETECTOR.id), row.case.source, state.now.clock
    is_old = _is_old(state, row)
    arrivals = arrived(state.arrivals.get(source), now, is_old=is_old, limits=limits)
    batch = state.batches.get(arrivals.batch or "")
    if is_old and batch is not None and now - batch.last <= HOUR:
        state.batches.put(arrivals.batch or "", replace(batch, last=now, reports=batch.reports + 1))
    elif is_old and is_burst(arrivals, limits):
        name = f"{source}\x1f{arrivals.old[0].isoformat()}"
        arrivals = replace(arrivals, batch=name)
        yield from _begin(state, name, arrivals.old[0], source)
    state.arrivals.put(source, arrivals)


def of_finding(state: AreaState, members: Iterable[str]) -> str | None:
    """Name the load because of which a finding waits; None if two members lie outside any."""
    if state.context.detectors[DETECTOR.id].status != "live" or not len(state.batches):
        return None
    names = [_batch_of(state, row) for row in state.rows(members)]
    inside = [name for name in names if name is not None]
    return inside[0] if inside and len(names) - len(inside) < OUTSIDE else None


def hold(state: AreaState, name: str, finding: str, signal: Signal) -> Iterator[Change]:
    """Let a finding wait: withheld once, and named by the alert about its load."""
    if state.withheld.get(finding) != "batch_burst":
        state.withheld.put(finding, "batch_burst")
        (told,) = explained(state, [signal])
        yield Withheld(finding, told, "batch_burst")
    batch = state.batches[name]
    known = finding in batch.held
    if not known:
        batch = replace(batch, held=(*batch.held, finding))
        state.batches.put(name, batch)
    alert = state.alerts[batch.alert_id]
    after = _with(state, alert, batch, signal.members)
    if known or len(batch.held) & (len(batch.held) - 1):
        state.put_alert(after)  # Told again when those that wait are twice as many.
        return
    by = answer_by(state, DETECTOR.id, after.tier, state.now.clock)
    yield revise(state, moved(after, "loud_news", by), "new_evidence")


def _begin(state: AreaState, name: str, start: datetime, source: str) -> Iterator[Change]:
    """Tell of a load, and let wait what its first reports raised before they were enough."""
    now = state.now.clock
    alert = data_id(state, DETECTOR.id, source, start.isoformat())
    old = [
        row
        for row in state.cases.values()
        if row.case.source == source
        and start <= row.arrived <= now
        and not row.border
        and _is_old(state, row)
    ]
    batch = Batch(source, start, now, len(old), alert)
    state.batches.put(name, batch)
    yield raise_new(state, _alert(state, batch))
    raised = {one.alert_id: one for row in old for one in state.alerts_of(row.id)}
    for one in sorted(raised.values(), key=lambda one: one.order):
        if one.klass == "cluster" and one.state == "open" and of_finding(state, one.members):
            _give_back(state, one)
            yield revise(state, moved(one, "support_gone"), "batch_burst")
            yield from hold(state, name, one.alert_id, one.parts[0])


def _give_back(state: AreaState, alert: AlertRow) -> None:
    """Give back to the budget what an alert spent that should have waited."""
    if alert.told_tier is not None:
        told = state.told.get(alert.told_tier) or ()
        left = tuple(at for at in told if at != alert.raised_at)
        state.told.put(alert.told_tier, left)


def _is_old(state: AreaState, row: CaseRow) -> bool:
    days = state.context.limits(DETECTOR.id)["old_days"]
    return row.arrived - row.case.occurred_from > timedelta(days=days)


def _batch_of(state: AreaState, row: CaseRow) -> str | None:
    """Name the load that a report came with."""
    if not _is_old(state, row):
        return None
    for name in state.batches:
        batch = state.batches[name]
        if batch.source == row.case.source and batch.start <= row.arrived <= batch.last:
            return name
    return None


def _alert(state: AreaState, batch: Batch) -> AlertRow:
    row = new_row(
        state,
        batch.alert_id,
        klass="data",
        kind=DETECTOR.id,
        family="data_quality",
        tier="info",
        parts=(_signal(batch, (), "info"),),
    )
    return replace(row, about=batch.source, since=batch.start)


def _with(state: AreaState, alert: AlertRow, batch: Batch, more: Iterable[str]) -> AlertRow:
    """List the reports of a finding that waits; an analyst must look through these."""
    members = by_arrival(state, (*alert.members, *more))[-MOST_LISTED:]
    categories = tuple(row.case.category for row in state.rows(members))
    parts = (_signal(batch, members, "amber"),)
    return replace(alert, members=members, categories=categories, parts=parts, tier="amber")


def _signal(batch: Batch, members: tuple[str, ...], tier: Tier) -> Signal:
    waits = len(batch.held)
    held = f"{number_word(waits)} finding{'s' if waits > 1 else ''}" if waits else ""
    why = f"{batch.reports} or more reports of old events came from {batch.source} at once."
    if held:
        verb = "rest" if waits > 1 else "rests"
        why += f" {held.capitalize()} that {verb} on them alone waits to be looked through."
    return Signal(
        kind=DETECTOR.id,
        tier=tier,
        members=members,
        title=f"Old reports by the dozen{f'; {held} held' if held else ''}",
        why=why.replace("waits to", "wait to") if waits > 1 else why,
        observed=batch.reports,
        start=batch.start,
        end=batch.last,
    )
