"""Watch: the areas of one partition of the area log, each a state machine of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from schemas.areas import CANARY_AREA
from schemas.decisions import Decision
from streams.core.area import AreaMachine, Outcome
from streams.core.events import Announced, AreaEvent, Canary, Found, LogEvent, ReadUpTo, Ticked
from streams.core.rows import Rows
from streams.core.state import AreaState, Context

KINDS = (
    "position", "cases", "counts", "alerts", "feeds", "withheld", "commands", "tallies",
    "verdicts", "days", "shift", "lessons", "silences", "told", "splits", "disclosed",
    "partner_alerts", "handed", "findings", "foreign", "announced", "arrivals", "batches",
    "phase", "ground", "marks", "thresholds", "pending", "scan_clusters", "scans",
    "hypotheses", "set_aside",
)  # fmt: skip


class Watch:
    """Applies the log in order. Rows are named ``kind|area|key``, and ``read||partition``."""

    def __init__(self, context_of: Callable[[str], Context]) -> None:
        self._context_of = context_of
        self._machines: dict[str, AreaMachine] = {}
        self._read: Rows[datetime] = Rows()
        self._sent: list[Found | Announced] = []

    def apply(self, event: LogEvent) -> Iterator[tuple[str, Outcome]]:
        """Apply one event; say what came of it, with the area it is about."""
        if isinstance(event, Canary):
            yield CANARY_AREA, _heard(event)
            return
        for one in self.of_areas(event):
            machine = self._machine(one.area)
            for outcome in machine.step(one):
                yield one.area, outcome
            self._sent += machine.sent()

    def of_areas(self, event: AreaEvent | ReadUpTo) -> Iterator[AreaEvent]:
        """Turn *read up to* into ticks of the areas here, once all of Receive has spoken."""
        if not isinstance(event, ReadUpTo):
            yield event
            return
        self._read.put(f"{event.partition:05d}", event.time)
        if len(self._read) == event.of:
            least = min(self._read.values())
            for area in sorted(self._machines):
                yield Ticked(area=area, time=least)

    def sent(self) -> list[Found | Announced]:
        """Return what is to be written to areas' logs, since last asked, in order."""
        out, self._sent = self._sent, []
        return out

    @property
    def areas(self) -> list[str]:
        """Areas that have had an event, sorted."""
        return sorted(self._machines)

    def states(self) -> Iterator[AreaState]:
        """Go through what the areas know that have had an event."""
        return (self._machines[area].state for area in self.areas)

    def restore(self, name: str, row: Any) -> None:
        """Put back a stored row."""
        kind, area, key = name.split("|", 2)
        if kind == "read":
            self._read.restore(key, row)
        elif kind == "days":
            self._machine(area).state.days.restore(key, row)
        else:
            rows: Rows[Any] = getattr(self._machine(area).state, kind)
            rows.restore(key, row)

    def restored(self) -> None:
        """Make the caches again after the last row."""
        for machine in self._machines.values():
            machine.restored()

    def changed(self) -> dict[str, Any]:
        """Return the rows that changed since last asked, None for what is gone."""
        out: dict[str, Any] = {f"read||{k}": row for k, row in self._read.changed().items()}
        for area in sorted(self._machines):
            for kind in KINDS:
                for key, row in self._rows(area, kind).changed().items():
                    out[f"{kind}|{area}|{key}"] = row
        return out

    def window(self, area: str, stream: str, place: str, days: range) -> int:
        """Sum a stream's daily counts at a place over days (ordinals), a sliding window."""
        machine = self._machines.get(area)
        return machine.state.days.total(stream, place, days.start, days.stop) if machine else 0

    def __len__(self) -> int:
        return sum(len(self._rows(area, kind)) for area in self._machines for kind in KINDS)

    def _rows(self, area: str, kind: str) -> Rows[Any]:
        state = self._machines[area].state
        rows: Rows[Any] = state.days.rows if kind == "days" else getattr(state, kind)
        return rows

    def _machine(self, area: str) -> AreaMachine:
        machine = self._machines.get(area)
        if machine is None:
            machine = self._machines[area] = AreaMachine(self._context_of(area))
        return machine


def _heard(canary: Canary) -> Outcome:
    """Answer a canary: nobody is told, and nothing is kept."""
    decision = Decision(
        alert_id=None,
        revision=None,
        decision="withheld",
        reason="canary",
        at=canary.time,
        areas=(CANARY_AREA,),
        report_ids=(canary.report_id,),
        as_of=canary.origin,
    )
    return Outcome(f"{canary.report_id}/{canary.version}", decision)
