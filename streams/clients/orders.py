"""An order given on ``commands.v1``, and the decision that answers it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson

from schemas import envelope
from schemas.commands import COMMAND_TYPE
from schemas.topics import DECISIONS
from streams.clients import alerts
from streams.clients.kafka import plan_of, producer
from streams.clients.send import SEND_SECONDS, outgoing
from streams.settings import Settings

ANSWER_SECONDS = 10.0  # for the worker to answer

Row = dict[str, Any]


def give(settings: Settings, area: str, fields: Row) -> Row | None:
    """Give an order and wait for its answer; None if none comes in time.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    answers = alerts.follow(settings, logical=DECISIONS)
    next(answers)  # the reader stands at the end before the order is given
    now = datetime.now(UTC)
    command = {"command_id": uuid4().hex, "at": envelope.write_time(now), **fields}
    event = envelope.attributes_of(
        type=COMMAND_TYPE,
        source="//tocsin/cli",
        id=command["command_id"],
        subject=area,
        time=now,
        dataschema=f"{COMMAND_TYPE}.json",
    )
    message = outgoing(orjson.dumps({**event, "data": command}))
    out = producer(settings)
    out.produce(
        plan_of(settings).name_of(message.topic),
        value=message.value,
        key=area.encode(),
        headers=list(message.headers),
    )
    out.flush(SEND_SECONDS)
    return _answer(answers, command["command_id"])


def _answer(answers: Iterator[Row | None], command_id: str) -> Row | None:
    end = time.monotonic() + ANSWER_SECONDS
    for row in answers:
        if row is not None and row["command_id"] == command_id:
            return row
        if time.monotonic() > end:
            return None
    return None
