"""Q2: one line for the digest of each sender and month, of deaths that nobody has decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from streams.core.alerts.changes import Change, new_row, raise_new, revise
from streams.core.alerts.identity import by_arrival, data_id
from streams.core.alerts.life import moved
from streams.core.detectors.category_missing import DETECTOR, due, is_unfinished
from streams.core.lookup import CaseRow
from streams.core.signals import Signal
from streams.core.state import AreaState

MOST_LISTED = 50  # deaths of one sender and month


def follow(state: AreaState, row: CaseRow) -> Iterator[Change]:
    """Note that a death is unfinished now, or no longer is, or is gone."""
    if row.border or row.case.kind != "death":
        return
    held = [one.alert_id for one in state.alerts_of(row.id) if one.kind == DETECTOR.id]
    if not held and not is_unfinished(row, state):
        return
    month = f"{due(row, state):%Y-%m}"
    mine = data_id(state, DETECTOR.id, row.case.source, month)
    for name in dict.fromkeys([*held, mine]):  # Its month may have been corrected.
        yield from _listed(state, name, row, is_listed=name == mine)


def _listed(state: AreaState, name: str, row: CaseRow, *, is_listed: bool) -> Iterator[Change]:
    alert = state.alerts.get(name)
    before = alert.members if alert is not None else ()
    here = state.cases.get(row.id)
    is_own = here is not None and not here.border
    after = [one for one in before if one != row.id]
    if is_listed and is_own and is_unfinished(row, state) and len(after) < MOST_LISTED:
        after.append(row.id)
    members = by_arrival(state, after)
    if set(members) == set(before):
        return
    if alert is None:
        yield _raise(state, name, row, members)
        return
    if not members:
        yield revise(state, replace(moved(alert, "support_gone"), members=()), "new_evidence")
        return
    parts = (_signal(state, row.case.source, members),)
    categories = tuple(one.case.category for one in state.rows(members))
    more = replace(moved(alert, "quiet_news"), members=members, parts=parts, categories=categories)
    yield revise(state, more, "new_evidence")


def _raise(state: AreaState, name: str, row: CaseRow, members: tuple[str, ...]) -> Change:
    source = row.case.source
    alert = new_row(
        state,
        name,
        klass="data",
        kind=DETECTOR.id,
        family="data_quality",
        tier="info",
        members=members,
        parts=(_signal(state, source, members),),
    )
    return raise_new(state, replace(alert, about=source, since=due(row, state)))


def _signal(state: AreaState, source: str, members: tuple[str, ...]) -> Signal:
    rows = state.rows(members)
    many = f"{len(rows)} deaths" if len(rows) > 1 else "1 death"
    lack, are = ("lack", "are") if len(rows) > 1 else ("lacks", "is")
    hours = state.context.limits(DETECTOR.id)["hours"]
    partly = {row.id: {"field_left_out": not row.whole} for row in rows}
    return Signal(
        kind=DETECTOR.id,
        tier="info",
        members=members,
        title=f"{many} not decided {hours:g} hours after the record",
        why=f"More than {hours:g} hours after the record, {many} of {source} {lack} a field that "
        f"was wrong, or {are} still under investigation with nobody named who said so.",
        observed=len(rows),
        start=min(row.case.recorded_at for row in rows),
        end=max(row.case.recorded_at for row in rows),
        features=partly,
    )
