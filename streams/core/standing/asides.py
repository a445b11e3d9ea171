"""What of an area went to quarantine, counted by sender, reason and day."""

from __future__ import annotations

from streams.core.events import SetAside
from streams.core.kept import Aside
from streams.core.state import AreaState


def note(state: AreaState, event: SetAside) -> None:
    """Count one message; its values are not known here."""
    key = f"{event.source}\x1f{event.reason}\x1f{event.time.date().isoformat()}"
    before = state.set_aside.get(key)
    if before is None:
        state.set_aside.put(key, Aside(1, event.time))
    else:
        state.set_aside.put(key, Aside(before.count + 1, max(before.last, event.time)))
