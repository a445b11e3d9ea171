"""Where an event of an area's log goes: by the area's place in the area file, never by hash."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.topics import AREA_EVENTS
from streams.agents.stage import Output
from streams.codec import write_event
from streams.core.areas import Areas
from streams.core.events import AreaEvent


@dataclass(frozen=True, slots=True)
class Logs:
    """The areas' logs on so many partitions."""

    areas: Areas
    partitions: int

    def output(self, event: AreaEvent) -> Output:
        """Write an event for its area's log."""
        place = self.areas.partition_of(event.area, self.partitions)
        return Output(AREA_EVENTS, event.area.encode(), write_event(event), partition=place)
