"""CloudEvents 1.0 on Kafka: binary mode out; binary, structured and bare JSON in.

Source: CloudEvents 1.0.2 and its Kafka protocol binding; contract, section 1. Reading is more
forgiving than the standard: a missing attribute is a gap in a report of a death, not a refusal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

from schemas import forgiving
from schemas.fields import parse_instant

Headers = Sequence[tuple[str, bytes]]
Fault = Literal["empty", "not_json", "not_an_object", "no_data"]

UNNAMED_SOURCE = "//unnamed"  # of a message that does not say who sent it
LONGEST_SOURCE = 200  # characters, all of them printable: a source is part of the key of a row
USED = ("type", "source", "id", "subject", "time")  # attributes that we go by
JSON_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC


class UnreadableEnvelope(ValueError):
    """Bytes that hold no event. ``fault`` says why, in one of a closed set of words."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(f"no CloudEvent can be read here: {fault}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sent what when. ``type`` and ``time`` are None when missing or unreadable.

    ``faults`` names attributes that were there and could not be used.
    """

    type: str | None
    source: str
    id: str | None
    subject: str | None
    time: datetime | None
    data: dict[str, Any]
    faults: tuple[str, ...] = ()


def read(value: bytes | None, headers: Headers = ()) -> Envelope:
    """Read one Kafka record, or one line of a file (no headers).

    A structured event may carry its attributes as headers too (Kafka binding, section 3.3.3).
    Where both speak and differ, the header is believed and the attribute is a fault.

    Raises:
        UnreadableEnvelope: empty, not JSON, or not an object.

    """
    if not value:
        raise UnreadableEnvelope("empty")
    try:
        body = forgiving.loads(value)
    except forgiving.NotJson:
        raise UnreadableEnvelope("not_json") from None
    if not isinstance(body, dict):
        raise UnreadableEnvelope("not_an_object")
    marked = {name[3:]: _text(raw) for name, raw in headers if name.startswith("ce_")}
    if not ("specversion" in body or ("type" in body and "data" in body)):
        return _envelope(marked, body)
    data = body.get("data")
    if not isinstance(data, dict):
        raise UnreadableEnvelope("no_data")
    both = [name for name in USED if name in marked and name in body]
    return _envelope({**body, **marked}, data, [n for n in both if marked[n] != body[n]])


def time_of(value: bytes | None, headers: Headers = ()) -> datetime | None:
    """Say when an event was let known, without reading the rest; None if it does not say."""
    told = [raw for name, raw in headers if name == "ce_time"]
    if told:
        return _instant(_text(told[-1]))
    try:
        return read(value).time
    except UnreadableEnvelope:
        return None


def headers_of(
    *, type: str, source: str, id: str, subject: str | None, time: datetime, dataschema: str
) -> tuple[tuple[str, bytes], ...]:
    """Write the attributes of an event as Kafka headers (binary mode)."""
    attributes = attributes_of(
        type=type, source=source, id=id, subject=subject, time=time, dataschema=dataschema
    )
    content = attributes.pop("datacontenttype")
    marked = tuple((f"ce_{name}", text.encode()) for name, text in attributes.items())
    return (*marked, ("content-type", content.encode()))


def attributes_of(
    *, type: str, source: str, id: str, subject: str | None, time: datetime, dataschema: str
) -> dict[str, str]:
    """Write the attributes of an event in the order of the contract."""
    attributes = {"specversion": "1.0", "type": type, "source": source, "id": id}
    if subject is not None:
        attributes["subject"] = subject
    attributes["time"] = write_time(time)
    attributes["datacontenttype"] = "application/json"
    attributes["dataschema"] = dataschema
    return attributes


def write_time(time: datetime) -> str:
    """Write an instant as RFC 3339 in UTC, ending in Z."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def to_json(value: object) -> bytes:
    """Write data as JSON: times in UTC, fields in the order of the schema."""
    return orjson.dumps(value, option=JSON_OPTIONS)


def _envelope(
    attributes: dict[str, Any], data: dict[str, Any], contradicted: Sequence[str] = ()
) -> Envelope:
    source, time = attributes.get("source"), attributes.get("time")
    usable = isinstance(source, str) and 0 < len(source) <= LONGEST_SOURCE and source.isprintable()
    instant = _instant(time)
    faults = list(contradicted)
    if source is not None and not usable:
        faults.append("source")
    if time is not None and instant is None:
        faults.append("time")
    return Envelope(
        type=_word(attributes.get("type")),
        source=source if usable and isinstance(source, str) else UNNAMED_SOURCE,
        id=_word(attributes.get("id")),
        subject=_word(attributes.get("subject")),
        time=instant,
        data=data,
        faults=tuple(dict.fromkeys(faults)),
    )


def _text(raw: bytes | None) -> str:
    """Read a header; what is no UTF-8 stays as lone surrogates, which nothing accepts."""
    return (raw or b"").decode("utf-8", "surrogateescape")


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _instant(value: Any) -> datetime | None:
    try:
        return parse_instant(value)
    except ValueError:
        return None
