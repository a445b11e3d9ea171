"""Builders: reports as senders write them, the areas they name, and Receive to take them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.topics import TYPE_OF_TOPIC
from streams.core.areas import Area, Areas, District
from streams.core.reading import Arrival
from streams.core.receive import Receive, Received

DEATHS, VIOLENCE, MISSING, COUNTS, COMMANDS = TYPE_OF_TOPIC
CUMBRIA, LANCASHIRE, WEST_MIDLANDS, BIRMINGHAM = "E23000002", "E23000003", "E23000014", "E08000025"
SOURCE = "//cumbria.police.uk/niche"
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)

Data = dict[str, Any]

AREAS = Areas.of(
    [
        Area(CUMBRIA, "Cumbria"),
        Area(LANCASHIRE, "Lancashire"),
        Area(WEST_MIDLANDS, "West Midlands", districts=(District(BIRMINGHAM, "Birmingham"),)),
    ]
)


def text(moment: datetime) -> str:
    return moment.isoformat()


def common(**changes: Any) -> Data:
    data: Data = {
        "report_id": "CUM-1",
        "version": 1,
        "area": CUMBRIA,
        "recorded_at": text(DAY),
        "occurred_from": text(DAY - timedelta(hours=6)),
        "place": {"lat": 54.89, "lon": -2.93, "kind": "home"},
        "method": "unknown",
    }
    return data | changes


def death(**changes: Any) -> Data:
    subject = {"token": "s1", "sex": "F", "age": 44}
    return common(category="unexpected_under_investigation", subject=subject) | changes


def violence(**changes: Any) -> Data:
    return common(offence="5D", subjects=[{"token": "s1", "sex": "F", "age": 44}]) | changes


def missing(**changes: Any) -> Data:
    return common(subject={"token": "s1"}, status="missing", risk="high") | changes


def counts(**changes: Any) -> Data:
    data: Data = {
        "report_id": "NWAS-1",
        "version": 1,
        "area": CUMBRIA,
        "recorded_at": text(DAY),
        "measure": "ambulance_overdoses",
        "period_from": text(DAY - timedelta(days=1)),
        "period_to": text(DAY),
        "count": 3,
    }
    return data | changes


def command(**changes: Any) -> Data:
    data: Data = {
        "command_id": "c-1",
        "alert_id": f"{CUMBRIA}-AAAAAAAAAAAA",
        "by": "analyst7",
        "role": "analyst",
        "at": text(DAY),
        "action": "acknowledge",
    }
    return data | changes


GOOD = {DEATHS: death, VIOLENCE: violence, MISSING: missing, COUNTS: counts, COMMANDS: command}


def without(data: Data, *names: str) -> Data:
    return {name: value for name, value in data.items() if name not in names}


def raw(data: object) -> bytes:
    return json.dumps(data).encode()


def attributes(data: Data, topic: str = DEATHS, **changes: Any) -> Data:
    named = {
        "specversion": "1.0",
        "type": TYPE_OF_TOPIC[topic],
        "source": SOURCE,
        "id": f"{data.get('report_id')}/{data.get('version')}",
        "subject": data.get("area"),
        "time": text(DAY + timedelta(hours=1)),
        "datacontenttype": "application/json",
        "dataschema": f"{TYPE_OF_TOPIC[topic]}.json",
    } | changes
    return {name: value for name, value in named.items() if value is not None}


def binary(data: Data, topic: str = DEATHS, **changes: Any) -> Arrival:
    """A record in binary mode; changes are to its attributes."""
    named = attributes(data, topic, **changes)
    content = named.pop("datacontenttype", "application/json")
    headers = tuple((f"ce_{name}", str(value).encode()) for name, value in named.items())
    return Arrival(topic, raw(data), (*headers, ("content-type", content.encode())))


def structured(data: Data, topic: str = DEATHS, **changes: Any) -> Arrival:
    """A record, or a line of a file, in structured mode; changes are to its attributes."""
    return Arrival(topic, raw(attributes(data, topic, **changes) | {"data": data}))


def bare(data: Data, topic: str = DEATHS) -> Arrival:
    return Arrival(topic, raw(data))


def receive(*arrivals: Arrival) -> list[Received]:
    """What a fresh Receive makes of arrivals, in order."""
    taken = Receive(AREAS)
    return [taken.apply(arrival) for arrival in arrivals]
