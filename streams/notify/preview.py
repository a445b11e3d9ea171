"""What would be told now, without telling it: reads, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from schemas.topics import ALERTS, DECISIONS, DELIVERIES
from streams.clients.kafka import headers_of, read_to_end
from streams.notify.deliveries.ledger import DELIVERY
from streams.notify.deliveries.outcomes import Outcomes
from streams.notify.deliveries.routing import Routing
from streams.notify.inputs.bodies import Bodies
from streams.notify.inputs.records import read_body, read_told
from streams.notify.inputs.start import committed
from streams.notify.message import Message
from streams.settings import Settings


def preview(settings: Settings, routing: Routing, back: timedelta) -> Iterator[Message]:
    """Every message that a notifier would send if it started now, but for digests.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    outcomes, bodies = Outcomes(), Bodies()
    for message in read_to_end(settings, DELIVERIES):
        outcomes.add(DELIVERY.validate_json(message.value() or b""))
    for message in read_to_end(settings, ALERTS):
        value = message.value()
        if value is not None:
            bodies.put(read_body(value))
    reached = committed(settings)
    since = datetime.now(UTC) - back
    for message in read_to_end(settings, DECISIONS):
        told = read_told(message.value() or b"", headers_of(message), message.timestamp()[1])
        begun = reached.get(message.partition() or 0)
        if told.kept_at >= since if begun is None else (message.offset() or 0) >= begun:
            yield from routing.messages(told, bodies.at(told.alert_id, told.revision), outcomes)
