"""When the summary of each area is written: one area at a time, each at most once a minute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from schemas import envelope
from schemas.area_summaries import AreaSummary
from streams.core.standing.summary import summary_of
from streams.core.state import AreaState
from streams.publishing import Published, published_standing

LEAST_MS = 60_000  # between two looks at one area; the contract, section 1
MOST_MS = 600_000  # after which it is written though only its clock moved: somebody is watching


@dataclass(frozen=True, slots=True)
class _Written:
    looked_ms: int
    written_ms: int
    content: bytes


class Standings:
    """What was last written of each area; lost with the process, and then written anew."""

    def __init__(self) -> None:
        self._written: dict[str, _Written] = {}

    def due(self, states: Iterable[AreaState], now_ms: int) -> Published | None:
        """Look at the area that waits longest, if any is due; None if there is no news of it."""
        waiting = [state for state in states if len(state.position)]
        if not waiting:
            return None
        state = min(waiting, key=self._looked_ms)
        if now_ms - self._looked_ms(state) < LEAST_MS:
            return None
        return self._news(summary_of(state), now_ms)

    def _news(self, summary: AreaSummary, now_ms: int) -> Published | None:
        before = self._written.get(summary.area)
        content = envelope.to_json(replace(summary, at=summary.since))
        is_same = before is not None and before.content == content
        if before is not None and is_same and now_ms - before.written_ms < MOST_MS:
            self._written[summary.area] = replace(before, looked_ms=now_ms)
            return None
        self._written[summary.area] = _Written(now_ms, now_ms, content)
        return published_standing(summary)

    def _looked_ms(self, state: AreaState) -> int:
        before = self._written.get(state.context.area.code)
        return 0 if before is None else before.looked_ms
