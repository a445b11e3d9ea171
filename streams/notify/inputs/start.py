"""Where a notifier begins that never ran: not at the first decision ever made."""

from __future__ import annotations

import time
from datetime import timedelta

from confluent_kafka import KafkaException, TopicPartition

from schemas.topics import DECISIONS
from streams.broker.reach import BrokerOutOfReach, reason_of
from streams.clients import kafka
from streams.clients.kafka import consumer, partitions_of
from streams.notify.inputs.clients import group_of
from streams.settings import Settings

SECONDS = 10.0


def committed(settings: Settings) -> dict[int, int | None]:
    """Say up to where each partition of decisions is told; None where nobody ever began.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    reader = consumer(settings, **{"group.id": group_of(settings)})
    try:
        places = kafka.committed(reader, partitions_of(settings, DECISIONS), SECONDS)
    except KafkaException as failure:
        raise BrokerOutOfReach(settings.broker, reason_of(failure)) from None
    finally:
        reader.close()
    return {place.partition: place.offset if place.offset >= 0 else None for place in places}


def begin(settings: Settings, back: timedelta, *, from_now: bool, embedded: bool) -> None:
    """Give every partition a place to begin that has none: so far back, by the broker's clock.

    ``embedded``: that broker knows no times and forgets all at its end, so there it is the start.
    ``from_now``: pass over all that is there, whatever was told, as after history was loaded.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    held = committed(settings)
    wanted = [
        place
        for place in partitions_of(settings, DECISIONS)
        if from_now or held.get(place.partition) is None
    ]
    if not wanted:
        return
    reader = consumer(settings, **{"group.id": group_of(settings)})
    try:
        since = int((time.time() - back.total_seconds()) * 1000)
        asked = [TopicPartition(one.topic, one.partition, since) for one in wanted]
        found = reader.offsets_for_times(asked, timeout=SECONDS)
        for place in found:
            if embedded:
                place.offset = 0
            _, high = reader.get_watermark_offsets(place, timeout=SECONDS)
            if from_now or place.offset < 0:  # Nothing is younger than that.
                place.offset = high
        reader.commit(offsets=found, asynchronous=False)
    except KafkaException as failure:
        raise BrokerOutOfReach(settings.broker, reason_of(failure)) from None
    finally:
        reader.close()
