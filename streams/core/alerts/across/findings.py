"""Word from other areas: what they found of a cluster whose home is here, and what they publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from streams.core.alerts import clusters
from streams.core.alerts.across import homes
from streams.core.alerts.changes import Change, Sent
from streams.core.alerts.surroundings import Evaluate
from streams.core.events import Announced, Found
from streams.core.lookup import CaseRow
from streams.core.state import AreaState

Learn = Callable[[CaseRow | None, CaseRow | None], None]
Neighbours = Callable[[Iterable[CaseRow]], Iterable[str]]


def heard(
    state: AreaState,
    event: Found | Announced,
    evaluate: Evaluate,
    learn: Learn,
    neighbours: Neighbours,
) -> Iterator[Change]:
    """Take in what another area says, and bring the clusters that it is about up to date."""
    if isinstance(event, Found):
        yield from _found(state, event, evaluate, learn, neighbours)
        return
    homes.note_foreign(state, event)
    for name in dict.fromkeys(a.alert_id for m in event.members for a in state.alerts_of(m)):
        alert = state.alerts[name]
        if alert.klass == "cluster" and alert.state != "resolved":
            yield from clusters.follow(state, event.members[0], event.members, evaluate)
            yield from (Sent(one) for one in homes.announce(state, state.alerts[name]))


def _found(
    state: AreaState, event: Found, evaluate: Evaluate, learn: Learn, neighbours: Neighbours
) -> Iterator[Change]:
    """Keep the cases of a finding as copies while it stands, and look at all that it is about."""
    before = homes.received(state, event)
    because, here = f"finding {event.by} {event.name}", state.context.area.code
    touched: dict[str, None] = {}
    for one in event.members:
        if one.case.area != here:
            row, was = state.file(one.case, whole=one.whole, earlier=one.earlier, copied=because)
            learn(was, row)
            touched.update(dict.fromkeys([row.id, *neighbours([row])]))
        else:
            touched[f"{one.case.source}\x1f{one.case.report_id}"] = None
    stays = {f"{one.case.source}\x1f{one.case.report_id}" for one in event.members}
    for member in before.members if before is not None else ():
        if member not in stays:
            gone, left = state.retract(member, copied=because, gone=False)
            if gone is not left:
                learn(gone, left)
            touched[member] = None
    if touched:
        yield from clusters.follow(state, next(iter(touched)), touched, evaluate)
