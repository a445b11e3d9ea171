"""Alerts read back from the broker: as they stand, one explained, or as they come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson

from schemas.topics import ALERT_REVISIONS, ALERTS, DECISIONS
from streams.clients.kafka import POLL_SECONDS, consumer, partitions_of, read_to_end
from streams.settings import Settings

Row = dict[str, Any]


def standing(settings: Settings, area: str | None, since: datetime | None) -> list[Row]:
    """Every alert at its newest revision, oldest first.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    newest: dict[str, Row] = {}
    for message in read_to_end(settings, ALERTS):
        row = _row(message.value())
        if row is not None:
            newest[row["alert_id"]] = row
    wanted = [row for row in newest.values() if _wanted(row, area, since)]
    return sorted(wanted, key=lambda row: (row["updated_at"], row["alert_id"]))


def one(settings: Settings, alert_id: str) -> tuple[Row, list[Row]] | None:
    """One alert at its newest revision, with every decision about it; None if there is none.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    found = [row for row in standing(settings, None, None) if row["alert_id"] == alert_id]
    if not found:
        return None
    decided = [_row(message.value()) for message in read_to_end(settings, DECISIONS)]
    mine = [row for row in decided if row is not None and row["alert_id"] == alert_id]
    return found[0], sorted(mine, key=lambda row: row["at"])


def follow(
    settings: Settings, area: str | None = None, *, logical: str = ALERT_REVISIONS
) -> Iterator[Row | None]:
    """Every revision from now on as it comes; None whenever a moment passes without one.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    reader = consumer(settings)
    places = partitions_of(settings, logical)
    try:
        for place in places:
            place.offset = reader.get_watermark_offsets(place, timeout=10)[1]
        reader.assign(places)
        while True:
            message = reader.poll(POLL_SECONDS)
            if message is None or message.error() is not None:
                yield None
                continue
            row = _row(message.value())
            if row is not None and _wanted(row, area, None):
                yield row
    finally:
        reader.close()


def _row(value: bytes | None) -> Row | None:
    if value is None:
        return None
    row: Row = orjson.loads(value)
    return row


def _wanted(row: Row, area: str | None, since: datetime | None) -> bool:
    if area is not None and area not in row["areas"]:
        return False
    return since is None or datetime.fromisoformat(row["updated_at"]) >= since
