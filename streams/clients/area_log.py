"""An area's log: the exact order in which everything was applied, for audit and replay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import orjson

from schemas import envelope
from schemas.topics import AREA_EVENTS
from streams.clients.kafka import partitions_of, read_to_end
from streams.codec import read_event, write_event
from streams.core.areas import Areas
from streams.core.events import AreaEvent, Canary, LogEvent, ReadUpTo, Ticked
from streams.publishing import SOURCE
from streams.replay.area_log import LOG_TYPE
from streams.settings import Settings


def lines(
    settings: Settings, areas: Areas, area: str, since: datetime | None = None
) -> Iterator[bytes]:
    """Write an area's log, one CloudEvent a line; ``tocsin replay`` reads it back.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    number = areas.partition_of(area, len(partitions_of(settings, AREA_EVENTS)))
    read: dict[int, datetime] = {}
    started = False
    for message in read_to_end(settings, AREA_EVENTS, number):
        event = read_event(message.value() or b"")
        mine = _mine(event, area, read)
        if mine is None or (isinstance(mine, Ticked) and not started):
            continue
        started = True
        if since is None or mine.time >= since:
            yield _line(mine, f"{message.partition()}/{message.offset()}")


def _mine(event: LogEvent, area: str, read: dict[int, datetime]) -> AreaEvent | None:
    """Keep what is about the area; turn *read up to* into the tick that Watch makes of it."""
    if isinstance(event, Canary):
        return None
    if not isinstance(event, ReadUpTo):
        return event if event.area == area else None
    read[event.partition] = event.time
    return Ticked(area=area, time=min(read.values())) if len(read) == event.of else None


def _line(event: AreaEvent, position: str) -> bytes:
    attributes: dict[str, object] = dict(
        envelope.attributes_of(
            type=LOG_TYPE,
            source=f"{SOURCE}/{event.area}",
            id=f"{event.area}/{position}",
            subject=event.area,
            time=event.time,
            dataschema=f"{LOG_TYPE}.json",
        )
    )
    attributes["data"] = orjson.Fragment(write_event(event))
    return orjson.dumps(attributes, option=orjson.OPT_APPEND_NEWLINE)
