"""The lines that an area found for itself and that hold now, read from the worker's own rows."""

from __future__ import annotations

from schemas.topics import WATCH_STATE
from streams.clients.kafka import partitions_of, read_to_end
from streams.codec import read_row
from streams.core.areas import Areas
from streams.core.series.thresholds import OwnLine
from streams.row_versions import row_of
from streams.settings import Settings


def own_lines(settings: Settings, areas: Areas, area: str) -> dict[str, OwnLine]:
    """Own lines by stream; none where the shipped table holds.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    number = areas.partition_of(area, len(partitions_of(settings, WATCH_STATE)))
    begins = f"thresholds|{area}|"
    found: dict[str, OwnLine] = {}
    for message in read_to_end(settings, WATCH_STATE, number):
        name = (message.key() or b"").decode()
        if name.startswith(begins):
            stream, value = name.removeprefix(begins), message.value()
            if value is None:
                found.pop(stream, None)
            else:
                found[stream] = read_row("thresholds", row_of(value))
    return found
