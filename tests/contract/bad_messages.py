"""Every kind of bad or odd message, as data, with what must become of it.

`MESSAGES` goes through Receive here, and to a real broker elsewhere, in this order: each has a
report_id of its own but where two must meet.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from typing import Any, Final

from schemas.topics import TOPIC_OF_TYPE, TYPE_OF_TOPIC
from tests.contract import bad_fields
from tests.contract.bad_fields import ACCEPTED, CORE, GONE, PARTIAL

DEATHS, VIOLENCE, MISSING, COUNTS, COMMANDS = TYPE_OF_TOPIC
SOURCE: Final = "//cumbria.police.uk/niche"
TIME: Final = "2026-03-01T13:00:00Z"
MIB: Final = 1024 * 1024
NOT_JSON: Final = "quarantined:not_json"
NOT_AN_OBJECT: Final = "quarantined:not_an_object"
NO_DATA: Final = "quarantined:no_data"

Data = dict[str, Any]
Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class BadMessage:
    """One message. ``expected``: "quarantined:<reason>", "partial", "accepted" or "repeat"."""

    name: str
    topic: str
    key: bytes | None
    value: bytes | None
    expected: str
    headers: Headers = ()

    @property
    def fits_a_line(self) -> bool:
        """Whether a line of a file can hold the value."""
        return bool(self.value) and b"\n" not in (self.value or b"") and bool(self.value.strip())

    @property
    def is_the_same_in_a_file(self) -> bool:
        """Whether a line says all of it: no headers, and on the topic that the line names."""
        if not self.fits_a_line or self.headers:
            return False
        try:
            kind = json.loads(self.value or b"").get("type")
        except (ValueError, AttributeError, RecursionError):
            kind = None
        return TOPIC_OF_TYPE.get(kind if isinstance(kind, str) else "", DEATHS) == self.topic


_BASES: Final[dict[str, Data]] = {
    DEATHS: {
        "occurred_from": "2026-03-01T06:00:00Z",
        "place": {"lat": 54.89, "lon": -2.93, "kind": "home"},
        "subject": {"token": "s1", "sex": "F", "age": 44},
        "category": "unexpected_under_investigation",
    },
    VIOLENCE: {"occurred_from": "2026-03-01T06:00:00Z", "offence": "5D"},
    MISSING: {"occurred_from": "2026-03-01T06:00:00Z", "status": "missing"},
    COUNTS: {
        "measure": "ambulance_overdoses",
        "period_from": "2026-02-27T00:00:00Z",
        "period_to": "2026-02-28T00:00:00Z",
        "count": 3,
    },
}


def _data(name: str, topic: str = DEATHS, **changes: Any) -> Data:
    base: Data = {
        "report_id": f"BAD {name}",
        "version": 1,
        "area": "E23000002",
        "recorded_at": "2026-03-01T12:00:00Z",
    }
    if topic == COMMANDS:
        base = {
            "command_id": f"BAD {name}", "alert_id": "E23000002-AAAAAAAAAAAA", "by": "analyst7",
            "role": "analyst", "at": "2026-03-01T12:00:00Z", "action": "acknowledge",
        }  # fmt: skip
    whole = base | _BASES.get(topic, {}) | changes
    return {field: value for field, value in whole.items() if value is not GONE}


def _event(data: Data, topic: str, **changes: Any) -> Data:
    named = {
        "specversion": "1.0", "type": TYPE_OF_TOPIC[topic], "source": SOURCE, "time": TIME,
        "data": data,
    }  # fmt: skip
    return {name: value for name, value in (named | changes).items() if value is not GONE}


def _structured(name: str, expected: str, topic: str = DEATHS, **changes: Any) -> BadMessage:
    """A good report in structured mode; changes are to the attributes and ``data``."""
    event = _event(changes.pop("data", _data(name, topic)), topic, **changes)
    data = event.get("data")
    known = data.get("report_id") if isinstance(data, dict) else None
    key = str(known).encode(errors="replace")[:1000]
    return BadMessage(name, topic, key, json.dumps(event).encode(), expected)


def _binary(name: str, expected: str, topic: str = DEATHS, **headers: bytes | None) -> BadMessage:
    """A good report in binary mode; a header that is None is left out."""
    sent = {
        "ce_specversion": b"1.0", "ce_type": TYPE_OF_TOPIC[topic].encode(),
        "ce_source": SOURCE.encode(), "ce_id": f"BAD {name}/1".encode(), "ce_time": TIME.encode(),
    } | headers  # fmt: skip
    kept = tuple((key, value) for key, value in sent.items() if value is not None)
    value = json.dumps(_data(name, topic)).encode()
    return BadMessage(name, topic, f"BAD {name}".encode(), value, expected, kept)


def _bytes(name: str, value: bytes | None, expected: str, topic: str = DEATHS) -> BadMessage:
    return BadMessage(name, topic, None, value, expected)


def _spelled(name: str, old: str, new: bytes, expected: str) -> BadMessage:
    """A good bare report in which some bytes are replaced."""
    value = json.dumps(_data(name)).encode()
    assert old.encode() in value, name
    return BadMessage(
        name, DEATHS, f"BAD {name}".encode(), value.replace(old.encode(), new), expected
    )


def _filled(name: str, size: int) -> BadMessage:
    """A good bare report blown up to an exact size by a field that nobody knows."""
    empty = len(json.dumps(_data(name, padding="")).encode())
    value = json.dumps(_data(name, padding="x" * (size - empty))).encode()
    return BadMessage(name, DEATHS, f"BAD {name}".encode(), value, ACCEPTED)


_WRONG_TOPIC: Final = "quarantined:wrong_topic"
_GOOD: Final = json.dumps(_data("cut")).encode()
_BASE64: Final = b64encode(_GOOD).decode()

BYTES: Final = (
    _bytes("no value (a tombstone)", None, "quarantined:empty"),
    _bytes("an empty value", b"", "quarantined:empty"),
    _bytes("white space", b" \t ", NOT_JSON),
    _bytes("white space with line ends", b"\r\n \n", NOT_JSON),
    _bytes("words", b"Athena export failed: retry in 300 s", NOT_JSON),
    _bytes("JSON cut short", _GOOD[:150], NOT_JSON),
    _bytes("JSON twice", _GOOD + _GOOD, NOT_JSON),
    _bytes("JSON with a comma too many", _GOOD[:-1] + b",}", NOT_JSON),
    _bytes("single quotes", b"{'report_id': 'x'}", NOT_JSON),
    _bytes("XML", b"<report><id>4</id></report>", NOT_JSON),
    _bytes("bytes that are no text", bytes(range(128, 256)), NOT_JSON),
    _bytes("UTF-16", json.dumps({"report_id": "x"}).encode("utf-16"), NOT_JSON),
    _bytes("zeros", bytes(1000), NOT_JSON),
    _bytes("2 MB of junk", b"\xde\xad\xbe\xef" * 500_000, NOT_JSON),
    _bytes("20,000 lists deep", b"[" * 20_000 + b"]" * 20_000, NOT_JSON),
    _bytes("20,000 objects deep", b'{"a":' * 20_000 + b"1" + b"}" * 20_000, NOT_JSON),
    _bytes("900 lists deep", b"[" * 900 + b"]" * 900, NOT_AN_OBJECT),
    _bytes("a list", b"[" + _GOOD + b"]", NOT_AN_OBJECT),
    _bytes("a number", b"42", NOT_AN_OBJECT),
    _bytes("a text", b'"dead"', NOT_AN_OBJECT),
    _bytes("JSON null", b"null", NOT_AN_OBJECT),
    _bytes("JSON true", b"true", NOT_AN_OBJECT),
    _bytes("NaN alone", b"NaN", NOT_AN_OBJECT),
    _bytes("an empty object", b"{}", CORE),
    _bytes("an empty object for an order", b"{}", CORE, COMMANDS),
    _bytes("an empty object for a count", b"{}", CORE, COUNTS),
    _spelled("byte order mark", '{"report_id"', b'\xef\xbb\xbf{"report_id"', ACCEPTED),
    _spelled("Latin-1 in a text", '"token": "s1"', b'"occupation": "caf\xe9"', PARTIAL),
    _spelled("Latin-1 in an unknown field", '"version"', b'"Dur\xe9e": 4, "version"', ACCEPTED),
    _spelled("bad UTF-8 in the area", "E23000002", b"E2300000\xff", CORE),
    _spelled("line ends between fields", ", ", b",\r\n", ACCEPTED),
    _spelled("age 1e3", '"age": 44', b'"age": 1e3', PARTIAL),
    _spelled("age 1e999", '"age": 44', b'"age": 1e999', PARTIAL),
    _spelled("age of 5,000 digits", '"age": 44', b'"age": ' + b"4" * 5000, PARTIAL),
    _spelled("age NaN", '"age": 44', b'"age": NaN', PARTIAL),
    _spelled("version 1e999", '"version": 1', b'"version": 1e999', CORE),
    _spelled("a key twice, the last good", "1, ", b'0, "version": 1, ', ACCEPTED),
    _spelled("a key twice, the last wrong", "1, ", b'1, "version": 0, ', CORE),
    _spelled("raw control character", '"s1"', b'"\x01"', NOT_JSON),
    _filled("exactly 4 MiB less a record's frame", 4 * MIB - 1024),
)  # fmt: skip
ENVELOPES: Final = (
    _structured("structured: no data", NO_DATA, data=GONE),
    _structured("structured: data null", NO_DATA, data=None),
    _structured("structured: data a text", NO_DATA, data=json.dumps(_data("as text"))),
    _structured("structured: data_base64", NO_DATA, data=GONE, data_base64=_BASE64),
    _structured("structured: type unknown", "quarantined:unknown_type", type="tocsin.births.v1"),
    _structured("structured: type of another topic", _WRONG_TOPIC, type=TYPE_OF_TOPIC[VIOLENCE]),
    _structured("structured: type a number", ACCEPTED, type=7),
    _structured("structured: specversion 0.3", ACCEPTED, specversion="0.3"),
    _structured("structured: source missing", ACCEPTED, source=GONE),
    _structured("structured: source a list", PARTIAL, source=["//x"]),
    _structured("structured: source of 201 characters", PARTIAL, source="x" * 201),
    _structured("structured: source with a control character", PARTIAL, source="//a\u001fb"),
    _structured("structured: id of another report", PARTIAL, id="CUM-9/4"),
    _structured("structured: subject of another area", PARTIAL, subject="E23000003"),
    _structured("structured: time missing", ACCEPTED, time=GONE),
    _structured("structured: time unreadable", ACCEPTED, time="last Tuesday"),
    _structured("structured: time without offset", ACCEPTED, time="2026-03-01T13:00:00"),
    _structured("structured: time years ahead", ACCEPTED, time="2046-03-01T13:00:00Z"),
    _structured("structured: time 30 February", ACCEPTED, time="2026-02-30T00:00:00Z"),
    _binary("binary: type missing", ACCEPTED, ce_type=None),
    _binary("binary: type of bad UTF-8", "quarantined:unknown_type", ce_type=b"\xff\xfe"),
    _binary("binary: type of another topic", _WRONG_TOPIC, ce_type=b"tocsin.counts.reported.v1"),
    _binary("binary: source of bad UTF-8", PARTIAL, ce_source=b"\xc3\x28"),
    _binary("binary: source empty", PARTIAL, ce_source=b""),
    _binary("binary: id of bad UTF-8", PARTIAL, ce_id=b"\xff"),
    _binary("binary: id of another report", PARTIAL, ce_id=b"CUM-9/4"),
    _binary("binary: subject of another area", PARTIAL, ce_subject=b"E23000003"),
    _binary("binary: time of bad UTF-8", ACCEPTED, ce_time=b"\xff"),
    _binary("binary: header nobody knows", ACCEPTED, ce_mood=b"\xff", traceparent=b"\xff"),
    BadMessage(
        "structured with headers that disagree", DEATHS, b"BAD both",
        json.dumps(_event(_data("both"), DEATHS)).encode(), PARTIAL,
        (("ce_source", b"//essex.police.uk"), ("content-type", b"application/cloudevents+json")),
    ),
)  # fmt: skip
FIELDS: Final = tuple(
    _structured(full := f"{topic}: {name}", expected, topic, data=_data(full, topic, **changes))
    for topic, table in (
        (DEATHS, bad_fields.DEATHS), (VIOLENCE, bad_fields.VIOLENCE), (MISSING, bad_fields.MISSING),
        (COUNTS, bad_fields.COUNTS), (COMMANDS, bad_fields.COMMANDS),
    )
    for name, (changes, expected) in table.items()
)  # fmt: skip
MEETINGS: Final = (
    _structured("meeting: first", ACCEPTED),
    _structured("meeting: sent twice", "repeat", data=_data("meeting: first")),
    _structured("meeting: same version, other content", "quarantined:content_clash",
                data=_data("meeting: first", method="fall")),
    _structured("meeting: same version, a wrong field", "quarantined:content_clash",
                data=_data("meeting: first", method="poisened")),
    _structured("meeting: same number, other type", "quarantined:id_clash", VIOLENCE,
                data=_data("meeting: first", VIOLENCE, version=2)),
    _structured("meeting: in part", PARTIAL, data=_data("meeting: in part", found_at="at dawn")),
    _structured("meeting: in part, sent twice", "repeat",
                data=_data("meeting: in part", found_at="at dawn")),
    _structured("meeting: in part, mended", ACCEPTED, data=_data("meeting: in part")),
)  # fmt: skip
MESSAGES: Final[tuple[BadMessage, ...]] = (*BYTES, *ENVELOPES, *FIELDS, *MEETINGS)
