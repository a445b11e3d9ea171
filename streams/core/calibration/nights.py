"""What the state machine does with a night's scan: its clusters take the place of the last ones.

Source: detection specification, section 8, L7; design, section 1, *scanned*.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from streams.core.alerts import clusters
from streams.core.alerts.changes import Change
from streams.core.alerts.surroundings import Evaluate
from streams.core.events import Scanned

if TYPE_CHECKING:
    from streams.core.state import AreaState


def hear(state: AreaState, event: Scanned, evaluate: Evaluate) -> Iterator[Change]:
    """Take in a night's clusters, and look again at the cases that they and the last ones hold."""
    before = {name: state.scan_clusters[name] for name in state.scan_clusters}
    if any(event.as_of <= one.as_of for one in before.values()):
        return
    held = [one.members for one in before.values()]
    for name in before:
        state.scan_clusters.delete(name)
    for number, found in enumerate(event.clusters, start=1):
        state.scan_clusters.put(f"{number:03d}", found)
    changed = [*held, *(one.members for one in event.clusters)]
    for members in dict.fromkeys(changed):
        known = [row.id for row in state.rows(members)]
        if known:
            yield from clusters.follow(state, known[0], known, evaluate)
