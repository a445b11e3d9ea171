"""The calibrator: reads the areas' logs, works out what they lack, and sends it to Receive.

It keeps nothing: what it said stands in the logs. Receive files each result once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from schemas.topics import AREA_EVENTS, CALIBRATIONS
from streams.broker.reach import BrokerOutOfReach
from streams.clients.kafka import partitions_of, plan_of, producer, read_to_end
from streams.clients.send import SEND_SECONDS
from streams.codec import read_event, write_event
from streams.configuration import Configuration
from streams.core.areas import Areas
from streams.core.calibration.outstanding import outstanding
from streams.core.calibration.past import Past
from streams.core.events import Calibrated, Canary, ReadUpTo, Scanned, Ticked
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Done:
    """What was sent of one area, and the seconds of work that it took."""

    area: str
    sent: tuple[Calibrated | Scanned, ...]
    seconds: float


def pasts(settings: Settings, areas: Areas, wanted: str | None) -> Iterator[Past]:
    """The areas' reports as their logs say, one partition after the other.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    numbers = [place.partition for place in partitions_of(settings, AREA_EVENTS)]
    if wanted is not None:
        numbers = [areas.partition_of(wanted, len(numbers))]
    for number in numbers:
        found = _read(settings, number)
        yield from (found[area] for area in sorted(found) if wanted in (None, area))


def _read(settings: Settings, number: int) -> dict[str, Past]:
    found: dict[str, Past] = {}
    read: dict[int, datetime] = {}
    for message in read_to_end(settings, AREA_EVENTS, number):
        event = read_event(message.value() or b"")
        if isinstance(event, Canary):
            continue
        if not isinstance(event, ReadUpTo):
            found.setdefault(event.area, Past(event.area)).hear(event)
            continue
        read[event.partition] = event.time
        if len(read) == event.of:
            least = min(read.values())
            for area, past in found.items():
                past.hear(Ticked(area=area, time=least))
    return found


def calibrate(
    settings: Settings, configuration: Configuration, wanted: str | None
) -> Iterator[Done]:
    """Send what is outstanding of every area, or of one.

    Raises:
        BrokerOutOfReach: nothing answered, or what was sent was not taken.
    """
    for past in pasts(settings, configuration.areas, wanted):
        begun = time.monotonic()
        found = tuple(outstanding(past, configuration.context_of(past.area)))
        _send(settings, found)
        yield Done(past.area, found, time.monotonic() - begun)


def _send(settings: Settings, found: tuple[Calibrated | Scanned, ...]) -> None:
    out, name = producer(settings), plan_of(settings).name_of(CALIBRATIONS)
    for one in found:
        out.produce(name, value=write_event(one), key=one.area.encode())
    if out.flush(SEND_SECONDS):
        raise BrokerOutOfReach(settings.broker, f"{name} does not take what is sent")
