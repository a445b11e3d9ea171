"""What was set aside: listed, written out for correction, and sent again."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Any

import orjson
from confluent_kafka import Message

from schemas.topics import QUARANTINE, TYPE_OF_TOPIC
from streams.clients.kafka import headers_of, plan_of, producer, read_to_end
from streams.clients.send import SEND_SECONDS, outgoing
from streams.replay.lines import Line
from streams.settings import Settings

Row = dict[str, Any]


class NotCorrected(ValueError):
    """A line that cannot be sent again; says which and why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")


def rows(settings: Settings) -> Iterator[Row]:
    """What is in quarantine, one row a record. Source: contract, section 1.

    Raises:
        BrokerOutOfReach: nothing answered.
    """
    for message in read_to_end(settings, QUARANTINE):
        yield _row(message)


def _row(message: Message) -> Row:
    said = {name: value.decode("utf-8", "replace") for name, value in headers_of(message)}
    return {
        "topic": said.get("q_topic", ""),
        "partition": int(said.get("q_partition", 0)),
        "offset": int(said.get("q_offset", 0)),
        "reason": said.get("q_reason", ""),
        "fields": [field for field in said.get("q_fields", "").split(",") if field],
        "partial": said.get("q_partial") == "true",
        "headers": {k: v for k, v in said.items() if k.startswith("ce_") or k == "content-type"},
        "value_base64": b64encode(message.value() or b"").decode(),
    }


def resend(settings: Settings, lines: Iterator[Line]) -> int:
    """Send rows again: a corrected ``value`` if the row has one, else the bytes as they were.

    Raises:
        NotCorrected: a line is no row of quarantine.
        BrokerOutOfReach: the broker does not acknowledge.
    """
    plan, out, number = plan_of(settings), producer(settings), 0
    for line in lines:
        topic, key, value, headers = _again(line)
        out.produce(plan.name_of(topic), value=value, key=key, headers=headers)
        number += 1
    if out.flush(SEND_SECONDS):
        raise NotCorrected(number, "the broker acknowledges no more; nothing after it was sent")
    return number


def _again(line: Line) -> tuple[str, bytes | None, bytes, list[tuple[str, bytes | str | None]]]:
    try:
        row = orjson.loads(line.value)
        topic = row["topic"]
        corrected = row.get("value")
        raw = orjson.dumps(corrected) if corrected is not None else b64decode(row["value_base64"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        raise NotCorrected(line.number, "not a row as `tocsin quarantine list` writes it") from None
    if topic not in TYPE_OF_TOPIC:
        raise NotCorrected(line.number, "its topic is none that reports come on")
    as_line = outgoing(raw)
    marks: list[tuple[str, bytes | str | None]] = [
        (name, str(value).encode()) for name, value in row.get("headers", {}).items()
    ]
    if as_line.headers and corrected is not None:
        return as_line.topic, as_line.key, as_line.value, list(as_line.headers)
    return topic, _number(raw), raw, marks


def _number(raw: bytes) -> bytes | None:
    try:
        body = orjson.loads(raw)
        data = body.get("data", body)
        return str(data["report_id"]).encode()
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError):
        return None
