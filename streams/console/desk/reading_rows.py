"""From bytes on a topic to the desk's facts; what cannot be read is counted by its caller."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import orjson
from pydantic import TypeAdapter

from schemas.alerts import Alert, AlertDuty
from schemas.area_summaries import AreaSummary
from schemas.decisions import Decision
from schemas.deliveries import Delivery
from streams.console.desk.facts import Headline, Order, Record

ALERT: Final[TypeAdapter[Alert]] = TypeAdapter(Alert)
DECISION: Final[TypeAdapter[Decision]] = TypeAdapter(Decision)
DELIVERY: Final[TypeAdapter[Delivery]] = TypeAdapter(Delivery)
SUMMARY: Final[TypeAdapter[AreaSummary]] = TypeAdapter(AreaSummary)
_DUTIES: TypeAdapter[tuple[AlertDuty, ...]] = TypeAdapter(tuple[AlertDuty, ...])
_HEAD = ("command_id", "action", "area", "alert_id", "by", "role", "at")


def row_of(value: bytes) -> dict[str, Any]:
    """Read one JSON object, bare or inside a structured CloudEvent.

    Raises:
        ValueError: it is none.
    """
    row = orjson.loads(value)
    if isinstance(row, dict) and "specversion" in row:
        row = row.get("data")
    if not isinstance(row, dict):
        raise ValueError("not an object")
    return row


def headline_of(row: Mapping[str, Any]) -> Headline:
    """Take from an alert what lists need.

    Raises:
        KeyError, ValueError: it is no alert.
    """
    ack_by = row["ack_by"]
    return Headline(
        alert_id=row["alert_id"], revision=row["revision"], kind=row["kind"],
        family=row["family"], tier=row["tier"], state=row["state"],
        areas=tuple(row["areas"]), title=row["title"], why=row["why"],
        recipients=tuple(row["recipients"]),
        duties=_DUTIES.validate_python(row["duties"]) if row["duties"] else (),
        score=row["measures"]["score"],
        ack_by=None if ack_by is None else datetime.fromisoformat(ack_by),
        raised_at=datetime.fromisoformat(row["raised_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
        assigned_to=row["assigned_to"], verdict=row["verdict"], merged_into=row["merged_into"],
        shadow=row["shadow"],
    )  # fmt: skip


def order_of(record: Record) -> Order:
    """Read a command, whoever sent it.

    Raises:
        KeyError, ValueError: it is none.
    """
    row = row_of(record.value or b"")
    alert_id = row.get("alert_id")
    return Order(
        command_id=str(row["command_id"]),
        action=str(row["action"]),
        area=area_of_order(row) or record.key,
        alert_id=alert_id if isinstance(alert_id, str) else None,
        by=str(row["by"]),
        role=str(row["role"]),
        sent_at=record.at,
        fields={name: value for name, value in row.items() if name not in _HEAD},
    )


def area_of_order(row: Mapping[str, Any]) -> str | None:
    """Find the area that an order is about: its own, or the first part of an id that it names."""
    area = row.get("area")
    if isinstance(area, str) and area:
        return area
    for name in (row.get("alert_id"), row.get("silence_id")):
        if isinstance(name, str) and "-" in name:
            return name.rpartition("-")[0]
    match = row.get("match")
    if isinstance(match, Mapping):
        return area_of_order(match)
    return None
